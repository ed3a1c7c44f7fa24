"""What a point lacks, in words, and where it is mended: by whoever looks, if they may, else who to ask."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from insights.rules.covering import Covered, Lack
from people.models import User
from people.rules.permissions import Can

HAS: Final[dict[Lack, Promise | str]] = {
    Lack.OWNER: _("An accountable owner"),
    Lack.DEPUTY: _("A deputy"),
    Lack.POLICY: _("A policy"),
    Lack.STANDARD: _("A standard in force"),
    Lack.REPORT: _("A report in 90 days"),
}
_TO_DO: Final[dict[Lack, Promise | str]] = {
    Lack.OWNER: _("Nobody who works here answers for it. An administrator names somebody."),
    Lack.DEPUTY: _("While the owner is away nobody answers. An administrator names a deputy."),
    Lack.POLICY: _("Its policy is retired. An administrator gives it another."),
    Lack.STANDARD: _("Nobody has promised anything yet that departments have signed. Its owner writes it."),
    Lack.REPORT: _("Nobody has reported anything for 90 days. Silence is not health: print the QR poster."),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `url` is empty where whoever looks cannot mend it."""

    has: Promise | str
    is_there: bool
    to_do: Promise | str = ""
    url: str = ""


def mended(point: Covered, person: User) -> list[Item]:
    """What the point lacks, each with what to do."""
    return [item for item in checklist(point, person) if not item.is_there]


def checklist(point: Covered, person: User, *, is_past: bool = False) -> list[Item]:
    """Everything that a point needs. Nobody mends a past day: of one it says only what was there."""
    if is_past:
        return [Item(HAS[lack], is_there=lack not in point.lacks) for lack in Lack]
    return [
        Item(HAS[lack], is_there=False, to_do=_TO_DO[lack], url=_where(lack, point, person))
        if lack in point.lacks
        else Item(HAS[lack], is_there=True)
        for lack in Lack
    ]


def _where(lack: Lack, point: Covered, person: User) -> str:
    """The page on which this person can mend it."""
    match lack:
        case Lack.STANDARD:
            return reverse("issues:standard", args=[point.slug])
        case Lack.REPORT:
            may_print = person.may(Can.MAKE_POSTERS)
            return reverse("issues:point_posters", args=[point.slug]) if may_print else ""
        case Lack.POLICY:
            return reverse("issues:policies")
    if person.may(Can.ADMINISTER) and person.is_staff:
        return reverse("admin:inflection_points_inflectionpoint_change", args=[point.point])
    return ""
