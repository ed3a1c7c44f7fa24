"""The whole incident log through the command, held against figures that separate code computed.

The reference numbers are those of servicenow_incidents.figures.json (see tests/data/README.md). The counting here is
plain Python over the events, on purpose: it knows nothing of our measures.
"""

from collections import defaultdict
from datetime import UTC, datetime
from itertools import groupby

import pytest
from django.core.management import call_command

from issues.commands.auditing import differences
from issues.models import Custody, Event, Issue
from tests.imported import INCIDENTS, administrator

# as_of: reported, acted, open, closed, reported_not_acted
AS_OF = {
    datetime(2016, 3, 3, tzinfo=UTC): (890, 489, 887, 3, 399),
    datetime(2016, 3, 8, tzinfo=UTC): (890, 606, 564, 326, 141),
    datetime(2016, 3, 15, tzinfo=UTC): (890, 648, 360, 530, 52),
    datetime(2016, 4, 1, tzinfo=UTC): (890, 690, 108, 782, 1),
    datetime(2016, 5, 1, tzinfo=UTC): (890, 691, 56, 834, 0),
    datetime(2016, 6, 1, tzinfo=UTC): (890, 691, 19, 871, 0),
    datetime(2016, 9, 1, tzinfo=UTC): (890, 691, 7, 883, 0),
    datetime(2017, 2, 18, 15, tzinfo=UTC): (890, 691, 0, 890, 0),
}
HANDOVERS = 834  # group_handover.handovers_total
CASES_HANDED_OVER = 381  # group_handover.cases_with_handover
PING_PONG = 84  # group_handover.pingpong_strict_cases
REOPENED = 11  # reopen.derived_cases
NEVER_ACTED = 199  # ttfa_minutes.A.never
PRIORITY_CHANGED = 39  # quirks.cases_with_priority_change
MINUTES_TO_ACT_P50 = 231  # ttfa_minutes.A.p50
ACTED_BEFORE_REPORTED = 2  # ttfa_minutes.A.negative
BY_FIRST_PRIORITY = {"normal": 770, "low": 78, "high": 23, "critical": 19}  # by_priority_first_counts
BY_LAST_PRIORITY = {"normal": 757, "low": 85, "high": 33, "critical": 15}  # by_priority_last


@pytest.fixture
def incidents(db, capsys):
    administrator()
    call_command("import_issues", INCIDENTS, mapping="servicenow")
    assert "890 issues made" in capsys.readouterr().out
    histories = defaultdict(list)
    for event in Event.objects.order_by("issue_id", "seq"):
        histories[event.issue_id].append(event)
    return histories


def first(history, kind):
    return min((event.at for event in history if event.kind == kind), default=None)


def count(histories, as_of):
    reported = acted = closed = not_acted = 0
    for history in histories.values():
        if first(history, "reported") > as_of:
            continue
        act, end = first(history, "acted_elsewhere"), first(history, "verified")
        is_acted, is_closed = act is not None and act <= as_of, end is not None and end <= as_of
        reported, acted, closed = reported + 1, acted + is_acted, closed + is_closed
        not_acted += not is_acted and not is_closed
    return reported, acted, reported - closed, closed, not_acted


def collapsed(keys):
    return [key for key, _ in groupby(key for key in keys if key is not None)]


class TestImportIssues:
    def test_counts_at_every_instant_what_separate_code_counted(self, incidents):
        assert {as_of: count(incidents, as_of) for as_of in AS_OF} == AS_OF

    def test_finds_every_handover_between_groups(self, incidents):
        departments = defaultdict(list)
        for issue, department in Custody.objects.order_by("pk").values_list("issue_id", "department_id"):
            departments[issue].append(department)
        paths = [collapsed(path) for path in departments.values()]
        assert sum(max(0, len(path) - 1) for path in paths) == HANDOVERS
        assert sum(len(path) > 1 for path in paths) == CASES_HANDED_OVER
        assert sum(any(a == b for a, b in zip(path, path[2:], strict=False)) for path in paths) == PING_PONG

    def test_dates_the_first_act_as_the_log_does(self, incidents):
        firsts = [first(history, "acted_elsewhere") for history in incidents.values()]
        assert firsts.count(None) == NEVER_ACTED
        minutes = sorted(
            (act - history[0].at).total_seconds() / 60
            for act, history in zip(firsts, incidents.values(), strict=True)
            if act is not None
        )
        assert minutes[len(minutes) // 2] == MINUTES_TO_ACT_P50
        assert sum(m < 0 for m in minutes) == ACTED_BEFORE_REPORTED

    def test_keeps_severities_and_reopenings(self, incidents):
        kinds = [[event.kind for event in history] for history in incidents.values()]
        assert sum("severity_changed" in history for history in kinds) == PRIORITY_CHANGED
        assert sum("reopened" in history for history in kinds) == REOPENED
        born = [history[0].payload["severity"] for history in incidents.values()]
        assert {word: born.count(word) for word in set(born)} == BY_FIRST_PRIORITY
        last = list(Issue.objects.values_list("severity", flat=True))
        assert {word: last.count(word) for word in set(last)} == BY_LAST_PRIORITY

    def test_marks_everything_as_imported_and_projects_what_the_fold_says(self, incidents):
        assert not Event.objects.filter(is_imported=False).exists()
        assert Issue.objects.filter(is_imported=True, phase="verified", next_due_at=None).count() == 890
        sample = Issue.objects.order_by("pk")[::30]
        assert [differences(issue) for issue in sample] == [{}] * len(sample)

    def test_the_same_file_again_changes_nothing(self, incidents, capsys):
        before = (Issue.objects.count(), Event.objects.count(), Custody.objects.count())
        call_command("import_issues", INCIDENTS, mapping="servicenow")
        assert "0 issues made with 0 events, 890 were here already, 0 rows refused" in capsys.readouterr().out
        assert (Issue.objects.count(), Event.objects.count(), Custody.objects.count()) == before
