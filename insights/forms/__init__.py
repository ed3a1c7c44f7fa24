"""What the measures can be asked for. All of it stands in the address."""

from insights.forms.behind import AGES, LISTS, BehindForm
from insights.forms.departments import SORTS, DepartmentForm, DepartmentsForm
from insights.forms.records import RECORDS, RecordsForm
from insights.forms.scope import ScopeForm

__all__ = [
    "AGES",
    "LISTS",
    "RECORDS",
    "SORTS",
    "BehindForm",
    "DepartmentForm",
    "DepartmentsForm",
    "RecordsForm",
    "ScopeForm",
]
