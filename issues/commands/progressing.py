"""What became of reports, for those who made them. Reads, writes nothing.

Whoever has no name reads of an issue what this module gives and no more: states, dates, the department, how it was
closed and the reason. What people call their work, what they say to each other, and who they are stays inside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Min

from inflection_points.models.policies import policy_value
from inflection_points.rules.policies import Clock, Recipient
from issues.commands.prospects import Outlook, outlooks
from issues.models import Action, Event, Issue, Report
from issues.rules import events as e
from issues.rules.progress import Stand, Step, progress
from issues.rules.state import Phase, State
from issues.rules.undoing import taken_back
from people.models import User

_OVER: Final = frozenset(
    {Stand.NOW, Stand.DONE, Stand.ENDED}
)  # of the last step: nothing before it matters more


@dataclass(frozen=True, slots=True)
class Ending:
    """How an issue ended, as its reporters may read it. `by_reporter`: one of them said that it is fixed."""

    closure: str = ""
    words: str = ""  # the closing note, or why nobody will act
    by_reporter: bool = True


@dataclass(frozen=True, slots=True)
class Followed:
    """A report, the issue that it belongs to now, and the four steps of it."""

    report: Report
    outlook: Outlook
    steps: tuple[Step, ...]
    ending: Ending

    @property
    def issue(self) -> Issue:
        return self.outlook.issue

    @property
    def state(self) -> State:
        return self.outlook.state

    @property
    def moved_to(self) -> int | None:
        """The number of the issue that took it over; None where it belongs to the one that it was made for."""
        told_of = self.report.told_of_id
        return self.issue.pk if told_of is not None and told_of != self.issue.pk else None

    @property
    def current(self) -> Step:
        """The step at which it stands: what is late or now, else the last that is behind us."""
        pressing = [step for step in self.steps if step.stand in {Stand.LATE, Stand.NOW}]
        over = [step for step in self.steps if step.stand is not Stand.AHEAD]
        return self.steps[-1] if self.steps[-1].stand in _OVER else (pressing or over)[0 if pressing else -1]

    def told(self, step: Step) -> Sequence[Recipient]:
        """To whom it went because nobody did what the step is about."""
        if step.clock is None or step.rung == 0:
            return ()
        ladder = policy_value(self.issue.policy_version_id).ladders[Clock(step.clock)]
        return next((rung.tells for rung in ladder if rung.position == step.rung), ())


def followed(reports: Iterable[Report], now: datetime) -> list[Followed]:
    """Each report with what became of it, in a number of queries that does not depend on how many there are.

    The reports come with their issues.
    """
    reports = list(reports)
    issues = {report.issue_id: report.issue for report in reports}
    seen = {view.issue.pk: view for view in outlooks(issues.values(), now)}
    due, endings = _next_due(issues), _endings(issues.values())
    return [
        Followed(
            report,
            view := seen[report.issue_id],
            progress(view.state, now, received_at=report.received_at, due_at=due.get(report.issue_id)),
            endings.get(report.issue_id, Ending()),
        )
        for report in reports
    ]


def reports_of(person: User, issues: Iterable[Issue]) -> list[Report]:
    """This person's own report of each of these issues, the first one, in their order."""
    issues = list(issues)
    found: dict[int, Report] = {}
    for report in Report.objects.filter(reporter=person, issue__in=issues).order_by("received_at", "pk"):
        found.setdefault(report.issue_id, report)
    mine = [(found[issue.pk], issue) for issue in issues if issue.pk in found]
    for report, issue in mine:
        report.issue = issue
    return [report for report, _ in mine]


def _next_due(issues: Mapping[int, Issue]) -> dict[int, datetime]:
    """When the next open work of each is due."""
    work = Action.objects.filter(issue__in=issues, completed_at=None).order_by()
    return dict(work.values("issue").annotate(due=Min("due_at")).values_list("issue", "due"))


_ENDINGS: Final = [e.kind_of(kind) for kind in (e.Resolved, e.Declined, e.Verified, e.Undone)]
_ENDED: Final = (Phase.RESOLVED, Phase.VERIFIED, Phase.DECLINED)


def _endings(issues: Iterable[Issue]) -> dict[int, Ending]:
    """How each of those that have ended did, in one query."""
    ended = [issue.pk for issue in issues if issue.phase in _ENDED]
    if not ended:
        return {}
    rows: dict[int, list[tuple[int, e.Event]]] = {}
    found = Event.objects.filter(issue__in=ended, kind__in=_ENDINGS).order_by("issue", "seq")
    for issue, seq, kind, payload in found.values_list("issue", "seq", "kind", "payload"):
        rows.setdefault(issue, []).append((seq, e.decode(kind, payload)))
    return {issue: _ending(told) for issue, told in rows.items()}


def _ending(numbered: Sequence[tuple[int, e.Event]]) -> Ending:
    gone = taken_back(numbered)
    said: dict[str, Any] = {}
    for seq, event in numbered:
        match event:
            case _ if seq in gone:
                continue
            case e.Resolved(reason=closure, note=words):
                said = {"closure": closure, "words": words}
            case e.Declined(reason=words):
                said = {"words": words}
            case e.Verified(is_reporter=by_reporter):
                said["by_reporter"] = by_reporter
    return Ending(**said)
