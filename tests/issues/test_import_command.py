"""`manage.py import_issues`: what it prints, and what it says when it cannot."""

import pytest
from django.core.management import CommandError, call_command

from issues.models import Issue, IssueImport
from people.models import Department, User
from tests.imported import LOG, LOG_HEADER, administrator, log_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths(tmp_path):
    file, mapping = tmp_path / "log.csv", tmp_path / "log.toml"
    file.write_text("\n".join([LOG_HEADER, log_row(agent="Jo"), log_row(number="A2", state="Pondering"), ""]))
    mapping.write_text(LOG)
    return file, str(mapping)


class TestImportIssues:
    def test_says_what_went_in_and_names_the_rest(self, paths, capsys):
        administrator()
        call_command("import_issues", paths[0], mapping=paths[1])
        said = capsys.readouterr().out
        assert "line 3 (A2): The state “Pondering” is not in “states” of the mapping." in said
        assert (
            "log.csv: 2 rows, 2 cases. 1 issues made with 2 events, 0 were here already, 1 rows refused."
            in said
        )
        assert "Made: " in said
        assert Issue.objects.count() == 1

    def test_a_dry_run_says_the_same_and_changes_nothing(self, paths, capsys):
        administrator()
        call_command("import_issues", paths[0], mapping=paths[1], dry_run=True)
        dry = capsys.readouterr().out
        assert not Issue.objects.exists()
        assert not IssueImport.objects.exists()
        assert not Department.objects.exists()
        assert User.objects.count() == 1
        call_command("import_issues", paths[0], mapping=paths[1])
        assert dry.replace("A dry run: nothing was changed.\n", "") == capsys.readouterr().out

    def test_needs_an_administrator(self, paths):
        with pytest.raises(CommandError, match="Make one first"):
            call_command("import_issues", paths[0], mapping=paths[1])

    def test_acts_in_the_name_of_the_administrator_that_is_named(self, paths, company):
        other = User.objects.create_superuser("root@example.test", name="Root")
        call_command("import_issues", paths[0], mapping=paths[1], actor="root@example.test")
        assert IssueImport.objects.get().started_by == other
        with pytest.raises(CommandError, match="is not an active administrator"):
            call_command("import_issues", paths[0], mapping=paths[1], actor=company.owner.email)

    def test_says_what_cannot_be_read(self, paths, tmp_path):
        administrator()
        for file, mapping, sentence in (
            (tmp_path / "no.csv", paths[1], "no.csv cannot be read: No such file or directory."),
            (tmp_path, paths[1], "cannot be read: Is a directory."),
            (paths[0], "no.toml", "Shipped mappings: nyc311, servicenow."),
            (paths[0], "servicenow", "The file lacks the column"),
        ):
            with pytest.raises(CommandError) as refusal:
                call_command("import_issues", file, mapping=mapping)
            assert sentence in str(refusal.value)
