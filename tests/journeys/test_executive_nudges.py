"""An executive's two minutes: from the overview to the worst point, to the oldest issue there, to a nudge that arrives.

On a desk and on a phone, with the demo company and a real mail server; what the worker does every few seconds is done here.
"""

import re
from email.header import decode_header, make_header

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from insights.commands.keeping import keep_current
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from issues.models import Event, Issue
from notifications.commands.delivery import deliver
from notifications.models import Message
from people.models import User
from tests.browsing import visitor
from tests.demo import load
from tests.engine import Mailbox

pytestmark = [pytest.mark.journey, pytest.mark.browser]

SCREENS = {"Astrid Bergström": (1280, 900), "Chiara Lombardi": (390, 844)}
MOST_CLICKS = 5


class Hand:
    """Presses, and counts how often."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def press(self, what) -> None:
        what.click()
        self.clicks += 1


def to_the_nudge(hand: Hand, point: str) -> Issue:
    """The way; every page on it is reached by a press on what stands there."""
    page = hand.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    worst = page.get_by_role("region", name="Points, the worst first").get_by_role("row").nth(1)
    hand.press(worst.get_by_role("rowheader").get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(point)
    oldest = page.get_by_role("heading", name="The oldest on which nobody has ever acted")
    hand.press(oldest.locator("xpath=following-sibling::ol[1]").get_by_role("link").first)
    page.wait_for_url(re.compile(r"/issues/\d+/"))
    issue = Issue.objects.get(pk=int(page.url.rpartition("/issues/")[2].partition("/")[0]))
    hand.press(page.get_by_role("button", name=re.compile("^Nudge ")))
    expect(page.get_by_text("Nudged: they read that you ask for their next move.")).to_be_visible()
    return issue


def oldest_unacted(point: str) -> Issue:
    """By the events alone: reported first of those at the point that are open and never had an act."""
    acts = ("action_started", "action_completed", "containment_recorded", "acted_elsewhere")
    here = Issue.objects.filter(point__name=point, is_counted=True, closed_at=None)
    never = here.exclude(pk__in=Event.objects.filter(kind__in=acts).values("issue")).exclude(phase="merged")
    return never.earliest("reported_at", "pk")


def settled_demo() -> None:
    """The demo company of now, with everything counted that happened and told that was due: else a nudge to whoever
    was just told of fifty issues comes in their next digest, as anything would."""
    now = timezone.now()
    load(now)
    sweep(now=now)
    Message.objects.all().delete()
    keep_current(now=now)


def test_an_executive_gets_from_the_overview_to_a_nudge_that_arrives(
    transactional_db, mailbox: Mailbox, live_server, browser: Browser
):
    settled_demo()
    for name, (width, height) in SCREENS.items():
        executive = User.objects.get(name=name)
        one = visitor(browser, live_server.url, executive, viewport={"width": width, "height": height})
        one.open("/")
        hand = Hand(one.page)
        row = one.page.get_by_role("region", name="Points, the worst first").get_by_role("rowheader").first
        point = row.inner_text()
        issue = to_the_nudge(hand, point)
        assert hand.clicks <= MOST_CLICKS
        assert issue == oldest_unacted(point)
        assert one.complaints == []
        told = Event.objects.get(issue=issue, kind="holder_nudged", actor=executive).payload["people"]
        subject = f"{name} asks for your next move: {issue.title}"
        deliver(clock=timezone.now, unwanted=unwanted)
        for person in User.objects.filter(pk__in=told):
            assert subject in [str(make_header(decode_header(one))) for one in mailbox.subjects(person.email)]
        one.page.context.close()
