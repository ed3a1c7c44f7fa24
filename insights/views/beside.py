"""What stands beside a number, in words: what the company aims at, and how it was before."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from insights.rules.company import Targets
from insights.rules.periods import Against


@dataclass(frozen=True, slots=True)
class Aim:
    """What the company aims at, and how far a number is from it. At most so much, unless `at_least`."""

    goal: float | None
    now: float | None
    amount: Callable[[float], str]  # how it and the way to it are written
    goal_words: str = ""
    at_least: bool = False
    is_of_whole: bool = False  # the goal is, and the number is a part of it

    @property
    def over(self) -> float:
        return 0 if self.goal is None or self.now is None else round(self.now - self.goal, 1)

    @property
    def met(self) -> bool | None:
        if self.goal is None or self.now is None or self.is_of_whole:
            return None
        return self.over >= 0 if self.at_least else self.over <= 0

    @property
    def words(self) -> str:
        if self.goal is None:
            return ""
        facts = {"goal": self.goal_words or self.amount(self.goal), "by": self.amount(abs(self.over))}
        if self.is_of_whole:
            return _("The company's target is at most %(goal)s; this is a part of it.") % facts
        match self.at_least, self.met:
            case True, None:
                return _("Target: at least %(goal)s.") % facts
            case True, True:
                return _("Target: at least %(goal)s, met.") % facts
            case True, _:
                return _("Target: at least %(goal)s, missed by %(by)s.") % facts
            case False, None:
                return _("Target: at most %(goal)s.") % facts
            case False, True:
                return _("Target: at most %(goal)s, met.") % facts
        return _("Target: at most %(goal)s, missed by %(by)s.") % facts


@dataclass(frozen=True, slots=True)
class Compared:
    """How a number differs from that of as many weeks directly before, or of the same weeks a year before.

    `amount` writes one; less is better, unless `more_is_better`. What could be chance is neither better nor worse.
    """

    now: float | None
    before: float | None
    amount: Callable[[float], str]
    weeks: int
    against: Against = Against.BEFORE
    more_is_better: bool = False
    is_sure: bool = True  # more than chance alone would do

    @property
    def change(self) -> float:
        if self.now is None or self.before is None or self.against is Against.NOTHING:
            return 0
        return round(self.now - self.before, 1)

    @property
    def better(self) -> bool | None:
        """None where nobody can tell."""
        return (self.change < 0) != self.more_is_better if self.is_sure else None

    @property
    def delta(self) -> str:
        """By how much it is better or worse, or more or less by chance; empty when it is neither."""
        if self.change and not self.is_sure:
            return self._by_chance
        is_year = self.against is Against.YEAR
        match bool(self.change), self.better:
            case True, True if is_year:
                return _("%(change)s better than a year before") % self._facts
            case True, True:
                return (
                    ngettext(
                        "%(change)s better than the week before",
                        "%(change)s better than the %(weeks)s weeks before",
                        self.weeks,
                    )
                    % self._facts
                )
            case True, False if is_year:
                return _("%(change)s worse than a year before") % self._facts
            case True, False:
                return (
                    ngettext(
                        "%(change)s worse than the week before",
                        "%(change)s worse than the %(weeks)s weeks before",
                        self.weeks,
                    )
                    % self._facts
                )
        return ""

    @property
    def growth(self) -> str:
        """By how many it is more or fewer, of what is counted at an instant; empty when they are as many."""
        is_year = self.against is Against.YEAR
        match bool(self.change), self.change > 0:
            case True, True if is_year:
                return _("%(change)s more than a year before") % self._facts
            case True, True:
                return (
                    ngettext(
                        "%(change)s more than a week ago",
                        "%(change)s more than %(weeks)s weeks ago",
                        self.weeks,
                    )
                    % self._facts
                )
            case True, False if is_year:
                return _("%(change)s fewer than a year before") % self._facts
            case True, False:
                return (
                    ngettext(
                        "%(change)s fewer than a week ago",
                        "%(change)s fewer than %(weeks)s weeks ago",
                        self.weeks,
                    )
                    % self._facts
                )
        return ""

    @property
    def _by_chance(self) -> str:
        facts = {"change": self.amount(abs(self.change)), "weeks": self.weeks}
        match self.against is Against.YEAR, self.change > 0:
            case True, True:
                return _("%(change)s more than a year before, within chance") % facts
            case True, False:
                return _("%(change)s less than a year before, within chance") % facts
            case False, True:
                return (
                    ngettext(
                        "%(change)s more than the week before, within chance",
                        "%(change)s more than the %(weeks)s weeks before, within chance",
                        self.weeks,
                    )
                    % facts
                )
        return (
            ngettext(
                "%(change)s less than the week before, within chance",
                "%(change)s less than the %(weeks)s weeks before, within chance",
                self.weeks,
            )
            % facts
        )

    @property
    def sameness(self) -> str:
        """That there are as many, of what is counted at an instant, or nothing to compare; empty when there are not."""
        if self.change or self.against is Against.NOTHING:
            return ""
        is_year = self.against is Against.YEAR
        if self.before is None:
            words = ngettext(
                "Nothing was counted a week ago.", "Nothing was counted %(weeks)s weeks ago.", self.weeks
            )
            return _("Nothing was counted a year before.") if is_year else words % self._facts
        return (
            _("As many as a year before.")
            if is_year
            else ngettext("As many as a week ago.", "As many as %(weeks)s weeks ago.", self.weeks)
            % self._facts
        )

    @property
    def note(self) -> str:
        """What to say where there is no change to show."""
        is_year = self.against is Against.YEAR
        if self.against is Against.NOTHING or self.change:
            return ""
        if self.before is None:
            words = ngettext(
                "Too few in the week before to compare.",
                "Too few in the %(weeks)s weeks before to compare.",
                self.weeks,
            )
            return _("Too few a year before to compare.") if is_year else words % self._facts
        if self.now is None:
            return ""
        return (
            _("As a year before.")
            if is_year
            else ngettext("As in the week before.", "As in the %(weeks)s weeks before.", self.weeks)
            % self._facts
        )

    @property
    def _facts(self) -> dict[str, object]:
        arrow = "▲" if self.change > 0 else "▼"
        return {"change": f"{arrow} {self.amount(abs(self.change))}", "weeks": self.weeks}


@dataclass(frozen=True, slots=True)
class Beside:
    """What the numbers are held against."""

    targets: Targets = field(default_factory=Targets)
    against: Against = Against.BEFORE
    is_part: bool = False  # of the company, so that a count cannot be held against its targets


def number(value: float) -> str:
    """Whole, as the reader groups its digits."""
    return number_format(round(value), force_grouping=True)


def few_digits(value: float) -> str:
    return number(value) if value == round(value) else number_format(round(value, 1), 1, force_grouping=True)


def points(value: float) -> str:
    words = npgettext("of percent", "%(n)s point", "%(n)s points", round(value))
    return words % {"n": few_digits(value)}


def working_hours(value: float) -> str:
    return f"{few_digits(value)} h"
