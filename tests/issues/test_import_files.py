"""Files that are not what they should be: each is taken as far as it can be trusted, or refused with a sentence."""

import gzip
import io
import random

import pytest

from issues.commands import importing
from issues.commands.importing import sheets
from issues.models import Issue, IssueImport
from tests.imported import (
    LOG,
    LOG_HEADER,
    NOW,
    administrator,
    import_bytes,
    log_row,
    refusals,
)

pytestmark = pytest.mark.django_db

TEXT = "\n".join([LOG_HEADER, log_row(number="A1", agent="Jörg"), log_row(number="A2"), ""])


def origins():
    return set(Issue.objects.values_list("origin", flat=True))


class TestReadable:
    @pytest.mark.parametrize(
        "content",
        [
            TEXT.encode("utf-8-sig"),
            TEXT.replace("\n", "\r\n").encode(),
            TEXT.replace("\n", "\r").encode(),
            TEXT.replace(",", ";").encode(),
            TEXT.replace(",", "\t").encode(),
            TEXT.rstrip("\n").encode(),
            ("\n \n" + TEXT.replace("\n", "\n\n")).encode(),
            TEXT.replace("number,", '"NUMBER ",').encode(),
            gzip.compress(TEXT.encode(), mtime=0),
            gzip.compress(TEXT[:80].encode(), mtime=0) + gzip.compress(TEXT[80:].encode(), mtime=0),
        ],
        ids=[
            "bom",
            "crlf",
            "cr",
            "semicolons",
            "tabs",
            "no-end",
            "blank-lines",
            "header",
            "gzip",
            "two-members",
        ],
    )
    def test_is_whatever_a_spreadsheet_makes_of_csv(self, content):
        assert import_bytes(content).state == "done"
        assert origins() == {"desk:A1", "desk:A2"}
        assert Issue.objects.get(origin="desk:A1").holder.name == "Jörg"

    @pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
    def test_is_another_encoding_when_the_mapping_names_it(self, encoding):
        import_bytes(TEXT.encode(encoding), mapping=f'encoding = "{encoding}"\n{LOG}')
        assert Issue.objects.get(origin="desk:A1").holder.name == "Jörg"

    def test_bytes_of_another_encoding_cost_their_row_only(self):
        run = import_bytes(TEXT.encode("latin-1"))
        [(line, reason)] = refusals(run)
        assert line == 2
        assert "“agent” holds bytes that are not UTF-8" in reason
        assert origins() == {"desk:A2"}

    def test_a_column_that_is_not_read_may_hold_anything(self):
        content = (
            TEXT.replace("words", "words,blob")
            .encode()
            .replace(b"\n", b",\xff\x00\n")
            .replace(b"blob,\xff\x00", b"blob")
        )
        assert import_bytes(content).refused == 0


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty."),
            (b"\n\n", "The file is empty."),
            (b"PK\x03\x04 and so on", "This is a ZIP archive or a spreadsheet"),
            (b"%PDF-1.7\n", "This is a PDF"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "It has “�PNG”. Choose the mapping that belongs to the file"),
            (b"\0" * 5000, "This is not a CSV file."),
            (b"x" * 300_000, "This is not a CSV file."),
            (TEXT.encode("utf-16"), "This file is UTF-16."),
            (gzip.compress(TEXT.encode(), mtime=0)[:-12], "it was cut off on its way"),
            (gzip.compress(TEXT.encode(), mtime=0)[:40], "it was cut off on its way"),
            (gzip.compress(random.Random(1).randbytes(400), mtime=0)[:60] + b"\0" * 400, "damaged"),
            (TEXT.replace("opened", "open_ed").encode(), "lacks the column “opened”. Is “open_ed” meant?"),
            (TEXT.replace("words", "team").encode(), "lacks the column “words”"),
            (TEXT.replace("words", "words,team").encode(), "the column “team” more than once"),
        ],
    )
    def test_as_a_whole_with_a_sentence_and_nothing_of_it_goes_in(self, content, sentence):
        run = import_bytes(content)
        assert (run.state, run.created, origins()) == ("failed", 0, set())
        assert sentence in run.reason

    def test_a_wrong_delimiter_in_the_mapping_names_the_right_one(self):
        run = import_bytes(TEXT.replace(",", ";").encode(), mapping=f'delimiter = ","\n{LOG}')
        assert "not separated by “,” but, as it seems, by “;”" in run.reason

    def test_an_archive_that_unpacks_to_more_than_the_limit_stops_early(self, monkeypatch):
        monkeypatch.setattr(sheets, "MOST_BYTES", 5_000_000)
        bomb = gzip.compress(TEXT.encode() + b"\n" * 20_000_000, mtime=0)
        assert "larger than 1 GB when unpacked" in import_bytes(bomb).reason

    def test_more_rows_than_the_limit(self, monkeypatch):
        monkeypatch.setattr(sheets, "MOST_ROWS", 1)
        assert "Split it and import the parts." in import_bytes(TEXT.encode()).reason

    def test_a_file_that_is_only_noise_after_its_header_ends_with_a_sentence(self, monkeypatch):
        monkeypatch.setattr(sheets, "MOST_PROBLEMS", 10)
        noise = b'"x"y\n' * 50
        assert "More than 10 rows cannot be read" in import_bytes(LOG_HEADER.encode() + b"\n" + noise).reason

    def test_a_header_alone_is_an_import_of_nothing(self):
        run = import_bytes(LOG_HEADER.encode())
        assert (run.state, run.cases, run.row_count) == ("done", 0, 0)


class TestPreview:
    def test_shows_the_first_rows_and_names_the_bad_ones(self):
        rows = [log_row(number=f"A{n}") for n in range(30)]
        rows[2] = log_row(number="A2", state="Pondering")
        content = "\n".join([LOG_HEADER, *rows]).encode()
        shown = list(importing.preview(io.BytesIO(content), importing.parse(LOG), NOW))
        assert [one.line for one in shown] == list(range(2, 22))
        assert [one.line for one in shown if one.row is None] == [4]
        assert "Pondering" in shown[2].reason
        assert not IssueImport.objects.exists()
        assert administrator().is_active
