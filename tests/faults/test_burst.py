"""A burst of 500 from one address, over real HTTP: each acknowledged or told when to come again, and none lost."""

import http.client
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.utils import timezone

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster, Site
from issues.commands.receipts import report_of
from issues.commands.taking_in import take_in
from issues.models import Overflow, Report
from tests.faults.invariants import hold, settle

MANY, AT_ONCE, ELSEWHERE = 500, 8, 15


class Phone:
    """Opens a poster's link and sends reports by it."""

    def __init__(self, server: str, poster: Poster) -> None:
        self.host, self.link, self.poster = urlsplit(server).netloc, f"/r/{token_of(poster)}/", poster
        answer, page = self._ask("GET")
        self.cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
        (self.token,) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[:1]

    def _ask(self, method, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request(method, self.link, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer, page

    def send(self, number: int) -> tuple[int, str]:
        """The status, and where the receipt is or when to come again."""
        told = {
            "csrfmiddlewaretoken": self.token,
            "point": self.poster.point.slug,
            "shown_for": self.poster.point.slug,
            "severity": "normal",
            "text": f"Number {number}",
            "client_key": str(uuid.uuid4()),
        }
        form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        answer, _ = self._ask("POST", urlencode(told), **form)
        return answer.status, answer.getheader("Location") or answer.getheader("Retry-After") or ""


@pytest.mark.django_db(transaction=True)
def test_a_burst_loses_nothing_and_another_site_reports_undisturbed(company, live_server):
    depot = Site.objects.create(name="Depot")
    flooded = Poster.objects.create(point=company.point, allows_guests=True, made_at=timezone.now())
    other = Poster.objects.create(point=company.point, site=depot, allows_guests=True, made_at=timezone.now())
    attacker, site = Phone(live_server.url, flooded), Phone(live_server.url, other)
    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        burst = [pool.submit(attacker.send, number) for number in range(MANY)]
        elsewhere = [site.send(number) for number in range(ELSEWHERE)]
        answers = [one.result() for one in burst]
    acknowledged = [where for status, where in answers if status == 302]
    later = [seconds for status, seconds in answers if status == 429]
    assert len(acknowledged) + len(later) == MANY
    assert all(int(seconds) > 0 for seconds in later)
    assert [status for status, _ in elsewhere] == [302] * ELSEWHERE
    assert Report.objects.filter(poster=other).count() == ELSEWHERE  # at once: nothing of them was set aside
    assert Overflow.objects.count() > MANY / 2
    now = timezone.now() + timedelta(minutes=1)
    while take_in(now=now):
        pass
    found = [report_of(where.split("/")[-2]) for where in acknowledged]
    assert len({report.pk for report in found if report is not None}) == len(acknowledged)
    assert Report.objects.filter(poster=flooded).count() == len(acknowledged)
    settle()
    hold(due=0, acknowledged=Report.objects.values_list("client_key", flat=True))
