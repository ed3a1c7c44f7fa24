"""The second telling of the measures, held against cases that were counted by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from inflection_points.models import Kind
from inflection_points.rules.policies import Severity
from issues.commands.histories import write
from issues.rules import events as e
from people.models import Department
from tests.cast import DAY, HOUR, REPORTED
from tests.insights import plain
from tests.insights.plain.passing import turns
from tests.insights.plain.times import quantiles, reached, told
from tests.insights.plain.urgency import is_triggered
from tests.insights.plain.working import Place, after, worked
from tests.insights.stories import history

LATER = REPORTED + 60 * DAY


@pytest.fixture
def tells(company):
    """What the raw rows say of one issue to which this happened."""

    def tell(*events, severity=Severity.NORMAL, point=None, **fields):
        story = history(company, point or company.point, **fields)
        story.add(e.Reported(severity, company.holder.pk, company.delivery.pk, company.reporter.pk), REPORTED)
        for event, later in events:
            story.add(event, REPORTED + later)
        [issue] = write([story], now=LATER)
        [one] = [one for one in plain.everything() if one.pk == issue.pk]
        return one

    return tell


class TestDeadlines:
    def test_of_a_normal_one_is_three_working_days(self, tells):
        assert tells().act_by == datetime(2026, 3, 5, 17, tzinfo=UTC)

    def test_raised_is_the_earlier(self, tells):
        one = tells((e.SeverityChanged(Severity.HIGH), HOUR))
        assert (one.severity, one.act_by) == ("high", datetime(2026, 3, 3, 17, tzinfo=UTC))

    def test_lowered_is_reckoned_anew(self, tells):
        one = tells((e.SeverityChanged(Severity.LOW, "small"), HOUR))
        assert one.act_by == datetime(2026, 3, 16, 17, tzinfo=UTC)

    def test_stands_once_it_has_passed_or_somebody_acted(self, tells, company):
        late = tells((e.SeverityChanged(Severity.LOW, "small"), 5 * DAY))
        acted = tells(
            (e.ContainmentRecorded(company.holder.pk, "stopped"), HOUR),
            (e.SeverityChanged(Severity.LOW, "small"), 2 * HOUR),
        )
        assert late.act_by == acted.act_by == datetime(2026, 3, 5, 17, tzinfo=UTC)

    def test_knows_nothing_of_what_was_taken_back(self, tells):
        one = tells((e.SeverityChanged(Severity.HIGH), HOUR), (e.Undone(1, 2), HOUR + timedelta(seconds=5)))
        assert (one.severity, one.act_by) == ("normal", datetime(2026, 3, 5, 17, tzinfo=UTC))

    def test_of_one_that_took_a_duplicate_is_the_stricter(self, tells):
        """Reported a day before, on Monday at 09:00, and high: it had until 17:00 of that Monday."""
        absorbed = e.Absorbed(
            77, REPORTED - DAY, (), 1, 2, Severity.HIGH, datetime(2026, 3, 2, 17, tzinfo=UTC)
        )
        one = tells((absorbed, HOUR))
        assert one.reported == REPORTED - DAY
        assert (one.severity, one.act_by) == ("high", datetime(2026, 3, 2, 17, tzinfo=UTC))


class TestWorkingTime:
    BERLIN = Place("Europe/Berlin", [[(540, 720), (780, 1020)]] * 5 + [[], []], set())

    def test_is_that_of_the_wall(self):
        """Friday 16:00 to Monday 10:00 in Berlin, over the night in which the clocks go forward."""
        friday, monday = datetime(2026, 3, 27, 15, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)
        assert worked(self.BERLIN, friday, monday) == 2 * HOUR
        assert after(self.BERLIN, friday, 2 * HOUR) == monday
        assert worked(self.BERLIN, monday, friday) == -2 * HOUR

    def test_has_no_lunch_hour(self):
        noon = datetime(2026, 1, 5, 10, 30, tzinfo=UTC)
        assert worked(self.BERLIN, noon, noon + 2 * HOUR) == HOUR

    def test_of_critical_ones_never_stops(self):
        assert worked(None, REPORTED, REPORTED + 5 * DAY) == 5 * DAY


class TestQuantiles:
    def test_leave_nobody_out_who_waits(self):
        """Of four one waits still after two hours: three quarters are left after the first, 3/8 after the third."""
        observed = [(HOUR, True), (2 * HOUR, False), (3 * HOUR, True), (4 * HOUR, True)]
        assert quantiles(observed) == (3 * HOUR, 4 * HOUR, 4 * HOUR)

    def test_are_unknown_while_too_many_wait(self):
        assert quantiles([(HOUR, True), (HOUR, False), (HOUR, False)]) == (None, None, None)

    def test_are_told_as_the_step_that_was_reached(self):
        assert reached(timedelta(minutes=11, seconds=59)) == timedelta(minutes=6)
        assert reached(10 * HOUR + timedelta(minutes=11)) == 10 * HOUR
        assert told([(timedelta(minutes=13), True)]) == (1, 1, (timedelta(minutes=12),) * 3)


class TestUrgency:
    def test_is_raising_it_before_anybody_acted(self, tells, company):
        act = e.ContainmentRecorded(company.holder.pk, "stopped")
        assert is_triggered(tells((e.SeverityChanged(Severity.HIGH), HOUR), (act, 2 * HOUR)))
        assert not is_triggered(tells((act, HOUR), (e.SeverityChanged(Severity.HIGH), 2 * HOUR)))
        assert not is_triggered(tells((e.SeverityChanged(Severity.LOW, "small"), HOUR), (act, 2 * HOUR)))

    def test_is_a_rung_of_breach_on_the_way_to_acting_only(self, tells):
        act, accept = e.AlarmKind.ACT, e.AlarmKind.ACCEPT
        assert not is_triggered(tells((e.Escalated(act, 1, REPORTED), HOUR)))  # 75 %
        assert is_triggered(tells((e.Escalated(act, 2, REPORTED), HOUR)))  # 100 %
        assert not is_triggered(tells((e.Escalated(accept, 1, REPORTED), HOUR)))


class TestTurns:
    @pytest.fixture
    def went(self, tells, company):
        """Department and whether it came back, who passed it on unacted, of an issue that delivery had first."""
        delivery, support = company.delivery.pk, company.support.pk
        third = Department.objects.create(name="Spare parts", slug="spare-parts").pk
        names = {delivery: "A", support: "B", third: "C"}
        keys = {name: key for key, name in names.items()}

        def go(*steps):
            events = []
            for n, step in enumerate(steps, 1):
                name, how = step[0], step[1:]
                events.append(
                    (
                        e.ContainmentRecorded(company.holder.pk, "stopped")
                        if name == "!"
                        else e.HandedOver(None, keys[name], "", how == "r", how == "m"),
                        n * DAY,
                    )
                )
            one = tells(*events)
            return " ".join(
                names[turn.department] + "<" * turn.came_back + ">" * bool(turn.passed_at and not turn.acted)
                for turn in turns(one)
            )

        return go

    @pytest.mark.parametrize(
        ("steps", "found"),
        [
            ((), "A"),
            (("B", "C"), "A> B> C"),
            (("B", "A"), "A> B> A<"),
            (("B", "C", "A"), "A> B> C> A<"),
            (("B", "!", "A"), "A> B A<"),
            (("B", "B", "C"), "A> B> C"),
            (("B", "Cm"), "A> C"),  # B had it by mistake
            (("B", "Am"), "A"),
            (("Br", "A"), "A B> A"),  # counted anew
        ],
    )
    def test_are_those_of_departments(self, went, steps, found):
        assert went(*steps) == found


class TestRecurrence:
    def test_is_seen_after_the_fix_and_not_too_late(self, tells, company):
        kind = Kind.objects.get()
        fixed = (e.Resolved(company.owner.pk, e.ClosureReason.FIXED), HOUR)
        act = (e.ContainmentRecorded(company.owner.pk, "stopped"), HOUR)
        tells(act, fixed, kind=kind)
        again = tells(kind=kind)  # told before the fix
        others = plain.everything()
        first = [one for one in others if one.pk != again.pk]

        def found(at):
            again.tellings = []
            again.__dict__["clocked"] = again.clocked._replace(reported=at)
            moved = [*first, again]
            return plain.recurrence(first, moved, REPORTED + 40 * DAY, 30)["quick_again"]

        fix = REPORTED + HOUR
        assert [found(fix), found(fix + HOUR), found(fix + 30 * DAY), found(fix + 31 * DAY)] == [0, 1, 1, 0]

    def test_is_judged_when_it_is_old_enough_and_holds(self, tells, company):
        one = tells(
            (e.ContainmentRecorded(company.owner.pk, "stopped"), HOUR),
            (e.Resolved(company.owner.pk, e.ClosureReason.PARTLY_FIXED), HOUR),
            (e.Reopened(company.reporter.pk, "no"), 45 * DAY),
            kind=Kind.objects.get(),
        )
        quick = [
            plain.recurrence([one], [one], REPORTED + HOUR + later, 30)["quick"]
            for later in (30 * DAY - HOUR, 30 * DAY, 44 * DAY, 45 * DAY)
        ]
        assert quick == [0, 1, 1, 0]


class TestAnswers:
    def test_are_asked_for_once_it_was_resolved_a_week_ago(self, tells, company):
        done = (e.Resolved(company.owner.pk, e.ClosureReason.FIXED), HOUR)
        asked = REPORTED + HOUR
        silent = tells(done)
        happy = tells(done, (e.Verified(company.reporter.pk), 2 * DAY))
        vouched = tells(done, (e.Verified(company.owner.pk, is_reporter=False), 2 * DAY))
        elsewhere = tells(done, (e.Verified(None), 2 * DAY))
        issues = [silent, happy, vouched, elsewhere]
        assert plain.answers(issues, asked + 7 * DAY) == {"asked": 4, "yes": 1}
        assert plain.answers(issues, asked + 7 * DAY - HOUR) == {"asked": 0, "yes": 0}
