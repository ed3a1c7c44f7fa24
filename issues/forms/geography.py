"""Zones, countries and regions as people name them."""

import difflib
import unicodedata
import zoneinfo
from functools import cache
from importlib import resources
from itertools import groupby
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
    """The zones of places under the names of today, by name, and UTC: what fields of a zone propose.

    Former names ("Asia/Calcutta") and abbreviations ("EST") are understood where somebody types them, but not listed.
    """
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text()
    places = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return [*sorted(places & zoneinfo.available_timezones()), "UTC"]


def zones_by_area(kept: str = "") -> list[tuple[str, str | list[tuple[str, str]]]]:
    """The same as options, grouped by area; `kept` is one that is chosen already, by whatever name."""
    of_none = ["UTC"] if not kept or kept in zones() else [kept, "UTC"]
    areas = groupby(zones()[:-1], key=lambda zone: zone.partition("/")[0])
    return [
        *((zone, zone.replace("_", " ")) for zone in of_none),
        *((area, [(zone, _place(zone)) for zone in group]) for area, group in areas),
    ]


def _place(zone: str) -> str:
    """The city as people write it: "Argentina/Buenos Aires"."""
    return zone.partition("/")[2].replace("_", " ")


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
