"""The keyboard on every page: what a key does, where it ends up, and what comes back when a command was not taken."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from issues import commands
from issues.commands import causes
from issues.models import Issue
from issues.rules.events import ActionKind, ClosureReason
from issues.templatetags.keys import BESIDES, CHORDS, LISTS, MOVES, PAGES
from tests.browsing import DESK, visitor
from tests.cast import DAY
from tests.keyboard import Keyboard


@pytest.fixture
def olga(company, browser, live_server):
    one = visitor(browser, live_server.url, company.owner, viewport=DESK)
    yield one
    assert one.complaints == []
    one.page.context.close()


@pytest.fixture
def keys(olga):
    return Keyboard(olga.page)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def three(company, now):
    return [company.report(now=now, text=text) for text in ("First", "Second", "Third")]


def row(page, issue):
    return page.locator(".row").filter(has=page.locator(f"#row-{issue.pk}"))


def group(page, name):
    return page.locator(".group").filter(has=page.get_by_role("heading", name=name, exact=True))


def test_every_letter_presses_one_thing_and_every_mark_comes_from_the_table():
    letters = [one.letter for one in (*LISTS, *MOVES, *BESIDES, *CHORDS)]
    assert len(set(letters)) == len(letters)
    assert len(set(PAGES.values())) == len(PAGES)
    pages = Path(settings.BASE_DIR / "templates").rglob("*.html")
    marks = {mark for page in pages for mark in re.findall(r'data-key="([^"{]+)"', page.read_text())}
    assert marks <= {"/", "?"}


@pytest.mark.browser
class TestWhatIsSent:
    def test_shows_at_once_and_what_is_typed_meanwhile_waits(self, three, olga, keys):
        page, held = olga.page, []
        page.route("**/accept/", lambda route, _request: held.append(route))
        olga.open("/inbox/")
        keys.press("j", "a", "p")
        sending = row(page, three[0])
        expect(sending).to_have_attribute("aria-busy", "true")
        expect(sending).to_contain_text("being sent")
        assert Issue.objects.get(pk=three[0].pk).accepted_at is None
        held[0].continue_()
        keys.has_form("Plan an action")
        expect(group(page, "Plan or act").locator(".row")).to_have_count(1)
        assert Issue.objects.get(pk=three[0].pk).accepted_at is not None

    def test_goes_to_the_group_of_its_next_move(self, company, three, olga, keys, now):
        commands.accept(issue=three[2].pk, actor=company.owner, now=now)
        page, held = olga.page, []
        page.route("**/accept/", lambda route, _request: held.append(route))
        olga.open(f"/inbox/?issue={three[0].pk}")
        keys.press("a")
        expect(group(page, "Plan or act").locator(f"#row-{three[0].pk}")).to_be_visible()
        held[0].abort()
        expect(group(page, "Accept").locator(".row").first).to_contain_text("First")
        expect(row(page, three[0])).to_contain_text("there is no connection just now")
        expect(row(page, three[0])).not_to_have_attribute("aria-busy", "true")
        keys.is_somewhere()
        page.unroute("**/accept/")
        keys.press("a")
        keys.sees("You have it now.")
        olga.complaints.clear()  # htmx writes down what could not be sent

    def test_comes_back_when_the_network_is_gone_and_nothing_typed_is_lost(self, three, olga, keys):
        page = olga.page
        olga.open(f"/inbox/?issue={three[0].pk}")
        keys.press("c")
        keys.has_form("The harm is stopped")
        keys.type("Sent a courier")
        page.context.set_offline(True)
        keys.press("Control+Enter")
        keys.sees("there is no connection just now")
        expect(row(page, three[0])).to_be_visible()
        page.context.set_offline(False)
        keys.send()
        keys.has_open("Late: First")
        assert Issue.objects.get(pk=three[0].pk).acted_at is not None
        olga.complaints.clear()

    def test_is_waited_for_no_longer_when_its_row_has_left_and_the_network_too(self, three, olga, keys):
        page, held = olga.page, []
        page.route(f"**/inbox/?issue={three[1].pk}", lambda route, _request: held.append(route))
        olga.open(f"/inbox/?issue={three[0].pk}")
        with page.expect_request(f"**/inbox/?issue={three[1].pk}"):
            row(page, three[1]).locator(".row-link").click()
        row(page, three[1]).evaluate("row => row.remove()")
        with page.expect_event("requestfailed"):
            held[0].abort()
        keys.press("p")
        keys.has_form("Plan an action")
        olga.complaints.clear()  # htmx says in the console that the network is gone

    def test_says_beside_the_row_that_somebody_was_quicker(self, company, issue, olga, keys, now):
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=now,
            kind=ActionKind.CORRECTIVE,
            description="Call",
            assignee=company.owner,
            due_at=now + DAY,
        )
        olga.open(f"/inbox/?issue={issue.pk}")
        action = issue.actions.get().pk
        commands.start_action(issue=issue.pk, action=action, actor=company.owner, now=now)
        keys.press("s")
        expect(row(olga.page, issue).locator(".row-reason")).to_contain_text("started")
        keys.is_somewhere()

    def test_shows_how_things_stand_when_the_issue_is_nobodys_move_any_more(
        self, company, issue, olga, keys, now
    ):
        olga.open(f"/inbox/?issue={issue.pk}")
        commands.record_containment(issue=issue.pk, actor=company.owner, now=now, evidence="Sent one")
        commands.resolve(issue=issue.pk, actor=company.owner, now=now, reason=ClosureReason.FIXED)
        keys.press("a")
        keys.sees("already resolved")
        keys.sees("Rita Reporter must say whether it is fixed")
        expect(row(olga.page, issue)).to_have_count(0)


@pytest.mark.browser
class TestWhereTheKeyboardIs:
    def test_escape_leads_from_the_issue_to_its_row_and_from_a_form_to_the_issue(self, three, olga, keys):
        olga.open("/inbox/")
        keys.press("j", "j")
        keys.has_open("Late: Second")
        keys.press("h")
        keys.has_form("Hand over to whom?")
        keys.close()
        keys.has_open("Late: Second")
        keys.press("Escape")
        keys.is_on(f"#row-{three[1].pk}")

    def test_on_a_phone_escape_leads_back_to_the_list(self, company, three, browser, live_server):
        one = visitor(browser, live_server.url, company.owner, viewport={"width": 390, "height": 800})
        keys = Keyboard(one.page)
        one.open("/inbox/")
        keys.press("j", "j")
        keys.is_on(f"#row-{three[1].pk}")
        keys.press("Enter")
        keys.has_open("Late: Second")
        keys.press("Escape")
        expect(one.page.locator(f"#row-{three[1].pk}")).to_be_focused()
        assert one.complaints == []
        one.page.context.close()

    def test_a_key_presses_nothing_of_another_issue_than_the_row_in_hand(self, three, olga, keys):
        olga.open(f"/inbox/?issue={three[0].pk}")
        olga.page.locator(f"#row-{three[1].pk}").focus()
        keys.press("a")
        keys.has_open("Late: Second")
        assert Issue.objects.filter(accepted_at=None).count() == len(three)

    def test_a_key_of_the_closed_menu_works_and_comments_are_typed_at_once(self, issue, olga, keys):
        olga.open(f"/inbox/?issue={issue.pk}")
        keys.press("z")
        keys.has_form("Hide it from your list")
        keys.close()
        keys.press("t")
        keys.is_on("textarea")

    def test_a_comment_is_said_and_a_cause_linked_beside_the_list(self, company, three, olga, keys, now):
        why = causes.note_cause(actor=company.owner, now=now, title="There is no list", origin=company.point)
        causes.link_cause(issue=three[1].pk, cause=why.pk, actor=company.owner, now=now)
        olga.open(f"/inbox/?issue={three[0].pk}")
        keys.press("t", "Control+Enter")
        keys.has_form("Comment")
        keys.close()
        keys.press("t")
        keys.type("They are on the phone")
        keys.press("Control+Enter")
        keys.sees("Your comment stands in the timeline.")
        keys.press("l")
        keys.sees("Linked: this cause explains the issue.")
        keys.has_open("Late: First")
        keys.press("u")
        keys.sees("Taken back.")
        assert Issue.objects.get(pk=three[0].pk).root_cause is None

    def test_rows_stay_ticked_while_issues_open_and_keys_go_to_all_that_are(self, three, olga, keys):
        olga.open("/inbox/")
        keys.press("j", "x", "j", "x", "j")
        keys.has_open("Late: Third")
        keys.press("a")
        expect(group(olga.page, "Plan or act").locator(".row")).to_have_count(2)
        keys.press("X")
        expect(olga.page.get_by_text("3 chosen")).to_be_visible()

    def test_two_keys_lead_to_a_page(self, issue, olga, keys):
        olga.open("/inbox/")
        keys.press("g", "n")
        keys.title_begins("(1) Not acted on")


@pytest.mark.browser
class TestHelp:
    def test_tells_what_works_on_this_page(self, issue, olga, keys):
        olga.open(f"/inbox/?issue={issue.pk}")
        keys.press("?")
        keys.has_form("Keys")
        lines = olga.page.locator("dialog .keys-list > div")
        expect(lines.filter(has_text=re.compile(r"^a\s*accept$"))).not_to_have_class(re.compile("is-idle"))
        expect(lines.filter(has_text=re.compile(r"^r\s*resolve$"))).to_have_class(re.compile("is-idle"))

    def test_single_keys_are_switched_off_on_ones_own_page_and_the_palette_stays(self, issue, olga, keys):
        page = olga.open("/me/")
        page.get_by_label("Switch single keys off").check()
        olga.open(f"/inbox/?issue={issue.pk}")
        expect(page.locator("#issue .button kbd").first).to_be_hidden()
        keys.press("a", "?", "j")
        keys.press("Control+k")
        keys.sees("Type the number or words")
        assert Issue.objects.get().accepted_at is None


@pytest.mark.browser
class TestUndo:
    def test_is_offered_for_ten_seconds_and_the_words_stay(self, issue, olga, keys):
        page = olga.page
        page.clock.install()
        olga.open(f"/inbox/?issue={issue.pk}")
        keys.press("a")
        keys.sees("You have it now.")
        page.clock.run_for(9_000)
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        page.clock.run_for(1_100)
        expect(page.get_by_role("button", name="Undo")).to_have_count(0)
        keys.sees("You have it now.")
        keys.press("u")
        assert Issue.objects.get().accepted_at is not None

    def test_waits_for_whoever_is_at_it(self, issue, olga, keys):
        page = olga.page
        page.clock.install()
        olga.open(f"/inbox/?issue={issue.pk}")
        keys.press("a")
        page.get_by_role("button", name="Undo").focus()
        page.clock.run_for(60_000)
        keys.press("Enter")
        keys.sees("Taken back.")
        assert Issue.objects.get().accepted_at is None
