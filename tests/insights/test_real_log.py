"""Our measures on real data: a whole incident log, and one day of a city's service requests.

The reference numbers were computed by separate code from the same files (see tests/data/README.md and the
`definitions` in nyc311_2013-12-25.figures.json).
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from inflection_points.commands.policies import save_version
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import (
    DEFAULT_TARGETS,
    Clock,
    Severity,
)
from insights.commands.keeping import keep_current
from insights.querysets.figures import figures
from insights.rules.periods import Period, Scope
from tests.imported import INCIDENTS, administrator
from tests.insights.counted import Counts, counts_as_of

FIGURES = Path(__file__).parents[1] / "data" / "servicenow_incidents.figures.json"
REQUESTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "nyc311_2013-12-25.csv.gz"


def counts(reported, acted, open_, closed, not_acted):
    return Counts(reported=reported, acted=acted, open=open_, closed=closed, not_acted=not_acted)


INCIDENTS_AS_OF = {
    datetime(2016, 3, 3, tzinfo=UTC): counts(890, 489, 887, 3, 399),
    datetime(2016, 3, 8, tzinfo=UTC): counts(890, 606, 564, 326, 141),
    datetime(2016, 3, 15, tzinfo=UTC): counts(890, 648, 360, 530, 52),
    datetime(2016, 4, 1, tzinfo=UTC): counts(890, 690, 108, 782, 1),
    datetime(2016, 5, 1, tzinfo=UTC): counts(890, 691, 56, 834, 0),
    datetime(2016, 6, 1, tzinfo=UTC): counts(890, 691, 19, 871, 0),
    datetime(2016, 9, 1, tzinfo=UTC): counts(890, 691, 7, 883, 0),
    datetime(2017, 2, 18, 15, tzinfo=UTC): counts(890, 691, 0, 890, 0),
}
REQUESTS_SNAPSHOT = datetime(2014, 4, 25, tzinfo=ZoneInfo("America/New_York"))
REQUESTS_COUNTED = counts(2386, 2349, 84, 2302, 28)


def test_incidents_are_counted_as_separate_code_counted_them(db):
    administrator()
    call_command("import_issues", INCIDENTS, mapping="servicenow")
    keep_current(now=datetime(2017, 2, 18, tzinfo=UTC))
    assert {as_of: counts_as_of(as_of) for as_of in INCIDENTS_AS_OF} == INCIDENTS_AS_OF


@pytest.mark.parametrize("minutes", ["240"])
def test_action_rate_is_what_separate_code_found_to_be_acted_on_within_so_many_minutes(db, minutes):
    """One act target for every severity, round the clock, as that code had it."""
    target = Target(int(minutes), Unit.MINUTES)
    targets = {(severity, Clock.ACT): target for severity in Severity}
    save_version(name="Default", now=datetime(2016, 1, 1, tzinfo=UTC), targets=DEFAULT_TARGETS | targets)
    administrator()
    call_command("import_issues", INCIDENTS, mapping="servicenow")
    end = datetime(2017, 2, 18, 15, tzinfo=UTC)
    keep_current(now=end)
    rate = figures(Scope(Period(datetime(2016, 2, 22, tzinfo=UTC), end))).bands.action_rate
    expected = json.loads(FIGURES.read_text())["action_rate_within_minutes_A"][minutes]
    assert (rate.count, rate.n) == (expected["cases"], 890)


@pytest.mark.skipif(
    not REQUESTS.exists(),
    reason=f"{REQUESTS.name} is not kept in the repository: it holds addresses. Put it into ../shared/data/.",
)
def test_requests_are_counted_as_separate_code_counted_them(db):
    administrator()
    call_command("import_issues", REQUESTS, mapping="nyc311")
    keep_current(now=REQUESTS_SNAPSHOT)
    assert counts_as_of(REQUESTS_SNAPSHOT) == REQUESTS_COUNTED
