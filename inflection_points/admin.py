"""The value chain, for administrators. Policies and calendars are only shown: commands write them."""

# Django's classes cannot be subscripted at run time.
# mypy: disable-error-code="type-arg"

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm

from inflection_points.models import (
    Calendar,
    CalendarSpan,
    Dependency,
    Holiday,
    InflectionPoint,
    Kind,
    Policy,
    PolicyRung,
    PolicyTarget,
    PolicyVersion,
    Site,
    Stage,
    ValueChain,
)
from inflection_points.rules.graph import would_close_a_cycle
from people.admin import Rearranging


class ReadOnly:
    """Shown, never changed here: saving means a new version, which a command makes."""

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class ChosenElsewhere(admin.ModelAdmin):
    """What commands choose under a lock is shown here with where it is changed. A new row may still choose it."""

    chosen_elsewhere: Mapping[str, str]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(self.chosen_elsewhere) if obj is not None else ()

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **options: Any) -> Any:
        if obj is not None:
            options["help_texts"] = self.chosen_elsewhere
        return super().get_form(request, obj, change, **options)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if change:  # what a command chose since the row was read stays
            obj.save(update_fields=form.changed_data)
        else:
            super().save_model(request, obj, form, change)


class StageInline(admin.TabularInline):
    model = Stage
    extra = 0
    autocomplete_fields = ("sponsor",)


@admin.register(ValueChain)
class ValueChainAdmin(Rearranging, admin.ModelAdmin):
    inlines = (StageInline,)
    autocomplete_fields = ("executive_sponsor",)


@admin.register(Stage)
class StageAdmin(Rearranging, admin.ModelAdmin):
    list_display = ("name", "position", "chain", "sponsor")
    search_fields = ("name",)
    autocomplete_fields = ("sponsor",)


class KindInline(admin.TabularInline):
    model = Kind
    extra = 1


class DependencyForm(ModelForm):
    """Refuses an edge that would make a point depend on itself through others."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upstream = cleaned.get("upstream")
        if upstream is not None and self.instance.point_id:
            edges: dict[int, list[int]] = {}
            for point, up in Dependency.objects.exclude(pk=self.instance.pk).values_list("point", "upstream"):
                edges.setdefault(point, []).append(up)
            if would_close_a_cycle(edges, self.instance.point_id, upstream.pk):
                raise ValidationError(f"{upstream} depends on this point already. Choose another.")
        return cleaned


class DependencyInline(admin.TabularInline):
    model = Dependency
    form = DependencyForm
    fk_name = "point"
    extra = 1
    autocomplete_fields = ("upstream",)
    verbose_name_plural = "depends on"


@admin.register(InflectionPoint)
class InflectionPointAdmin(Rearranging, ChosenElsewhere):
    list_display = ("name", "stage", "department", "owner", "deputy", "is_active")
    list_filter = ("stage", "department", "is_active")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("department", "owner", "deputy")
    inlines = (KindInline, DependencyInline)
    exclude = (
        "promise",
        "guidance",
    )  # what the standard in force says: written and signed on the point's page
    chosen_elsewhere = {
        "policy": "Changed under “Policies”: on the page of the policy that the point is to use.",
        "calendar": "Changed under “Calendars”: on the page of the calendar that the point is to use.",
    }

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        """A retired policy is not offered."""
        if db_field.name == "policy":
            options["queryset"] = Policy.objects.offered()
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        """Points are deactivated: their issues stay."""
        return False


@admin.register(Site)
class SiteAdmin(Rearranging, ChosenElsewhere):
    list_display = ("name", "calendar", "is_active")
    search_fields = ("name",)
    chosen_elsewhere = {
        "calendar": "Changed under “Calendars”: on the page of the calendar that the site is to use."
    }


class TargetInline(ReadOnly, admin.TabularInline):
    model = PolicyTarget


class RungInline(ReadOnly, admin.TabularInline):
    model = PolicyRung
    fields = ("clock", "position", "percent", "tells")
    readonly_fields = ("tells",)

    @admin.display(description="tells")
    def tells(self, rung: PolicyRung) -> str:
        return ", ".join(recipient.get_whom_display() for recipient in rung.recipients.all())


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnly, admin.ModelAdmin):
    """Versions are immutable; the database refuses changes too."""

    list_display = ("policy", "number", "hold_limit_percent", "created_at", "created_by")
    inlines = (TargetInline, RungInline)


class SpanInline(ReadOnly, admin.TabularInline):
    model = CalendarSpan


class HolidayInline(ReadOnly, admin.TabularInline):
    model = Holiday


@admin.register(Calendar)
class CalendarAdmin(ReadOnly, admin.ModelAdmin):
    """Changing a calendar moves the deadlines of open issues: the pages under “Calendars” do it, with their recomputing."""

    list_display = ("name", "zone", "country", "region", "revision")
    inlines = (SpanInline, HolidayInline)
