"""Signing in. allauth does the work; accounts are made by administrators, not by visitors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The account that a sign-in tried, however the door names its fields: without it a lock would close the
    whole address, and with it everybody in the same office."""
    told = credentials or {}
    return str(told.get("email") or told.get("username") or request.POST.get("login", "")).lower()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        return False


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["remember"].label = _("Stay signed in on this device")
