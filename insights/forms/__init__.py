"""What the measures can be asked for. All of it stands in the address."""

from insights.forms.listed import (
    AGES,
    LISTS,
    RECORDS,
    SORTS,
    DepartmentForm,
    DepartmentsForm,
    FlowForm,
    ListedForm,
    RecordsForm,
)
from insights.forms.scope import (
    ANY,
    BANDS,
    FIRST_DAY,
    LENGTHS,
    UNACTED,
    WEEKS,
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
    "RECORDS",
    "SORTS",
    "UNACTED",
    "WEEKS",
    "BehindForm",
    "DepartmentForm",
    "DepartmentsForm",
    "FlowForm",
    "ListedForm",
    "RecordsForm",
    "ScopeForm",
]
