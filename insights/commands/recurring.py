"""What one issue's facts say of another's: whether what was fixed came back. And remedies, which are of no issue."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from insights.commands import tallying
from insights.rules.facts import Derived

# Of fixes of which it is known already that the same was reported earlier, another report changes nothing.
# Reported again: the earliest report of something that was observed in time. The first to be observed is looked for first,
# because what was observed later can only have been reported earlier if it was observed before that.
# Whoever adds a report to the very issue says that it is the same: a person confirms it.
_JUDGE: Final = """
    WITH judged AS (
        SELECT f.id, f.fact_id, f.signature, f.fixed_at FROM insights_fix f WHERE f.fact_id = ANY(%(issues)s)
        UNION
        SELECT f.id, f.fact_id, f.signature, f.fixed_at
          FROM unnest(%(signatures)s::text[], %(observed)s::timestamptz[], %(reported)s::timestamptz[])
            AS seen (signature, observed_at, reported_at)
          JOIN insights_fix f ON f.signature = seen.signature
                             AND f.fixed_at < seen.observed_at AND f.fixed_at >= seen.observed_at - interval '90 days'
         WHERE coalesce(f.again_90_at, 'infinity') > seen.reported_at
            OR (coalesce(f.again_30_at, 'infinity') > seen.reported_at
                AND f.fixed_at >= seen.observed_at - interval '30 days')
    ), found AS (
        SELECT j.id, least(again.reported_30, added.received_30) AS reported_30,
               least(again.reported_90, added.received_90) AS reported_90
          FROM judged j LEFT JOIN LATERAL (
            SELECT observed_at, reported_at FROM insights_fact g
             WHERE g.signature = j.signature AND g.issue_id <> j.fact_id AND g.signature <> ''
               AND g.observed_at > j.fixed_at AND g.observed_at <= j.fixed_at + interval '90 days'
             ORDER BY g.observed_at LIMIT 1
        ) early ON true LEFT JOIN LATERAL (
            SELECT min(g.reported_at) FILTER (WHERE g.observed_at <= j.fixed_at + interval '30 days') AS reported_30,
                   min(g.reported_at) AS reported_90
              FROM insights_fact g
             WHERE g.signature = j.signature AND g.issue_id <> j.fact_id AND g.signature <> ''
               AND g.observed_at > j.fixed_at
               AND g.observed_at <= least(early.reported_at, j.fixed_at + interval '90 days')
        ) again ON early.observed_at IS NOT NULL LEFT JOIN LATERAL (
            SELECT min(r.received_at) FILTER (WHERE r.observed_at <= j.fixed_at + interval '30 days') AS received_30,
                   min(r.received_at) AS received_90
              FROM issues_report r
             WHERE r.issue_id = j.fact_id
               AND r.observed_at > j.fixed_at AND r.observed_at <= j.fixed_at + interval '90 days'
        ) added ON true
    )
    SELECT f.id, f.fact_id, found.reported_30, found.reported_90
      FROM found JOIN insights_fix f ON f.id = found.id
     WHERE (f.again_30_at, f.again_90_at) IS DISTINCT FROM (found.reported_30, found.reported_90)
"""
_SAY: Final = """
    UPDATE insights_fix f SET again_30_at = found.reported_30, again_90_at = found.reported_90
      FROM unnest(%(fixes)s::bigint[], %(reported_30)s::timestamptz[], %(reported_90)s::timestamptz[])
        AS found (id, reported_30, reported_90)
     WHERE f.id = found.id
"""
_OF_REMEDIES: Final = "remedy_id, point_id, severity, completed_at, is_preventive"
_FORGET_REMEDIES: Final = f"DELETE FROM insights_work WHERE remedy_id = ANY(%s) RETURNING {_OF_REMEDIES}"  # noqa: S608  constants
_KEEP_REMEDIES: Final = f"""
    INSERT INTO insights_work ({_OF_REMEDIES})
    SELECT r.id, c.origin_id, '', r.completed_at, r.kind = 'preventive'
      FROM issues_remedy r JOIN issues_rootcause c ON c.id = r.cause_id
     WHERE r.id = ANY(%s) AND r.completed_at IS NOT NULL
    RETURNING {_OF_REMEDIES}
"""  # noqa: S608  constants

_EARLIER: Final = timedelta(microseconds=1)
Changed = Mapping[int, tuple[Derived | None, Derived | None]]


def judge(changed: Changed, now: datetime) -> None:
    """Say of the fixes of these issues, and of those that these issues speak of, whether they were followed by the same.

    What other issues count changes with it; what these count is the caller's to take away before and to add afterwards.
    """
    seen = list(_seen(changed))
    _judge(
        {
            "issues": list(changed),
            "signatures": [signature for signature, _, _ in seen],
            "observed": [observed for _, observed, _ in seen],
            "reported": [reported for _, _, reported in seen],
        },
        now,
        changed,
    )


def judge_anew(issues: Sequence[int], now: datetime) -> int:
    """The same of fixes of issues that have not changed; how many of them it was not known of."""
    return _judge({"issues": list(issues), "signatures": [], "observed": [], "reported": []}, now)


def _judge(asked: dict[str, Any], now: datetime, taken_away: Container[int] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, asked)
        if not (judged := cursor.fetchall()):
            return 0
        fixes, facts, reported_30, reported_90 = (list(column) for column in zip(*judged, strict=True))
        others = sorted({fact for fact in facts if fact not in taken_away})
        tallying.withdraw(others)
        cursor.execute(_SAY, {"fixes": fixes, "reported_30": reported_30, "reported_90": reported_90})
        tallying.enter(others, now=now)
    return len(fixes)


def keep_remedies(remedies: Sequence[int]) -> int:
    """Count these remedies anew, as their causes and they themselves are now; how many were counted otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_REMEDIES, [list(remedies)])
        before = Counter(cursor.fetchall())
        cursor.execute(_KEEP_REMEDIES, [list(remedies)])
        after = Counter(cursor.fetchall())
    return len({remedy for remedy, *_ in ((before - after) + (after - before))})


def _seen(changed: Changed) -> Iterable[tuple[str, datetime, datetime]]:
    """What was said to be observed before or is now, where that is not the same."""
    for was, now in changed.values():
        before, after = (
            None if one is None else (one.fact.signature, one.fact.observed_at, one.fact.reported_at)
            for one in (was, now)
        )
        if before != after:
            if before is not None and before[0]:
                signature, observed, reported = before
                yield signature, observed, reported - _EARLIER  # what it alone had said is looked for again
            if after is not None and after[0]:
                yield after
