"""A thousand issues as a manager sees them: chosen with two presses, handed over with one key, and taken back."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.histories import History, write
from issues.models import Issue, Report
from issues.rules import events as e
from tests.browsing import visitor
from tests.cast import HOUR, make_company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAIT = 90_000  # milliseconds: other tests may keep the machine busy


@pytest.fixture
def company():
    """A thousand problems of this morning; one was declined, and one merged."""
    company = make_company()
    now = timezone.now()
    told = [one_more(company, number, now - HOUR / 60) for number in range(1000)]
    numbers = [issue.pk for issue in write(told, now=now)]
    by = {"actor": company.owner, "now": now}
    commands.decline(issue=numbers[10], reason="Too dear", **by)
    commands.merge(issue=numbers[500], into=numbers[1], **by)
    return company


def one_more(company, number, at):
    issue = Issue(
        point=company.point,
        kind=company.kind,
        policy_version=company.version,
        calendar=company.calendar,
        title=f"The driver came late, number {number}",
    )
    story = History.of(issue)
    story.add(
        e.Reported(Severity.NORMAL, company.owner.pk, None, company.reporter.pk), at, company.reporter.pk
    )
    story.reports.append(Report(issue=issue, reporter=company.reporter, received_at=at, observed_at=at))
    return story


@pytest.fixture
def sven(company, browser, live_server):
    """A manager of another department: what is confidential here is none of his business."""
    one = visitor(browser, live_server.url, company.manager, viewport={"width": 1280, "height": 900})
    one.page.set_default_timeout(WAIT)
    yield one
    assert one.complaints == []
    one.page.context.close()


def test_a_thousand_are_handed_over_but_for_three_and_all_of_it_is_taken_back(company, sven):
    page = sven.open("/issues/?q=driver")
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.keyboard.press("Shift+X")
    expect(bar.locator("[data-bulk-count]")).to_have_text("50 chosen")
    page.keyboard.press("Shift+X")
    expect(bar).to_be_hidden()
    boxes = page.locator(".row-select input")
    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(bar.locator("[data-bulk-count]")).to_have_text("4 chosen")
    bar.get_by_label("All 1,000 that match").check()
    expect(bar.locator("[data-bulk-count]")).to_have_text("All 1,000 chosen")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand over 1,000 issues")
    assert sven.axe() == []
    secret = Issue.objects.get(title__endswith="number 700")
    commands.make_confidential(
        issue=secret.pk, actor=company.owner, now=timezone.now(), reason="Names a customer"
    )
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    page.keyboard.type(company.holder.name)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("997 of 1,000 handed over", timeout=WAIT)
    expect(page.locator("[aria-labelledby=told] li")).to_have_count(3)
    expect(page.locator("[aria-labelledby=told]")).to_contain_text("This issue is closed.")
    expect(page.locator("[aria-labelledby=told]")).not_to_contain_text("number 700")
    assert Issue.objects.filter(holder=company.holder).count() == 997
    page.keyboard.press("u")
    expect(page.get_by_role("heading", level=1)).to_have_text("997 of 1,000 taken back", timeout=WAIT)
    assert not Issue.objects.filter(holder=company.holder).exists()
    assert sven.axe() == []
