"""What one version of a policy changed against another, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inflection_points.rules.policies import Clock, Policy, Rung, Severity
from inflection_points.rules.wording import AIMS, SEVERITIES, rung_words, target_words
from people.rules.words import say


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was. `before` is empty where it is new, `after` where it is gone."""

    what: str
    before: str
    after: str


def differences(before: Policy, after: Policy, names: Mapping[int, str]) -> list[Difference]:
    """Targets, then rungs, then the longest hold. `names` has those of people, by primary key."""
    found = [*_targets(before, after), *_rungs(before, after, names)]
    if before.hold_limit_percent != after.hold_limit_percent:
        old, new = (
            str(say("%(percent)s %% of the act target", percent=p.hold_limit_percent))
            for p in (before, after)
        )
        found.append(Difference(str(say("longest hold by commitments")), old, new))
    return found


def _targets(before: Policy, after: Policy) -> Iterator[Difference]:
    for clock in Clock:
        for severity in Severity:
            old, new = before.targets[severity, clock], after.targets[severity, clock]
            if old != new:
                what = say("target %(to)s, %(severity)s", to=AIMS[clock], severity=SEVERITIES[severity])
                yield Difference(str(what), target_words(old), target_words(new))


def _rungs(before: Policy, after: Policy, names: Mapping[int, str]) -> Iterator[Difference]:
    """Rungs are matched from the lowest up, as their numbers are what escalations are recorded by."""
    for clock in Clock:
        old, new = before.ladders[clock], after.ladders[clock]
        for position in range(max(len(old), len(new))):
            was, is_now = (_words(ladder[position : position + 1], names) for ladder in (old, new))
            if _same(old[position : position + 1], new[position : position + 1]):
                continue
            what = say("rung %(number)s %(to)s", number=position + 1, to=AIMS[clock])
            yield Difference(str(what), was, is_now)


def _same(old: tuple[Rung, ...], new: tuple[Rung, ...]) -> bool:
    return [(r.percent, frozenset(r.tells)) for r in old] == [(r.percent, frozenset(r.tells)) for r in new]


def _words(rungs: tuple[Rung, ...], names: Mapping[int, str]) -> str:
    return "".join(
        str(say("at %(percent)s %% it tells %(whom)s", percent=rung.percent, whom=rung_words(rung, names)))
        for rung in rungs
    )
