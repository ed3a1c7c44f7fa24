"""Who is let into a confidence. `docs/security.md` says it in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import BigIntegerField, BooleanField, F, Func, Value
from django.db.models.expressions import RawSQL

from people.querysets.prepared import Slot
from people.rules.permissions import Can

if TYPE_CHECKING:
    from people.models import User


@dataclass(frozen=True, slots=True)
class Anybody:
    """Stands in a prepared question for the person who asks it; `asked_by` says what is filled in."""

    pk: Slot
    department_id: Slot
    is_active: bool = True

    def may(self, _can: Can) -> bool:
        """Whose department does not count has none."""
        return True


ANYBODY: Final = Anybody(Slot("reader", BigIntegerField()), Slot("of_department", BigIntegerField()))


def asked_by(user: "User") -> dict[str, Any]:
    """What `ANYBODY` is for this person."""
    return {"reader": user.pk, "of_department": user.department_id if user.may(Can.TRIAGE) else None}


def lets_in(user: "User | Anybody", now: datetime | Slot | None) -> Func:
    """Whether a confidential issue is for this person, or for somebody for whom this person stands in at `now`.

    The database keeps the answer (`issues_lets_in`, `people_acting_as`): spelt out in each query it took PostgreSQL
    longer to plan than to find a page of issues. For whom the person acts is looked up once a query, if at all.
    """
    department = user.department_id if user.may(Can.TRIAGE) else None
    return Func(
        F("pk"),
        F("holder"),
        F("holder_department"),
        F("point"),
        RawSQL("(SELECT people_acting_as(%s, %s))", (user.pk, now)),
        department if isinstance(department, Slot) else Value(department, output_field=BigIntegerField()),
        function="issues_lets_in",
        output_field=BooleanField(),
    )
