"""Every measure that is a share of counts: what is counted, and the formula. `docs/measures.md` tells them in words."""

from dataclasses import dataclass
from typing import Final

from insights.rules.bands import Bands
from insights.rules.shares import Share
from insights.rules.survival import Duration

REFERENCE_NOT_ACTED: Final = 29  # percent of 1,700 executives who admit it ("Fixing the fundamentals", 2020)
REFERENCE_URGENT: Final = 38
REFERENCE_PROACTIVE: Final = 14
REFERENCE_TOO_BUSY: Final = 18
REFERENCE_AUDITED: Final = 79


@dataclass(frozen=True, slots=True)
class Urgency:
    """Issues that were acted on in their first cycle, by what had to happen first."""

    acted: int = 0
    born: int = 0  # urgent from the beginning
    triggered: int = 0  # raised to urgent, or a rung at or past breach was reached, before anybody acted

    @property
    def bias(self) -> Share:
        """Urgent-only bias: acted on after an urgency trigger / acted on."""
        return Share(self.born + self.triggered, self.acted)

    @property
    def born_share(self) -> Share:
        """Of them those that were urgent from the beginning; shown apart."""
        return Share(self.born, self.acted)


@dataclass(frozen=True, slots=True)
class Prevention:
    """Actions and remedies completed in the period."""

    completed: int = 0
    preventive: int = 0

    @property
    def proactive(self) -> Share:
        return Share(self.preventive, self.completed)


@dataclass(frozen=True, slots=True)
class Answers:
    """Issues whose reporter was asked, seven days ago or longer, whether it is fixed."""

    asked: int = 0
    yes: int = 0

    @property
    def verified(self) -> Share:
        """No answer is never a yes."""
        return Share(self.yes, self.asked)


@dataclass(frozen=True, slots=True)
class Reopening:
    """Issues that were resolved, and of them those that were reopened later."""

    resolved: int = 0
    reopened: int = 0

    @property
    def share(self) -> Share:
        return Share(self.reopened, self.resolved)


@dataclass(frozen=True, slots=True)
class Passing:
    """Turns of departments at issues. By department: the one whose turn it is, not the accountable one."""

    received: int = 0
    passed: int = 0  # passed on to another department although nobody had acted
    returned: int = 0  # of what was received: they had had it before (ping-pong, direct or through others)

    @property
    def pass_rate(self) -> Share:
        return Share(self.passed, self.received)

    @property
    def buck_index(self) -> float | None:
        """Hand-overs without an act in between, per hundred issues received; None of nothing."""
        return 100 * self.passed / self.received if self.received else None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Fixes old enough to judge, and those after which the same was observed again within so many days."""

    quick: int = 0  # neither a root cause nor a preventive action
    quick_again: int = 0
    rooted: int = 0
    rooted_again: int = 0

    @property
    def share(self) -> Share:
        return Share(self.quick_again + self.rooted_again, self.quick + self.rooted)

    @property
    def quick_share(self) -> Share:
        return Share(self.quick_again, self.quick)

    @property
    def rooted_share(self) -> Share:
        return Share(self.rooted_again, self.rooted)


@dataclass(frozen=True, slots=True)
class Escape:
    """Issues whose origin is known, and of them those felt downstream of it."""

    known: int = 0
    escaped: int = 0

    @property
    def share(self) -> Share:
        return Share(self.escaped, self.known)


# Of nothing. Nobody can change them, so that all figures without a part share the same one.
_BANDS: Final = Bands()
_DURATION: Final = Duration(n=0, ended=0)
_URGENCY: Final = Urgency()
_PREVENTION: Final = Prevention()
_ANSWERS: Final = Answers()
_REOPENING: Final = Reopening()
_PASSING: Final = Passing()
_RECURRENCE: Final = Recurrence()
_ESCAPE: Final = Escape()


@dataclass(frozen=True, slots=True)
class Figures:
    """All measures of one group, or of everything."""

    bands: Bands = _BANDS
    time_to_act: Duration = _DURATION
    time_to_act_again: Duration = _DURATION
    urgency: Urgency = _URGENCY
    prevention: Prevention = _PREVENTION
    answers: Answers = _ANSWERS
    reopening: Reopening = _REOPENING
    passing: Passing = _PASSING
    recurrence_30: Recurrence = _RECURRENCE
    recurrence_90: Recurrence = _RECURRENCE
    escape: Escape = _ESCAPE
