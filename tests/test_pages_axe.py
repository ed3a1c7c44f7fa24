"""Every page, for every role, light and dark, on a desk and on a phone: nothing for axe, nothing against the policy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.models import InflectionPoint
from issues import commands
from issues.commands import causes
from issues.commands.absences import announce_absence
from issues.commands.linting import lint
from issues.commands.policy_moves import add_policy_move
from issues.commands.saved_views import save_view
from issues.models import AuditRun, PolicyMove, RootCause, SweepRun
from issues.rules.events import ActionKind, ClosureReason
from issues.views.columns import COLUMNS
from notifications.commands.channels import add_channel
from notifications.models import Channel, Delivery, Message
from tests.browsing import visitor

pytestmark = pytest.mark.browser

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
TABLE = "/issues/?" + "&".join(f"columns={name}" for name in COLUMNS)
ROLES = ("reporter", "owner", "executive", "administrator")


@pytest.fixture
def busy(company, live_server):
    """The company with an issue in each state, so that every part of every page stands on the screen."""
    now = timezone.now()
    late = company.report(now=now - 9 * DAY, text="Oven on the wrong floor")
    commands.hand_over(
        issue=late.pk, actor=company.owner, to=company.manager, reason="Not ours", now=now - 2 * HOUR
    )
    planned = company.report(now=now - HOUR)
    commands.plan_action(
        issue=planned.pk,
        actor=company.owner,
        now=now,
        kind=ActionKind.CORRECTIVE,
        description="Call everybody",
        assignee=company.holder,
        due_at=now + DAY,
    )
    done = company.report(now=now - 5 * HOUR)
    commands.record_containment(issue=done.pk, actor=company.owner, now=now - 4 * HOUR, evidence="Sent one")
    commands.resolve(issue=done.pk, actor=company.owner, now=now - HOUR, reason=ClosureReason.FIXED)
    for person, deputy in ((company.owner, company.reporter), (company.administrator, None)):
        announce_absence(person=person, deputy=deputy, since=now, until=now + DAY, now=now, reason="Holiday")
    Message.objects.update(state=Message.State.DISPATCHED, visible_at=now)
    company.slack, company.hook = carry(company, now)
    company.digest = gather(company, now)
    SweepRun.objects.create(at=now, gap_seconds=600)
    AuditRun.objects.create(at=now, looked_at=3, found=1, findings=[{"issue": late.pk, "what": "it was due"}])
    company.calendar = save_calendar(
        name="Office hours",
        zone="UTC",
        week={day: [(540, 720), (780, 1020)] for day in range(5)},
        holidays={now.date() + timedelta(days=n * 40): f"Holiday {n}" for n in range(1, 12)},
    )
    InflectionPoint.objects.filter(pk=company.point.pk).update(deputy=None)
    lint(now=now)
    why = causes.note_cause(
        actor=company.owner, now=now, title="Counted from memory", origin=company.point, whys=["No list"]
    )
    causes.link_cause(issue=done.pk, cause=why.pk, actor=company.owner, now=now)
    causes.plan_remedy(
        cause=why.pk,
        actor=company.owner,
        now=now,
        kind=ActionKind.PREVENTIVE,
        description="Count from the list",
        assignee=company.holder,
        due_at=now + DAY,
    )
    laxer = save_version(name="Default", now=now, hold_limit_percent=300)
    add_policy_move(policy=laxer.policy, version=laxer, actor=company.administrator, now=now)
    company.view = save_view(owner=company.owner, name="Open", query="phase=open", now=now, is_shared=True)
    company.late, company.planned, company.done = late, planned, done
    return company


def gather(company, now):
    """A digest to the owner: one that is critical, and more than a page holds."""
    item = Message.objects.filter(kind="reported").values("kind", "context").first()
    facts = {"title": "60 messages, 1 of them critical", "repeats": False, "count": 60, "more": 40}
    told = {"recipient": company.owner, "created_at": now, "kind": "digest", "state": "dispatched"}
    told |= {"visible_at": now, "context": facts | {"items_told": [item["context"]] * 20}}
    digest = Message.objects.create(key="digest", **told)
    item |= {"recipient": company.owner, "created_at": now, "state": "gathered", "digest": digest}
    Message.objects.bulk_create(Message(key=f"item:{n}", is_urgent=n == 0, **item) for n in range(60))
    return digest


def carry(company, now):
    """A channel that works, one that does not, and what became of the messages."""
    ada = company.administrator
    address = "https://hooks.example.com/x"
    slack = add_channel(actor=ada, kind=Channel.Kind.SLACK, name="#delivery", address=address, now=now)
    hook = add_channel(actor=ada, kind=Channel.Kind.WEBHOOK, name="Warehouse", address=address, now=now)
    Channel.objects.filter(pk=slack.pk).update(sent_at=now - HOUR)
    Channel.objects.filter(pk=hook.pk).update(
        failures=3, rest_until=now + HOUR, last_error="it did not answer"
    )
    for message, state in zip(Message.objects.all(), Delivery.State.values, strict=False):
        facts = {
            "state": state,
            "next_attempt_at": now + HOUR,
            "last_error": "it answered 500",
            "attempts": 2,
        }
        Delivery.objects.create(message=message, channel="webhook", via=hook, address=str(hook), **facts)
    return slack, hook


def people_pages(company):
    """For administrators; to everybody else they say so."""
    return [
        "/people/",
        "/people/?q=nobody",
        f"/people/{company.owner.pk}/",
        f"/people/{company.owner.pk}/deactivate/",
        f"/people/{company.executive.pk}/deactivate/",
        "/departments/delivery/dissolve/",
    ]


def channel_pages(company):
    """Those of the company, for administrators; one's own, for everybody."""
    return [
        "/channels/",
        "/channels/add/",
        f"/channels/{company.slack.pk}/",
        f"/channels/{company.hook.pk}/",
        "/deliveries/",
        "/deliveries/?q=nobody",
        "/me/channels/add/",
    ]


def policy_pages(company):
    """To read for everybody, to change for administrators."""
    policy = f"/policies/{company.version.policy_id}/"
    return [
        "/policies/",
        "/policies/add/",
        policy,
        *(f"{policy}{page}/" for page in ("versions/1", "versions/2", "change", "retire", "move")),
        PolicyMove.objects.get().get_absolute_url(),
    ]


def calendar_pages(company):
    """For everybody to read, and for administrators to change."""
    here = f"/calendars/{company.calendar.pk}/"
    return ["/calendars/", here, "/calendars/new/", f"{here}change/", f"{here}remove/"]


def cause_pages(company):
    found = RootCause.objects.get()
    return [
        "/causes/",
        "/causes/?q=nothing",
        f"/causes/{found.pk}/",
        f"/causes/{found.pk}/change/",
        f"/causes/{found.pk}/remedies/{found.remedies.get().pk}/complete/",
        f"/causes/note/?issue={company.late.pk}",
    ]


def pages(company):
    late = f"/issues/{company.late.pk}/"
    moves = ("hand-over", "plan-action", "change-severity", "resolve", "start-wait", "snooze", "merge")
    return [
        "/my-reports/",
        "/report/",
        f"/report/?point={company.point.slug}",
        "/inbox/",
        f"/inbox/?issue={company.late.pk}",
        "/issues/",
        "/issues/?q=nothing+like+that",
        "/issues/?more=1&phase=open&severity=high&holder=e",
        TABLE,
        "/issues/views/",
        "/issues/views/save/?phase=open",
        f"/issues/views/{company.view.pk}/change/",
        f"/issues/views/{company.view.pk}/remove/",
        "/not-acted-on/",
        "/value-chain/",
        f"/points/{company.point.slug}/",
        "/overview/",
        "/messages/",
        f"/messages/{company.digest.pk}/",
        "/status/",
        "/me/",
        *people_pages(company),
        *channel_pages(company),
        *policy_pages(company),
        *calendar_pages(company),
        *cause_pages(company),
        "/issues/999999/",
        "/issues/?phase=nonsense",
        "/report/?point=gone",
        "/styleguide/",
        late,
        f"/issues/{company.planned.pk}/",
        f"/issues/{company.done.pk}/",
        *(f"{late}{move}/" for move in moves),
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("screen", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_nothing_is_wrong_on_any_page(browser, live_server, busy, role, screen, theme):
    one = visitor(browser, live_server.url, getattr(busy, role), viewport=screen, theme=theme)
    wrong = {}
    for path in pages(busy):
        one.open(path)
        found = (
            one.axe() + one.complaints + (["wider than the screen"] if one.is_wider_than_the_screen() else [])
        )
        if found:
            wrong[path] = found
        one.complaints.clear()
    one.page.context.close()
    assert wrong == {}


def test_nothing_is_wrong_in_the_dialog_and_after_an_answer(browser, live_server, busy):
    one = visitor(browser, live_server.url, busy.owner, viewport=PHONE, theme="light")
    page = one.open(f"/issues/{busy.late.pk}/")
    page.get_by_role("link", name="Plan an action").click()
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("alert").wait_for()
    assert one.axe() == []
    page.get_by_label("What will be done?").fill("Call the customer")
    page.get_by_label("By when?").fill((timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Plan it").click()
    page.get_by_text("Planned. Whoever does it has been told.").wait_for()
    assert one.axe() == []
    assert one.complaints == []


def test_nothing_is_wrong_while_a_policy_is_changed(browser, live_server, busy):
    one = visitor(browser, live_server.url, busy.administrator, viewport=PHONE, theme="dark")
    page = one.open(f"/policies/{busy.version.policy_id}/change/")
    page.get_by_label("to act when normal", exact=True).fill("0")
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("alert").get_by_role("link", name="act, normal").click()
    assert one.axe() == []
    page.get_by_label("to act when normal", exact=True).fill("2")
    page.get_by_role("button", name="Add a rung to resolve").click()
    page.get_by_label("At % of the target").last.fill("300")
    page.get_by_role("group", name="Rung 4").last.get_by_label("all executives").check()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="What it would have done in the last 90 days").wait_for()
    assert one.axe() == []
    assert not one.is_wider_than_the_screen()
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_text("Saved as version 3.").wait_for()
    assert one.complaints == []


def test_the_picture_of_a_policy_follows_what_is_typed(browser, live_server, busy):
    one = visitor(browser, live_server.url, busy.administrator, viewport=DESK)
    page = one.open(f"/policies/{busy.version.policy_id}/change/")
    page.get_by_label("to act when normal", exact=True).fill("7")
    page.get_by_label("to act when normal", exact=True).press("Tab")
    page.locator("#picture").get_by_text("49 h").first.wait_for(state="attached")
    assert one.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wrong_while_a_calendar_is_changed(browser, live_server, busy, theme):
    one = visitor(browser, live_server.url, busy.administrator, viewport=PHONE, theme=theme)
    page = one.open(f"/calendars/{busy.calendar.pk}/change/")
    page.get_by_label("Monday", exact=True).fill("22-6")
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("alert").wait_for()
    assert one.axe() == []
    page.get_by_label("Monday", exact=True).fill("9-12, 13-15")
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Take over the public holidays").click()
    page.get_by_text("public holidays stand in the list now").wait_for()
    assert one.axe() == []
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("heading", name="What it changes").wait_for()
    assert one.axe() == []
    assert not one.is_wider_than_the_screen()
    page.get_by_role("button", name="Save it").click()
    page.get_by_text("“Office hours” is saved.").wait_for()
    assert one.axe() == []
    assert one.complaints == []
    one.page.context.close()
