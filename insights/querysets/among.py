"""Issues that rows are of, asked for so that no plan compares every issue with every row.

PostgreSQL joins `pk IN (SELECT …)` as it pleases. While it believes that the tables are empty, as right after an import,
it compares every row of one with every row of the other, and does so again for each further condition.
"""

from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.lookups import IsNull

from issues.querysets import IssueQuerySet

FEW: Final = 1000  # as many numbers are sent along at once, and found by the primary key


def among(issues: IssueQuerySet, rows: QuerySet[Any], issue: str) -> IssueQuerySet:
    """Those of the issues that at least one of the rows is of; `issue` names the column that says which.

    Asks at once whether they are few. Many are asked for from each issue, so that a list still walks an index and ends
    with its page.
    """
    rows = rows.order_by()
    found = list(rows.values_list(issue, flat=True)[: FEW + 1])
    if len(found) <= FEW:
        return issues.filter(pk__in=sorted(set(found)))
    return issues.filter(having(rows, issue))


def having(rows: QuerySet[Any], column: str = "fact") -> IsNull:
    """Whether there is such a row: its column names the one that is asked about.

    As the first of them, which is looked up for one row after the other. Of EXISTS PostgreSQL would make a join, or read
    all such rows at once to know them by heart: a page of fifty would cost as much as all of them.
    """
    first = rows.order_by().filter(**{column: OuterRef("pk")}).values(column)[:1]
    return IsNull(Subquery(first), False)
