"""Who reads what was told in confidence, from the rows: those who deal with it, and who stands in for one of them."""

from datetime import datetime
from functools import cached_property

from tests.insights.plain.histories import Told
from tests.insights.plain.inaction import hand
from tests.insights.plain.promises import holding
from tests.insights.plain.rows import rows

TRIAGES = {"manager", "executive", "administrator"}
HEARD_ANYWAY = {"mentioned", "watched"}
Link = tuple[int, int]  # of an issue, and of a person who has to do with it


def is_confidential(one: Told) -> bool:
    found = False
    for event in one.events:
        if event.kind in {"made_confidential", "made_open"}:
            found = event.kind == "made_confidential"
        elif event.kind == "reported":
            found = event.payload.get("is_confidential", False)
    return found


class Reader:
    """Somebody who reads at an instant, and whom they stand in for then."""

    def __init__(self, pk: int, now: datetime) -> None:
        self.now = now
        [(self.department, role)] = [
            told for who, *told in rows("SELECT id, department_id, role FROM people_user") if who == pk
        ]
        self.triages = role in TRIAGES
        self.them = {pk} | {who for who in self.away if self.stands_in(who) == pk}

    @cached_property
    def away(self) -> dict[int, int | None]:
        """By who is away: the deputy."""
        told = rows("SELECT person_id, deputy_id, since, until FROM people_absence")
        return {who: deputy for who, deputy, since, until in told if since <= self.now < until}

    def stands_in(self, who: int) -> int | None:
        passed, found = set(), self.away.get(who)
        while found in self.away and found not in passed:
            passed.add(found)
            found = self.away[found]
        return None if found in self.away else found

    @cached_property
    def heads(self) -> dict[int, int | None]:
        return dict(rows("SELECT id, head_id FROM people_department"))

    @cached_property
    def answering(self) -> dict[int, set[int]]:
        """By point: its owner and deputy, the head of its department, the sponsors of its stage and its chain."""
        told = rows(
            "SELECT p.id, p.owner_id, p.deputy_id, d.head_id, s.sponsor_id, c.executive_sponsor_id"
            " FROM inflection_points_inflectionpoint p JOIN people_department d ON d.id = p.department_id"
            " JOIN inflection_points_stage s ON s.id = p.stage_id"
            " JOIN inflection_points_valuechain c ON c.id = s.chain_id"
        )
        return {point: set(people) for point, *people in told}

    @cached_property
    def links(self) -> set[Link]:
        """Who reported it or a duplicate of it, works on it, or was told of it by the ladder or a command."""
        told = rows(
            "SELECT recipient_id, about, kind, state, held_until FROM notifications_message"
            " WHERE is_confidential AND about LIKE 'issue:%'"
        )
        heard = [
            (int(about.removeprefix("issue:")), who)
            for who, about, kind, state, held in told
            if kind not in HEARD_ANYWAY and state != "dropped" and not (state == "queued" and held)
        ]
        reports = rows("SELECT issue_id, told_of_id, reporter_id FROM issues_report")
        told_it = [(issue, who) for *issues, who in reports for issue in issues]
        return {*heard, *told_it, *rows("SELECT issue_id, assignee_id FROM issues_action")}

    def reads(self, one: Told) -> bool:
        return not is_confidential(one) or bool(self.them & self.people_of(one)) or self.may_take(one)

    def people_of(self, one: Told) -> set[int | None]:
        held = {person for person, *_ in holding(one)}
        hid_it = {event.actor for event in one.events if event.kind == "made_confidential"}
        dealt = {who for issue, who in self.links if issue == one.pk}
        return {*held, *hid_it, *dealt, *self.answering[one.spot.pk]} - {None}

    def may_take(self, one: Told) -> bool:
        """A department has it and nobody in person: its head, and whoever of it may triage."""
        person, department = hand(one, self.now) or (None, None)
        if person is not None or department is None:
            return False
        return self.heads[department] in self.them or (self.triages and self.department == department)
