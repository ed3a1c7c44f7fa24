"""The import pages: upload, preview, correct, run, and what was refused."""

import csv
import gzip
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from issues.commands import importing
from issues.forms import importing as forms
from issues.models import Issue, IssueImport
from tests.imported import LOG, LOG_HEADER, NOW, administrator, import_text, log_row

pytestmark = pytest.mark.django_db

ROWS = "\n".join([LOG_HEADER, log_row(agent="Jo"), log_row(number="A2", state="Pondering"), ""]).encode()
LIST = "/import/"


@pytest.fixture
def admin(signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return signed_in(administrator())


def upload(admin, content=ROWS, mapping=LOG, name="log.csv", **fields):
    data = {"file": SimpleUploadedFile(name, content), "mapping": "own", **fields}
    if mapping:
        data["own"] = SimpleUploadedFile(
            "log.toml", mapping.encode() if isinstance(mapping, str) else mapping
        )
    return admin.post(LIST, data)


def page(response):
    return response.content.decode()


class TestUpload:
    def test_shows_the_first_rows_as_they_would_be_read(self, admin, tmp_path):
        response = upload(admin)
        run = IssueImport.objects.get()
        assert response.headers["Location"] == f"/import/{run.pk}/"
        shown = page(admin.get(response.headers["Location"]))
        assert "1 of them would be refused" in shown
        assert "The state “Pondering” is not in “states” of the mapping." in shown
        assert "Team 1, Jo" in shown
        assert not Issue.objects.exists()
        assert [path.suffix for path in tmp_path.rglob("*.csv")] == [".csv"]
        assert "log" not in run.file.name

    def test_a_shipped_mapping_can_be_chosen(self, admin):
        admin.post(LIST, {"file": SimpleUploadedFile("log.csv", ROWS), "mapping": "servicenow"})
        run = IssueImport.objects.get()
        assert 'source = "servicenow"' in run.mapping
        assert "The file lacks the columns “opened_at”" in page(admin.get(run.get_absolute_url()))

    @pytest.mark.parametrize(
        ("content", "mapping", "sentence"),
        [
            (b"", LOG, "The file is empty."),
            (b"PK\x03\x04abc", LOG, "This is a ZIP archive or a spreadsheet, not CSV."),
            (b"\0\0\0", LOG, "This is not a CSV file."),
            (ROWS, None, "Choose the file that holds your mapping."),
            (ROWS, b"\xff\xfe\x00", "This is not a text in UTF-8. Choose the TOML file."),
            (ROWS, b"#" * 100_001, "This is too long for a mapping."),
        ],
    )
    def test_refuses_what_it_cannot_read_with_a_sentence_and_keeps_nothing(
        self, admin, tmp_path, content, mapping, sentence
    ):
        response = upload(admin, content, mapping)
        assert response.status_code == 422
        assert sentence in page(response)
        assert 'value="own"' in page(response)
        assert not IssueImport.objects.exists()
        assert not list(tmp_path.rglob("*.csv"))

    def test_refuses_too_large_a_file(self, admin, monkeypatch):
        monkeypatch.setattr(forms, "LARGEST_FILE", 100)
        response = upload(admin)
        assert response.status_code == 422
        assert "50 MB is the most. Pack it with gzip, or split it." in page(response)

    def test_a_mapping_that_is_not_valid_is_kept_to_be_corrected(self, admin):
        location = upload(admin, mapping="layout = nothing").headers["Location"]
        shown = page(admin.get(location))
        assert "The mapping is not valid TOML" in shown
        assert "layout = nothing</textarea>" in shown
        assert "Import all rows" not in shown
        admin.post(f"{location}mapping/", {"mapping": LOG})
        assert "Import all rows" in page(admin.get(location))

    def test_names_and_texts_of_the_file_are_not_markup(self, admin):
        content = "\n".join([LOG_HEADER, log_row(topic="<script>alert(1)</script>")]).encode()
        location = upload(admin, content, name="<b>.csv").headers["Location"]
        shown = page(admin.get(location))
        assert "<script>alert" not in shown
        assert "<b>.csv" not in shown


class TestStartImport:
    def start(self, admin, **kwargs):
        location = upload(admin, **kwargs).headers["Location"]
        assert admin.post(f"{location}start/").headers["Location"] == location
        return location, IssueImport.objects.latest("pk")

    def test_shows_how_far_it_is_and_what_became_of_it(self, admin):
        location, run = self.start(admin)
        assert "A worker will begin within moments." in page(admin.get(location))
        IssueImport.objects.update(state="running", cases=10, done=4)
        shown = page(admin.get(location))
        assert "4 of 10 cases" in shown
        assert 'hx-trigger="every 2s"' in shown
        IssueImport.objects.update(state="waiting", cases=0, done=0)
        importing.run_import(run=run.pk, now=NOW)
        shown = page(admin.get(location))
        assert "hx-trigger" not in shown
        assert "2 rows told of 2 cases." in shown
        assert "Rows that did not go in" in shown
        assert Issue.objects.count() == 1

    def test_a_file_that_is_cut_off_is_said_and_can_be_started_again(self, admin):
        location, run = self.start(admin, content=gzip.compress(ROWS * 50)[:-20])
        importing.run_import(run=run.pk, now=NOW)
        assert "The file ends in the middle" in page(admin.get(location))
        assert not Issue.objects.exists()

    def test_where_not_one_row_fits_the_mapping_can_be_corrected_and_tried_again(self, admin):
        location, run = self.start(admin, mapping=LOG.replace("%d-%m-%Y", "%m/%d/%Y"))
        importing.run_import(run=run.pk, now=NOW)
        shown = page(admin.get(location))
        assert "Not one case could be taken in." in shown
        assert "is not a date such as “12/31/2026 23:59”" in shown
        admin.post(f"{location}mapping/", {"mapping": LOG})
        admin.post(f"{location}start/")
        importing.run_import(run=run.pk, now=NOW)
        run.refresh_from_db()
        assert (run.state, run.created, run.refused, run.rows.count()) == ("done", 1, 1, 1)

    def test_says_so_when_no_worker_has_it_in_hand(self, admin):
        location, _ = self.start(admin)
        IssueImport.objects.update(touched_at=NOW)
        assert "No worker has had it in hand for some minutes." in page(admin.get(location))
        assert list(importing.stalled(NOW)) == []

    def test_under_way_it_can_be_neither_changed_nor_discarded(self, admin):
        location, run = self.start(admin)
        for verb in ("mapping", "discard"):
            response = admin.post(f"{location}{verb}/", {"mapping": "x"})
            assert response.status_code == 409
            assert "This import is under way." in page(response)
        run.refresh_from_db()
        assert run.mapping == LOG

    def test_done_it_is_not_run_again(self, admin):
        run = import_text(log_row())
        response = admin.post(f"/import/{run.pk}/start/")
        assert response.status_code == 409
        assert "This import is done." in page(response)

    def test_a_bad_mapping_does_not_start(self, admin):
        location = upload(admin, mapping="layout = 1").headers["Location"]
        admin.post(f"{location}start/")
        assert IssueImport.objects.get().state == "preview"


class TestDiscardImport:
    def test_deletes_the_file(self, admin, tmp_path, django_capture_on_commit_callbacks):
        location = upload(admin).headers["Location"]
        with django_capture_on_commit_callbacks(execute=True):
            admin.post(f"{location}discard/")
        assert not IssueImport.objects.exists()
        assert not list(tmp_path.rglob("*.csv"))


class TestImportRefusals:
    def test_are_a_csv_that_a_spreadsheet_can_open_safely(self, admin):
        run = import_text(
            log_row(number='"=cmd|A1"', state="Pondering"), log_row(number="A2", updated="never")
        )
        response = admin.get(reverse("issues:import_refusals", args=[run.pk]))
        assert response.headers["Content-Disposition"] == f'attachment; filename="refused-{run.pk}.csv"'
        rows = list(csv.reader(io.StringIO(page(response).removeprefix("\ufeff"))))
        assert rows[0] == ["line", "case", "reason"]
        assert [row[:2] for row in rows[1:]] == [["2", "'=cmd|A1"], ["3", "A2"]]


class TestWhoMay:
    @pytest.mark.parametrize("role", ["reporter", "manager", "executive"])
    def test_only_administrators(self, company, signed_in, role):
        run = importing.add_import(
            file=None, file_name="x.csv", mapping=LOG, actor=company.administrator, now=NOW
        )
        client = signed_in(getattr(company, role))
        addresses = [LIST, f"/import/{run.pk}/", f"/import/{run.pk}/refused.csv"]
        assert [client.get(address).status_code for address in addresses] == [403] * 3
        posts = [f"/import/{run.pk}/{verb}/" for verb in ("mapping", "start", "discard")]
        assert [client.post(address).status_code for address in [LIST, *posts]] == [403] * 4
        assert IssueImport.objects.get().state == "preview"

    def test_an_import_that_does_not_exist_is_not_found(self, admin):
        assert admin.get("/import/999/").status_code == 404
        assert [admin.post(f"/import/999/{v}/").status_code for v in ("mapping", "start", "discard")] == [
            404
        ] * 3

    def test_signed_out_one_is_asked_to_sign_in(self, client):
        assert client.get(LIST).status_code == 302
