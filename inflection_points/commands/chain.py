"""Changing the value chain."""

from collections import defaultdict

from django.db import connection, transaction

from inflection_points.models import Dependency, InflectionPoint
from inflection_points.rules.graph import would_close_a_cycle
from people.rules.words import say

_GRAPH_LOCK = 0x4D6F5301  # any constant: one change of the graph at a time


class DependencyCycle(ValueError):
    """The dependency would make a point depend on itself."""


@transaction.atomic
def add_dependency(*, point: InflectionPoint, upstream: InflectionPoint) -> Dependency:
    """Record that `point` depends on `upstream`; the same twice is one. Raises `DependencyCycle`."""
    with connection.cursor() as cursor:  # two changes, each harmless alone, could close a cycle together
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GRAPH_LOCK])
    edges: dict[int, list[int]] = defaultdict(list)
    for one, other in Dependency.objects.values_list("point_id", "upstream_id"):
        edges[one].append(other)
    if would_close_a_cycle(edges, point.pk, upstream.pk):
        raise DependencyCycle(
            say(
                "“%(upstream)s” already depends on “%(point)s”, so it cannot come before it.",
                upstream=upstream,
                point=point,
            )
        )
    return Dependency.objects.get_or_create(point=point, upstream=upstream)[0]
