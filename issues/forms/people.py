"""What a person sets about themselves, and how an administrator finds people and departments."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from issues.forms.choices import PersonField
from issues.forms.geography import zones_by_area
from issues.forms.moves import moment
from people.models import Department, User


class AbsenceForm(forms.Form):
    """From when until when somebody is away, and who acts meanwhile."""

    since = moment(_("Away from"))
    until = moment(_("Back on"))
    deputy = PersonField(
        label=_("Who stands in for you?"),
        required=False,
        help_text=_(
            "They are told in your place. Without anybody, messages to you climb on to the next person."
        ),
    )
    reason = forms.CharField(
        label=_("Why?"), required=False, max_length=200, help_text=_("Your deputy reads it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].error_messages["required"] = _("Say from when you are away.")
        self.fields["until"].error_messages["required"] = _("Say when you are back.")


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Name, language and zone. The address and the role are the administrators'."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones_by_area,
        help_text=_("All times on your screen are in this zone."),
    )

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("What the browser asks for")), *settings.LANGUAGES_OFFERED],
        help_text=_("Pages and e-mails speak it. What people wrote stays as they wrote it."),
    )

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")
        labels = {"name": _("Your name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = zones_by_area(kept=self.initial.get("time_zone", ""))


class PeopleFilter(forms.Form):
    """Everything of it stands in the address."""

    q = forms.CharField(
        label=_("Name, address or job"), required=False, max_length=100, widget=forms.SearchInput
    )
    gone = forms.BooleanField(label=_("Also those who have left"), required=False)


class DissolveForm(forms.Form):
    """Where the things of a department go."""

    into = forms.ModelChoiceField(queryset=Department.objects.none(), label=_("Who takes over?"))

    def __init__(self, department: Department, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = Department.objects.active().exclude(pk=department.pk)
        field.empty_label = _("Choose a department")
        field.initial = department.parent_id
