"""Choosing pictures and documents to send along."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from issues.commands.attaching import (
    MOST_BYTES,
    MOST_FILES,
    AsSent,
    FileRefused,
    Kept,
    looked_through,
    must_be_known,
)
from issues.forms.importing import LARGEST_FILE

IMPORT: Final = "file"  # the field of the page that imports
ACCEPTED: Final = "image/jpeg,image/png,image/webp,image/gif,application/pdf"
_HELP: Final = _("Pictures or PDF, 5 at most, 10 MB each. Where a picture was taken is not kept.")


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class ChosenFiles(forms.BoundField):
    @property
    def is_to_choose_again(self) -> bool:
        """No page can keep files: after anything else was wrong they have to be chosen once more."""
        return bool(self.form.files.getlist(self.html_name) if self.form.is_bound and self.form.files else ())


class FilesField(forms.FileField):
    """Up to five files. Cleans to what may be kept of them; refuses with the sentence of the first that may not.

    `as_sent`, only their size and first bytes are looked at: they are looked through when the report is taken in.
    """

    widget = _Files
    as_sent = False

    def __init__(self, *, accept: str = ACCEPTED, **kwargs: Any) -> None:
        options = {"label": _("Photos"), "required": False, "help_text": _HELP, **kwargs}
        super().__init__(widget=_Files(attrs={"accept": accept}), **options)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        return ChosenFiles(form, self, field_name)

    def clean(self, data: Any, initial: Any = None) -> list[Kept] | list[AsSent]:  # noqa: ARG002  Django's signature
        """The files, painted anew. Raises `ValidationError`."""
        sent: list[UploadedFile[bytes]] = [one for one in data or [] if one]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(
                _("These are %(many)d files; 5 is the most."), params={"many": len(sent)}
            )
        try:
            if self.as_sent:
                return [_as_sent(one) for one in sent]
            return [looked_through(one.read(), name=one.name or "") for one in sent]
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def _as_sent(file: "UploadedFile[bytes]") -> AsSent:
    one = AsSent(file.name or "", file.read())
    must_be_known(one.content, name=one.name)
    return one


class Bounded(FileUploadHandler):
    """What is far too large is not written down to its end: the disk of the server is no place for it.

    It stands before Django's own handlers, for every field of every page, also of those that nobody asked for. They get
    a little more than is allowed, so that the form still sees that a file is too large, and says so. Only whoever is
    signed in may send a file as large as an import.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        person = getattr(self.request, "user", None) if self.field_name == IMPORT else None
        self.most = LARGEST_FILE if person is not None and person.is_authenticated else MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002  Django's signature
        self.received += len(raw_data)
        return None if self.received - len(raw_data) > self.most else raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler makes the file."""
