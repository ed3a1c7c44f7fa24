"""As what somebody is told of an issue, in words."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inflection_points.rules.policies import Recipient, Whom
from issues.commands.recipients import Directory
from issues.models import Issue
from people.models import User
from people.rules.permissions import Role

_ROLES: Final = {
    Role.FRONTLINE: gettext_lazy("frontline"),
    Role.MANAGER: gettext_lazy("manager"),
    Role.EXECUTIVE: gettext_lazy("executive"),
    Role.ADMINISTRATOR: gettext_lazy("administrator"),
}


def post_of(issue: Issue, recipient: Recipient, person: User, directory: Directory) -> str:
    """What makes this person the one to tell: the title, or how they stand to the issue."""
    match recipient.whom:
        case Whom.HOLDER:
            return _("who has it") if issue.holder_id else _("whose department has it")
        case Whom.DEPARTMENT_HEAD:
            department = directory.departments[directory.points[issue.point_id].department_id]
            return person.job_title or _("Head of %(department)s") % {"department": department.name}
        case Whom.PERSON | Whom.ROLE:
            return person.job_title or str(_ROLES[Role(person.role)])
        case Whom.OWNER:
            return _("accountable owner")
        case Whom.DEPUTY:
            return _("deputy")
        case Whom.STAGE_SPONSOR:
            return _("stage sponsor")
        case Whom.EXECUTIVE_SPONSOR:
            return _("executive sponsor")
