"""One issue through every state: what each of those who reported it is told, or can see with a receipt."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.receipts import code_of
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from issues.models import Issue
from issues.rules.events import ActionKind, ClosureReason
from notifications.commands.rendering import render
from notifications.models import Message
from people.rules.permissions import Role
from tests.cast import DAY, HOUR, REPORTED, person

GUEST, LATE_GUEST = UUID(int=5), UUID(int=6)
WEEK = timedelta(days=7)


@pytest.fixture
def meg(db):
    return person("Meg Metoo", Role.FRONTLINE)


@pytest.fixture
def mira(db):
    return person("Mira Merged", Role.FRONTLINE)


@pytest.fixture
def canonical(company, meg, mira):
    """Told by Rita, by Meg as well, by a guest, and by Mira in an issue that was merged into it."""
    issue = company.report()
    commands.add_report(issue=issue.pk, reporter=meg, telling=commands.Telling(text="Me too"), now=REPORTED)
    guest = commands.Telling(text="And to me", client_key=GUEST)
    commands.add_report(issue=issue.pk, reporter=None, telling=guest, now=REPORTED)
    duplicate = commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=mira,
        now=REPORTED,
        telling=commands.Telling(text="No driver came"),
    )
    commands.merge(issue=duplicate.pk, actor=company.owner, into=issue.pk, now=REPORTED + HOUR)
    return Issue.objects.get(pk=issue.pk)


def told(kind):
    """To whom such messages go that are still wanted."""
    found = list(Message.objects.filter(kind=kind).order_by("pk"))
    kept_back = unwanted(found, REPORTED)
    return {m.recipient.name for m in found if m.pk not in kept_back}


def receipt(now, key=GUEST):
    with time_machine.travel(now, tick=False):
        return " ".join(Client().get(f"/receipts/{code_of(key)}/").content.decode().split())


def resolve(company, issue, now):
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Sent one", now=now)
    commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=now)


EVERYBODY = {"Rita Reporter", "Meg Metoo", "Mira Merged"}


def test_each_of_them_is_told_of_every_turn(company, canonical, meg):
    assert told("merged") == {"Mira Merged"}
    assert "Delivery has it" in receipt(REPORTED + 2 * HOUR)

    commands.accept(issue=canonical.pk, actor=company.owner, now=REPORTED + 2 * HOUR)
    commands.plan_action(
        issue=canonical.pk,
        actor=company.owner,
        kind=ActionKind.CORRECTIVE,
        description="Call",
        assignee=company.owner,
        due_at=REPORTED + DAY,
        is_required=False,
        now=REPORTED + 2 * HOUR,
    )
    assert "Work is planned" in receipt(REPORTED + 3 * HOUR)

    resolve(company, canonical, REPORTED + 4 * HOUR)
    assert told("is_it_fixed") == EVERYBODY
    assert "Yes, it is fixed" in receipt(REPORTED + 5 * HOUR)

    commands.reopen(issue=canonical.pk, actor=meg, reason="Late again", now=REPORTED + 6 * HOUR)
    assert told("open_again") == EVERYBODY - {"Meg Metoo"}
    assert told("reopened") == {"Olga Owner"}
    assert "It was not fixed: opened again" in receipt(REPORTED + 7 * HOUR)

    resolve(company, canonical, REPORTED + 8 * HOUR)
    sweep(now=REPORTED + WEEK + DAY)
    again = Message.objects.filter(kind="is_it_fixed", context__again=True)
    assert {m.recipient.name for m in again} == EVERYBODY
    assert "We ask you again" in receipt(REPORTED + WEEK + DAY)

    sweep(now=REPORTED + 2 * WEEK + 2 * DAY)
    canonical.refresh_from_db()
    assert canonical.phase == "resolved"  # no answer is never a yes
    assert told("still_unconfirmed") == {"Olga Owner"}

    commands.verify(issue=canonical.pk, actor=meg, now=REPORTED + 3 * WEEK)
    assert told("verified") == EVERYBODY - {"Meg Metoo"}
    assert "Fixed: whoever reported it says so." in receipt(REPORTED + 3 * WEEK)


def test_each_of_them_reads_why_it_was_declined(company, canonical):
    commands.decline(issue=canonical.pk, actor=company.owner, reason="Not ours", now=REPORTED + 2 * HOUR)
    assert told("declined") == EVERYBODY
    assert "Not ours" in receipt(REPORTED + DAY)


def test_whoever_was_merged_in_is_told_when_it_is_taken_apart(company, canonical):
    (duplicate,) = canonical.duplicates.all()
    commands.unmerge(issue=duplicate.pk, actor=company.owner, reason="Another slot", now=REPORTED + DAY)
    assert told("unmerged") == {"Mira Merged"}


def test_every_message_can_be_read(company, canonical, meg):
    resolve(company, canonical, REPORTED + 2 * HOUR)
    commands.reopen(issue=canonical.pk, actor=meg, reason="Late again", now=REPORTED + 6 * HOUR)
    resolve(company, canonical, REPORTED + 8 * HOUR)
    commands.verify(issue=canonical.pk, actor=meg, now=REPORTED + DAY)
    (duplicate,) = canonical.duplicates.all()
    commands.unmerge(issue=duplicate.pk, actor=company.owner, reason="Another slot", now=REPORTED + DAY)
    for message in Message.objects.filter(kind__in=["open_again", "verified", "unmerged"]):
        said = render(message, message.recipient)
        assert said.title
        assert said.paragraphs


def test_what_is_confidential_stays_readable_for_those_who_reported_it(company, canonical, signed_in, mira):
    commands.make_confidential(issue=canonical.pk, actor=company.owner, reason="Names", now=REPORTED + DAY)
    assert signed_in(mira).get(f"/report/{canonical.pk}/receipt/").status_code == 200
    assert "Delivery" in receipt(REPORTED + DAY)


def test_the_receipt_of_a_duplicate_leads_to_the_issue_that_took_its_reports(canonical, signed_in, mira):
    (duplicate,) = canonical.duplicates.all()
    answer = signed_in(mira).get(f"/report/{duplicate.pk}/receipt/")
    assert answer["Location"] == f"/report/{canonical.pk}/receipt/"
    page = signed_in(mira).get(answer["Location"]).content.decode()
    assert f"yours is number {canonical.pk} now" in page


def test_my_reports_show_the_steps_and_lead_on_past_a_page(company, signed_in):
    for n in range(51):
        company.report(now=REPORTED + timedelta(minutes=n))
    client = signed_in(company.reporter)
    first = client.get("/my-reports/")
    assert len(first.context["reports"]) == 50
    assert len(client.get(f"/my-reports/{first.context['next_url']}").context["reports"]) == 1
