"""On a phone of 320 pixels, without a name: one receipt code through every state, light and dark, nothing for axe."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.receipts import code_of
from issues.commands.sweeping import sweep
from issues.models import Issue
from issues.rules.events import ActionKind, ClosureReason
from tests.attached import a_picture
from tests.browsing import PHONE, Visitor, visitor
from tests.cast import Company

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
KEY = uuid.UUID(int=5)


@pytest.fixture
def guest(company, browser, live_server) -> Iterator[Visitor]:
    one = visitor(browser, live_server.url, None, viewport=PHONE, reduced_motion="reduce", locale="en-GB")
    yield one
    assert one.complaints == []
    one.page.context.close()


def reported(company: Company, text: str = "The gate stays shut") -> Issue:
    telling = commands.Telling(text=text, client_key=KEY, files=[a_picture()])
    return commands.report(
        point=company.point, severity=Severity.NORMAL, reporter=None, now=timezone.now(), telling=telling
    )


def resolve(company: Company, issue: Issue, note: str) -> None:
    now = timezone.now()
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Oiled it", now=now)
    commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, note=note, now=now)


@pytest.fixture
def look(guest: Visitor) -> Callable[[str], Page]:
    """Opens the receipt, sees what it says at this step, and finds nothing wrong with the page."""

    def looked(says: str) -> Page:
        page = guest.open(f"/receipts/{code_of(KEY)}/")
        expect(page.get_by_text(says).first).to_be_visible()
        assert guest.faults() == []
        page.set_viewport_size(PHONE)
        return page

    return looked


def test_the_code_follows_a_report_through_every_state(company, guest, look):
    issue = reported(company)
    guest.open("/receipts/")
    guest.page.get_by_label("Your receipt code").fill(code_of(KEY).lower().replace("-", " "))
    guest.page.get_by_role("button", name="Show my report").click()
    expect(guest.page.get_by_text("Delivery has it, and must take it on")).to_be_visible()
    expect(guest.page.get_by_alt_text("Your photo 1")).to_be_visible()
    commands.accept(issue=issue.pk, actor=company.owner, now=timezone.now())
    look("Delivery took it on")
    work = {"kind": ActionKind.CORRECTIVE, "description": "Oil it", "assignee": company.owner}
    commands.plan_action(
        issue=issue.pk, actor=company.owner, due_at=timezone.now() + HOUR, now=timezone.now(), **work
    )
    look("Work is planned")
    action = issue.actions.get().pk
    commands.start_action(issue=issue.pk, actor=company.owner, action=action, now=timezone.now())
    look("Work is under way")
    commands.complete_action(
        issue=issue.pk, actor=company.owner, action=action, evidence="", now=timezone.now()
    )
    resolve(company, issue, "The hinge was oiled.")
    page = look("Done. Is it fixed?")
    page.get_by_text("No, it is not fixed").click()
    page.get_by_label("What is still wrong?").fill("It stays shut in the rain")
    page.get_by_role("button", name="Send: it is not fixed").click()
    expect(page.get_by_text("It is open again and goes one level higher in the company.")).to_be_visible()
    look("It was not fixed: opened again")
    sweep(now=timezone.now() + timedelta(days=30))
    look("It was not fixed: opened again")
    resolve(company, issue, "The gate was replaced.")
    page = look("Done. Is it fixed?")
    page.get_by_role("button", name="Yes, it is fixed").click()
    expect(page.get_by_text("The problem is closed because you said that it is fixed.")).to_be_visible()
    look("Fixed: whoever reported it says so.")


def test_the_code_tells_why_a_report_was_declined(company, look):
    issue = reported(company)
    commands.decline(issue=issue.pk, actor=company.owner, reason="The gate is not ours", now=timezone.now())
    look("The gate is not ours")


def test_the_code_follows_a_report_that_was_merged(company, look):
    issue, other = reported(company), company.report(now=timezone.now())
    commands.merge(issue=issue.pk, actor=company.owner, into=other.pk, now=timezone.now())
    look(f"yours is number {other.pk} now")


def test_the_code_can_be_copied(company, guest, browser):
    reported(company)
    guest.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = guest.open(f"/receipts/{code_of(KEY)}/")
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code_of(KEY)
