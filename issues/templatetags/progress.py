"""The four steps of a report in words: for colleagues with names, for whoever has no name with departments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inflection_points.rules.policies import Recipient, Whom
from issues.commands.progressing import Followed
from issues.rules.events import ClosureReason
from issues.rules.progress import Said, Stand, Step, StepName
from people.templatetags.times import on_the_clock

register = template.Library()

CLOSURES: Final = {
    ClosureReason.FIXED: gettext_lazy("Said to be fixed."),
    ClosureReason.PARTLY_FIXED: gettext_lazy("Said to be partly fixed."),
    ClosureReason.NOT_REPRODUCIBLE: gettext_lazy("It could not be found again."),
    ClosureReason.OUTSIDE_OUR_CONTROL: gettext_lazy("It lies outside our control."),
}
_SHAPES: Final = {Stand.DONE: "acted", Stand.NOW: "waiting", Stand.LATE: "unacted", Stand.ENDED: "declined"}


@register.filter
def closure_words(closure: str) -> str:
    """How it was closed, in a sentence."""
    return str(CLOSURES[ClosureReason(closure)]) if closure else ""


@register.filter
def shape_of(step: Step) -> str:
    """The shape of a step; empty for what is still ahead."""
    return _SHAPES.get(step.stand, "")


@register.filter
def step_name(step: Step) -> str:
    """The step in a word or two."""
    return {
        StepName.RECEIVED: _("Received"),
        StepName.TAKEN: _("Taken on"),
        StepName.PLANNED: _("Acted on"),
        StepName.DONE: _("Done"),
    }[step.name]


@register.filter
def stand_word(step: Step) -> str:
    """How a step stands in a word, for whoever does not see its shape."""
    return {
        Stand.DONE: _("done"),
        Stand.NOW: _("now"),
        Stand.LATE: _("late"),
        Stand.AHEAD: _("still to come"),
        Stand.ENDED: _("ended"),
    }[step.stand]


@dataclass(frozen=True, slots=True)
class _About:
    """What a sentence is about: a step of a followed report, for somebody who may read names or may not."""

    one: Followed
    step: Step
    now: datetime
    by_name: bool

    @property
    def who(self) -> str:
        """Who has it in hand: a person, or the department where names stay inside."""
        issue = self.one.issue
        if self.by_name and issue.holder is not None:
            return str(issue.holder.name)
        of_holder = issue.holder.department if issue.holder is not None else issue.holder_department
        return str((of_holder or issue.point.department).name)

    def late(self, words: str) -> str:
        """What did not happen by when, and to whom it went because of that."""
        said = words % {"when": on_the_clock(self.step.at, self.now) if self.step.at else ""}
        posts = _posts(self.one.told(self.step), self.one)
        if not posts:
            return said
        went = _("It went to %(posts)s.") % {"posts": posts}
        return f"{said} {went}"


@register.simple_tag
def step_said(step: Step, one: Followed, now: datetime, *, by_name: bool) -> str:
    """What the step says: "Nobody had acted by then. It went to the head of Delivery."."""
    return _SENTENCES[step.said](_About(one, step, now, by_name))


@register.simple_tag
def number_follows(*, is_too_fast: bool) -> str:
    """What is said of a report that was set aside, in a flood or to look through its files."""
    if not is_too_fast:
        return _(
            "Received. The photos are being looked through, and the number follows within a minute: open this page "
            "again then. Its time counts from when you sent it."
        )
    return _(
        "Received. Very many reports are coming in at this place, so yours is taken in within a few minutes. "
        "Its time counts from when you sent it."
    )


@register.simple_tag
def step_when(step: Step, now: datetime) -> str:
    """When it happened, or by when it has to; empty where the sentence says it or nobody knows."""
    if step.at is None or step.stand is Stand.LATE:
        return ""
    when = on_the_clock(step.at, now)
    if step.stand is Stand.DONE or step.said in _HAPPENED:
        return str(when)
    return _("%(when)s at the latest") % {"when": when}


_HAPPENED: Final = frozenset({Said.ASKED, Said.ASKED_AGAIN, Said.DECLINED, Said.MERGED})


def _posts(told: Sequence[Recipient], one: Followed) -> str:
    words = {
        Whom.HOLDER: _("whoever has it"),
        Whom.OWNER: _("whoever answers for it"),
        Whom.DEPUTY: _("the deputy of whoever answers for it"),
        Whom.DEPARTMENT_HEAD: _("the head of %(department)s")
        % {"department": one.issue.point.department.name},
        Whom.STAGE_SPONSOR: _("the executive responsible for this stage"),
        Whom.EXECUTIVE_SPONSOR: _("the executive sponsor"),
        Whom.ROLE: _("everybody of a role named for it"),
        Whom.PERSON: _("a person named for it"),
    }
    named = list(dict.fromkeys(words[recipient.whom] for recipient in told))
    if len(named) < 2:
        return "".join(named)
    return _("%(some)s and %(last)s") % {"some": ", ".join(named[:-1]), "last": named[-1]}


def _fixed(one: Followed) -> str:
    if one.ending.by_reporter:
        return _("Fixed: whoever reported it says so.")
    return _("Fixed, says whoever answers for it: nobody who reported it could be asked.")


def _merged(one: Followed) -> str:
    return _("It follows number %(number)s now.") % {"number": one.issue.merged_into_id or one.issue.pk}


_SENTENCES: Final[dict[Said, Callable[[_About], str]]] = {
    Said.RECEIVED: lambda _about: _("Received"),
    Said.TO_BE_TAKEN: lambda about: _("%(who)s has it, and must take it on") % {"who": about.who},
    Said.NOT_TAKEN: lambda about: about.late(
        _("The time to take it on was over %(when)s, and nobody had done so.")
    ),
    Said.NOBODY_ACTED: lambda about: about.late(
        _("The time to act was over %(when)s, and nobody had acted.")
    ),
    Said.TAKEN: lambda about: _("%(who)s took it on") % {"who": about.who},
    Said.HAS_IT: lambda about: _("%(who)s has it") % {"who": about.who},
    Said.TO_ACT: lambda _about: _("Somebody acts, or says by when"),
    Said.PLANNED: lambda _about: _("Work is planned"),
    Said.PLAN_MISSED: lambda about: about.late(
        _("What was planned should have been started %(when)s, and was not.")
    ),
    Said.WORKING: lambda _about: _("Work is under way"),
    Said.WAITING: lambda _about: _("Work is under way, and waits for an answer from outside"),
    Said.WORK_LATE: lambda about: about.late(_("It should have been done %(when)s, and is not.")),
    Said.ACTED: lambda _about: _("Somebody acted"),
    Said.NOTHING: lambda _about: _("Nobody will act"),
    Said.TO_BE_DONE: lambda _about: _("Done, and we ask you: is it fixed?"),
    Said.ASKED: lambda _about: _("Done. Is it fixed?"),
    Said.ASKED_AGAIN: lambda _about: _("Done. We ask you again: is it fixed?"),
    Said.FIXED: lambda about: _fixed(about.one),
    Said.DECLINED: lambda _about: _("Declined: it was decided not to act"),
    Said.MERGED: lambda about: _merged(about.one),
}
