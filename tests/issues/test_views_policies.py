"""The pages about policies: to read for everybody, to change for administrators."""

import pytest
import time_machine
from django.contrib.admin import site

from inflection_points.admin import InflectionPointAdmin
from inflection_points.commands.policies import save_version
from inflection_points.commands.retiring import retire_policy
from inflection_points.models import InflectionPoint, Policy, PolicyVersion
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_RUNGS, DEFAULT_TARGETS, Clock, Severity, Whom
from issues.commands.importing.naming import policy_named
from issues.commands.linting import lint
from issues.forms.policies import typed_of
from people.models import User
from tests.cast import DAY, REPORTED

NOW = REPORTED + 9 * DAY
QUICKER = {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(2, Unit.DAYS)}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def path(company):
    return f"/policies/{company.version.policy_id}/"


def words(response):
    return response.content.decode()


def sheet(company, **changes):
    """The newest version as the browser sends it; a field that is None is not sent."""
    newest = company.version.policy.current()
    typed = typed_of(newest.value(), base=newest.number, addresses={}) | {"do": "save"}
    typed |= {key.replace("__", "-"): value for key, value in changes.items()}
    return {key: value for key, value in typed.items() if value is not None}


class TestReading:
    @pytest.mark.parametrize("role", ["reporter", "owner", "executive", "administrator"])
    def test_is_for_everybody_and_changing_for_administrators(self, company, signed_in, path, role):
        client, may = signed_in(getattr(company, role)), role == "administrator"
        assert "100 %</strong> tells the accountable owner" in words(client.get(path))
        assert client.get("/policies/").status_code == client.get(f"{path}versions/1/").status_code == 200
        answers = [client.get(p).status_code for p in (f"{path}change/", f"{path}retire/", "/policies/add/")]
        assert answers == [200 if may else 403] * 3
        assert ("Change it" in words(client.get(path))) is may

    def test_changes_nothing_for_others(self, company, signed_in, path):
        client = signed_in(company.owner)
        assert client.post(f"{path}change/", sheet(company, hold="300")).status_code == 403
        assert client.post(f"{path}retire/", {"successor": "1", "open_issues": "stay"}).status_code == 403
        assert client.post(f"{path}assign-point/", {"point": company.point.slug}).status_code == 403
        assert PolicyVersion.objects.count() == 1

    def test_is_linked_from_the_point(self, company, signed_in, path):
        assert f'href="{path}"' in words(signed_in(company.reporter).get("/points/delivery-slot/"))

    def test_says_what_would_go_wrong_with_it(self, company, signed_in, path):
        save_version(name="Default", now=NOW, rungs=DEFAULT_RUNGS[:4] + DEFAULT_RUNGS[5:])
        lint(now=NOW)
        page = words(signed_in(company.reporter).get(path))
        assert "What would go wrong as things stand" in page
        assert "executive" in page.split("What would go wrong")[1].split("</section>")[0]

    def test_draws_the_ladder_and_says_the_same_in_a_table(self, company, signed_in, path):
        page = words(signed_in(company.reporter).get(path))
        assert page.count('role="img"') == 3
        assert "150 %: the department head" in page
        assert "36 h" in page  # 150 % of three days of eight hours

    def test_shows_what_a_version_changed(self, company, signed_in, path):
        save_version(name="Default", now=NOW, actor=company.administrator, targets=QUICKER)
        page = words(signed_in(company.reporter).get(f"{path}versions/2/"))
        assert "Target to act, normal" in page
        assert "3 days" in page
        assert signed_in(company.reporter).get(f"{path}versions/3/").status_code == 404


class TestChanging:
    def test_saves_a_new_version(self, company, ada, path):
        sent = sheet(company, act__normal__amount="2", hold="150")
        response = ada.post(f"{path}change/", sent, follow=True)
        assert "Saved as version 2. New issues are ruled by it; open ones keep theirs." in words(response)
        newest = company.version.policy.current()
        assert newest.created_by == company.administrator
        assert newest.value().targets == QUICKER
        assert newest.value().hold_limit_percent == 150
        assert newest.value().rungs == company.version.value().rungs

    def test_twice_makes_one_version(self, company, ada, path):
        sent = sheet(company, hold="150")
        ada.post(f"{path}change/", sent)
        again = ada.post(f"{path}change/", sent, follow=True)
        assert again.status_code == 200
        assert PolicyVersion.objects.count() == 2

    def test_without_any_change_makes_none(self, company, ada, path):
        page = words(ada.post(f"{path}change/", sheet(company), follow=True))
        assert "Nothing differs from version 1" in page
        assert PolicyVersion.objects.count() == 1

    def test_of_a_page_that_was_overtaken_says_so_and_keeps_what_was_typed(self, company, ada, path):
        stale = sheet(company, hold="150")
        save_version(name="Default", now=NOW, actor=company.administrator, targets=QUICKER)
        response = ada.post(f"{path}change/", stale)
        assert response.status_code == 409
        assert "Ada Administrator saved version 2 meanwhile." in words(response)
        assert 'value="150"' in words(response)
        assert PolicyVersion.objects.count() == 2
        assert ada.post(f"{path}change/", stale | {"base": "2"}).status_code == 302
        assert company.version.policy.current().number == 3

    def test_tells_several_and_people_by_name_or_address(self, company, ada, path):
        sent = sheet(company, act__4__people="stan@example.test, hana head", act__4__role_manager="on")
        assert ada.post(f"{path}change/", sent).status_code == 302
        top = company.version.policy.current().value().ladders[Clock.ACT][-1]
        assert [one.whom for one in top.tells].count(Whom.PERSON) == 2
        assert {one.person for one in top.tells} >= {company.stranger.pk, company.head.pk}
        assert "Stan Stranger" in words(ada.get(path))
        assert 'value="stan@example.test, hana@example.test"' in words(ada.get(f"{path}change/"))


class TestRungs:
    def test_are_added_and_removed_without_losing_what_is_typed(self, company, ada, path):
        more = words(ada.post(f"{path}change/", sheet(company, do="add-act", hold="seven")))
        assert 'name="act-5-percent" value="250"' in more
        assert 'value="seven"' in more
        fewer = words(ada.post(f"{path}change/", sheet(company, do="remove-act-1")))
        assert 'name="act-3-percent" value="200"' in fewer
        assert 'name="act-4-percent"' not in fewer
        assert "error-summary" not in more + fewer
        assert PolicyVersion.objects.count() == 1

    def test_are_at_most_twenty_on_a_clock(self, company, ada, path):
        typed = sheet(company, do="add-accept")
        typed |= {f"accept-{n}-percent": "100" for n in range(1, 21)}
        assert "accept-21-percent" not in words(ada.post(f"{path}change/", typed))


class TestNonsense:
    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("act__normal__amount", "0", "Write 1 or more."),
            ("act__normal__amount", "-3", "Write 1 or more."),
            ("act__normal__amount", "", "Fill this in."),
            ("act__normal__amount", "10**12", "Write a whole number"),
            ("act__normal__amount", "1000000000000", "A target is at most a year. Write 366 or less."),
            ("act__normal__unit", "years", "This is not in the list"),
            ("hold", "0", "Write 1 or more."),
            ("hold", "1000000000000", "Write 10,000 or less."),
            ("act__2__percent", "", "Fill this in."),
            ("act__2__percent", "70", "Write 75 or more: it comes after the rung above it"),
            ("act__2__tells_accountable_owner", None, "Choose at least one"),
            ("act__2__people", "Nobody Known", "Nobody here has the name or address “Nobody Known”"),
            ("act__2__people", "\x00", "Null characters are not allowed"),
        ],
    )
    def test_is_said_beside_the_field_and_nothing_typed_is_lost(
        self, company, ada, path, field, value, sentence
    ):
        sent = sheet(company, **{"resolve__low__amount": "59", field: value})
        for do in ("save", "preview"):
            response = ada.post(f"{path}change/", sent | {"do": do})
            assert response.status_code == 422
            page = words(response)
            assert page.count(sentence) >= 2  # in the summary and beside the field
            assert 'value="59"' in page
        assert PolicyVersion.objects.count() == 1

    def test_of_a_ladder_without_rungs_is_said(self, company, ada, path):
        sent = {key: value for key, value in sheet(company).items() if not key.startswith("resolve-1")}
        sent = {k: v for k, v in sent.items() if not k.startswith(("resolve-2", "resolve-3"))}
        response = ada.post(f"{path}change/", sent)
        assert response.status_code == 422
        assert "Add a rung to resolve: without it nobody would be told." in words(response)

    def test_of_two_people_with_one_name_asks_for_the_address(self, company, ada, path):
        User.objects.create_user("rita.two@example.test", name="Rita Reporter")
        page = words(ada.post(f"{path}change/", sheet(company, act__2__people="Rita Reporter")))
        assert "Several people are called “Rita Reporter”. Write the e-mail address." in page

    def test_of_an_empty_sheet_is_answered(self, ada, path):
        assert ada.post(f"{path}change/", {}).status_code == 422
        assert ada.post(f"{path}change/", {"do": "remove-act-999"}).status_code == 200


class TestPreviewing:
    def test_says_before_saving_what_would_have_happened(self, company, issue, ada, path):
        sent = sheet(company, do="preview", act__normal__amount="1")
        page = words(ada.post(f"{path}change/", sent))
        assert "What it would have done in the last 90 days" in page
        assert "looked up as of today" in page
        assert "lived through again" in page
        assert "Xavier Executive" in page
        assert PolicyVersion.objects.count() == 1

    def test_without_issues_says_so(self, company, ada, path):
        assert "Nothing to try it on" in words(ada.post(f"{path}change/", sheet(company, do="preview")))

    def test_of_a_new_policy_has_nothing_to_try_it_on(self, company, issue, ada):
        sent = sheet(company, do="preview", base="0", name="For partners")
        assert "Nothing to try it on" in words(ada.post("/policies/add/", sent))

    def test_is_foreseen_in_the_preview_of_a_change_too(self, company, issue, ada, path):
        page = words(ada.post(f"{path}change/", sheet(company, do="preview", act__normal__amount="1")))
        assert "What moving the open issues to it would change" in page
        assert "Overdue at once but for the grace" in page


class TestAdding:
    def test_saves_a_policy_of_its_own(self, company, ada):
        response = ada.post("/policies/add/", sheet(company, base="0", name="For partners"), follow=True)
        assert "Give it points" in words(response)
        assert Policy.objects.get(name="For partners").current().number == 1

    def test_refuses_a_name_that_is_taken_or_missing(self, company, ada):
        taken = ada.post("/policies/add/", sheet(company, base="0", name="default"))
        assert taken.status_code == 422
        assert "There is a policy of this name" in words(taken)
        assert ada.post("/policies/add/", sheet(company, base="0", name="")).status_code == 422


class TestPoints:
    def test_are_given_to_a_policy(self, company, ada):
        other = save_version(name="At home", now=REPORTED).policy
        response = ada.post(f"/policies/{other.pk}/assign-point/", {"point": company.point.slug}, follow=True)
        assert "New issues at “Delivery slot kept” are ruled by it." in words(response)
        company.point.refresh_from_db()
        assert company.report(now=NOW).policy_version.policy == other
        assert ada.post(f"/policies/{other.pk}/assign-point/", {"point": "gone"}).status_code == 422


class TestRetiring:
    @pytest.fixture
    def other(self, company):
        return save_version(name="At home", now=REPORTED).policy

    def test_asks_what_follows_then_does_it(self, company, issue, ada, path, other):
        page = words(ada.get(f"{path}retire/"))
        assert "Delivery slot kept" in page
        assert f'<option value="{company.version.policy_id}"' not in page
        assert ada.post(f"{path}retire/", {"successor": "", "open_issues": "stay"}).status_code == 422
        sent = {"successor": other.pk, "open_issues": "stay"}
        response = ada.post(f"{path}retire/", sent, follow=True)
        assert "“Default” is retired. Its points use “At home” now." in words(response)
        assert "Open issues that are measured by it keep it" in words(ada.get(path))
        company.point.refresh_from_db()
        assert company.report(now=NOW, text="After it").policy_version.policy == other

    def test_refuses_a_version_that_was_being_written_and_keeps_it(self, company, ada, path, other):
        sent = sheet(company, hold="150")
        retire_policy(policy=company.version.policy, successor=other, actor=company.administrator, now=NOW)
        response = ada.post(f"{path}change/", sent)
        assert response.status_code == 409
        assert "“Default” is retired. Use “At home” instead." in words(response)
        assert 'value="150"' in words(response)

    def test_is_not_offered_to_points_in_the_data_administration_nor_by_imports(self, company, other):
        retire_policy(policy=company.version.policy, successor=other, actor=company.administrator, now=NOW)
        editor = InflectionPointAdmin(InflectionPoint, site)
        field = editor.formfield_for_foreignkey(InflectionPoint._meta.get_field("policy"), None)
        assert list(field.queryset) == [other]
        assert policy_named("Default") == other

    def test_ends_changing_and_offering_it(self, company, ada, path, other):
        retire_policy(policy=company.version.policy, successor=other, actor=company.administrator, now=NOW)
        assert "is not changed any more" in words(ada.get(f"{path}change/", follow=True))
        assert "It is retired already" in words(ada.get(f"{path}retire/"))
        assert ada.post(f"{path}assign-point/", {"point": company.point.slug}).status_code == 409
        assert "for At home" in words(ada.get("/policies/"))
        again = ada.post(f"/policies/{other.pk}/retire/", {"successor": company.version.policy_id})
        assert again.status_code == 422
