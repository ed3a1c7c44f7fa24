"""The measures of a whole incident log, against what separate code found in the same file (its `definitions` say how).

The figures are those of tests/data/servicenow_incidents.figures.json. These cannot be held against ours:

- `ttfa_minutes` (percentiles over those that were acted on only): ours count whoever waits as well. They are the same
  where everybody was acted on, which is so of the critical ones. `B` and `C` define acting otherwise.
- `time_to_resolve_hours`, `time_to_close_hours`: no measure of ours; and `resolved_at` is filled in from the future.
- `reported_not_acted_age_ge_168h`: our ages have no border at seven days.
- `action_rate_within_minutes_A`: see test_real_log, where the policy is made to have that target.
- `person_handover`, `reassignment_reported`: ours count departments; the latter is the other system's own count.
- `reopen.reported_*` and `reopen_count_gt0_so_far`: the other system's own count, which misses one case.
- `sla`, `breach_rate`: the other system's targets.
- `recurrence_same_caller_subcategory`: by caller; ours is by point, kind and site, after a fix.
- `volume`, `quirks`, `state_events`, `missing_by_column_rows`: of the file, not of the measures.
"""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from insights.commands.keeping import keep_current
from insights.models import Fact, Holding
from insights.querysets.ageing import ageing
from insights.querysets.behind import behind
from insights.querysets.figures import figures, figures_by
from insights.querysets.groups import By
from insights.rules.behind import Behind
from insights.rules.flow import Age
from insights.rules.periods import Period, Scope
from tests.imported import INCIDENTS, administrator
from tests.insights.counted import counts_as_of

FIGURES = json.loads((Path(__file__).parents[1] / "data" / "servicenow_incidents.figures.json").read_text())
PRIORITIES = {
    "critical": "1 - Critical",
    "high": "2 - High",
    "normal": "3 - Moderate",
    "low": "4 - Low",
}
SINCE, END = datetime(2016, 2, 22, tzinfo=UTC), datetime(2017, 2, 18, 15, tzinfo=UTC)
WHOLE = Scope(Period(SINCE, END))
pytestmark = pytest.mark.django_db


def take_in() -> None:
    administrator()
    call_command("import_issues", INCIDENTS, mapping="servicenow")
    keep_current(now=END)


@pytest.fixture(scope="module", autouse=True)
def log(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        take_in()
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("named", FIGURES["as_of"])
def test_as_of(named):
    expected = FIGURES["as_of"][named]
    as_of = datetime.fromisoformat(named).replace(tzinfo=UTC)
    found, open_then = counts_as_of(as_of), ageing(Scope(Period(SINCE, as_of)))
    by_age = [open_then.of_age(age).unacted for age in Age]
    assert {
        "reported": found.reported,
        "acted": found.acted,
        "closed": found.closed,
        "open": found.open,
        "reported_not_acted": found.not_acted,
        "reported_not_acted_age_ge_24h": sum(by_age[1:]),
        "reported_not_acted_age_ge_72h": sum(by_age[2:]),
    }.items() <= expected.items()
    assert open_then.all.open == expected["open"]


def test_turns_are_its_hand_overs_between_groups():
    expected = FIGURES["group_handover"]
    held: dict[int, list[int]] = {pk: [] for pk in Fact.objects.values_list("pk", flat=True)}
    for pk, department in Holding.objects.order_by("fact", "since", "pk").values_list("fact", "department"):
        held[pk].append(department)
    passes = [max(0, len(turns) - 1) for turns in held.values()]
    spread = Counter(str(n) if n < 6 else "6+" for n in passes)
    strict = [sum(a == b for a, b in zip(turns, turns[2:], strict=False)) for turns in held.values()]
    assert sum(not turns for turns in held.values()) == expected["cases_with_no_value"]
    assert (sum(passes), max(passes)) == (expected["handovers_total"], expected["handovers_max"])
    assert spread == expected["handovers_distribution"]
    assert sum(n > 0 for n in strict) == expected["pingpong_strict_cases"]
    assert sum(strict) == expected["pingpong_strict_hits"]


def test_passing_adds_up_to_its_hand_overs():
    expected, found = FIGURES["group_handover"], figures(WHOLE).passing
    known = expected["cases"] - expected["cases_with_no_value"]
    assert found.received == expected["handovers_total"] + known
    assert behind(WHOLE, Behind.RETURNED).count() == expected["pingpong_return_cases"]


def test_pairs_are_those_between_which_it_went_most_often():
    names: dict[int, list[str]] = {}
    for pk, name in Holding.objects.order_by("fact", "since", "pk").values_list("fact", "department__name"):
        names.setdefault(pk, []).append(name)
    pairs = Counter(f"{a} -> {b}" for turns in names.values() for a, b in pairwise(turns))
    expected = FIGURES["group_handover"]["top_handover_pairs"]
    assert {pair: pairs[pair] for pair in expected} == expected


def test_reopened_are_those_that_left_their_end_again():
    found = figures(WHOLE).reopening
    assert (found.resolved, found.reopened) == (890, FIGURES["reopen"]["derived_cases"])


def test_severities_are_its_last_priorities():
    lines = {line.key: line.figures.bands for line in figures_by(WHOLE, By.SEVERITY)}
    for severity, priority in PRIORITIES.items():
        expected = FIGURES["by_priority_last"][priority]
        bands = lines[severity]
        assert bands.in_time + bands.late + bands.never == expected["cases"]
        assert bands.never == expected["never_acted_A"]


def test_urgent_against_the_rest():
    lines = {line.key: line.figures.bands for line in figures_by(WHOLE, By.SEVERITY)}
    for name, severities in {"urgent": ("critical", "high"), "non_urgent": ("normal", "low")}.items():
        bands = [lines[severity] for severity in severities]
        expected = FIGURES["urgent_bias"][name]
        assert sum(one.in_time + one.late + one.never for one in bands) == expected["cases"]
        assert sum(one.never for one in bands) == expected["never_acted_A"]


def test_born_urgent_are_those_of_its_first_priority():
    first = FIGURES["by_priority_first_counts"]
    born = Fact.objects.filter(was_born_urgent=True).count()
    assert born == first["1 - Critical"] + first["2 - High"]


def test_time_to_act_of_the_critical_ones_is_its_median_on_our_steps():
    """Four minutes: below the first tenth of an hour. All of them were acted on, so nobody is left out there."""
    expected = FIGURES["by_priority_last"]["1 - Critical"]
    found = figures(Scope(Period(SINCE, END), severity="critical")).time_to_act
    assert (found.n, found.ended) == (expected["cases"], expected["cases"] - expected["never_acted_A"])
    assert found.p50 == timedelta()
    assert expected["ttfaA_minutes_median"] < 6
