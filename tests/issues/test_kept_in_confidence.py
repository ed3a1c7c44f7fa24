"""What becomes of messages when an issue becomes confidential, and of a confidence when something is taken back."""

import pytest

from inflection_points.commands.policies import save_version
from inflection_points.rules.policies import Clock, Recipient, Rung, Whom
from issues import commands
from issues.commands.auditing import differences
from issues.commands.bulk_undoing import undo_bulk
from issues.commands.telling import about
from issues.commands.wanting import unwanted
from issues.commands.wishes import Bulk
from issues.models import Issue
from issues.rules.events import ActionKind
from notifications.commands.delivery import show
from notifications.models import Channel, Choice, Delivery, Message
from tests.cast import DAY, HOUR, REPORTED
from tests.issues.in_bulk import do

NOW = REPORTED + HOUR
SECOND = HOUR / 3600
SOON = NOW + 8 * SECOND
WHY = "It names a colleague."


@pytest.fixture
def secret(company):
    return company.report(text="The fitter was drunk.", is_confidential=True)


def sees(issue, person, now=SOON):
    return Issue.objects.visible_to(person, now).filter(pk=issue.pk).exists()


def undo(issue, actor, now=SOON):
    return commands.undo(issue=issue.pk, seq=Issue.objects.get(pk=issue.pk).last_seq, actor=actor, now=now)


def confide(issue, actor, now=SOON):
    return commands.make_confidential(issue=issue.pk, actor=actor, now=now, reason=WHY)


def of_the_company(company, person):
    """A channel that everybody reads, chosen by this person."""
    facts = {"kind": "slack", "name": "delivery", "address": "https://h.example/", "created_at": REPORTED}
    ours = Channel.objects.create(**facts)
    Choice.objects.create(person=person, channel=ours, wants="everything", position=0)
    return ours


def deliver(now):
    show(now=now, unwanted=unwanted)


LATER = REPORTED + 3 * DAY + HOUR


class TestARungThatIsDueWhenTheIssueBecomesConfidential:
    """The stranger is reached by nothing but the ladder."""

    @pytest.fixture
    def told_by_name(self, company):
        tells = (Recipient(Whom.PERSON, company.stranger.pk),)
        rungs = tuple(Rung(clock, 1, 100, tells) for clock in (Clock.ACT, Clock.RESOLVE))
        company.point.policy = save_version(name="Named", now=REPORTED, rungs=rungs).policy
        company.point.save()

    def told(self, issue, person):
        deliver(LATER + SECOND)
        [message] = Message.objects.filter(kind="escalated", about=about(issue.pk), recipient=person)
        return message

    def test_is_told_in_confidence_and_lets_in_whom_it_tells(self, company, told_by_name):
        issue = company.report()
        confide(issue, company.owner, LATER)
        message = self.told(issue, company.stranger)
        assert (message.state, message.is_confidential) == ("dispatched", True)
        assert sees(issue, company.stranger, LATER)

    def test_goes_to_no_channel_of_the_company(self, company, issue):
        ours = of_the_company(company, company.executive)
        confide(issue, company.owner, REPORTED + 20 * DAY)
        deliver(REPORTED + 20 * DAY + SECOND)
        assert Message.objects.filter(recipient=company.executive, state="dispatched").exists()
        assert not Delivery.objects.filter(via=ours).exists()

    @pytest.mark.parametrize("is_secret_the_duplicate", [True, False])
    def test_is_told_in_confidence_too_when_a_merge_makes_it_so(
        self, company, told_by_name, is_secret_the_duplicate
    ):
        issue, secret = company.report(), company.report(is_confidential=True)
        one, other = (secret, issue) if is_secret_the_duplicate else (issue, secret)
        commands.merge(issue=one.pk, into=other.pk, actor=company.owner, now=LATER)
        assert Message.objects.get(kind="escalated", about=about(issue.pk)).is_confidential

    def test_is_told_in_confidence_too_when_a_merge_of_many_makes_it_so(self, company, told_by_name):
        issue, secret = company.report(), company.report(is_confidential=True)
        do(company, Bulk.MERGE, [secret.pk], into=issue.pk, now=LATER)
        message = self.told(issue, company.stranger)
        assert (message.state, message.is_confidential) == ("dispatched", True)


class TestWhatWasToldBeforeItBecameConfidential:
    """The stranger follows the issue, and was told what was done; then it is none of the stranger's business any more."""

    @pytest.fixture
    def told(self, company, issue):
        for person in (company.stranger, company.deputy):
            commands.watch(issue=issue.pk, actor=person, now=NOW)
        commands.record_containment(issue=issue.pk, actor=company.owner, now=NOW, evidence="He was drunk.")
        deliver(NOW + HOUR)
        confide(issue, company.owner, NOW + 2 * HOUR)
        return issue

    def test_is_no_longer_read_by_whoever_is_not_let_in(self, company, told, signed_in):
        page = signed_in(company.stranger).get("/messages/").content.decode()
        assert "A confidential message" in page
        assert not any(
            word in page for word in ("two hours late", "drunk", f"/issues/{told.pk}/", "Delivery slot")
        )

    def test_is_still_read_by_whoever_is(self, company, told, signed_in):
        page = signed_in(company.deputy).get("/messages/").content.decode()
        assert "two hours late" in page
        assert "drunk" in page

    def test_is_read_again_when_it_is_opened(self, company, told, signed_in):
        commands.make_open(issue=told.pk, actor=company.owner, now=NOW + 3 * HOUR, reason="It was a rumour.")
        assert "drunk" in signed_in(company.stranger).get("/messages/").content.decode()

    @pytest.mark.parametrize("page", ["/deliveries/", "/channels/{}/"])
    def test_stands_in_no_log_of_administrators(self, company, issue, signed_in, page):
        ours = of_the_company(company, company.deputy)
        commands.watch(issue=issue.pk, actor=company.deputy, now=NOW)
        commands.record_containment(issue=issue.pk, actor=company.owner, now=NOW, evidence="He was drunk.")
        deliver(NOW + HOUR)
        assert Delivery.objects.filter(via=ours, message__kind="watched").exists()
        client = signed_in(company.administrator)
        assert "two hours late" in client.get(page.format(ours.pk)).content.decode()
        confide(issue, company.owner, NOW + 2 * HOUR)
        shown = client.get(page.format(ours.pk)).content.decode()
        assert "two hours late" not in shown
        assert "A confidential message" in shown

    def test_lets_nobody_in_by_having_been_a_mention(self, company, issue):
        commands.comment(issue=issue.pk, actor=company.reporter, now=NOW, text="@Stan Stranger look")
        deliver(NOW + HOUR)
        assert Message.objects.filter(kind="mentioned", state="dispatched").exists()
        confide(issue, company.owner, NOW + 2 * HOUR)
        assert not sees(issue, company.stranger, NOW + 2 * HOUR)


class TestADigest:
    """The stranger follows eight issues, and is told of all of them at once."""

    @pytest.fixture
    def issues(self, company):
        found = [company.report(text=f"Late, number {n}") for n in range(8)]
        for one in found:
            commands.watch(issue=one.pk, actor=company.stranger, now=NOW)
            commands.record_containment(issue=one.pk, actor=company.owner, now=NOW, evidence=f"Done {one.pk}")
        deliver(NOW + HOUR)
        deliver(NOW + 2 * HOUR)
        assert Message.objects.filter(recipient=company.stranger, state="gathered").count() == 8
        return found

    def pages(self, client):
        digest = Message.objects.get(kind="digest", recipient__name="Stan Stranger")
        return [client.get(path).content.decode() for path in ("/messages/", f"/messages/{digest.pk}/")]

    def test_says_no_more_of_what_became_confidential(self, company, issues, signed_in):
        confide(issues[0], company.owner, NOW + 3 * HOUR)
        for page in self.pages(signed_in(company.stranger)):
            assert "number 0" not in page
            assert f"/issues/{issues[0].pk}/" not in page
            assert "number 1" in page
            assert "7 messages" in page

    def test_says_nothing_when_all_of_it_did(self, company, issues, signed_in):
        for one in issues:
            confide(one, company.owner, NOW + 3 * HOUR)
        for page in self.pages(signed_in(company.stranger)):
            assert "Late, number" not in page
            assert "A confidential message" in page


class TestAMergeThatIsTakenBack:
    """One of the two was confidential; afterwards only that one is, and so are its messages."""

    def is_as_before(self, issue, secret):
        again = {pk: Issue.objects.get(pk=pk) for pk in (issue.pk, secret.pk)}
        assert [one.pk for one in again.values() if one.is_confidential] == [secret.pk]
        told = Message.objects.filter(is_confidential=True)
        assert not told.filter(about=about(issue.pk)).exists()
        assert told.filter(about=about(secret.pk)).exists()
        assert not any(differences(one) for one in again.values())

    @pytest.mark.parametrize("is_secret_the_duplicate", [True, False])
    def test_leaves_both_as_they_were(self, company, issue, secret, is_secret_the_duplicate):
        one, other = (secret, issue) if is_secret_the_duplicate else (issue, secret)
        commands.merge(issue=one.pk, into=other.pk, actor=company.owner, now=NOW)
        assert Issue.objects.filter(is_confidential=True).count() == 2
        undo(one, company.owner)
        self.is_as_before(issue, secret)

    @pytest.mark.parametrize("is_secret_the_duplicate", [True, False])
    def test_leaves_many_as_they_were(self, company, issue, secret, is_secret_the_duplicate):
        one, other = (secret, issue) if is_secret_the_duplicate else (issue, secret)
        more = [company.report(text=f"Late, number {n}").pk for n in range(2)]
        run = do(company, Bulk.MERGE, sorted([one.pk, *more]), into=other.pk)
        assert Issue.objects.filter(is_confidential=True).count() >= 2
        undo_bulk(run=run.pk, actor=company.owner, now=SOON)
        assert not Issue.objects.filter(pk__in=more, is_confidential=True).exists()
        self.is_as_before(issue, secret)

    def test_lets_whoever_merged_into_no_later_confidence(self, company, issue, secret):
        commands.hand_over(issue=secret.pk, actor=company.owner, to=company.manager, reason="x", now=REPORTED)
        commands.merge(issue=issue.pk, into=secret.pk, actor=company.manager, now=NOW)
        undo(issue, company.manager)
        confide(issue, company.owner, NOW + HOUR)
        assert not sees(issue, company.manager, NOW + HOUR)

    def test_leaves_the_other_one_confidential_when_something_was_said_there_meanwhile(
        self, company, issue, secret
    ):
        commands.merge(issue=secret.pk, into=issue.pk, actor=company.owner, now=NOW)
        commands.comment(issue=issue.pk, actor=company.deputy, text="He was.", now=NOW + SECOND)
        undo(secret, company.owner)
        assert Issue.objects.get(pk=issue.pk).is_confidential


class TestWhatWasTakenBackLetsNobodyIn:
    def hand_over(self, company, issue):
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.stranger, reason="A slip", now=NOW)

    def plan(self, company, issue):
        planned = {"kind": ActionKind.CORRECTIVE, "description": "Talk", "assignee": company.stranger}
        commands.plan_action(issue=issue.pk, actor=company.owner, due_at=NOW + DAY, now=NOW, **planned)

    @pytest.mark.parametrize("slip", ["hand_over", "plan"])
    def test_at_once_and_after_its_message_was_dropped(self, company, secret, slip):
        getattr(self, slip)(company, secret)
        assert sees(secret, company.stranger)
        undo(secret, company.owner)
        assert not sees(secret, company.stranger)
        deliver(NOW + HOUR)
        assert Message.objects.get(recipient=company.stranger).state == "dropped"
        assert not sees(secret, company.stranger, NOW + HOUR)

    @pytest.mark.parametrize("slip", ["hand_over", "plan"])
    def test_nor_when_the_issue_became_confidential_later(self, company, issue, slip):
        getattr(self, slip)(company, issue)
        undo(issue, company.owner)
        deliver(NOW + HOUR)
        confide(issue, company.owner, NOW + 2 * HOUR)
        assert not sees(issue, company.stranger, NOW + 2 * HOUR)
