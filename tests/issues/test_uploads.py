"""How much of what is sent is written down, whatever the field is called."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Counting(FileUploadHandler):
    """Stands where the files are written, and counts what comes."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        Counting.received += len(raw_data)

    def file_complete(self, file_size: int) -> None:
        """There is no file."""


@pytest.mark.parametrize(("page", "name"), [("/account/login/", "x"), ("/account/login/", "file")])
def test_what_nobody_asked_for_is_not_written_to_its_end_either(client, page, name, settings):
    settings.FILE_UPLOAD_HANDLERS = [
        "issues.forms.files.Bounded",
        "tests.issues.test_uploads.Counting",
    ]
    Counting.received = 0
    client.post(page, {name: SimpleUploadedFile("a.bin", b"0" * (14 * 1024 * 1024))})
    assert 10 * 1024 * 1024 <= Counting.received < 11 * 1024 * 1024


def test_an_import_is_still_written_to_its_end(company, signed_in, settings):
    settings.FILE_UPLOAD_HANDLERS = [
        "issues.forms.files.Bounded",
        "tests.issues.test_uploads.Counting",
    ]
    Counting.received = 0
    large = SimpleUploadedFile("log.csv", b"0" * (14 * 1024 * 1024))
    signed_in(company.owner).post("/account/login/", {"file": large})
    assert Counting.received == 14 * 1024 * 1024


def test_more_than_the_disk_should_take_is_refused_without_being_written(company, issue, signed_in):
    huge = SimpleUploadedFile("huge.jpg", b"\xff\xd8\xff" + b"\0" * (11 * 1024 * 1024))
    answer = signed_in(company.owner).post(f"/issues/{issue.pk}/comment/", {"text": "t", "photos": huge})
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.content.decode()
