"""What would go wrong with a policy version that is not saved yet, at the points that use the policy."""

from collections.abc import Iterator
from datetime import datetime

from inflection_points.models import InflectionPoint, Policy
from inflection_points.rules.calendars import WorkingCalendar
from inflection_points.rules.oddities import odd_targets
from inflection_points.rules.policies import Policy as Value
from issues.commands.linting import place_of, reach_of
from issues.commands.recipients import Directory
from issues.models import Issue
from issues.rules.linting import Finding, Ladders, draft_sentences, gaps_of_ladders


def lint_draft(
    policy: Policy | None, version: Value, *, calendar: WorkingCalendar, names: dict[int, str], now: datetime
) -> list[str]:
    """A sentence for each gap: targets that contradict each other, rungs that reach nobody, ladders that end low.

    Days are counted on `calendar`; `names` has those of the people whom the version names, by primary key. A policy
    without points has nobody to look for. Nothing is written.
    """
    odd = odd_targets(version, calendar)
    if policy is None:
        return odd
    return [*odd, *draft_sentences(_gaps(policy, version, now), version, names)]


def _gaps(policy: Policy, version: Value, now: datetime) -> Iterator[Finding]:
    points = policy.points.active().select_related("owner", "deputy").order_by("stage__position", "name")
    issues: dict[InflectionPoint, Issue] = {point: Issue(point_id=point.pk) for point in points}
    directory = Directory.around(issues.values())
    directory.know_absences(now)
    ladders = Ladders(policy.pk, policy.name, version.version)
    for point, issue in issues.items():
        reaches = [reach_of(issue, rung, directory, now) for rung in version.rungs]
        yield from gaps_of_ladders(ladders, place_of(point), reaches)
