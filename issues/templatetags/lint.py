"""Where a gap that the lint found is mended, for whoever looks at it."""

from typing import Any, Final

from django import template
from django.urls import NoReverseMatch, reverse

from inflection_points.rules.policies import Whom
from issues.commands.linting import Warned
from issues.rules.linting import Gap
from people.models import User
from people.rules.permissions import Can

register = template.Library()

_POINT: Final = ("admin:inflection_points_inflectionpoint_change", "point_id")
_MENDED_BY: Final = {  # whom the rung tells: where the data administration names them
    Whom.DEPARTMENT_HEAD: ("admin:people_department_change", "department_id"),
    Whom.HOLDER: _POINT,
    Whom.OWNER: _POINT,
    Whom.DEPUTY: _POINT,
}


@register.simple_tag(takes_context=True)
def mended_at(context: dict[str, Any], warned: Warned) -> str:
    """The page where the gap is mended, if this person may open it; else the page that shows it."""
    user = context["request"].user
    facts = warned.finding.facts
    if "calendar_id" in facts:
        changes = isinstance(user, User) and user.may(Can.ADMINISTER)
        return _page("issues:change_calendar" if changes else "issues:calendar", facts["calendar_id"])
    page, name = _POINT
    if warned.gap in {Gap.RUNG_REACHES_NOBODY, Gap.LADDER_ENDS_LOW}:
        told = [Whom(whom) for whom in facts["tells"]]
        if warned.gap is Gap.LADDER_ENDS_LOW or not any(whom in _MENDED_BY for whom in told):
            return _page("issues:policy", warned.finding.policy_id) or reverse(
                "issues:point", args=[facts["slug"]]
            )
        page, name = next(_MENDED_BY[whom] for whom in told if whom in _MENDED_BY)
    if user.is_staff:
        return reverse(page, args=[facts[name]])
    return reverse("issues:point", args=[facts["slug"]])


def _page(name: str, number: int | None) -> str:
    try:
        return reverse(name, args=[number])
    except NoReverseMatch:  # a capability that is not installed
        return ""
