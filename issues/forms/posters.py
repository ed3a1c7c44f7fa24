"""Where a poster is to hang, and how it is printed."""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Site
from issues.forms.sentences import Helpful

SIZES: Final = [("a4", _("A4: a poster")), ("a5", _("A5: a notice")), ("a6", _("A6: a card"))]


class MakePosterForm(Helpful):
    """The site at which it hangs; none for a poster of the point wherever it happens."""

    site = forms.ModelChoiceField(
        queryset=Site.objects.filter(is_active=True),
        required=False,
        label=_("Where does it hang?"),
        empty_label=_("At no site in particular"),
        help_text=_("A report by this poster carries the site by itself."),
        error_messages={"invalid_choice": _("This site is not in use any more. Choose another.")},
    )


class PrintForm(forms.Form):
    """Language and size of the sheets."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES_OFFERED)
    size = forms.ChoiceField(label=_("Size"), choices=SIZES)


def chosen(asked: Mapping[str, str], language: str) -> dict[str, str]:
    """How to print: as asked; what is missing or makes no sense is in `language` and on A4."""
    languages, sizes = dict(settings.LANGUAGES_OFFERED), dict(SIZES)
    return {
        "language": asked["language"] if asked.get("language") in languages else language,
        "size": asked["size"] if asked.get("size") in sizes else "a4",
    }
