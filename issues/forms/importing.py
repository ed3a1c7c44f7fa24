"""Uploading a file of issues with the mapping that reads it, and correcting the mapping."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from issues.commands.importing import InvalidMapping, Unreadable, open_sheet, parse, shipped_mappings
from issues.forms.sentences import Helpful

MEGABYTE: Final = 1024 * 1024
LARGEST_FILE: Final = 50 * MEGABYTE
LONGEST_MAPPING: Final = 100_000
OWN: Final = "own"


def _mappings() -> list[tuple[str, str]]:
    shipped = [(one.slug, one.name) for one in shipped_mappings()]
    return [*shipped, (OWN, str(_("With my own mapping")))]


class UploadForm(Helpful):
    """A file and how to read it. What is wrong with the mapping is shown afterwards, where it can be corrected."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV with a header row, plain or gzipped, at most 50 MB."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.gz,.txt,.tsv,text/csv,application/gzip"}),
        error_messages={"required": _("Choose the file to import.")},
    )
    mapping = forms.ChoiceField(
        label=_("How to read it"),
        choices=_mappings,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the mapping that fits best: it can be changed on the next page.")
        },
    )
    own = forms.FileField(
        label=_("My own mapping"),
        required=False,
        help_text=_("Only for the last choice: a TOML file. docs/import.md says what stands in it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is too large: 50 MB is the most. Pack it with gzip, or split it.")
            )
        return file

    def clean_own(self) -> str:
        own: UploadedFile[bytes] | None = self.cleaned_data["own"]
        if own is None:
            return ""
        if (own.size or 0) > LONGEST_MAPPING:
            raise forms.ValidationError(_("This is too long for a mapping. Choose the TOML file."))
        try:
            return str(own.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is not a text in UTF-8. Choose the TOML file.")) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mapping") == OWN and not given.get("own") and "own" not in self.errors:
            self.add_error("own", _("Choose the file that holds your mapping."))
        if not self.errors:
            self._look_at(given["file"])
        return given

    def _look_at(self, file: "UploadedFile[bytes]") -> None:
        """Refuse what is no CSV at all; missing columns can still be mended in the mapping."""
        try:
            open_sheet(file, parse(self.mapping_text()))  # type: ignore[arg-type]  # reads like a file
        except Unreadable as error:
            self.add_error("file", str(error))
        except InvalidMapping:
            pass

    def mapping_text(self) -> str:
        """What the chosen mapping says."""
        chosen, own = self.cleaned_data["mapping"], self.cleaned_data["own"]
        return (
            str(own) if chosen == OWN else next(one.text for one in shipped_mappings() if one.slug == chosen)
        )


class MappingForm(Helpful):
    """The mapping as text. It is kept as typed, valid or not."""

    mapping = forms.CharField(
        label=_("The mapping"),
        max_length=LONGEST_MAPPING,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "autocapitalize": "off"}),
    )
