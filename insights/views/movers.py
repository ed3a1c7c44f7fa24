"""Who has to move now, person by person, with what happens when they do not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insights.forms.scope import ScopeForm
from insights.querysets.movers import burdens, counts, hidden_at, worst_of
from insights.querysets.where import company
from insights.rules.periods import Scope
from insights.views.links import page
from insights.views.tables_out import Table, standing_of
from issues.commands.prospects import Outlook, outlooks
from issues.querysets import Counted
from issues.rules.moves import MoveKind, Whose
from issues.templatetags.moves import last_told, move_sentence, warning
from issues.views.columns import COLUMNS
from issues.views.narrowing import MOST_KEPT_BACK
from issues.views.spreadsheets import As, Meant, Value
from people.models import User

MOST_MOVERS: Final = 8
MOST_COUNTED: Final = 500  # of one list; from there on it says "500+"
_PLACES: Final = ("stage", "point", "department", "severity")
_NEXT: Final = {
    MoveKind.ACCEPT: gettext_lazy("accept it, or hand it to the right person"),
    MoveKind.PLAN: gettext_lazy("act, or plan an action"),
    MoveKind.ACT: gettext_lazy("act on it"),
}


@dataclass(frozen=True, slots=True)
class Mover:
    """Somebody who answers for issues past the time to act: how many, their list, and the worst of them.

    `next` is the move that the worst waits for, `unless` what happens without it where that is not the same for all.
    """

    person: User
    issues: Counted
    url: str
    worst: Outlook
    next: str
    unless: str


def movers(
    scope: Scope, asked: Mapping[str, str], person: User, now: datetime, *, is_whole: bool = False
) -> dict[str, Any]:
    """What `insights/_movers.html` shows, of the places that the address asks for; `is_whole`: all of them. In a fixed number of questions."""
    found, hidden = burdens(scope, person, now), hidden_at(scope, person, now)
    shown = found if is_whole else found[:MOST_MOVERS]
    unacted, each = counts(scope, found, hidden, now, shown=len(shown), most=MOST_COUNTED)
    worst = worst_of(scope, shown, person, now)
    outlook_of = {one.issue.pk: one for one in outlooks(worst, now, places=company())}
    unless = {pk: warning(outlook, now, person) for pk, outlook in outlook_of.items()}
    shared = _shared(unless.values())
    return {
        "movers": [
            Mover(
                outlook.issue.point.owner,
                count,
                _address(asked, owner=str(one.owner)),
                outlook,
                _next(outlook, person),
                "" if unless[one.worst] == shared else unless[one.worst],
            )
            for one, count in zip(shown, each, strict=True)
            if (outlook := outlook_of.get(one.worst)) is not None
        ],
        "unless": shared,
        "is_for_all": set(unless.values()) == {shared},
        "has_more_movers": len(found) > len(shown),
        "unacted": unacted,
        "unacted_url": _address(asked),
        "hidden_movers": _kept_back(sum(hidden.values())),
        "now": now,
    }


def table(form: ScopeForm, person: User, now: datetime) -> Table:
    """The same for a file: all of them, each with the worst of their issues."""
    heads = [
        *(_("Person"), _("Issues past the time to act"), _("The worst of them")),
        *(str(COLUMNS[name].label) for name in ("title", "severity", "point", "act_by")),
        *(_("Who was told last"), _("Next")),
    ]
    counted = _("As it stands now, whenever it was reported: no period narrows it.")
    about = [*standing_of(form), (_("Counted"), counted)]
    return Table("movers", _("Who has to move now"), heads, _rows(form.scope(), person, now), about)


def _rows(scope: Scope, person: User, now: datetime) -> Iterator[list[Value]]:
    found = movers(scope, {}, person, now, is_whole=True)
    for mover in found["movers"]:
        issue = mover.worst.issue
        yield [
            *(mover.person.name, _number(mover.issues), Meant(issue.pk, As.NAME), issue.title),
            *(issue.get_severity_display(), issue.point.name, issue.act_by, last_told(issue.reached)),
            mover.next,
        ]
    if hidden := found["hidden_movers"]:
        yield [_("confidential, and not for you"), _number(hidden), *[None] * 7]


def _number(counted: Counted) -> Value:
    """As a number where all were counted; else "500+"."""
    return str(counted) if counted.is_more else counted.number


def _kept_back(issues: int) -> Counted:
    return Counted(min(issues, MOST_KEPT_BACK), issues > MOST_KEPT_BACK)


def _shared(sentences: Iterable[str]) -> str:
    """The sentence that more than one of them has, the most frequent one; else none."""
    [(most, times)] = Counter(sentences).most_common(1) or [("", 0)]
    return most if times > 1 else ""


def _next(outlook: Outlook, viewer: User) -> str:
    """What has to be done, without the name that stands beside it; the whole sentence where it is somebody else's move."""
    owner, move = outlook.issue.point.owner, outlook.move
    is_theirs = [one.pk for one in outlook.movers] == [owner.pk]
    if is_theirs and move is not None and move.kind in _NEXT and move.whose is not Whose.ASSIGNEE:
        return str(_NEXT[move.kind])
    return move_sentence(outlook, viewer)


def _address(asked: Mapping[str, str], **narrower: str) -> str:
    """The list of the issues past the time to act, of the same places: the longest overdue first."""
    kept = {name: asked[name] for name in _PLACES if name in asked}
    return f"{page('issues:issues')}?{urlencode({'unacted': 'on', **kept, **narrower, 'sort': 'act_by'})}"
