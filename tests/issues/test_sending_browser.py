"""How a phone sends what waits on it: what one answer means for this report, and what for all of them."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from playwright.sync_api import expect

from issues.models import Report
from tests.engine import wait_until
from tests.phone import WORDS, press, write

pytestmark = pytest.mark.browser

BUSY = "Our server takes no more just now"
DRAINED = 'import("/static/js/report/queue.js").then(({ drain }) => drain({ isBack: true }))'
FOUR_AT_ONCE = """import("/static/js/report/queue.js")
  .then(({ drain }) => Promise.all([1, 2, 3, 4].map(() => drain({ isBack: true }))))"""
IMPATIENT = """(() => {
  const real = AbortSignal.timeout;
  AbortSignal.timeout = () => real.call(AbortSignal, 300);
})()"""
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"
LEASE = 'import("/static/js/report/vault.js").then(({ note }) => note("lease"))'


class Server:
    """Between the phone and ours; `answers` the reports with what it is told, by their words."""

    def __init__(self, rita, answers):
        self.asked = []
        self.answers = answers
        rita.context.route("**/report/", self.handle)

    def handle(self, route):
        if route.request.method != "POST":
            route.continue_()
            return
        body = route.request.post_data_buffer.decode(errors="replace")
        words = re.search(r'name="text"\r\n\r\n(.*?)\r\n', body)[1]
        self.asked.append(words)
        answer = self.answers(words)
        if answer is None:
            route.continue_()
        elif answer != "nothing":
            route.fulfill(**answer)


def later(_words):
    return {"status": 429, "headers": {"Retry-After": "600"}, "body": "{}"}


@pytest.fixture
def rita(company, handset):
    with handset(company.reporter) as one:
        one.install()
        yield one
        one.visitor.complaints.clear()


class TestTryLater:
    def test_is_believed_whatever_comes_back_until_somebody_asks_for_it(self, rita):
        server = Server(rita, later)
        page = rita.page
        write(page)
        press(page)
        expect(page.get_by_text(BUSY)).to_be_visible()
        write(page, "Another one")
        press(page)
        expect(page.get_by_text(BUSY)).to_be_visible()
        wait_until(lambda: rita.states() == ["waiting"] * 2, 10, "the second one is not kept")
        page = rita.open("/report/waiting/")
        expect(page.get_by_text("Waits to be sent.")).to_have_count(2)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.evaluate(DRAINED)  # after that of the event
        assert server.asked == [WORDS]
        rita.context.unroute_all()
        page.get_by_role("button", name="Send it now").first.click()
        expect(page.get_by_text("Nothing waits.")).to_be_visible()
        assert [one.text for one in Report.objects.order_by("pk")] == [WORDS, "Another one"]

    def test_is_heard_by_whoever_stood_behind_in_the_queue(self, rita):
        server = Server(rita, later)
        rita.keep(["one", "two"])
        rita.page.evaluate(FOUR_AT_ONCE)
        assert server.asked == ["one"]

    def test_with_a_date_counts_by_the_server_s_clock_and_never_runs_hot(self, rita):
        past = datetime.now(UTC) - timedelta(hours=1)  # the phone is an hour ahead

        def busy(words):
            dates = {"Date": format_datetime(past, usegmt=True)} if words == "by its clock" else {}
            until = past + timedelta(minutes=10) if dates else past
            return {"status": 503, "headers": {**dates, "Retry-After": format_datetime(until, usegmt=True)}}

        server = Server(rita, busy)
        for words in ("without a clock", "by its clock"):
            rita.keep([words])
            rita.drain()
            pause = rita.page.evaluate(
                'import("/static/js/report/vault.js").then(({ note }) => note("pause"))'
            )
            left = pause["until"] / 1000 - datetime.now(UTC).timestamp()
            assert pause["asked"] is (words == "by its clock")
            assert left > 1
            rita.forget()
        assert left > 590
        assert server.asked == ["without a clock", "by its clock"]


class TestARefusal:
    def test_of_one_report_by_something_on_the_way_parks_it_and_the_others_go_on(self, rita):
        blocked = {"status": 403, "body": "<h1>Blocked</h1>", "content_type": "text/html"}
        Server(rita, lambda words: blocked if words == "poison" else None)
        rita.keep(["poison", "fine"])
        rita.drain()
        assert rita.states() == ["parked"]
        assert Report.objects.get().text == "fine"

    @pytest.mark.parametrize("answer", ["signed_out", "csrf"])
    def test_because_nobody_is_signed_in_keeps_them_all(self, rita, answer):
        status = 403 if answer == "csrf" else 401
        server = Server(rita, lambda _: {"status": status, "json": {"code": answer}})
        rita.keep(["one", "two"])
        rita.drain()
        assert rita.states() == ["waiting"] * 2
        assert server.asked == ["one"]


class TestADeadLine:
    def test_is_known_by_the_second_report_and_the_next_try_begins_with_others(self, rita):
        rita.page.evaluate(IMPATIENT)
        server = Server(rita, lambda words: "nothing" if words != "small" else None)
        rita.keep(["large", "larger", "small"])
        rita.drain()
        assert server.asked == ["large", "larger"]
        rita.drain()
        assert Report.objects.get().text == "small"

    def test_without_locks_gives_its_lease_back(self, rita):
        rita.context.add_init_script(NO_LOCKS)
        page = rita.open("/report/waiting/")
        rita.keep(["one"])
        rita.drain()
        assert rita.states() == []
        assert page.evaluate(LEASE) is None
