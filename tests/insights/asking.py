"""Every measure by its name: what the product says of a scope, and what plain loops say of the same."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from inflection_points.models import InflectionPoint
from insights.querysets.ageing import ageing
from insights.querysets.changes import found
from insights.querysets.coverage import coverage
from insights.querysets.declining import reasons
from insights.querysets.escalating import escalation_lag
from insights.querysets.escapes import flows
from insights.querysets.figures import figures
from insights.querysets.flow import flow
from insights.querysets.hands import in_hand
from insights.querysets.inaction import inaction
from insights.querysets.lessons import prevented, returned
from insights.querysets.origins import felt_elsewhere_by
from insights.querysets.partners import partners
from insights.querysets.promises import blocked_by, promises
from insights.querysets.reporting import lag_of_reports, reporting_gap, seconds_to_report
from insights.querysets.waiting import waiting_by_point, waiting_in_facts
from insights.rules.changes import Of, Place
from insights.rules.figures import Figures
from insights.rules.flow import Age, cumulative
from insights.rules.periods import Scope
from insights.rules.reporting import Middle
from insights.rules.shares import Share
from insights.rules.trends import Trend
from people.models import Department
from tests.insights import plain
from tests.insights.learning import differing
from tests.insights.living import asked
from tests.insights.questions import Answers, Question


def ask(question: Question) -> list[str]:
    """Where the two say different things: one line for each number."""
    return [
        f"{name} {line}"
        for name, measure in MEASURES.items()
        for line in plain.differences(*measure(question))
    ]


def of_rates(q: Question) -> Answers:
    """Each share with its ends, and whether it is too small to judge."""
    expected = plain.rates(q.book.figures(q.asked))
    told = {
        name: (rate, *(round(end, 9) for end in plain.interval(rate)), rate[1] < plain.FEW)
        for name, rate in expected.items()
    }
    return {name: _share(one) for name, one in shares(figures(q.scope)).items()}, told


def _share(one: Share) -> tuple[Any, ...]:
    return (one.count, one.n), round(one.low, 9), round(one.high, 9), one.small


def shares(of: Figures) -> dict[str, Share]:
    return {
        "action_rate": of.bands.action_rate,
        "late_share": of.bands.acted_late,
        "not_acted_on": of.bands.not_acted_on,
        "declined_share": of.bands.declined_share,
        "urgent_only": of.urgency.bias,
        "born_urgent": of.urgency.born_share,
        "proactive": of.prevention.proactive,
        "verified": of.answers.verified,
        "reopened": of.reopening.share,
        "pass_rate": of.passing.pass_rate,
        "escaped": of.escape.share,
        "quick_30": of.recurrence_30.quick_share,
        "rooted_30": of.recurrence_30.rooted_share,
        "again_30": of.recurrence_30.share,
        "quick_90": of.recurrence_90.quick_share,
        "rooted_90": of.recurrence_90.rooted_share,
        "again_90": of.recurrence_90.share,
    }


def of_trend(q: Question) -> Answers:
    now, before = (figures(scope).bands.action_rate for scope in (q.scope, q.scope.before))
    rates = (plain.rates(q.book.figures(one))["action_rate"] for one in (q.asked, q.before))
    return {"trend": str(Trend(now, before).direction)}, {"trend": plain.trend(*rates)}


def of_promises(q: Question) -> Answers:
    kept, blocked = promises(q.scope), blocked_by(q.scope)
    told = {pk: {"promises": one.promises, "held": one.held, "time": one.time} for pk, one in blocked.items()}
    expected = {"kept": plain.promises(q.book, q.asked), "blocked": plain.blocked_by(q.book, q.asked)}
    return {"kept": {"due": kept.due, "kept": kept.kept}, "blocked": told}, expected


def of_reporting(q: Question) -> Answers:
    gap = reporting_gap(q.scope)
    told = {
        "gap": {"began": gap.began, "never_sent": gap.never_sent},
        "seconds": _middle(seconds_to_report(q.scope)),
        "lag": _middle(lag_of_reports(q.scope)),
    }
    expected = {
        "gap": plain.gap(q.asked),
        "seconds": plain.seconds_to_send(q.book, q.asked),
        "lag": plain.lag(q.book, q.asked),
    }
    return told, expected


def _middle(of: Middle) -> dict[str, Any]:
    return {"n": of.n, "p50": of.p50}


def of_rungs(q: Question) -> Answers:
    lag = escalation_lag(q.scope)
    return _middle(lag) | {"p99": lag.p99}, plain.lag_of_rungs(q.book, q.asked)


def of_coverage(q: Question) -> Answers:
    told = coverage(q.scope)
    expected = plain.coverage(q.book, q.asked)
    whole = sum(not lacks for lacks in expected.values()), len(expected)
    silent = sorted(slug for slug, lacks in expected.items() if "report" in lacks)
    found = {one.slug: [str(lack) for lack in one.lacks] for one in told.points}
    return {
        "points": found,
        "share": (told.share.count, told.share.n),
        "silent": sorted(one.slug for one in told.silent),
    }, {"points": expected, "share": whole, "silent": silent}


def of_cost(q: Question) -> Answers:
    now, before = inaction(q.scope), inaction(q.scope.before)
    growth = now.at_risk - before.assuming(now.assumed).at_risk
    told: dict[str, Any] = {
        "issues": now.issues,
        "once": now.once,
        "more": now.more,
        "money": now.money and int(now.money),
    }
    told |= {"at_risk": now.at_risk, "at_least": now.at_least, "at_most": now.at_most, "growth": growth}
    told |= {"tell": now.tell[0], "mentions": now.mentions}
    expected = plain.cost(q.book, q.asked, q.before)
    assert now.tell[1] == now.customers
    return _rounded(told), _rounded(expected)


def _rounded(told: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(float(value), 6) if isinstance(value, float | Fraction) else value
        for name, value in told.items()
    }


def of_hands(q: Question) -> Answers:
    told = {
        (one.hands.person, one.hands.department): _rounded(
            {
                "issues": one.now.issues,
                "once": one.now.once,
                "more": one.now.more,
                "growth": one.growth,
                "oldest": one.oldest,
            }
        )
        for one in in_hand(q.scope, q.viewer, q.scope.period.as_of)
    }
    expected = plain.hands(q.book, q.asked, q.seen)
    return told, {whose: _rounded(one) for whose, one in expected.items()}


def of_flow(q: Question) -> Answers:
    weeks = flow(q.scope)
    told = [
        {"reported": one.reported, "acted": one.acted, "resolved": one.resolved, "net": one.net}
        | {f"{name}_so_far": getattr(so_far, name) for name in ("reported", "acted", "resolved")}
        for one, so_far in zip(weeks, cumulative(weeks), strict=True)
    ]
    return dict(enumerate(told)), dict(enumerate(plain.flow(q.book, q.asked)))


def of_ageing(q: Question) -> Answers:
    ages = list(Age)
    told = {
        (ages.index(age), rung): (one.open, one.unacted) for (age, rung), one in ageing(q.scope).cells.items()
    }
    return told, plain.ageing(q.book, q.asked)


def of_waiting(q: Question) -> Answers:
    by_rollup, by_facts = (
        {
            pk: {"open": one.open, "unacted": one.unacted, "oldest": one.oldest, "heat": one.heat}
            for pk, one in read(q.scope).items()
        }
        for read in (waiting_by_point, waiting_in_facts)
    )
    expected = plain.by_point(q.book, q.asked)
    return {"rolled": by_rollup, "direct": by_facts}, {"rolled": expected, "direct": expected}


def of_partners(q: Question) -> Answers:
    slugs = dict(Department.objects.values_list("slug", "pk"))
    told, expected = {}, {}
    for pk in slugs.values():
        scope = Scope(q.scope.period, q.scope.stage, q.scope.point, pk, q.scope.severity)
        everywhere = asked(Scope(q.scope.period, q.scope.stage, q.scope.point, None, q.scope.severity))
        told[pk] = {slugs[one.slug]: (one.passed_to, one.back_from) for one in partners(scope)}
        expected[pk] = plain.partners(q.book.cohort(everywhere), q.asked.as_of, pk)
    return told, expected


def of_origins(q: Question) -> Answers:
    here, as_of = q.book.cohort(q.asked), q.asked.as_of
    matrix = {(one.origin, one.felt): (one.count, one.is_escape) for one in flows(q.scope)}
    return (
        {"matrix": matrix, "elsewhere": felt_elsewhere_by(q.scope)},
        {"matrix": plain.matrix(here, as_of), "elsewhere": plain.felt_elsewhere(here, as_of)},
    )


def of_lessons(q: Question) -> Answers:
    """Of each point: what came back, and the newest that was prevented; the lists behind both are as long."""
    told, expected = {}, {}
    for pk in InflectionPoint.objects.values_list("pk", flat=True):
        here = replace(q.scope, point=pk)
        back = returned(here, q.viewer, q.asked.as_of)
        done = prevented(pk, q.viewer, q.asked.as_of, as_of=q.asked.as_of)
        assert list(differing(here, q.readable, back, done)) == []
        told[pk] = (
            {(one.kind, one.site): (one.times, one.last) for one in back},
            [(one.done_at, one.issue, one.cause, one.since) for one in done],
        )
        expected[pk] = (
            plain.returned(q.book, q.asked, pk, q.seen),
            plain.prevented(q.book, pk, q.asked.as_of, q.seen),
        )
    return told, expected


def of_reasons(q: Question) -> Answers:
    told = {one.key: one.count for one in reasons(q.scope, q.viewer, q.asked.as_of)}
    return told, plain.reasons(q.book, q.asked, q.seen)


def of_changes(q: Question) -> Answers:
    told = found(q.scope)
    compared = {(one.place, one.days): one for one in told.compared}
    shifts, expected = {}, {}
    for (place, days), one in compared.items():
        name = (str(place.of), place.name)
        rates = ((share.count, share.n) for share in (one.now.not_acted_on, one.before.not_acted_on))
        shifts[*name, days] = (*rates, (one.reach > 0) - (one.reach < 0))
        expected[*name, days] = plain.shifts(q.book, q.asked, name)[days]
    assert Place(Of.WHOLE) in {place for place, _ in compared} or not compared
    counted = {
        "sponsor": told.sponsor,
        "declined": told.declined,
        "first": {one.place.name: one.now for one in told.first},
        "queues": {one.place.name: (one.now, one.before, one.has_doubled) for one in told.queues},
    }
    return {"shifts": shifts, **counted}, {"shifts": expected, **plain.events(q.book, q.asked)}


MEASURES: dict[str, Callable[[Question], Answers]] = {
    "shares": of_rates,
    "trend of the action rate": of_trend,
    "promise keeping": of_promises,
    "reporting gap": of_reporting,
    "escalation lag": of_rungs,
    "coverage": of_coverage,
    "cost of inaction": of_cost,
    "growth in whose hands": of_hands,
    "flow": of_flow,
    "ageing": of_ageing,
    "what waits at points": of_waiting,
    "partners of passing": of_partners,
    "origin × felt": of_origins,
    "what came back and was prevented": of_lessons,
    "reasons of declining": of_reasons,
    "changes of last week": of_changes,
}
