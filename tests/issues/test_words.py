"""By which words an issue is found: those of its title, of every report of it, and of the comments on it."""

from importlib import import_module

import pytest
from django.db import connection

from issues import commands
from issues.commands.sweeping import sweep
from issues.models import Issue, Report, Words
from tests.cast import DAY, HOUR, REPORTED

LATER = REPORTED + HOUR


def found(words):
    return set(Issue.objects.matching(words))


def told(issue, company, text):
    commands.add_report(
        issue=issue.pk, reporter=company.stranger, now=LATER, telling=commands.Telling(text=text)
    )


class TestAnIssueIsFound:
    def test_by_its_title_and_by_the_beginnings_of_its_words(self, company):
        issue = company.report(text="Two parcels were crushed")
        assert found("parcels") == found("CRUSH parc") == found("two") == {issue}
        assert found("crushed letter") == set()

    def test_by_what_others_reported_about_it(self, company, issue):
        told(issue, company, "The gearbox whistled all the way")
        assert found("gearbox") == found("driver whistled") == {issue}

    def test_by_a_comment(self, company, issue):
        commands.comment(issue=issue.pk, actor=company.stranger, now=LATER, text="Ask the haulier in Kiel")
        assert found("haulier kiel") == {issue}

    def test_by_the_reports_of_its_duplicates_until_they_are_separated(self, company, issue):
        twin = company.report(now=LATER, text="The lorry never came")
        told(twin, company, "No sign of the forklift either")
        commands.merge(issue=twin.pk, into=issue.pk, actor=company.owner, now=REPORTED + DAY)
        assert issue in found("forklift")
        commands.unmerge(
            issue=twin.pk, actor=company.owner, now=REPORTED + DAY + HOUR, reason="Another lorry"
        )
        assert found("forklift") == {twin}

    def test_by_another_title_and_no_longer_by_the_old_one(self, company, issue):
        Report.objects.filter(issue=issue).update(text="")
        Issue.objects.filter(pk=issue.pk).update(title="Pallets without labels")
        assert found("pallets") == {issue}
        assert found("driver") == set()

    def test_by_its_number(self, company, issue):
        assert found(f"#{issue.pk}") == found(str(issue.pk)) == {issue}

    @pytest.mark.parametrize("words", ["", "  "])
    def test_by_no_word_at_all(self, issue, words):
        assert found(words) == {issue}

    @pytest.mark.parametrize("words", ["%", "'", "!!", "-", "🧊", "_"])
    def test_never_by_what_has_neither_letters_nor_digits(self, issue, words):
        assert found(words) == set()


class TestTheWordsAreKept:
    def test_for_rows_written_and_deleted_in_bulk(self, company, issue):
        copies = [Issue(**{f.attname: getattr(issue, f.attname) for f in Issue._meta.concrete_fields})]
        copies[0].pk, copies[0].title = None, "Copied from elsewhere"
        Issue.objects.bulk_create(copies)
        assert found("elsewhere") == {copies[0]}
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM issues_issue WHERE id = %s", [copies[0].pk])
        assert not Words.objects.filter(pk=copies[0].pk).exists()

    def test_of_an_issue_told_without_end_as_far_as_they_fit(self, company, issue):
        many = " ".join(f"word{n}" for n in range(9_000))
        for part in range(4):
            Report.objects.create(
                issue=issue, received_at=LATER, observed_at=LATER, text=many.replace("word", f"part{part}x")
            )
        assert found("driver part0x17") == {issue}

    def test_alike_by_what_comes_in_and_by_what_is_found_anew(self, company, issue):
        told(issue, company, "The gearbox whistled")
        commands.comment(issue=issue.pk, actor=company.stranger, now=LATER, text="Ask the haulier")
        with connection.cursor() as cursor:
            cursor.execute("SELECT lexemes = issues_words_of(issue_id) FROM issues_words")
            assert cursor.fetchall() == [(True,)]

    def test_of_both_issues_once_however_many_reports_move(self, company, issue):
        twin = company.report(now=LATER, text="The lorry never came")
        for number in range(20):
            told(twin, company, f"Forklift number{number}")
        with connection.cursor() as cursor:
            move = "EXPLAIN (ANALYZE, FORMAT JSON) UPDATE issues_report SET issue_id = %s WHERE issue_id = %s"
            cursor.execute(move, [issue.pk, twin.pk])
            ((plan,),) = cursor.fetchall()
        calls = {one["Trigger Name"]: one["Calls"] for one in plan[0]["Triggers"]}
        assert calls["issues_words_of_another_report"] == 1
        assert found("forklift number19") == {issue}

    def test_when_a_report_is_told_otherwise_or_removed(self, company, issue):
        told(issue, company, "The gearbox whistled")
        Report.objects.filter(issue=issue, text__contains="gearbox").update(text="The clutch slipped")
        assert (found("clutch"), found("gearbox")) == ({issue}, set())
        Report.objects.filter(issue=issue, text__contains="clutch").delete()
        assert found("clutch") == set()

    def test_with_the_instant_of_the_report(self, company, issue):
        assert [words.reported_at for words in Words.objects.all()] == [REPORTED]
        Issue.objects.filter(pk=issue.pk).update(reported_at=LATER)
        assert [words.reported_at for words in Words.objects.all()] == [LATER]
        Issue.objects.filter(pk=issue.pk).update(title="Pallets without labels")
        assert [words.reported_at for words in Words.objects.all()] == [LATER]

    def test_and_a_sweep_leaves_them_alone(self, company, issue):
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text FROM issues_words")
            before = cursor.fetchall()
            sweep(now=REPORTED + 3 * DAY)
            cursor.execute("SELECT xmin::text FROM issues_words")
            assert cursor.fetchall() == before


@pytest.fixture
def undated(transactional_db):
    """Words as they were before the instant of the report stood beside them."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE issues_words ALTER reported_at DROP NOT NULL")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE issues_words ALTER reported_at SET NOT NULL")


def test_the_dates_of_what_was_there_before_are_found_in_batches_that_are_each_committed(
    undated, company, monkeypatch
):
    migration = import_module("issues.migrations.0038_words_by_date_already")
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    issues = [company.report(text=f"Forklift number{n}", now=REPORTED + n * HOUR) for n in range(5)]
    Words.objects.exclude(pk=issues[2].pk).update(reported_at=None)
    Words.objects.create(pk=issues[-1].pk + 100, lexemes="stray")
    committed = []

    def noted(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        committed.append((sql == migration.FIND, connection.get_autocommit()))
        return done

    with connection.execute_wrapper(noted):
        migration.find(None, connection.schema_editor(atomic=False))
    assert committed.count((True, True)) >= 3
    assert dict(Words.objects.values_list("issue", "reported_at")) == {i.pk: i.reported_at for i in issues}
