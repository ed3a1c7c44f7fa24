"""Issues that rows are of, asked for so that no plan compares every issue with every row.

PostgreSQL joins `pk IN (SELECT …)` as it pleases. While it believes that the tables are empty, as right after an import,
it compares every row of one with every row of the other, and does so again for each further condition.
"""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.lookups import IsNull

from issues.querysets import IssueQuerySet

Has = Callable[[QuerySet[Any]], Any]  # `having` or `has_one`
FEW: Final = 1000  # as many numbers are sent along at once, and found by the primary key


def among(issues: IssueQuerySet, rows: QuerySet[Any], issue: str) -> IssueQuerySet:
    """Those of the issues that at least one of the rows is of; `issue` names the column that says which.

    Asks at once whether they are few. Many are asked for from each issue, so that a list still walks an index and ends
    with its page: in a CASE, because PostgreSQL would make a join of the bare EXISTS.
    """
    rows = rows.order_by()
    found = list(rows.values_list(issue, flat=True)[: FEW + 1])
    if len(found) <= FEW:
        return issues.filter(pk__in=sorted(set(found)))
    return issues.filter(having(rows, issue))


def having(rows: QuerySet[Any], column: str = "fact") -> Case:
    """Whether there is such a row: its column names the one that is asked about."""
    is_theirs = Exists(rows.order_by().filter(**{column: OuterRef("pk")}))
    return Case(When(is_theirs, then=True), default=False, output_field=BooleanField())


def has_one(rows: QuerySet[Any], column: str = "fact") -> IsNull:
    """The same for a walk that ends with its page: looked up for one row after the other.

    Of EXISTS PostgreSQL may read all such rows at once, to know them by heart; then fifty cost as much as all of them. But where it
    believes its tables to be empty, only that keeps it from reading them whole for each row: many are asked for with `having`.
    """
    first = rows.order_by().filter(**{column: OuterRef("pk")}).values(column)[:1]
    return IsNull(Subquery(first), False)
