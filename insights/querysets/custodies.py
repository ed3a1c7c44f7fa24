"""Hand-overs between departments, counted in the database. The rule is `issues.rules.custody`; a test holds them equal."""

from datetime import datetime
from typing import Final

from django.db import connection

from insights.querysets.cohorts import counted
from issues.querysets import IssueQuerySet

# The departments an issue went through, without unknown ones, without those that had it by mistake for less than a
# working hour, and without repetitions next to each other. When a re-organisation moves it to another department
# nobody passed it on: from there it is counted anew.
_PASSED_ON: Final = """
    WITH held AS (
        SELECT c.id, c.issue_id, c.department_id, c.is_reorganisation,
               lead(c.is_correction, 1, false) OVER (PARTITION BY c.issue_id ORDER BY c.id) AS is_misroute
          FROM issues_custody c
          JOIN issues_issue i ON i.id = c.issue_id AND i.is_counted AND i.phase <> 'merged'
         WHERE (%(as_of)s::timestamptz IS NULL OR c.since <= %(as_of)s)
    ), known AS (
        SELECT id, issue_id, department_id,
               is_reorganisation AND department_id IS DISTINCT FROM
               lag(department_id) OVER (PARTITION BY issue_id ORDER BY id) AS is_moved
          FROM held
         WHERE department_id IS NOT NULL AND NOT is_misroute
    ), counted AS (
        SELECT id, issue_id, department_id,
               sum(is_moved::int) OVER (PARTITION BY issue_id ORDER BY id) AS stretch
          FROM known
    ), steps AS (
        SELECT *, lag(department_id) OVER (PARTITION BY issue_id, stretch ORDER BY id) AS previous
          FROM counted
    ), collapsed AS (
        SELECT issue_id, department_id, previous,
               lag(department_id, 2) OVER (PARTITION BY issue_id, stretch ORDER BY id) AS one_before
          FROM steps
         WHERE previous IS NULL OR previous <> department_id
    )
    SELECT count(previous),
           coalesce(array_agg(DISTINCT issue_id) FILTER (WHERE one_before = department_id), '{}')
      FROM collapsed
"""


def handovers_between_departments(as_of: datetime | None = None) -> int:
    """How often an issue passed from one department to another by `as_of`, all counted issues together."""
    return _passed_on(as_of)[0]


def ping_pong_issues(as_of: datetime | None = None) -> IssueQuerySet:
    """Issues that came straight back to a department: A, B, A."""
    return counted().filter(pk__in=_passed_on(as_of)[1])


def _passed_on(as_of: datetime | None) -> tuple[int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_PASSED_ON, {"as_of": as_of})
        handovers, returned = cursor.fetchone() or (0, [])
    return handovers, returned
