"""Root causes: written down once, linked to many issues, asked for when a problem is critical or keeps coming back."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands import causes
from issues.commands.auditing import differences
from issues.models import Issue, Remedy, RootCause
from issues.rules import refusals as no
from issues.rules.events import ActionKind, ClosureReason
from notifications.models import Message
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture
def upstream(company):
    point = InflectionPoint.objects.get(pk=company.point.pk)
    point.pk, point.name, point.slug = None, "Stock is right", "stock-is-right"
    point.save()
    return point


@pytest.fixture
def cause(company, upstream):
    return causes.note_cause(
        actor=company.owner,
        now=NOW,
        title="The count is done from memory",
        origin=upstream,
        whys=["The box was incomplete", " ", "The stock said four"],
    )


def link(company, issue, cause, now=NOW):
    return causes.link_cause(issue=issue.pk, cause=cause.pk, actor=company.owner, now=now)


def resolve(company, issue, now=NOW, **more):
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Sent a courier", now=now)
    return commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=now, **more)


class TestNoteCause:
    def test_keeps_the_answers_that_were_given(self, cause):
        assert cause.whys == ["The box was incomplete", "The stock said four"]

    def test_is_for_those_who_triage(self, company, upstream):
        with pytest.raises(PermissionDenied, match="Only managers"):
            causes.note_cause(actor=company.stranger, now=NOW, title="Bad luck", origin=upstream)

    def test_sent_twice_is_one_cause_and_one_link(self, company, issue, upstream):
        told = {"title": "There is no list", "origin": upstream, "issue": issue.pk, "client_key": uuid4()}
        first, second = (causes.note_cause(actor=company.owner, now=NOW, **told) for _ in range(2))
        assert first == second
        assert list(Issue.objects.filter(root_cause=first)) == [issue]
        assert issue.events.filter(kind="cause_linked").count() == 1

    def test_sent_again_from_a_form_that_was_gone_back_to_is_one_cause(self, company, issue, upstream):
        told = {"title": "There is no list", "origin": upstream, "issue": issue.pk}
        for _ in range(2):
            causes.note_cause(actor=company.owner, now=NOW, client_key=uuid4(), **told)
        assert issue.events.filter(kind="cause_linked").count() == RootCause.objects.count() == 1

    @pytest.mark.parametrize("title", ["x", "Bad luck", " . . . "])
    def test_is_a_sentence(self, company, upstream, title):
        with pytest.raises(no.CauseTooShort, match="three words or more"):
            causes.note_cause(actor=company.owner, now=NOW, title=title, origin=upstream)

    def test_for_an_issue_that_cannot_be_linked_writes_nothing(self, company, upstream):
        with pytest.raises(Issue.DoesNotExist):
            causes.note_cause(
                actor=company.owner, now=NOW, title="Nobody knows why yet", origin=upstream, issue=0
            )
        assert not RootCause.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_sent_twice_at_the_same_instant_is_one_cause(self, company):
        told = {"title": "There is no list", "origin": company.point, "client_key": uuid4()}

        def note(_):
            try:
                return causes.note_cause(actor=company.owner, now=NOW, **told).pk
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(note, range(8))) == {RootCause.objects.get().pk}


class TestChangeCause:
    def change(self, company, cause, seen, title="Counted by hand"):
        return causes.change_cause(
            cause=cause.pk, actor=company.head, now=NOW, seen=seen, title=title, origin=cause.origin
        )

    def test_of_two_at_a_time_refuses_the_second(self, company, cause):
        assert self.change(company, cause, seen=1).revision == 2
        with pytest.raises(no.ChangedMeanwhile):
            self.change(company, cause, seen=1, title="Counted wrongly")
        assert RootCause.objects.get().title == "Counted by hand"


class TestLinkCause:
    def test_explains_the_issue_in_state_and_column(self, company, issue, cause):
        assert link(company, issue, cause).root_cause == cause
        assert differences(Issue.objects.get(pk=issue.pk)) == {}

    def test_twice_is_refused(self, company, issue, cause):
        link(company, issue, cause)
        with pytest.raises(no.CauseUnchanged):
            link(company, issue, cause)

    def test_is_possible_after_the_issue_was_closed(self, company, issue, cause):
        commands.decline(issue=issue.pk, actor=company.owner, reason="Not ours", now=NOW)
        assert link(company, issue, cause).root_cause == cause

    def test_is_not_an_act(self, company, issue, cause):
        assert link(company, issue, cause).acted_at is None

    def test_is_taken_back(self, company, issue, cause):
        link(company, issue, cause)
        after = causes.unlink_cause(issue=issue.pk, cause=cause.pk, actor=company.owner, now=NOW)
        assert after.root_cause is None


class TestResolving:
    def test_a_critical_issue_needs_one(self, company, cause):
        issue = company.report(severity=Severity.CRITICAL)
        with pytest.raises(no.RootCauseMissing):
            resolve(company, issue)
        link(company, issue, cause)
        assert resolve(company, issue).resolved_at == NOW

    def test_with_words_writes_one_down_and_links_it(self, company):
        issue = company.report(severity=Severity.CRITICAL)
        after = resolve(company, issue, root_cause="The count is done from memory")
        assert after.root_cause == RootCause.objects.get(origin=company.point, title__contains="memory")

    def test_with_words_keeps_the_one_that_is_linked(self, company, issue, cause):
        link(company, issue, cause)
        assert resolve(company, issue, root_cause="Somebody forgot it").root_cause == cause
        assert RootCause.objects.count() == 1


class TestSuggestions:
    def test_are_the_causes_of_the_same_kind_at_the_same_point(self, company, issue, cause):
        link(company, issue, cause)
        again = company.report(now=REPORTED + DAY)
        assert list(causes.suggested_causes(again)) == [cause]
        assert not causes.suggested_causes(Issue.objects.get(pk=issue.pk))


class TestRemedies:
    def plan(self, company, cause, **changes):
        told = {"kind": ActionKind.PREVENTIVE, "description": "Count twice", "assignee": company.holder}
        return causes.plan_remedy(
            cause=cause.pk, actor=company.owner, now=NOW, **{**told, "due_at": NOW + DAY, **changes}
        )

    def test_are_told_to_whoever_does_them(self, company, cause):
        self.plan(company, cause)
        told = Message.objects.get(kind="remedy_planned")
        assert (told.recipient, told.context["path"]) == (company.holder, cause.get_absolute_url())

    def test_sent_twice_are_planned_and_told_once(self, company, cause):
        key = uuid4()
        assert self.plan(company, cause, client_key=key) == self.plan(company, cause, client_key=key)
        assert Message.objects.filter(kind="remedy_planned").count() == Remedy.objects.count() == 1

    def test_in_the_past_are_refused(self, company, cause):
        with pytest.raises(no.DueInThePast):
            self.plan(company, cause, due_at=NOW)

    def test_are_completed_once_with_what_was_done(self, company, cause):
        remedy = self.plan(company, cause)
        for evidence, refusal in (("", no.EvidenceMissing),):
            with pytest.raises(refusal):
                causes.complete_remedy(remedy=remedy.pk, actor=company.holder, now=NOW, evidence=evidence)
        causes.complete_remedy(remedy=remedy.pk, actor=company.holder, now=NOW, evidence="Both shifts do")
        assert Remedy.objects.get().completed_at == NOW
        with pytest.raises(no.ActionEnded):
            causes.complete_remedy(remedy=remedy.pk, actor=company.holder, now=NOW, evidence="Again")


class TestPages:
    def test_ask_why_from_the_issue_and_come_back_to_it(self, company, issue, upstream, signed_in):
        olga = signed_in(company.owner)
        asked = f"/causes/note/?issue={issue.pk}"
        assert asked in olga.get(f"/issues/{issue.pk}/").content.decode()
        told = {"title": "Counted from memory", "origin": upstream.slug, "why_1": "There is no list"}
        page = olga.post(asked, told, follow=True)
        assert page.redirect_chain == [(f"/issues/{issue.pk}/", 302)]
        assert "upstream of where it was felt" in page.content.decode()
        found = RootCause.objects.get()
        assert "client_key" in olga.get(f"/causes/{found.pk}/").content.decode()
        for path in ("/causes/", f"/causes/{found.pk}/", "/causes/?q=memory"):
            assert "Counted from memory" in olga.get(path).content.decode()

    def test_list_what_explains_most_first_with_its_open_work(self, company, cause, upstream, signed_in):
        other = causes.note_cause(actor=company.owner, now=NOW + HOUR, title="A newer cause", origin=upstream)
        for n in range(2):
            link(company, company.report(text=f"Late {n}"), cause)
            self.plan(company, cause)
        page = signed_in(company.owner).get("/causes/")
        listed = [(one.pk, one.explains, one.open_work) for one in page.context["page"]]
        assert listed == [(cause.pk, 2, 2), (other.pk, 0, 0)]

    def plan(self, company, cause):
        return causes.plan_remedy(
            cause=cause.pk,
            actor=company.owner,
            now=NOW,
            kind=ActionKind.PREVENTIVE,
            description="Count twice",
            assignee=company.holder,
            due_at=NOW + DAY,
        )

    def test_pressed_twice_write_once(self, company, cause, issue, signed_in):
        olga, key = signed_in(company.owner), str(uuid4())
        told = {"title": "There is no list", "origin": cause.origin.slug, "client_key": key}
        due = {"due_at_0": "2027-01-04", "due_at_1": "09:00", "due_at": "2027-01-04T09:00"}
        work = {
            "description": "Count",
            "assignee": company.holder.pk,
            "kind": "preventive",
            "client_key": key,
        }
        for _ in range(2):
            assert olga.post(f"/causes/note/?issue={issue.pk}", told).status_code == 302
            assert olga.post(f"/causes/{cause.pk}/plan-remedy/", work | due).status_code == 302
        assert RootCause.objects.count() == 2
        assert Remedy.objects.count() == 1

    def test_warn_where_not_everybody_may_read_the_issue(self, company, issue, signed_in):
        olga, path = signed_in(company.owner), f"/causes/note/?issue={issue.pk}"
        warning = "Everybody can read causes: name nobody."
        assert warning not in olga.get(path).content.decode()
        commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason="Names a customer")
        assert warning in olga.get(path).content.decode()
        assert warning in olga.post(path, {"title": "x"}).content.decode()

    def test_of_resolving_ask_for_it_at_the_field_where_it_is_needed(self, company, signed_in):
        issue = company.report(severity=Severity.CRITICAL)
        commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Sent a courier", now=NOW)
        olga, path = signed_in(company.owner), f"/issues/{issue.pk}/resolve/"
        assert "This issue is not resolved without it." in olga.get(path).content.decode()
        for typed, sentence in {"": "needs a root cause", "x": "three words or more"}.items():
            response = olga.post(path, {"reason": "fixed", "root_cause": typed, "note": "Here it is"})
            page = response.content.decode()
            assert response.status_code == 422
            assert '<a href="#id_root_cause">Why did it happen? ' in page
            assert sentence in page
            assert "Here it is" in page

    def test_show_the_second_of_two_what_the_first_kept_and_lose_nothing(self, company, cause, signed_in):
        told = {"title": "Mine is better", "origin": cause.origin.slug, "seen": "1"}
        causes.change_cause(
            cause=cause.pk, actor=company.head, now=NOW, seen=1, title="Theirs was first", origin=cause.origin
        )
        olga, path = signed_in(company.owner), f"/causes/{cause.pk}/change/"
        response = olga.post(path, told)
        page = response.content.decode()
        assert response.status_code == 409
        assert "What Hana Head kept meanwhile" in page
        assert 'value="Mine is better"' in page
        assert olga.post(path, {**told, "seen": "2"}).status_code == 302
        assert RootCause.objects.get().title == "Mine is better"

    @pytest.mark.parametrize("told", [{}, {"title": "x" * 201}, {"title": "Why", "origin": "nowhere"}])
    def test_not_understood_say_what_to_do(self, company, signed_in, told):
        assert signed_in(company.owner).post("/causes/note/", told).status_code == 422

    def test_of_nonsense_numbers_do_not_exist(self, company, issue, signed_in):
        olga = signed_in(company.owner)
        assert olga.get("/causes/987654/").status_code == 404
        assert olga.post(f"/issues/{issue.pk}/link-cause/", {"cause": "x"}).status_code == 404

    def test_are_read_by_everybody_and_changed_by_those_who_triage(self, company, cause, signed_in):
        rita = signed_in(company.reporter)
        page = rita.get(f"/causes/{cause.pk}/")
        assert page.status_code == 200
        assert "Plan something" not in page.content.decode()
        assert rita.get("/causes/note/").status_code == 403
        assert rita.post(f"/causes/{cause.pk}/plan-remedy/", {}).status_code in {403, 422}
