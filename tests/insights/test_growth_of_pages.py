"""A million issues, of which a week has some: every page of figures, list, file and mail finds the week by an index."""

import random
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from insights.commands.keeping import keep_current
from insights.commands.weekly import Wish, mail_the_week, subscribe
from insights.forms import LISTS, RECORDS
from insights.forms.changes import WHATS
from insights.models import Fact
from issues.models import Action, Issue
from tests.cast import DAY, HOUR
from tests.insights.lives import random_lives
from tests.insights.living import TABLES
from tests.insights.surroundings import surround
from tests.insights.test_rollups_growth import NOW, read_whole
from tests.insights.world import build
from tests.issues import test_growth as growth

NUMBER = 300
GROWING = {*growth.GROWING} - {"issues_sweeprun"} | {
    *TABLES,
    "issues_reportstart",
    "insights_tally",
    "insights_change",
}
NAMES = ("overview", "departments", "flow", "cost", "targets", "weekly_mail", "overview_pdf")
PAGES = {
    **{name: reverse(f"insights:{name}") for name in NAMES},
    "value chain": "/value-chain/",
    "point": "/points/delivery-slot/",
    "department": "/departments/delivery/",
    "measures": "/api/v1/measures/",
}

# docs/performance.md says why.
NOT_BY_THE_WEEK = {
    "list": {"passed", "returned", "completed", "preventive"},
    "records": {"received", "passed", "returned"},
}


@pytest.fixture
def address(company, signed_in, at):
    """Everything that issues can have, one in a hundred told in confidence; and statistics as if there were a million."""
    growth.empty(GROWING)
    dice = random.Random(3)
    world = build(company, dice)
    random_lives(world, dice, NUMBER)
    surround(world, random.Random(3))
    few = Issue.objects.order_by("pk").values_list("pk", flat=True)[:3]
    Issue.objects.exclude(pk__in=list(few)).update(is_confidential=False)
    keep_current(now=NOW)
    assert Fact.objects.filter(reported_at__lt=NOW).count() > NUMBER / 2
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        growth.pretend(cursor, GROWING)
    at.move_to(NOW)
    client = signed_in(company.executive)

    def read(path, **query):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path, query)
            content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, path
        whole = {table for found in read_whole(captured, GROWING).values() for table in found}
        return content.decode(errors="ignore"), whole

    return read


def test_no_page_and_no_file_of_a_week_reads_a_whole_table(address):
    found, files = {}, {}
    for name, path in PAGES.items():
        query = {} if name in {"targets", "weekly_mail"} else {"weeks": "1"}
        html, found[name] = address(path, **query)
        for link in re.findall(r'href="(\?[^"]*format=csv[^"]*)"', html):
            files[name, link] = address(path + unescape(link))[1]
    assert {name: tables for name, tables in {**found, **files}.items() if tables} == {}
    assert len(files) > len(PAGES)


def test_no_list_of_a_point_reads_a_whole_table(address, company):
    """What came back there, and what was reported again since preventive work."""
    lessons = reverse("insights:lessons")
    _, whole = address(lessons, what="returned", kind=company.kind.pk, point="delivery-slot", weeks=1)
    assert whole == set()
    works = Action.objects.filter(kind="preventive", issue__kind=company.kind, completed_at__lte=NOW)
    work = works.filter(issue__is_confidential=False).latest("completed_at")
    assert address(lessons, what="since", action=work.pk)[1] == set()


@pytest.mark.parametrize("narrower", [{}, {"department": "delivery"}], ids=["everywhere", "of a department"])
def test_no_list_of_a_week_reads_a_whole_table(address, narrower):
    asked = {("list", what): reverse("insights:issues") for what in LISTS}
    asked |= {("records", what): reverse("insights:records") for what in RECORDS}
    asked |= {("changed", what): reverse("insights:changed") for what, _ in WHATS}
    found = {
        (kind, what): address(path, what=what, weeks=1, **narrower)[1] for (kind, what), path in asked.items()
    }
    whole = {name for name, tables in found.items() if tables}
    assert whole <= {(kind, what) for kind, whats in NOT_BY_THE_WEEK.items() for what in whats}


def test_the_mail_of_a_week_reads_no_whole_table(address, company):
    subscribe(person=company.executive, wish=Wish(weeks=1), now=NOW - 8 * DAY)
    with CaptureQueriesContext(connection) as captured:
        assert mail_the_week(clock=lambda: NOW, until=NOW + HOUR) == 1
    assert read_whole(captured, GROWING) == {}
