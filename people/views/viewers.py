"""The person at the other end of a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from people.models import User


def viewer(request: HttpRequest) -> User:
    """Who is signed in. Raises `PermissionDenied` for nobody, which the middleware lets happen on no page."""
    if not isinstance(request.user, User):
        raise PermissionDenied(_("Sign in first."))
    return request.user
