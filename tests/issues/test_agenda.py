"""The sweep's agenda: the database keeps it in step with the issues, however they are written."""

from django.db import connection

from issues import commands
from issues.commands.auditing import audit
from issues.commands.sweeping import sweep
from issues.models import Agenda, Issue
from tests.cast import DAY, HOUR, REPORTED

THREE_DAYS_LATER = REPORTED + 3 * DAY


def agenda():
    return dict(Agenda.objects.values_list("issue", "due_at"))


def deadlines():
    return dict(Issue.objects.filter(next_due_at__isnull=False).values_list("pk", "next_due_at"))


def test_it_follows_reports_commands_and_sweeps(company):
    issue, other = company.report(), company.report(text="Another one")
    assert agenda() == deadlines()
    commands.accept(issue=issue.pk, actor=company.owner, now=REPORTED + HOUR)
    assert agenda() == deadlines()
    sweep(now=THREE_DAYS_LATER)
    assert agenda() == deadlines()
    commands.decline(issue=other.pk, actor=company.owner, now=THREE_DAYS_LATER, reason="Out of scope")
    assert set(agenda()) == {issue.pk}


def test_it_follows_rows_written_and_deleted_in_bulk(company):
    issues = [company.report(text=f"Late, {n}") for n in range(5)]
    Issue.objects.update(next_due_at=REPORTED + DAY)
    assert set(agenda().values()) == {REPORTED + DAY}
    copies = [Issue(**{f.attname: getattr(issues[0], f.attname) for f in Issue._meta.concrete_fields})]
    copies[0].pk = None
    Issue.objects.bulk_create(copies)
    assert len(agenda()) == 6
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM issues_issue WHERE id = %s", [copies[0].pk])
    assert len(agenda()) == 5


def test_what_is_set_aside_leaves_it_until_it_is_taken_back(issue):
    Issue.objects.filter(pk=issue.pk).update(set_aside_at=REPORTED)
    assert agenda() == {}
    assert sweep(now=THREE_DAYS_LATER).issues == 0
    Issue.objects.filter(pk=issue.pk).update(set_aside_at=None)
    assert sweep(now=THREE_DAYS_LATER).issues == 1


def test_the_auditor_finds_what_is_not_on_it(issue):
    Agenda.objects.all().delete()
    assert audit(now=REPORTED).findings == [
        {"issue": issue.pk, "what": "its deadline is not on the engine's agenda"}
    ]


def test_an_issue_that_was_moved_meanwhile_is_not_swept_by_an_old_agenda(issue):
    Agenda.objects.update(due_at=REPORTED)
    assert sweep(now=REPORTED).issues == 0


def test_the_question_of_the_engine_has_an_index(issue):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    assert "agenda_due" in Agenda.objects.filter(due_at__lte=THREE_DAYS_LATER).explain()


def test_a_fired_rung_touches_no_index_of_the_issue(issue):
    """No index holds a column that a sweep changes, so PostgreSQL may keep the new version on the page of the old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)"
            " WHERE indrelid = 'issues_issue'::regclass"
        )
        indexed = {name for (name,) in cursor.fetchall()}
    assert not indexed & {"next_due_at", "memory", "last_seq", "reached", "held_until", "waits_until"}
