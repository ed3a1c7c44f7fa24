"""Where catalogues lie. The .po files are written by people; every .mo is built and never committed."""

from __future__ import annotations

from pathlib import Path

from launch.places import ROOT, VAR

LOCALE = ROOT / "locale"
PSEUDO = VAR / "locale"  # only tests look here
SOURCES = ("inflection_points", "insights", "issues", "moment_of_service", "notifications", "people")
TEMPLATES = "templates"


def written() -> list[Path]:
    """The catalogue of each language that people translate into."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def language_of(catalogue: Path) -> str:
    """`de` of `locale/de/LC_MESSAGES/django.po`."""
    return catalogue.parent.parent.name


def compiled(catalogue: Path) -> Path:
    return catalogue.with_suffix(".mo")
