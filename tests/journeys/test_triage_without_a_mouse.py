"""A manager's morning: twenty reports, from reported to resolved, and no hand leaves the keyboard."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from issues.models import Issue
from issues.rules.state import Phase
from tests.browsing import visitor
from tests.cast import Company
from tests.keyboard import Keyboard

pytestmark = [pytest.mark.journey, pytest.mark.browser]

REPORTS = 20
HANDED_OVER = (3, 9, 15)
CONTAINED = (5, 7, 10, 11, 14, 16, 17, 19)  # the others are planned, started and done


@pytest.fixture
def reports(company: Company) -> list[Issue]:
    """Twenty at Olga's point, the oldest first."""
    now = timezone.now()
    return [
        company.report(now=now - timedelta(minutes=60 - at), text=f"Report {at:02}")
        for at in range(1, REPORTS + 1)
    ]


@pytest.fixture
def keyboard(company: Company, browser, live_server) -> Iterator[Keyboard]:
    one = visitor(browser, live_server.url, company.owner, viewport={"width": 1280, "height": 900})
    hands = Keyboard(one.page)
    hands.open(f"{live_server.url}/issues/")
    yield hands
    assert hands.never_pointed()
    assert one.complaints == []
    one.page.context.close()


def title(at: int) -> str:
    return f"Late: Report {at:02}"


def hand_over(keyboard: Keyboard) -> None:
    keyboard.press("h")
    keyboard.has_form("Hand over to whom?")
    keyboard.choose("Tom Tech")
    keyboard.send()


def contain(keyboard: Keyboard) -> None:
    keyboard.press("c")
    keyboard.has_form("The harm is stopped")
    keyboard.type("Sent a courier at once")
    keyboard.send()


def plan_and_do(keyboard: Keyboard) -> None:
    keyboard.press("p")
    keyboard.has_form("Plan an action")
    keyboard.type("Call the customer, agree a new slot")
    keyboard.send()
    keyboard.press("s", "d")
    keyboard.has_form("Is this action done?")
    keyboard.type("Called, and agreed")
    keyboard.send()


def resolve(keyboard: Keyboard) -> None:
    keyboard.press("r")
    keyboard.has_form("Resolve")
    keyboard.send()


def accept_with_the_palette(keyboard: Keyboard) -> None:
    keyboard.press("Control+k")
    keyboard.sees("Type the number or words")
    keyboard.type("acc")
    keyboard.press("Enter")
    keyboard.sees("You have it now.")


def raise_severity(keyboard: Keyboard) -> None:
    keyboard.press("v")
    keyboard.has_form("How bad is it really?")
    keyboard.press("ArrowDown")
    keyboard.send()
    keyboard.sees("The deadlines have moved with it.")


def take_back_and_resolve_again(keyboard: Keyboard, at: int) -> None:
    keyboard.press("u")
    keyboard.sees("Taken back.")
    keyboard.has_open(title(at))
    resolve(keyboard)


def test_twenty_reports_are_triaged_without_a_mouse(
    company: Company, reports: list[Issue], keyboard: Keyboard
):
    keyboard.press("g", "i")
    keyboard.title_begins("(20) Inbox")
    keyboard.press("j")
    for at in range(1, REPORTS + 1):
        keyboard.has_open(title(at))
        if at in HANDED_OVER:
            hand_over(keyboard)
            continue
        if at == 2:
            raise_severity(keyboard)
        if at == 4:
            accept_with_the_palette(keyboard)
        else:
            keyboard.press("a")
        (contain if at in CONTAINED else plan_and_do)(keyboard)
        resolve(keyboard)
        if at == 6:
            keyboard.has_open(title(at + 1))
            take_back_and_resolve_again(keyboard, at)
        left = REPORTS - at
        keyboard.title_begins(f"({left}) Inbox" if left else "Inbox")
    keyboard.sees("Nothing waits for you")
    keyboard.press("Tab", "Enter")
    keyboard.title_begins("Not acted on")
    phases = Counter(Issue.objects.values_list("phase", "holder__name"))
    assert phases == {
        (Phase.RESOLVED, "Olga Owner"): REPORTS - len(HANDED_OVER),
        (Phase.REPORTED, "Tom Technician"): len(HANDED_OVER),
    }
    assert Issue.objects.get(pk=reports[1].pk).severity == "high"
