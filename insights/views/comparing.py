"""How a number has changed, in words that fit what it is compared with."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from insights.rules.periods import Against


@dataclass(frozen=True, slots=True)
class Compared:
    """A number and what it is compared with. `amount` writes one; less is better, unless `more_is_better`.

    `weeks`: how many are compared. Where it is compared with nothing, there are no words.
    """

    now: float | None
    before: float | None
    amount: Callable[[float], str]
    weeks: int
    against: Against = Against.BEFORE
    more_is_better: bool = False

    @property
    def change(self) -> float:
        if self.now is None or self.before is None or self.against is Against.NOTHING:
            return 0
        return round(self.now - self.before, 1)

    @property
    def better(self) -> bool:
        return (self.change < 0) != self.more_is_better

    @property
    def delta(self) -> str:
        """Better or worse than in those weeks."""
        if not self.change:
            return ""
        if self.against is Against.YEAR:
            better, worse = (
                _("%(change)s better than a year before"),
                _("%(change)s worse than a year before"),
            )
        else:
            better = _("%(change)s better than the %(weeks)s weeks before")
            worse = _("%(change)s worse than the %(weeks)s weeks before")
        return (better if self.better else worse) % self._facts

    @property
    def more_or_fewer(self) -> str:
        """The same of what is counted at an instant."""
        if not self.change:
            return ""
        if self.against is Against.YEAR:
            more, fewer = _("%(change)s more than a year before"), _("%(change)s fewer than a year before")
        else:
            more = _("%(change)s more than %(weeks)s weeks ago")
            fewer = _("%(change)s fewer than %(weeks)s weeks ago")
        return (more if self.change > 0 else fewer) % self._facts

    @property
    def note(self) -> str:
        """What to say where there is no change to show."""
        if self.against is Against.NOTHING:
            return ""
        is_year, weeks = self.against is Against.YEAR, {"weeks": self.weeks}
        if self.before is None:
            if is_year:
                return _("Too few in the same weeks a year before to compare.")
            return _("Too few in the %(weeks)s weeks before to compare.") % weeks
        if self.change or self.now is None:
            return ""
        return _("As a year before.") if is_year else _("As in the %(weeks)s weeks before.") % weeks

    @property
    def as_many(self) -> str:
        """That what is counted at an instant has not changed."""
        if self.change or self.against is Against.NOTHING:
            return ""
        if self.against is Against.YEAR:
            return _("As many as a year before.")
        return _("As many as %(weeks)s weeks ago.") % {"weeks": self.weeks}

    @property
    def _facts(self) -> dict[str, object]:
        arrow = "▲" if self.change > 0 else "▼"
        return {"change": f"{arrow} {self.amount(abs(self.change))}", "weeks": self.weeks}
