"""What was begun and never sent has its list: as long as the number says, and without anybody's identity."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from inflection_points.rules.policies import Severity
from insights.querysets.reporting import reporting_gap
from insights.rules.periods import Period, Scope
from issues import commands
from issues.commands.starting import start_report
from issues.models import Issue
from people.models import User
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.opening import words

LATER = REPORTED + 30 * DAY


@pytest.fixture
def begun(company):
    """Three at the point of which one was sent, and one before a point was chosen."""
    keys = [uuid.UUID(int=number) for number in range(1, 5)]
    for number, key in enumerate(keys):
        start_report(client_key=key, point=company.point if number else None, now=REPORTED + number * DAY)
    return commands.report(
        point=company.point,
        severity=Severity.NORMAL,
        reporter=company.reporter,
        now=REPORTED + DAY + HOUR,
        telling=commands.Telling(text="Late", client_key=keys[1]),
    )


@pytest.fixture
def read(company, signed_in):
    with time_machine.travel(LATER, tick=False):
        yield lambda name, who="executive", **asked: signed_in(getattr(company, who)).get(
            reverse(name), asked
        )


def listed(response) -> int:
    [shown] = re.findall(r'page-count">(\d+)<', response.content.decode())
    return int(shown)


@pytest.mark.parametrize(
    "asked", [{}, {"point": "delivery-slot"}, {"department": "customer-support"}, {"severity": "low"}]
)
def test_the_numbers_lead_to_as_many(begun, read, asked):
    gap = read("insights:flow", **asked).context["gap"]
    counts = {what: listed(read("insights:records", what=what, **asked)) for what in ("begun", "never_sent")}
    assert counts == {"begun": gap.began, "never_sent": gap.never_sent}
    assert (gap.began, gap.never_sent) == {"point": (3, 2), "department": (0, 0)}.get(
        next(iter(asked), ""), (4, 3)
    )


def test_each_says_where_on_which_day_and_how_far_and_leads_nowhere(begun, read):
    page = read("insights:records", what="begun")
    said = words(page)
    assert "Delivery slot kept begun, and sent 4 March 2026" in said
    assert "Delivery slot kept begun at this point, never sent 5 March 2026" in said
    assert "No point chosen yet begun before a point was chosen, never sent 3 March 2026" in said
    assert "/issues/" not in page.content.decode().split('<ul class="plain-list')[1].split("</ul>")[0]


def test_a_file_tells_the_same(begun, read):
    file = read("insights:records", what="never_sent", format="csv", table="records")
    told = b"".join(file.streaming_content).decode().splitlines()
    assert [line for line in told if "never sent" in line and line.startswith(("Delivery", "No point"))] == [
        'Delivery slot kept,,,"begun at this point, never sent",2026-03-06,',
        'Delivery slot kept,,,"begun at this point, never sent",2026-03-05,',
        'No point chosen yet,,,"begun before a point was chosen, never sent",2026-03-03,',
    ]


def test_what_became_confidential_is_counted_and_kept_back(company, begun, read):
    Issue.objects.filter(pk=begun.pk).update(is_confidential=True)
    page = read("insights:records", who="stranger", what="begun")
    assert (listed(page), len(page.context["records"]), page.context["hidden"].number) == (4, 3, 1)


def test_no_severity_narrows_it_and_the_page_says_so(begun, read):
    assert "none narrows this list" in words(read("insights:records", what="never_sent", severity="low"))
    assert "none narrows this list" not in words(read("insights:records", what="never_sent"))


def test_what_was_sent_later_was_not_sent_by_then(begun):
    gap = reporting_gap(Scope(Period.of_weeks(1, REPORTED + 3 * DAY)))
    assert (gap.began, gap.never_sent) == (2, 1)


def test_no_two_instants_and_no_two_zones_tell_when_somebody_was_at_the_page(company, begun, read):
    midnight = REPORTED.replace(hour=0) + 3 * DAY
    instants = [midnight, midnight + HOUR, midnight + 23 * HOUR, midnight + DAY - timedelta(seconds=1)]
    asked = [{"as_of": at.isoformat().replace("+00:00", "Z")} for at in instants]
    assert {listed(read("insights:records", what="begun", **one)) for one in asked} == {2}
    for zone in ("Pacific/Auckland", "Pacific/Honolulu"):
        User.objects.update(time_zone=zone)
        assert "never sent 5 March 2026" in words(read("insights:records", what="never_sent"))
