"""Who is let into a confidence. `docs/security.md` says it in words."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, BooleanField, F, Func, Value
from django.db.models.expressions import RawSQL

from people.rules.permissions import Can

if TYPE_CHECKING:
    from people.models import User


def lets_in(user: "User", now: datetime | None) -> Func:
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
        Value(department, output_field=BigIntegerField()),
        function="issues_lets_in",
        output_field=BooleanField(),
    )
