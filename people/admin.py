"""People and departments, for administrators. Passwords are set, never shown."""

# Django's classes cannot be subscripted at run time.
# mypy: disable-error-code="type-arg"

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils import timezone

from people.commands.rearranging import rearranged
from people.models import Department, User


class Rearranging:
    """What is saved here decides who is told: the gaps are looked at again."""

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        rearranged(now=timezone.now())


class SmallAddress:
    """The e-mail address signs in, in small letters: two that differ in capitals are one."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewUserForm(SmallAddress, AdminUserCreationForm):
    """Django's, without a user name."""

    class Meta:
        model = User
        fields = ("email", "name", "role", "department")


class PersonForm(SmallAddress, UserChangeForm):
    """Django's, without a user name."""


@admin.register(User)
class PersonAdmin(Rearranging, UserAdmin):
    add_form = NewUserForm
    form = PersonForm
    ordering = ("name",)
    list_display = ("name", "email", "role", "department", "is_active")
    list_filter = ("role", "is_active", "department")
    search_fields = ("name", "email")
    autocomplete_fields = ("department",)
    readonly_fields = ("last_login", "date_joined", "is_active")  # leaving hands things on: see /people/
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "job_title")}),
        ("In the company", {"fields": ("role", "department", "time_zone", "language")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("email", "name", "role", "department", "usable_password", "password1", "password2")},
        ),
    )

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        """People are deactivated: what they did stays theirs."""
        return False


@admin.register(Department)
class DepartmentAdmin(Rearranging, admin.ModelAdmin):
    list_display = ("name", "head", "parent", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("head", "parent")
    readonly_fields = ("is_active",)  # dissolving hands things on: see /people/

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        """Departments are dissolved: what they had is handed on."""
        return False
