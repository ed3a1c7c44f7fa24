"""`manage.py import_issues FILE --mapping FILE.toml [--dry-run]`: issues from another system's CSV."""

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from issues.commands import clock, importing
from issues.models import IssueImport
from people.models import User

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Import issues from a CSV file (plain or .gz): an event log or one row for each case. The same file "
        "twice changes nothing; killed in the middle, the same command again goes on."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file, plain or gzipped")
        parser.add_argument(
            "--mapping",
            required=True,
            help=f"a TOML file that says how to read it, or a shipped one: {', '.join(_shipped())}",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument(
            "--as",
            dest="actor",
            default="",
            metavar="E-MAIL",
            help="the administrator who imports (default: the first one); answers for points that are made",
        )

    def handle(self, *, file: Path, mapping: str, dry_run: bool, actor: str, **_options: Any) -> None:
        importer = _importer(actor)
        text = _mapping(mapping)
        try:
            with file.open("rb") as opened, transaction.atomic() if dry_run else nullcontext():
                run = self._run(opened, file.name, text, importer)
                self._say(run, dry_run)
                if dry_run:
                    transaction.set_rollback(True)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        if run.state == IssueImport.State.FAILED:
            raise CommandError(run.reason)

    def _run(self, file: BinaryIO, name: str, text: str, importer: User) -> IssueImport:
        digest = importing.digest_of(file, text)
        begun = IssueImport.objects.filter(digest=digest, state=IssueImport.State.RUNNING).first()
        if begun is not None:
            self.stdout.write(f"Going on with the import of {begun.created_at:%Y-%m-%d %H:%M} UTC.")
        now = clock.now()
        run = begun or importing.add_import(
            file=None, file_name=name, mapping=text, actor=importer, now=now, digest=digest
        )
        importing.import_issues(run=run, file=file, now=now)
        return run

    def _say(self, run: IssueImport, dry_run: bool) -> None:
        refused = run.rows.all()[:SHOWN]
        for row in refused:
            self.stdout.write(f"line {row.line}{f' ({row.case})' if row.case else ''}: {row.reason}")
        if run.refused > len(refused):
            self.stdout.write(f"… and {run.refused - len(refused):,} more rows.")
        self.stdout.write(
            f"{run.file_name}: {run.row_count:,} rows, {run.cases:,} cases. "
            f"{run.created:,} issues made with {run.events:,} events, {run.unchanged:,} were here already, "
            f"{run.refused:,} rows refused."
        )
        if run.made:
            self.stdout.write(f"Made: {run.made_words}.")
        if dry_run:
            self.stdout.write("A dry run: nothing was changed.")


def _shipped() -> dict[str, str]:
    return {one.slug: one.text for one in importing.shipped_mappings()}


def _mapping(name: str) -> str:
    path = Path(name)
    if not path.exists() and name in _shipped():
        return _shipped()[name]
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not a text in UTF-8.") from None
    except OSError as error:
        raise CommandError(
            f"{path} cannot be read: {error.strerror}. Shipped mappings: {', '.join(_shipped())}."
        ) from None


def _importer(address: str) -> User:
    administrators = User.objects.administrators().order_by("pk")
    found: User | None = (administrators.filter(email__iexact=address) if address else administrators).first()
    if found is None and address:
        raise CommandError(f"“{address}” is not an active administrator.")
    if found is None:
        raise CommandError("There is no administrator yet. Make one first: manage.py createsuperuser")
    return found
