"""Signing in. allauth does the work; accounts are made by administrators, not by visitors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The account that a sign-in tried, however the door names its fields: without it a lock would close the
    whole address, and with it everybody in the same office."""
    told = credentials or {}
    return str(told.get("email") or told.get("username") or request.POST.get("login", "")).lower()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The address and the password do not belong together. Try again, or choose a new password."
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        return False


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["remember"].label = _("Stay signed in on this device")
        _plain(self, {"login": _("Write your e-mail address."), "password": _("Write your password.")})


class ResetPasswordForm(AllauthResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"email": _("Write the e-mail address that you sign in with.")})


class AddEmailForm(AllauthAddEmailForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"email": _("Write the e-mail address that you want to add.")})


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("The password until now")
        _plain(self, {"oldpassword": _("Write the password that you have now."), **_NEW_PASSWORD})
        _name_new_password(self)


class SetPasswordForm(AllauthSetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, _NEW_PASSWORD)
        _name_new_password(self)


class ReauthenticateForm(AllauthReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password": _("Write your password.")})


_NEW_PASSWORD = {
    "password1": _("Write the new password."),
    "password2": _("Write the new password once more."),
}


def _name_new_password(form: forms.Form) -> None:
    form.fields["password1"].label = _("The new password")
    form.fields["password2"].label = _("The new password once more")


def _plain(form: forms.Form, required: dict[str, Any]) -> None:
    """Labels stand above fields, so nothing is said in them; and what is missing is said as what to do."""
    for name, sentence in required.items():
        form.fields[name].widget.attrs.pop("placeholder", None)
        form.fields[name].error_messages["required"] = sentence
