"""How rows of another system are read: the mapping that an administrator writes, as a typed value.

Written in TOML (see docs/import.md and `issues/management/mappings/`), read by `parse`, applied by `RowReader`.
"""

from issues.rules.mapping.parsing import InvalidMapping, parse
from issues.rules.mapping.rows import BadRow, MissingColumns, Row, RowReader
from issues.rules.mapping.values import Columns, Condition, Layout, Mapping, folded, squeezed

__all__ = [
    "BadRow",
    "Columns",
    "Condition",
    "InvalidMapping",
    "Layout",
    "Mapping",
    "MissingColumns",
    "Row",
    "RowReader",
    "folded",
    "parse",
    "squeezed",
]
