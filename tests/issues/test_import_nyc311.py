"""One day of a city's service requests, as the shipped mapping reads them.

The file itself holds addresses and stays out of the repository (tests/insights/test_real_log.py reads it where it is);
these rows have its shape and its oddities, with made-up contents.
"""

from datetime import UTC, datetime

import pytest

from issues.commands.importing import shipped_mappings
from issues.models import Issue
from tests.imported import import_text, story

pytestmark = pytest.mark.django_db

HEADER = (
    "Unique Key,Created Date,Closed Date,Agency,Agency Name,Complaint Type,Descriptor,Location Type,Incident Address,"
    "Facility Type,Status,Due Date,Resolution Action Updated Date,Borough,Location"
)
ROWS = (
    # acted on and closed, in 12-hour time
    (
        "1,12/25/2013 11:59:08 PM,12/26/2013 01:15:00 AM,NYPD,Police,Blocked Driveway,No Access,Street,1 MAIN  STREET,"
        'Precinct,Closed,12/26/2013 07:59:08 AM,12/26/2013 01:15:00 AM,BROOKLYN,"(40.6, -73.9)"'
    ),
    # nothing ever happened
    "2,12/25/2013 11:58:40 PM,,DOB,Buildings,Elevator,Not Working,,2 MAIN STREET,N/A,Open,,,MANHATTAN,",
    # dates without time
    (
        "3,12/25/2013 12:00:00 AM,12/27/2013 12:00:00 AM,HPD,Housing,HEATING,HEAT,RESIDENTIAL BUILDING,3 MAIN STREET,"
        "N/A,Closed,,12/27/2013 12:00:00 AM,Unspecified,"
    ),
    # closed before it was created
    (
        "4,12/25/2013 10:00:00 AM,10/30/2013 12:00:00 AM,DOT,Transport,Street Condition,Pothole,,,N/A,Closed,,"
        "12/26/2013 09:00:00 AM,QUEENS,"
    ),
    # touched, dated as closed, yet not closed
    (
        "5,12/25/2013 10:00:00 AM,12/26/2013 10:00:00 AM,DOT,Transport,Street Condition,Pothole,,,N/A,Pending,,"
        "12/26/2013 10:00:00 AM,QUEENS,"
    ),
    # closed and never acted on
    (
        "6,12/25/2013 10:38:30 PM,12/25/2013 10:38:40 PM,HRA,Resources,Benefit Card Replacement,Medicaid,,,N/A,Closed,,,"
        "Unspecified,"
    ),
)


@pytest.fixture
def run():
    [mapping] = [one.text for one in shipped_mappings() if one.slug == "nyc311"]
    return import_text(*ROWS, mapping=mapping, header=HEADER)


def kinds(number):
    return [kind for kind, _ in story(number, "nyc311")]


class TestNyc311:
    def test_every_row_goes_in(self, run):
        assert (run.created, run.refused) == (6, 0)

    def test_acted_closed_and_open_are_what_the_dates_and_the_status_say(self, run):
        assert kinds("1") == ["reported", "acted_elsewhere", "verified"]
        assert kinds("2") == ["reported", "taken_over"]
        assert kinds("4") == ["reported", "verified", "acted_elsewhere"]
        assert kinds("5") == ["reported", "acted_elsewhere", "taken_over"]
        assert kinds("6") == ["reported", "verified"]
        open_ = Issue.objects.open()
        assert set(open_.values_list("origin", flat=True)) == {"nyc311:2", "nyc311:5"}
        assert open_.filter(acted_at=None).count() == 1

    def test_times_are_those_of_new_york(self, run):
        assert story("1", "nyc311")[0][1] == datetime(2013, 12, 26, 4, 59, 8, tzinfo=UTC)
        assert story("3", "nyc311")[0][1] == datetime(2013, 12, 25, 5, 0, tzinfo=UTC)

    def test_addresses_stay_where_they_are(self, run):
        issue = Issue.objects.get(origin="nyc311:1")
        assert issue.title == "Blocked Driveway · No Access"
        assert issue.site.name == "BROOKLYN"
        assert "MAIN" not in issue.reports.get().text
        assert Issue.objects.get(origin="nyc311:3").site is None
