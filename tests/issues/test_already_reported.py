"""“Already reported?”: what is offered while somebody chooses and types, to whom, and what joining it does."""

import uuid

import pytest
import time_machine
from django.urls import reverse

from inflection_points.commands.posters import token_of
from inflection_points.models import Dependency, InflectionPoint, Kind, Poster
from inflection_points.rules.policies import Severity
from issues import commands
from issues.models import Issue, Report
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR
SECRET = "The fitter Meier was drunk"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def poster(company):
    return Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)


@pytest.fixture
def upstream(company):
    values = InflectionPoint.objects.values().get(pk=company.point.pk)
    point = InflectionPoint.objects.create(**values | {"id": None, "slug": "picked", "name": "Order picked"})
    Dependency.objects.create(point=company.point, upstream=point)
    return point


def asked(client, *, at=None, **told):
    path = (
        reverse("issues:similar") if at is None else reverse("issues:similar_at_poster", args=[token_of(at)])
    )
    response = client.post(path, {"point": "delivery-slot"} | told)
    assert response.status_code == 200
    return response.context["hints"], response.content.decode()


def offered(client, **told) -> list[int]:
    return [hint.similar.pk for hint in asked(client, **told)[0].found]


def page(company, **told):
    return {
        "point": company.point.slug,
        "shown_for": company.point.slug,
        "text": "It came two hours late",
        "customers": "3",
        "client_key": str(uuid.uuid4()),
    } | told


class TestWhatIsOffered:
    def test_says_why_and_what_happens_to_it(self, company, issue, rita):
        _, html = asked(rita, text="The driver is two hours late again")
        assert "Similar words: driver, two, hours" in html or "Similar words: driver, hours, late" in html
        assert "Olga Owner must accept it" in html
        assert f'name="me_too" value="{issue.pk}"' in html
        assert 'data-said="1 similar problem is open."' in html

    def test_comes_from_beside_in_the_chain_when_the_words_are_alike(self, company, upstream, rita):
        there = _at(company, upstream, "The driver waited two hours at the ramp")
        assert offered(rita, text="The driver waited two hours") == [there.pk]
        assert "upstream, at Order picked" in asked(rita, text="The driver waited two hours")[1]
        assert offered(rita, text="Something else entirely") == []

    def test_is_the_newest_of_the_same_kind_without_words(self, company, issue, rita):
        later = company.report(now=NOW, text="Nobody rang the bell")
        other = Kind.objects.create(point=company.point, name="Never came")
        assert offered(rita, kind=str(company.kind.pk)) == [later.pk, issue.pk]
        assert offered(rita, kind=str(other.pk)) == []

    def test_is_whatever_is_new_here_before_anything_is_said(self, company, issue, rita):
        hints, html = asked(rita)
        assert [hint.similar.pk for hint in hints.found] == [issue.pk]
        assert "Open here now" in html
        assert "data-said" not in html

    def test_is_nothing_that_is_closed_or_said_to_be_fixed(self, company, issue, rita):
        commands.record_containment(issue=issue.pk, actor=company.owner, now=NOW, evidence="e")
        commands.resolve(issue=issue.pk, actor=company.owner, now=NOW, reason="fixed")
        declined = company.report(now=NOW)
        commands.decline(issue=declined.pk, actor=company.owner, now=NOW, reason="r")
        assert offered(rita, text="The driver came two hours late") == []

    @pytest.mark.parametrize(
        "told",
        [
            {"text": "\x00"},
            {"text": "x" * 1_000_000},
            {"text": "🦌" * 500},
            {"text": "the and of der die das"},
            {"text": "الشحنة متأخرة جدا\u200f"},
            {"text": "'); SELECT 1; -- & | ! <-> :*"},
            {"kind": "9" * 30, "site": "\x00"},
            {"kind": "²", "site": "-1"},
        ],
    )
    def test_answers_garbage_without_an_error(self, company, issue, rita, told):
        asked(rita, **told)

    @pytest.mark.parametrize("slug", ["", "gone", "\x00"])
    def test_is_asked_of_a_point_that_there_is(self, company, rita, slug):
        assert rita.post("/report/similar/", {"point": slug}).status_code == 404

    def test_is_asked_by_post_so_that_no_address_holds_the_words(self, company, rita):
        assert rita.get("/report/similar/", {"point": company.point.slug}).status_code == 405


class TestConfidence:
    @pytest.fixture
    def secret(self, company):
        return company.report(text=SECRET, is_confidential=True)

    def test_is_kept_from_whoever_is_not_let_in(self, company, secret, signed_in):
        assert offered(signed_in(company.owner), text=SECRET) == [secret.pk]
        hints, html = asked(signed_in(company.stranger), text=SECRET)
        assert (hints.found, "Meier" in html) == ([], False)

    def test_is_kept_from_guests(self, company, secret, poster, client):
        assert asked(client, at=poster, kind=str(company.kind.pk))[0].found == []

    def test_cannot_be_joined_by_guessing_its_number(self, company, secret, signed_in):
        response = signed_in(company.stranger).post("/report/", page(company, me_too=str(secret.pk)))
        assert response.status_code == 422
        assert "not open here any longer" in response.content.decode()
        assert secret.reports.count() == 1

    def test_of_a_report_is_not_broken_by_adding_it_to_an_open_issue(self, company, issue, rita):
        told = page(company, me_too=str(issue.pk), is_confidential="on")
        response = rita.post("/report/", told)
        assert response.status_code == 422
        assert "is read by everybody" in response.content.decode()
        assert issue.reports.count() == 1


class TestWhoeverHasIt:
    def test_hears_once_a_day_in_the_digest_that_it_happened_again(self, company, issue):
        def again(now):
            commands.add_report(issue=issue.pk, reporter=None, now=now, telling=commands.Telling())

        for later in (HOUR, 2 * HOUR, DAY):
            again(REPORTED + later)
        told = Message.objects.filter(kind="happened_again").order_by("pk")
        assert [message.recipient for message in told] == [company.owner] * 2
        assert all(message.gather_until is not None for message in told)

    def test_hears_at_once_when_it_is_critical_and_nothing_of_their_own(self, company):
        issue = company.report(severity=Severity.CRITICAL)
        told = Message.objects.filter(kind="happened_again")
        for reporter, count in ((company.owner, 0), (company.stranger, 1)):
            telling = commands.Telling()
            commands.add_report(issue=issue.pk, reporter=reporter, now=NOW, telling=telling)
            assert told.count() == count
        assert told.get().gather_until is None


class TestGuests:
    def test_read_a_kind_and_a_state_and_nothing_that_anybody_wrote(self, company, issue, poster, client):
        hints, html = asked(client, at=poster, kind=str(company.kind.pk))
        assert [hint.similar.pk for hint in hints.found] == [issue.pk]
        assert "It is waiting for somebody to take it." in html
        assert "told once" in html
        for hidden in ("driver", "hours", "Olga", "Rita", f"/issues/{issue.pk}"):
            assert hidden not in html

    def test_learn_nothing_by_trying_out_words(self, company, issue, poster, client):
        other = Kind.objects.create(point=company.point, name="Never came")
        assert asked(client, at=poster, text="The driver came two hours late")[0].found == []
        with_words, without = (
            asked(client, at=poster, kind=str(other.pk), text=text)[1]
            for text in ("driver two hours late", "")
        )
        assert with_words == without

    def test_join_with_a_receipt_code_of_their_own(self, company, issue, poster, client):
        told = page(company, me_too=str(issue.pk))
        path = reverse("issues:report_at_poster", args=[token_of(poster)])
        response = client.post(path, told)
        assert response.status_code == 302
        assert response["Location"].startswith("/receipts/")
        assert (Issue.objects.count(), issue.reports.count()) == (1, 2)
        assert client.get(response["Location"]).status_code == 200
        assert client.post(path, told)["Location"] == response["Location"]
        assert issue.reports.count() == 2

    def test_join_nothing_elsewhere(self, company, upstream, poster, client):
        values = InflectionPoint.objects.values().get(pk=company.point.pk)
        far = InflectionPoint.objects.create(**values | {"id": None, "slug": "far", "name": "Far away"})
        path = reverse("issues:report_at_poster", args=[token_of(poster)])
        there, beside = _at(company, far, "Wet boxes"), _at(company, upstream, "Wet boxes")
        assert client.post(path, page(company, me_too=str(there.pk))).status_code == 422
        assert client.post(path, page(company, me_too=str(beside.pk))).status_code == 302

    def test_are_asked_to_sign_in_where_the_poster_does_not_allow_them(self, company, poster, client):
        Poster.objects.update(allows_guests=False)
        path = reverse("issues:similar_at_poster", args=[token_of(poster)])
        assert client.post(path, {}).status_code == 404


class TestMeToo:
    def test_adds_what_was_told_to_that_issue_without_asking_how_bad_it_is(self, company, issue, rita):
        told = page(company, me_too=str(issue.pk), promised="A new one")
        told["promised_by"] = "2026-03-05T10:00"
        response = rita.post("/report/", told)
        assert response["Location"] == f"/report/{issue.pk}/receipt/"
        added = issue.reports.last()
        assert (added.text, added.customers, added.promised) == ("It came two hours late", 3, "A new one")
        issue.refresh_from_db()
        assert (issue.report_count, issue.customers, issue.severity) == (2, 4, "normal")
        assert "Added to number" in rita.get(response["Location"]).content.decode()

    def test_needs_no_look_first(self, company, issue, rita):
        assert rita.post("/report/", page(company, me_too=str(issue.pk), shown_for="")).status_code == 302

    def test_sent_twice_is_told_once(self, company, issue, rita):
        told = page(company, me_too=str(issue.pk))
        first, second = rita.post("/report/", told), rita.post("/report/", told)
        assert first["Location"] == second["Location"]
        assert Report.objects.count() == 2

    def test_sent_twice_is_told_once_though_the_issue_was_closed_in_between(self, company, issue, rita):
        told = page(company, me_too=str(issue.pk))
        rita.post("/report/", told)
        commands.decline(issue=issue.pk, actor=company.owner, now=NOW, reason="r")
        assert rita.post("/report/", told)["Location"] == f"/report/{issue.pk}/receipt/"
        assert Report.objects.count() == 2

    @pytest.mark.parametrize("first_as_new", [True, False])
    def test_and_the_same_page_as_a_new_report_are_told_once(self, company, issue, rita, first_as_new):
        told = page(company, severity="high")
        ways = [told, told | {"me_too": str(issue.pk)}]
        first, second = (rita.post("/report/", way) for way in (ways if first_as_new else reversed(ways)))
        assert first["Location"] == second["Location"]
        assert Report.objects.count() == 2

    def test_of_an_issue_that_was_closed_meanwhile_is_said_and_can_be_reported_anew(
        self, company, issue, rita
    ):
        commands.decline(issue=issue.pk, actor=company.owner, now=NOW, reason="r")
        told = page(company, me_too=str(issue.pk))
        response = rita.post("/report/", told)
        html = response.content.decode()
        assert response.status_code == 422
        assert "Nothing that you typed is lost" in html
        assert "It came two hours late" in html
        assert told["client_key"] in html
        del told["me_too"]
        assert rita.post("/report/", told | {"severity": "high"}).status_code == 302
        assert Issue.objects.count() == 2

    @pytest.mark.parametrize("number", ["0", "-1", "²", "x", "9" * 40, "1; --", "987654321"])
    def test_of_nonsense_is_refused_with_a_sentence(self, company, issue, rita, number):
        response = rita.post("/report/", page(company, me_too=number))
        assert response.status_code == 422
        assert "not open here any longer" in response.content.decode()

    def test_stands_in_the_page_for_whoever_has_no_scripts(self, company, issue, rita):
        response = rita.post("/report/", page(company, shown_for="", severity="high", kind=""))
        html = response.content.decode()
        assert "One look before it goes out" in html
        assert f'name="me_too" value="{issue.pk}"' in html

    def test_comes_by_script_as_well(self, company, issue, rita):
        told = page(company, me_too=str(issue.pk))
        answer = rita.post("/report/", told, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["number"]) == (201, issue.pk)
        commands.decline(issue=issue.pk, actor=company.owner, now=NOW, reason="r")
        late = rita.post(
            "/report/", page(company, me_too=str(issue.pk)), headers={"Accept": "application/json"}
        )
        assert late.status_code == 422
        assert "not open here any longer" in str(late.json()["errors"])


def _at(company, point, text):
    return commands.report(
        point=point,
        severity=Severity.NORMAL,
        reporter=company.reporter,
        now=NOW - DAY,
        telling=commands.Telling(text=text),
    )
