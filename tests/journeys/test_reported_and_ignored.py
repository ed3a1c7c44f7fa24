"""The product in one read: a problem is reported, ignored, escalated to the top, acted on, not fixed, and fixed.

Browser, web server, PostgreSQL, Redis, Celery worker and beat, mail server and clock are the real ones; only the
targets are short.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import (
    DEFAULT_RUNGS,
    DEFAULT_TARGETS,
    Clock,
    Recipient,
    Rung,
    Severity,
    Whom,
)
from issues.models import Escalation, Issue
from notifications.models import Message
from people.models import User
from people.rules.permissions import Role
from tests.cast import PASSWORD, Company, make_company, person
from tests.engine import Engine, Mailbox, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.browser]

ACT = timedelta(minutes=1)
PERCENT = {"holder": 40, "owner": 55, "head": 70, "executive": 85}
LADDER = ["Tom Technician", "Olga Owner", "Hana Head", "Xavier Executive"]


@dataclass
class People:
    """Each person has a browser of their own, and stays signed in."""

    browser: Browser
    address: str

    def sign_in(self, user: User) -> Page:
        page = self.browser.new_context().new_page()
        page.goto(f"{self.address}/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
        return page


def in_a_hurry(company: Company, chief: User) -> None:
    """One minute to act, around the clock; above the executive stands the chief."""
    whom = [Whom.HOLDER, Whom.OWNER, Whom.DEPARTMENT_HEAD, Whom.EXECUTIVE_SPONSOR]
    rungs = [
        Rung(Clock.ACT, n, percent, (Recipient(who),))
        for n, (percent, who) in enumerate(zip(PERCENT.values(), whom, strict=True), start=1)
    ]
    rungs.append(Rung(Clock.ACT, 5, 10_000, (Recipient(Whom.PERSON, chief.pk),)))
    targets = DEFAULT_TARGETS | {(Severity.NORMAL, Clock.ACT): Target(1, Unit.MINUTES)}
    version = save_version(
        name="In a hurry",
        now=timezone.now(),
        targets=targets,
        rungs=[*rungs, *(r for r in DEFAULT_RUNGS if r.clock is Clock.RESOLVE)],
    )
    company.point.policy = version.policy
    company.point.calendar = save_calendar(name="Always", zone="UTC", week={d: [(0, 1440)] for d in range(7)})
    company.point.save()


def told(issue: Issue) -> list[str]:
    """Who has the escalations of this issue in the app, in the order in which they came."""
    messages = Message.objects.filter(kind="escalated", about=f"issue:{issue.pk}", state="dispatched")
    return list(messages.order_by("pk").values_list("recipient__name", flat=True))


def escalation_mails(mailbox: Mailbox, user: User) -> list[str]:
    openings = ("Act soon", "Reported, not acted on", "Reopened, one step higher")
    return [s for s in mailbox.subjects(user.email) if s.startswith(openings)]


def report(page: Page) -> Issue:
    """What the frontline does on the phone."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/report/?point=delivery-slot")
    page.get_by_label("Late", exact=True).check()
    page.get_by_label("In your words").fill("The driver came two hours after the slot")
    page.get_by_label("A customer noticed").check()
    page.get_by_role("button", name="Report it").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")
    return Issue.objects.get()


def hand_over(page: Page, address: str, issue: Issue, to: str) -> None:
    page.goto(f"{address}/issues/{issue.pk}/")
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("To", exact=True).select_option(label=to)
    page.get_by_label("Why them?").fill("You know this customer")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("Tom Technician").first).to_be_visible()


def plan_and_start(page: Page, address: str, issue: Issue, assignee: str) -> None:
    page.goto(f"{address}/issues/{issue.pk}/")
    page.get_by_role("link", name="Plan an action").click()
    page.get_by_label("What will be done?").fill("Call the customer and offer a new slot")
    who = page.get_by_label("Who does it?")
    who.select_option(who.locator("option", has_text=assignee).first.get_attribute("value"))
    due = timezone.now() + timedelta(hours=5)
    page.get_by_label("By when?").fill(due.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("button", name="Start").click()
    wait_until(lambda: Issue.objects.get(pk=issue.pk).phase == "acting", 10, "the action was not started")


def resolve(page: Page, address: str, issue: Issue) -> None:
    page.goto(f"{address}/issues/{issue.pk}/")
    page.get_by_role("link", name="Resolve").click()
    page.get_by_label("A note for those who reported it").fill("New slot tomorrow at nine, on us")
    page.get_by_role("button", name="Resolve").click()
    wait_until(lambda: Issue.objects.get(pk=issue.pk).phase == "resolved", 10, "it was not resolved")


def complete(page: Page, address: str, issue: Issue) -> None:
    page.goto(f"{address}/issues/{issue.pk}/")
    page.get_by_role("link", name="Done").click()
    page.get_by_label("What was done?").fill("Called, apologised, new slot agreed")
    page.get_by_role("button", name="It is done").click()
    wait_until(
        lambda: issue.actions.filter(completed_at=None).count() == 0, 10, "the action was not completed"
    )


def test_a_problem_that_is_reported_and_ignored_does_not_go_silent(
    engine: Engine, mailbox: Mailbox, live_server, browser: Browser
):
    company = make_company()
    chief = person("Carla Chief", Role.EXECUTIVE)
    in_a_hurry(company, chief)
    people = People(browser, live_server.url)
    owner = people.sign_in(company.owner)
    reporter = people.sign_in(company.reporter)
    engine.worker()
    engine.beat()

    issue = report(reporter)
    assert issue.holder == company.owner
    hand_over(owner, live_server.url, issue, "Tom Technician")

    wait_until(lambda: len(told(issue)) == 4, 120, "the ladder was not climbed")
    assert told(issue) == LADDER
    top = [company.holder, company.owner, company.head, company.executive]
    wait_until(lambda: all(escalation_mails(mailbox, user) for user in top), 30, "the mails did not come")
    assert [len(escalation_mails(mailbox, user)) for user in top] == [1, 1, 1, 1]
    for rung in Escalation.objects.filter(issue=issue):
        assert rung.fired_at >= rung.due_at

    owner.goto(f"{live_server.url}/messages/")
    expect(owner.get_by_text("two hours after the slot").first).to_be_visible()

    wait_until(lambda: timezone.now() > issue.reported_at + ACT, 150, "the clock stands still")
    owner.goto(f"{live_server.url}/not-acted-on/")
    expect(owner.get_by_text("two hours after the slot").first).to_be_visible()

    plan_and_start(owner, live_server.url, issue, "Olga Owner")
    owner.goto(f"{live_server.url}/not-acted-on/")
    expect(owner.get_by_text("two hours after the slot")).to_have_count(0)
    alarms = Issue.objects.get(pk=issue.pk).memory["alarms"]
    assert {kind for _due, kind, _rung in alarms} == {"resolve"}, "the act ladder stopped"
    complete(owner, live_server.url, issue)
    resolve(owner, live_server.url, issue)
    wait_until(
        lambda: any("Is it fixed" in subject for subject in mailbox.subjects(company.reporter.email)),
        30,
        "nobody asked",
    )

    reporter.goto(f"{live_server.url}/")
    reporter.get_by_role("link", name=re.compile(r"^No\b")).first.click()
    reporter.get_by_label("What is still wrong?").fill("Nobody came tomorrow either")
    reporter.get_by_role("button", name="Open it again").click()
    wait_until(lambda: told(issue)[4:] == ["Carla Chief"], 30, "it did not reopen one rung higher")
    again = Issue.objects.get(pk=issue.pk)
    assert (again.cycle, again.phase, again.reached) == (2, "reported", 5)
    wait_until(lambda: len(escalation_mails(mailbox, chief)) == 1, 30, "the chief got no mail")

    plan_and_start(owner, live_server.url, issue, "Olga Owner")
    complete(owner, live_server.url, issue)
    resolve(owner, live_server.url, issue)
    reporter.goto(f"{live_server.url}/issues/{issue.pk}/")
    reporter.get_by_role("button", name="Yes, it is fixed").click()
    wait_until(lambda: Issue.objects.get(pk=issue.pk).phase == "verified", 10, "the yes was not heard")
    assert told(issue) == [*LADDER, "Carla Chief"]
