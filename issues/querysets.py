"""What can be asked about issues, in the words of the domain."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat

from issues.rules.state import CLOSED, Phase
from people.rules.permissions import Can

if TYPE_CHECKING:
    from issues.models import Agenda, Event, Issue, SweepRun  # noqa: F401  used as type arguments
    from people.models import User


class Claimed(NamedTuple):
    """What the engine reads of an issue: thousands of model instances would take longer than the work itself."""

    pk: int
    title: str
    memory: dict[str, Any]
    cycle: int
    point_id: int
    holder_id: int | None
    holder_department_id: int | None
    policy_version_id: int
    calendar_id: int


def deals_with(user: "User", now: datetime | None) -> Q:
    """Who is let into a confidence, and whoever stands in for them at `now`. `docs/security.md` says it in words."""
    of = {name: apps.get_model("issues", name).objects for name in ("Report", "Custody", "Action", "Event")}
    people, points = (
        apps.get_model("people", "User").objects,
        apps.get_model("inflection_points", "InflectionPoint"),
    )
    them = people.acting_as(user, now).values("pk")
    heads, triages = Q(head__in=them), Q(pk=user.department_id) if user.may(Can.TRIAGE) else Q(pk=None)
    departments = apps.get_model("people", "Department").objects.filter(heads | triages).values("pk")
    answers = points.objects.filter(
        Q(owner__in=them)
        | Q(deputy__in=them)
        | Q(department__head__in=them)
        | Q(stage__sponsor__in=them)
        | Q(stage__chain__executive_sponsor__in=them)
    )
    here, about = OuterRef("pk"), Concat(Value("issue:"), Cast(OuterRef("pk"), CharField()))
    told = apps.get_model("notifications", "Message").objects.filter(is_confidential=True, about=about)
    return (
        Q(holder__in=them)
        | Q(holder=None, holder_department__in=departments)
        | Q(point__in=answers.values("pk"))
        | Exists(of["Report"].filter(issue=here, reporter__in=them))
        | Exists(of["Report"].filter(told_of=here, reporter__in=them))
        | Exists(of["Action"].filter(issue=here, assignee__in=them))
        | Exists(of["Custody"].filter(issue=here, person__in=them))
        | Exists(of["Event"].filter(issue=here, kind="made_confidential", actor__in=them))
        | Exists(told.filter(recipient__in=them))
    )


class IssueQuerySet(QuerySet["Issue"]):
    def open(self) -> Self:
        """Neither verified nor declined nor merged: somebody still has a move to make."""
        return self.exclude(phase__in=CLOSED)

    def awaiting_act(self) -> Self:
        """Open, and nobody has acted in this cycle: the act clock runs."""
        return self.open().filter(acted_at=None).exclude(phase=Phase.RESOLVED)

    def not_acted_on(self, now: datetime) -> Self:
        """Past the act target without an act, the longest overdue first."""
        return self.awaiting_act().filter(act_by__lte=now).order_by("act_by", "pk")

    def due(self, now: datetime) -> Self:
        """What the engine has to look at now, the longest due first.

        Found by the agenda; asked of the issue too, which may have changed until its row is locked.
        """
        on_agenda = self.filter(agenda__due_at__lte=now)
        return on_agenda.filter(next_due_at__lte=now, set_aside_at=None).order_by("agenda__due_at", "pk")

    def for_engine(self) -> list[Claimed]:
        """With what the engine reads of a row, and nothing else."""
        return [Claimed(*row) for row in self.values_list(*Claimed._fields)]

    def claimed(self) -> list[Claimed]:
        """Locked until the transaction ends; those that somebody else has are left out."""
        return self.select_for_update(skip_locked=True, of=("self",)).for_engine()

    def visible_to(self, user: "User", now: datetime | None = None) -> Self:
        """What this person may read of: every issue that is not confidential, and of the others those that they deal with.

        No department hides: whoever signs in sees every issue that is not confidential. `now` says who stands in for
        somebody who is away; without it nobody does. The questions behind OR are asked of confidential rows alone.
        """
        if not user.is_active:
            return self.none()
        return self.filter(Q(is_confidential=False) | deals_with(user, now))

    def hidden_from(self, user: "User", now: datetime) -> Self:
        """What is kept from this person: to be counted beside a list, so that it adds up to the number above it."""
        secret = self.filter(is_confidential=True)
        return secret.exclude(
            pk__in=self.model.objects.visible_to(user, now).filter(is_confidential=True).values("pk")
        )

    def for_list(self) -> Self:
        """With what a row of a list shows besides the places and people that `outlooks` fills in."""
        return self.select_related("site")

    def in_full(self) -> Self:
        """With the places and people that stand in it."""
        return self.select_related(
            "point", "point__owner", "point__department", "site", "holder", "holder_department"
        )

    def by_deadline(self, now: datetime) -> Self:
        """By the deadline of the next move, as `rules.moves` says it: the nearest first."""
        deadline = Case(
            When(phase=Phase.RESOLVED, then="next_due_at"),
            When(acted_at__isnull=False, waits_until__isnull=False, then="waits_until"),
            When(acted_at__isnull=False, then="resolve_by"),
            When(held_until__gt=now, then="held_until"),
            When(Q(act_by__lte=now) | Q(accepted_at__isnull=False), then="act_by"),
            default="accept_by",
        )
        return self.annotate(deadline=deadline).order_by("deadline", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-reported_at", "-pk")

    def reported_by(self, user: "User") -> Self:
        return self.filter(reports__reporter=user).distinct()

    def my_moves(self, user: "User", now: datetime) -> Self:
        """Whose next move may be this person's, the nearest deadline first (see `rules.moves`).

        A union, because each of its parts has an index and their disjunction has none.
        """
        at_work = self.open().exclude(phase=Phase.RESOLVED)
        parts = (
            at_work.filter(holder=user),
            at_work.filter(holder=None, holder_department__head=user),
            self.not_acted_on(now).order_by().filter(point__owner=user),
            at_work.filter(actions__assignee=user, actions__completed_at=None),
            self.filter(phase=Phase.RESOLVED, reports__reporter=user),
            self.filter(phase=Phase.RESOLVED, point__owner=user).exclude(reports__reporter__is_active=True),
        )
        first, *others = (part.values("pk") for part in parts)
        mine = self.filter(pk__in=first.union(*others)).exclude(pk__in=self.snoozed(user, now).values("pk"))
        return mine.order_by("next_due_at", "pk")

    def snoozed(self, user: "User", now: datetime) -> Self:
        """What this person does not want to see now: nothing has happened to it since."""
        return self.filter(snoozes__person=user, snoozes__until__gt=now, snoozes__seq=F("last_seq"))

    def hidden_until(self, issue: "Issue", user: "User", now: datetime) -> datetime | None:
        """Until when this person has hidden the issue from the own list; None when it stands there."""
        hidden = self.snoozed(user, now).filter(pk=issue.pk).values_list("snoozes__until", flat=True)
        found: datetime | None = hidden.first()
        return found

    def matching(self, words: str) -> Self:
        """Whose title has all the words, or their beginnings; a number finds the issue with this number."""
        if (number := words.strip().removeprefix("#")).isdecimal():
            return self.filter(pk=int(number))
        found = re.findall(r"\w+", words)
        if not found:
            return self
        query = SearchQuery(" & ".join(f"{word}:*" for word in found), search_type="raw", config="simple")
        return self.annotate(words=SearchVector("title", config="simple")).filter(words=query)

    def same_signature(self, issue: "Issue") -> Self:
        """Other issues of the same point, kind and site."""
        return self.filter(point=issue.point_id, kind=issue.kind_id, site=issue.site_id).exclude(pk=issue.pk)

    def fixed_before(self, issue: "Issue", within: timedelta = timedelta(days=90)) -> Self:
        """Fixes of the same signature that did not last: resolved in the time before this issue was reported.

        "Something else" is no kind, so it is no signature either.
        """
        if issue.kind_id is None:
            return self.none()
        return self.same_signature(issue).filter(
            resolved_at__lt=issue.reported_at, resolved_at__gte=issue.reported_at - within
        )

    def similar_open(self, point_id: int, kind_id: int | None) -> Self:
        """Open issues that a new report at this point may be about and of this kind, the newest first."""
        found = self.open().filter(point=point_id).select_related("site", "kind")
        return (found.filter(kind=kind_id) if kind_id else found).newest_first()


class EventQuerySet(QuerySet["Event"]):
    def standing(self) -> Self:
        """Without what was taken back within seconds, and without the undoing itself."""
        undone = self.model._default_manager.filter(
            kind="undone", issue=OuterRef("issue"), seq__gte=OuterRef("seq")
        )
        first = Cast(KT("payload__of"), IntegerField())
        return self.exclude(Exists(undone.alias(first=first).filter(first__lte=OuterRef("seq"))))


class AgendaQuerySet(QuerySet["Agenda"]):
    def claimed(self, now: datetime, most: int) -> list[int]:
        """The issues whose time has come, the longest due first, at most so many; those claimed elsewhere are left out.

        The agenda is asked alone: joined with the issues, PostgreSQL would read all that are due to find the first.
        """
        due = self.filter(due_at__lte=now).order_by("due_at", "issue_id").select_for_update(skip_locked=True)
        return list(due.values_list("issue_id", flat=True)[:most])


class SweepRunQuerySet(QuerySet["SweepRun"]):
    def by_engine(self) -> Self:
        """Those of workers, of `manage.py sweep` and of cron: not of a web process that stands in for them."""
        return self.filter(stands_in=False)

    def gaps(self) -> Self:
        """Those before which nobody had looked for an unusual time."""
        return self.filter(gap_seconds__gt=0)
