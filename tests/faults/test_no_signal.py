"""A phone without signal: whatever dies, repeats or gets lost on the way, each report is there exactly once."""

import random
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from issues.models import Issue, Report
from tests.engine import wait_until
from tests.faults import invariants
from tests.faults.scale import dose
from tests.phone import phone

pytestmark = [pytest.mark.browser, pytest.mark.fault]

MANY = dose(200, 30)
SEED = 20260303
# What the way to the server does to a report; the last line is that it lets it through.
FAULTS = ("cut", "504 from the way", "answer lost", "sent twice", "slow", "hotel", "fine", "fine", "fine")
AGAIN = """([path, id, text]) => {
  const body = new FormData();
  const told = { point: "delivery-slot", severity: "critical", client_key: id, text, kind: "", customers: "1" };
  for (const [name, value] of Object.entries(told)) body.set(name, value);
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  return fetch(path, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } })
    .then((answer) => answer.status);
}"""


@pytest.fixture
def rita_at(company, browser_type, browser_type_launch_args, live_server, tmp_path):
    """Opens the browser of the reporter; the next time it is the same phone."""

    def opened():
        return phone(browser_type, browser_type_launch_args, tmp_path, live_server.url, company.reporter)

    return opened


def test_written_offline_killed_clock_wrong_and_sent_three_times_it_is_one_report(rita_at, figure):
    words = "The van left before the customer came down"
    with rita_at() as rita:
        rita.context.clock.install(time=timezone.now() + timedelta(days=2))
        page = rita.install()
        rita.context.set_offline(True)
        page.reload()
        page.get_by_label("Where?").select_option("delivery-slot")
        page.get_by_text("A customer is stuck now").click()
        page.get_by_label("In your words").fill(words)
        page.get_by_role("button", name="Report it").last.click()
        expect(page.get_by_text("There is no connection just now")).to_be_visible()
        expect(page.get_by_text("1 report waits on this phone.")).to_be_visible()
        page.get_by_label("In your words").fill("Begun, and then the tab died")
        wait_until(lambda: sorted(rita.states()) == ["draft", "waiting"], 10, "the draft is not kept")
        rita.visitor.complaints.clear()
        rita.kill()
    assert not Report.objects.exists()

    with rita_at() as rita:
        page = rita.open("/report/")
        wait_until(Report.objects.exists, 15, "it is not sent when the page opens")
        report = Report.objects.get()
        assert rita.page.evaluate(AGAIN, ["/report/", str(report.client_key), words]) == 200
        assert rita.page.evaluate(AGAIN, ["/report/", str(report.client_key), words]) == 200
        page.get_by_role("button", name="Go on with it").click()
        expect(page.get_by_label("In your words")).to_have_value("Begun, and then the tab died")
        assert rita.states() == ["draft"]

    report = Report.objects.get()
    assert Issue.objects.count() == 1
    assert report.text == words
    assert timedelta() <= report.received_at - report.observed_at < timedelta(minutes=5)
    invariants.settle()
    invariants.hold(due=0, acknowledged=Report.objects.values_list("client_key", flat=True))
    figure(
        "F12 a phone without signal",
        "written offline, tab killed, clock two days off, sent three times: 1 report, its draft still there",
    )


class Way:
    """Between the phone and the server; what it does to the next report was drawn before."""

    def __init__(self) -> None:
        self.drawn = random.Random(SEED)
        self.did: Counter[str] = Counter()

    def handle(self, route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        fault = self.drawn.choice(FAULTS)
        self.did[fault] += 1
        if fault == "cut":
            route.abort("connectionreset")
        elif fault == "504 from the way":
            route.fulfill(status=504, body="Gateway Timeout", content_type="text/html")
        elif fault == "hotel":
            route.fulfill(status=200, body="<h1>Accept our terms</h1>", content_type="text/html")
        elif fault == "answer lost":
            route.fetch()
            route.abort("connectionreset")
        elif fault == "sent twice":
            route.fetch()
            route.fulfill(response=route.fetch())
        else:
            time.sleep(0.05 if fault == "slow" else 0)
            route.continue_()


def test_reports_written_offline_all_arrive_once_whatever_the_network_does(rita_at, figure):
    texts = [f"Report {n}" for n in range(MANY)]
    with rita_at() as rita:
        rita.install()
        rita.context.set_offline(True)
        rita.keep(texts)
        assert rita.states() == ["waiting"] * MANY
        rita.context.set_offline(False)
        way = Way()
        rita.context.route("**/report/", way.handle)
        began = time.monotonic()
        while (
            rita.states()
        ):  # each try ends at the first thing that goes wrong, as in front of somebody who waits
            assert time.monotonic() - began < 240, f"{len(rita.states())} still wait"
            rita.drain()
        seconds = time.monotonic() - began
        rita.visitor.complaints.clear()  # of what was cut

    received = list(Report.objects.order_by("pk").values_list("text", flat=True))
    assert sorted(received) == sorted(texts)
    assert Issue.objects.count() == MANY
    assert {fault for fault in FAULTS if way.did[fault]} == set(FAULTS)
    invariants.settle()
    invariants.hold(due=0, acknowledged=Report.objects.values_list("client_key", flat=True))
    faults = ", ".join(f"{n}× {fault}" for fault, n in sorted(way.did.items()) if fault != "fine")
    figure(
        "F12 a network full of faults",
        f"{MANY} reports written offline, then {faults}: {len(received)} stored, 0 lost, 0 double, in {seconds:.0f} s",
    )
