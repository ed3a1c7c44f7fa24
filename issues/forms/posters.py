"""Where a poster is to hang, and how it is printed."""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Site
from issues.forms.sentences import Helpful

LANGUAGES: Final = [(code, get_language_info(code)["name_local"]) for code in ("en", "de")]
SIZES: Final = [("a4", _("A4: a poster")), ("a5", _("A5: a notice")), ("a6", _("A6: a card"))]
_OFFERED: Final = {"language": dict(LANGUAGES), "size": dict(SIZES)}


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

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    size = forms.ChoiceField(label=_("Size"), choices=SIZES)


def chosen(asked: Mapping[str, str], language: str) -> dict[str, str]:
    """How to print: as asked; what is missing or makes no sense is `language`, else English, and A4."""
    first = {"language": language if language in _OFFERED["language"] else "en", "size": "a4"}
    return {
        name: typed if (typed := asked.get(name, "")) in offered else first[name]
        for name, offered in _OFFERED.items()
    }
