"""Importing issues from other systems: histories go in as facts, and our own rules apply from then on."""

from issues.commands.importing.running import import_issues, importer_of, run_import, stalled
from issues.commands.importing.sheets import Unreadable, open_sheet
from issues.commands.importing.uploads import (
    ImportDone,
    ImportUnderWay,
    Preview,
    Shipped,
    add_import,
    change_import_mapping,
    digest_of,
    discard_import,
    preview,
    shipped_mappings,
    start_import,
)
from issues.rules.mapping import InvalidMapping, parse

__all__ = [
    "ImportDone",
    "ImportUnderWay",
    "InvalidMapping",
    "Preview",
    "Shipped",
    "Unreadable",
    "add_import",
    "change_import_mapping",
    "digest_of",
    "discard_import",
    "import_issues",
    "importer_of",
    "open_sheet",
    "parse",
    "preview",
    "run_import",
    "shipped_mappings",
    "stalled",
    "start_import",
]
