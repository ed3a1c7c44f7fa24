"""What can be asked about issues, in the words of the domain."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db import connections
from django.db.models import BooleanField, Case, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from issues.querysets.confidence import Anybody, lets_in
from issues.querysets.moves import waiting_for
from issues.rules.state import CLOSED, Phase
from people.querysets.prepared import Slot

if TYPE_CHECKING:
    from inflection_points.models import InflectionPoint
    from issues.models import Agenda, Attachment, Event, Issue, SweepRun  # noqa: F401  used as type arguments
    from people.models import User


MOST_MOVES: Final = 201  # one more than a page shows of them


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


class Counted(NamedTuple):
    """A number of issues; with `is_more` there are more, and nobody counted how many."""

    number: int
    is_more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.is_more else ''}"

    def __bool__(self) -> bool:
        return self.number > 0


class IssueQuerySet(QuerySet["Issue"]):
    def open(self) -> Self:
        """Neither verified nor declined nor merged: somebody still has a move to make."""
        return self.exclude(phase__in=CLOSED)

    def taking_reports(self) -> Self:
        """Open, and not said to be fixed: what happens now is the same problem, not the next one."""
        return self.open().exclude(phase=Phase.RESOLVED)

    def awaiting_act(self) -> Self:
        """Open, and nobody has acted in this cycle: the act clock runs."""
        return self.open().filter(acted_at=None).exclude(phase=Phase.RESOLVED)

    def not_acted_on(self, now: datetime | Slot) -> Self:
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

    def visible_to(self, user: "User | Anybody", now: datetime | Slot | None = None) -> Self:
        """What this person may read of: every issue that is not confidential, and of the others those that they deal with.

        No department hides: whoever signs in sees every issue that is not confidential. `now` says who stands in for
        somebody who is away; without it nobody does. The questions behind OR are asked of confidential rows alone.
        """
        if not user.is_active:
            return self.none()
        return self.filter(Q(is_confidential=False) | Q(lets_in(user, now)))

    def visible_without_a_name(self) -> Self:
        """What somebody who has not signed in may learn of: never what is told in confidence."""
        return self.filter(is_confidential=False)

    def hidden_from(self, user: "User | Anybody", now: datetime | Slot) -> Self:
        """What is kept from this person: to be counted beside a list, so that it adds up to the number above it."""
        return self.filter(is_confidential=True).exclude(lets_in(user, now))

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

    def at_points(self, points: "QuerySet[InflectionPoint]") -> Self:
        """At one of these points. As an array: of a join PostgreSQL cannot say how many it will find."""
        keys = ArraySubquery(points.order_by().values("pk"))
        here = Func(
            F("point"),
            keys,
            template="%(expressions)s)",
            arg_joiner=" = ANY(",
            output_field=BooleanField(),
        )
        return self.filter(here)

    def first_at_each(self, points: "QuerySet[InflectionPoint]", most: int) -> Self:
        """Of the issues at each of these points so many, in their order: with them, the first of all these points.

        Each point has an index that begins with it. Walking them all, PostgreSQL passes what is elsewhere.
        """
        here = self.filter(point=OuterRef("pk")).values("pk")[:most]
        keys = points.order_by().annotate(first=Func(ArraySubquery(here), function="unnest")).values("first")
        found = self.__class__(self.model).using(self.db).filter(pk__in=keys).order_by(*self.query.order_by)
        found.query.select_related = self.query.select_related
        return found

    def newest_first(self) -> Self:
        return self.order_by("-reported_at", "-pk")

    def reported_by(self, user: "User") -> Self:
        reports = apps.get_model("issues", "Report").objects.filter(reporter=user)
        return self.filter(pk__in=reports.order_by().values("issue"))

    def my_moves(self, user: "User", now: datetime, most: int = MOST_MOVES) -> Self:
        """Whose next move may be this person's, the nearest deadline first (see `rules.moves`).

        Of each way of having a move (holding, answering, working, having reported) at most so many.
        """
        return self.filter(pk__in=waiting_for(self, user, now, most)).order_by("next_due_at", "pk")

    def count_up_to(self, most: int) -> "Counted":
        """How many there are, counted no further than `most`: the cost does not grow with the list."""
        found = self.order_by().values("pk")[: most + 1].count()
        return Counted(min(found, most), found > most)

    def count_with(self, others: "IssueQuerySet", most: int) -> "tuple[Counted, Counted]":
        """How many there are of these and of others, each counted no further than `most`, in one question."""
        (one, its), (other, theirs) = self._counting(most), others._counting(most)
        with connections[self.db].cursor() as cursor:
            cursor.execute(f"SELECT {one}, {other}", [*its, *theirs])
            these, those = (Counted(min(n, most), n > most) for n in cursor.fetchone())
        return these, those

    def _counting(self, most: int) -> tuple[str, tuple[Any, ...]]:
        """The question how many there are, for an answer of one number, and its values."""
        sql, values = self.order_by().values("pk")[: most + 1].query.sql_with_params()
        return f"(SELECT count(*) FROM ({sql}) found)", values  # noqa: S608  Django's own

    def snoozed(self, user: "User", now: datetime) -> Self:
        """What this person does not want to see now: nothing has happened to it since."""
        return self.filter(snoozes__person=user, snoozes__until__gt=now, snoozes__seq=F("last_seq"))

    def hidden_until(self, issue: "Issue", user: "User", now: datetime) -> datetime | None:
        """Until when this person has hidden the issue from the own list; None when it stands there."""
        hidden = self.snoozed(user, now).filter(pk=issue.pk).values_list("snoozes__until", flat=True)
        found: datetime | None = hidden.first()
        return found

    def matching(self, words: str) -> Self:
        """Whose title, reports and comments together have all the words, or their beginnings.

        A number finds the issue with this number. What has neither letters nor digits finds nothing.
        """
        if (number := words.strip().removeprefix("#")).isdecimal():
            return self.filter(pk=int(number))
        found = re.findall(r"\w+", words)
        if not found:
            return self.none() if words.strip() else self
        query = SearchQuery(" & ".join(f"{word}:*" for word in found), search_type="raw", config="simple")
        return self.filter(words__lexemes=query)

    def together_with(self, issue: int) -> Self:
        """The issue and the duplicates that are merged into it."""
        return self.filter(Q(pk=issue) | Q(merged_into=issue))

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


class AttachmentQuerySet(QuerySet["Attachment"]):
    def given_at(self, issues: IssueQuerySet) -> Self:
        """With the reports that they came with, which may have moved to another issue since."""
        return self.filter(issue__in=issues.order_by().values("pk")).select_related("report")


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
