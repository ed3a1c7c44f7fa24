"""Zones, countries and regions as people name them."""

import difflib
import unicodedata
import zoneinfo
from functools import cache
from typing import Final

import holidays as public_holidays
from babel import Locale, localedata
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from holidays.registry import COUNTRIES

_SMALL: Final = {"And": "and", "Of": "of", "The": "the"}

_WRITTEN: Final = {  # as they write themselves, where the key of the library does not say it
    "AX": "Åland Islands",
    "BL": "Saint Barthélemy",
    "BQ": "Bonaire, Sint Eustatius and Saba",
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "CW": "Curaçao",
    "GW": "Guinea-Bissau",
    "HK": "Hong Kong",
    "HM": "Heard Island and McDonald Islands",
    "RE": "Réunion",
    "SH": "Saint Helena, Ascension and Tristan da Cunha",
    "ST": "São Tomé and Príncipe",
    "SY": "Syria",
    "TL": "Timor-Leste",
}


def known_zone(text: str) -> str:
    """The zone that was meant: its key in any writing, or a city that only one has. Raises `ValidationError`."""
    wanted = "_".join(text.lower().replace(" / ", "/").split())
    zones = {zone.lower(): zone for zone in zoneinfo.available_timezones()}
    if wanted in zones:
        return zones[wanted]
    ends = [zone for low, zone in zones.items() if "/" in low and low.rsplit("/", 1)[1] == wanted]
    if len(ends) == 1:
        return ends[0]
    near = ends or [zones[low] for low in difflib.get_close_matches(wanted, zones, n=3, cutoff=0.7)]
    asked = _("Did you mean %(zones)s?") % {"zones": _(" or ").join(sorted(near)[:3])}
    raise ValidationError(
        _("“%(text)s” is not a time zone that computers know, such as Europe/Berlin. %(meant)s")
        % {"text": text, "meant": asked if near else _("Choose one of the list.")}
    )


@cache
def zones() -> list[str]:
    """What the field of the zone proposes."""
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")


def countries() -> list[tuple[str, str]]:
    """Those whose public holidays are known, by their name in the reader's language."""
    return [("", _("No public holidays")), *_countries(get_language() or "")]


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    known = public_holidays.list_supported_countries(include_aliases=False)
    names = {code: _in_words(key) for key, (_title, code, *_codes) in COUNTRIES.items()} | _WRITTEN
    names |= _territories(language)
    found = sorted(((names[code], code) for code in known if code in names), key=_without_accents)
    return [(code, name) for name, code in found]


def _territories(language: str) -> dict[str, str]:
    """How a language calls the countries; nothing for English, which has names of its own here."""
    spoken = language.partition("-")[0]
    if spoken in {"", "en"}:
        return {}
    return dict(Locale.parse(spoken).territories) if localedata.exists(spoken) else {}


def regions(country: str) -> list[tuple[str, str]]:
    """The regions of a country that have holidays of their own, by name."""
    return [("", _("The whole country")), *_regions(country)]


@cache
def _regions(country: str) -> list[tuple[str, str]]:
    known = public_holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        return []
    aliases = public_holidays.country_holidays(country).get_subdivision_aliases()
    named = sorted((aliases[code][0] if aliases.get(code) else code, code) for code in known[country])
    return [(code, name) for name, code in named]


def _without_accents(named: tuple[str, str]) -> str:
    """What lists sort by: Åland stands among the names with A."""
    return unicodedata.normalize("NFKD", named[0]).encode("ascii", "ignore").decode()


def _in_words(key: str) -> str:
    return " ".join(_SMALL.get(word, word) for word in key.title().split("_"))


def place(country: str, region: str) -> str:
    """Whose public holidays count, in words: "Germany, Bayern"; empty for nobody's."""
    if not country:
        return ""
    name = dict(countries()).get(country, country)
    return f"{name}, {dict(regions(country)).get(region, region)}" if region else name
