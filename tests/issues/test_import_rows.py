"""What stands in the rows: missing values, odd dates, histories that contradict themselves, rows that are refused."""

from datetime import UTC, datetime

import pytest

from issues.commands.auditing import differences
from issues.models import Issue
from people.models import User
from tests.imported import (
    LIST,
    LIST_HEADER,
    LOG,
    NOW,
    import_text,
    log_row,
    refusals,
    story,
)

pytestmark = pytest.mark.django_db


def utc(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


class TestEventLogs:
    def test_tell_a_case_from_its_report_to_its_end(self):
        import_text(
            log_row(updated="02-02-2026 08:05"),
            log_row(state="Work", updated="02-02-2026 09:00", agent="Jo"),
            log_row(state="Solved", updated="03-02-2026 09:00", agent="Jo"),
            log_row(state="Closed", updated="04-02-2026 09:00", agent="Jo"),
        )
        assert story() == [
            ("reported", utc(2, 2, 7)),
            ("handed_over", utc(2, 2, 8)),
            ("acted_elsewhere", utc(2, 2, 8)),
            ("resolved", utc(2, 3, 8)),
            ("verified", utc(2, 4, 8)),
        ]
        issue = Issue.objects.get()
        assert (issue.phase, issue.severity, issue.origin) == ("verified", "low", "desk:A1")
        assert (issue.holder.name, issue.holder_department.name) == ("Jo", "Team 1")

    def test_are_put_in_order_by_time_then_count_then_row(self):
        import_text(
            log_row(state="Closed", updated="03-02-2026 10:00", count="10"),
            log_row(state="Solved", updated="03-02-2026 10:00", count="9"),
            log_row(state="Work", updated="03-02-2026 09:00", count="?"),
        )
        assert [kind for kind, _ in story()] == ["reported", "acted_elsewhere", "resolved", "verified"]

    def test_keep_events_before_the_report_and_the_state_follows_the_events(self):
        import_text(
            log_row(state="Work", opened="03-02-2026 09:00", updated="01-02-2026 09:00"),
            log_row(state="Closed", opened="03-02-2026 09:00", updated="02-02-2026 09:00"),
        )
        assert story()[0] == ("reported", utc(2, 3, 8))
        assert {at for _, at in story()[1:]} == {utc(2, 1, 8), utc(2, 2, 8)}
        assert differences(Issue.objects.get()) == {}

    def test_an_act_counts_once_a_cycle_and_again_after_reopening(self):
        import_text(
            log_row(state="Work", updated="03-02-2026 09:00"),
            log_row(state="Work", updated="03-02-2026 09:30"),
            log_row(state="Solved", updated="03-02-2026 10:00"),
            log_row(state="New", updated="03-02-2026 11:00"),
            log_row(state="Work", updated="03-02-2026 12:00"),
            log_row(state="Closed", updated="03-02-2026 13:00"),
        )
        assert [kind for kind, _ in story()] == [
            "reported",
            "acted_elsewhere",
            "resolved",
            "reopened",
            "acted_elsewhere",
            "verified",
        ]
        issue = Issue.objects.get()
        assert (issue.cycle, issue.first_acted_at) == (2, utc(2, 3, 8))

    def test_what_is_closed_is_not_resolved_again(self):
        import_text(
            log_row(state="Closed", updated="03-02-2026 09:00"),
            log_row(state="Solved", updated="03-02-2026 10:00"),
        )
        assert [kind for kind, _ in story()] == ["reported", "verified"]

    def test_a_declined_case_keeps_their_word_as_the_reason(self):
        import_text(log_row(state="Refused", updated="03-02-2026 09:00"))
        issue = Issue.objects.get()
        assert issue.phase == "declined"
        assert issue.events.last().payload["reason"] == "Refused"

    def test_a_new_team_takes_the_case_out_of_the_old_agents_hands(self):
        import_text(
            log_row(agent="Jo", updated="03-02-2026 09:00"),
            log_row(agent="?", team="?", updated="03-02-2026 10:00"),
            log_row(agent="?", team="Team 2", updated="03-02-2026 11:00"),
        )
        custodies = Issue.objects.get().custodies.values_list("person__name", "department__name")
        assert list(custodies) == [("Jo", "Team 1"), (None, "Team 2")]

    def test_a_case_in_nobodys_hands_is_with_the_accountable_owner(self):
        import_text(log_row(team="?", agent="N/A"))
        issue = Issue.objects.get()
        assert (issue.holder, issue.holder_department) == (issue.point.owner, None)

    def test_an_open_case_is_taken_over_and_nothing_is_due_before_that(self):
        import_text(log_row())
        issue = Issue.objects.get()
        assert story()[-1] == ("taken_over", NOW)
        assert (issue.phase, issue.next_due_at) == ("reported", NOW)

    def test_severities_change_with_the_rows(self):
        import_text(
            log_row(updated="03-02-2026 09:00"),
            log_row(updated="03-02-2026 10:00", priority="1 - High"),
            log_row(updated="03-02-2026 11:00", priority="?"),
        )
        assert [kind for kind, _ in story()] == ["reported", "severity_changed", "taken_over"]
        assert Issue.objects.get().severity == "high"


class TestListsOfCases:
    def test_tell_when_somebody_acted_and_closed(self):
        import_text(
            "7,Closed,12/25/2013 11:59:08 PM,12/26/2013 12:30:00 AM,12/26/2013 01:15:00 AM,Noise,NYPD",
            "8,Open,12/25/2013 12:00:00 AM,,12/26/2013 01:15:00 AM,Noise,NYPD",
            mapping=LIST,
            header=LIST_HEADER,
        )
        assert story("7", "town") == [
            ("reported", datetime(2013, 12, 26, 4, 59, 8, tzinfo=UTC)),
            ("acted_elsewhere", datetime(2013, 12, 26, 5, 30, tzinfo=UTC)),
            ("verified", datetime(2013, 12, 26, 6, 15, tzinfo=UTC)),
        ]
        assert story("8", "town")[1:] == [("taken_over", NOW)], (
            "a date of closing does not close what is open"
        )

    def test_closed_before_created_stays_as_it_is(self):
        import_text(
            "7,Closed,12/25/2013 09:00:00 AM,,10/30/2013 12:00:00 AM,Noise,NYPD",
            mapping=LIST,
            header=LIST_HEADER,
        )
        issue = Issue.objects.get()
        assert issue.closed_at == datetime(2013, 10, 30, 4, tzinfo=UTC) < issue.reported_at

    def test_closed_without_any_date_and_a_repeated_key_are_refused(self):
        run = import_text(
            "7,Closed,12/25/2013 09:00:00 AM,,,Noise,NYPD",
            "8,Open,12/25/2013 09:00:00 AM,,,Noise,NYPD",
            "8,Open,12/25/2013 10:00:00 AM,,,Noise,NYPD",
            mapping=LIST,
            header=LIST_HEADER,
        )
        assert refusals(run) == [
            (2, "Its state is “Closed”, but no date says since when."),
            (4, "It repeats the case of line 3; the first one counts."),
        ]
        assert Issue.objects.count() == 1


class TestRefusedRows:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (log_row(updated="31-02-2026 09:00"), "“31-02-2026 09:00” in “updated” is not a date such as"),
            (log_row(updated="03/02/2026"), "is not a date such as “31-12-2026 23:59”"),
            (log_row(updated="?"), "“updated” is empty, so it is not known when."),
            (log_row(opened=""), "“opened” is empty"),
            (log_row(updated="03-04-2026 09:00"), "lies in the future"),
            (log_row(updated="01-01-9999 00:00"), "lies in the future"),
            (log_row(updated="01-01-0001 00:00"), "lies before 1970"),
            (log_row(number="?"), "“number” is empty, so it belongs to no case."),
            (log_row(state="Pondering"), "The state “Pondering” is not in “states”"),
            (log_row(priority="9"), "The severity “9” is not in “severities”"),
            (log_row(team="x" * 121), "“team” is longer than 120 characters."),
            ("A1,New", "It has 2 cells, but the header has 10."),
            (log_row() + ",more", "It has 11 cells, but the header has 10."),
            (log_row(agent="a\0b"), "“agent” holds a NUL character."),
            (log_row(words='"open'), "a quote is opened and not closed"),
            (log_row(words='"so" it'), "Its quotes do not match"),
        ],
    )
    def test_are_named_with_line_and_reason_and_the_rest_goes_in(self, row, reason):
        run = import_text(log_row(number="A0"), row, log_row(number="A2", words="fine"))
        [(line, told)] = refusals(run)
        assert line == 3
        assert reason in told or ("quote" in reason and "quotes do not match" in told)
        assert set(Issue.objects.values_list("origin", flat=True)) == {"desk:A0", "desk:A2"}
        assert (run.state, run.created, run.refused) == ("done", 2, 1)

    def test_one_bad_row_does_not_keep_the_others_of_its_case_out(self):
        import_text(
            log_row(updated="03-02-2026 09:00"),
            log_row(state="Pondering", updated="03-02-2026 10:00"),
            log_row(state="Closed", updated="03-02-2026 11:00"),
        )
        assert [kind for kind, _ in story()] == ["reported", "verified"]

    def test_an_unclosed_quote_costs_one_row_and_not_those_that_it_swallowed(self):
        rows = [log_row(number=f"B{n}", words="x" * 400) for n in range(400)]
        run = import_text(log_row(words='"never closed'), *rows)
        assert [line for line, _ in refusals(run)] == [2]
        assert Issue.objects.count() == 400

    def test_a_case_that_the_database_refuses_does_not_stop_its_batch(self):
        domain = ".".join(["a" * 60] * 3) + ".invalid"  # an address of it is too long for long names only
        run = import_text(
            log_row(number="A1", agent="Jo", team="Team 1"),
            log_row(number="A2", agent="J" * 100, team="Team 2"),
            log_row(number="A3", agent="Jo", team="Team 2"),
            mapping=LOG + f'[people]\ndomain = "{domain}"',
        )
        [(line, reason)] = refusals(run)
        assert line == 3
        assert reason.startswith("It could not be stored: ")
        assert set(Issue.objects.values_list("origin", flat=True)) == {"desk:A1", "desk:A3"}


class TestTexts:
    def test_missing_markers_and_double_spaces_and_case_do_not_make_new_names(self):
        import_text(
            log_row(number="A1", team="Team  1", agent="Jo  Koch", topic=" Late  delivery"),
            log_row(number="A2", team="team 1", agent="JO KOCH", topic="Late delivery"),
            log_row(number="A3", team="n/a", agent="?", topic="N/A"),
        )
        assert Issue.objects.values("point").distinct().count() == 2
        assert User.objects.filter(name__iexact="jo koch").count() == 1
        assert Issue.objects.get(origin="desk:A3").point.name == "Anything else"

    def test_a_quoted_text_may_run_over_lines_and_lines_are_still_counted(self):
        run = import_text(
            log_row(number="A1", words='"She said ""no"".\nTwice,\nthrice."'),
            log_row(number="A2", updated="never"),
        )
        assert Issue.objects.get().reports.get().text == 'She said "no".\nTwice,\nthrice.'
        assert [line for line, _ in refusals(run)] == [5]

    def test_true_and_false_can_be_states(self):
        mapping = LOG.replace('New = "reported"', 'TRUE = "reported"\nfalse = "verified"')
        import_text(
            log_row(state="TRUE", updated="03-02-2026 09:00"),
            log_row(state="FALSE", updated="03-02-2026 10:00"),
            mapping=mapping,
        )
        assert [kind for kind, _ in story()] == ["reported", "verified"]

    def test_a_local_time_that_happens_twice_is_the_first_and_one_that_is_skipped_moves_on(self):
        import_text(
            log_row(number="A1", opened="26-10-2025 02:30", updated="26-10-2025 02:30"),
            log_row(number="A2", opened="30-03-2025 02:30", updated="30-03-2025 02:30"),
        )
        assert story("A1")[0][1] == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
        assert story("A2")[0][1] == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
