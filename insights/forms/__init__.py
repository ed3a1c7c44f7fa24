"""What the measures can be asked for. All of it stands in the address."""

from insights.forms.lengths import FIRST_DAY, LENGTHS, MOST_WEEKS, WEEKS
from insights.forms.listed import (
    AGES,
    LISTS,
    RECORDS,
    SORTS,
    DepartmentForm,
    DepartmentsForm,
    ListedForm,
    RecordsForm,
)
from insights.forms.scope import (
    ANY,
    BANDS,
    UNACTED,
    BehindForm,
    ScopeForm,
)

__all__ = [
    "AGES",
    "ANY",
    "BANDS",
    "FIRST_DAY",
    "LENGTHS",
    "LISTS",
    "MOST_WEEKS",
    "RECORDS",
    "SORTS",
    "UNACTED",
    "WEEKS",
    "BehindForm",
    "DepartmentForm",
    "DepartmentsForm",
    "ListedForm",
    "RecordsForm",
    "ScopeForm",
]
