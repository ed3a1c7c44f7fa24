"""Each order of the list is read from an index, page by page: nothing is sorted, however many issues there are."""

import pytest
from django.db import connection
from django.http import QueryDict

from issues.views.narrowing import narrow
from issues.views.sorting import SORTS, sort_of
from tests.cast import HOUR, REPORTED

INDEX = {
    "reported": "issue_newest",
    "severity": "issue_severity",
    "customers": "issue_customers",
    "act_by": "issue_unacted",
    "next": "agenda_due",
    "number": "issues_issue_pkey",
}
FILTERS = ("", "phase=open", "severity=high&severity=critical", "acted=no", "customers=1", "reopened=on")


@pytest.fixture
def plan(company):
    """How PostgreSQL would answer if the table were so long that reading or sorting it were out of the question."""
    for n in range(3):
        company.report(now=REPORTED + n * HOUR)
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")

    def explained(query, *, after=False, back=False):
        asked = QueryDict(query)
        found = narrow(asked, company.owner, REPORTED).fitting()
        order = sort_of(asked).order
        first = order.sorted(found).first()
        rows = order.beyond(found, order.cursor(first), back=back) if after else order.sorted(found)
        return rows.values("pk")[:51].explain()

    return explained


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filters", FILTERS)
def test_every_order_is_an_index_read_from_one_end(plan, sort, filters):
    found = plan(f"{filters}&sort={sort}")
    assert "Sort" not in found
    assert "Seq Scan on issues_issue" not in found
    if not filters:
        assert INDEX[sort.removeprefix("-")] in found


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("back", [False, True], ids=["forth", "back"])
def test_every_page_begins_where_the_last_one_ended(plan, sort, back):
    found = plan(f"sort={sort}", after=True, back=back)
    assert "Sort" not in found
    where = found.partition(INDEX[sort.removeprefix("-")])[2]
    assert "Index Cond: (" in where.splitlines()[1]
