"""Importing again: twice, in slices, killed in the middle, and two at once."""

import os
import subprocess
import sys

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from issues.commands import importing
from issues.models import Custody, Event, Issue, IssueImport
from tests.engine import ROOT, database_url, wait_until
from tests.imported import INCIDENTS, LOG, LOG_HEADER, NOW, administrator, import_text, log_row

COUNTS = (890, 4562)  # issues, and events as an import that nobody disturbed writes them


def counts():
    return Issue.objects.count(), Event.objects.count()


def command():
    """The import as a process of its own, on the test's database."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_issues", str(INCIDENTS), "--mapping", "servicenow"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db
class TestTheSameAgain:
    def test_changes_nothing_even_where_the_case_has_grown(self):
        import_text(log_row())
        before = Issue.objects.get().memory
        run = import_text(
            log_row(), log_row(state="Closed", updated="04-02-2026 09:00"), log_row(number="A2")
        )
        assert (run.created, run.unchanged) == (1, 1)
        assert Issue.objects.get(origin="desk:A1").memory == before

    def test_the_same_number_of_another_source_is_another_case(self):
        import_text(log_row())
        import_text(log_row(), mapping=LOG.replace('"desk"', '"shop"'))
        assert Issue.objects.count() == 2


@pytest.mark.django_db
class TestSlices:
    def upload(self, *rows):
        content = "\n".join([LOG_HEADER, *rows]).encode()
        run = importing.add_import(
            file=ContentFile(content, "mine.csv"),
            file_name="mine.csv",
            mapping=LOG,
            actor=administrator(),
            now=NOW,
        )
        return importing.start_import(run=run.pk, now=NOW)

    def test_go_on_where_the_last_one_ended_wherever_the_rows_stand(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        opened = [log_row(number=f"A{n}") for n in range(5)]
        closed = [
            log_row(number=f"A{n}", state="Closed", updated="04-02-2026 09:00") for n in (3, 1, 4, 0, 2)
        ]
        run = self.upload("bad", *opened, *closed)
        seen = []
        while importing.run_import(run=run.pk, now=NOW, most=2):
            run.refresh_from_db()
            seen.append((run.done, run.created))
        run.refresh_from_db()
        assert seen == [(2, 2), (4, 4)]
        assert (run.state, run.cases, run.done, run.created, run.unchanged) == ("done", 5, 5, 5, 0)
        assert (run.refused, run.rows.count()) == (1, 1)
        assert Issue.objects.filter(phase="verified").count() == 5

    def test_delete_the_file_when_all_is_in(self, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.MEDIA_ROOT = tmp_path
        run = self.upload(log_row())
        [kept] = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert "mine" not in kept.name
        with django_capture_on_commit_callbacks(execute=True):
            importing.run_import(run=run.pk, now=NOW)
        assert not kept.exists()

    def test_an_import_that_nobody_started_or_that_was_discarded_is_left_alone(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        run = self.upload(log_row())
        IssueImport.objects.update(state="preview")
        assert not importing.run_import(run=run.pk, now=NOW)
        importing.discard_import(run=run.pk)
        assert not importing.run_import(run=run.pk, now=NOW)
        assert not Issue.objects.exists()


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
class TestFaults:
    def test_killed_in_the_middle_it_goes_on_and_nothing_is_missing_or_double(self, capsys):
        administrator()
        process = command()
        wait_until(lambda: Issue.objects.count() > 0, 30, "the import never began")
        process.kill()
        process.wait(timeout=10)
        left = Issue.objects.count()
        assert 0 < left < COUNTS[0], f"it was to die in the middle, not after {left}"
        assert IssueImport.objects.get().state == "running"

        call_command("import_issues", INCIDENTS, mapping="servicenow")
        said = capsys.readouterr().out
        assert "Going on with the import of" in said
        assert "890 issues made with 4,562 events, 0 were here already" in said
        assert counts() == COUNTS
        assert Custody.objects.filter(until=None).count() == 0
        run = IssueImport.objects.get()
        assert (run.state, run.created, run.done) == ("done", 890, 890)

    def test_two_at_once_import_every_case_once(self):
        administrator()
        both = [command(), command()]
        said = [process.communicate(timeout=60)[0] for process in both]
        assert [process.returncode for process in both] == [0, 0], said
        assert counts() == COUNTS
        assert Issue.objects.values("origin").distinct().count() == COUNTS[0]

    def test_two_that_go_on_with_the_same_import_share_the_work(self):
        with INCIDENTS.open("rb") as file:
            mapping = next(one.text for one in importing.shipped_mappings() if one.slug == "servicenow")
            run = importing.add_import(
                file=None,
                file_name=INCIDENTS.name,
                mapping=mapping,
                actor=administrator(),
                now=NOW,
                digest=importing.digest_of(file, mapping),
            )
            assert importing.import_issues(run=run, file=file, now=NOW, most=100)
        both = [command(), command()]
        said = [process.communicate(timeout=60)[0] for process in both]
        assert all("Going on with the import of" in words for words in said)
        assert counts() == COUNTS
        run.refresh_from_db()
        assert (run.state, run.done, run.created, run.unchanged, run.events) == ("done", 890, 890, 0, 4562)
