"""The value chain, for administrators. Policies and calendars are only shown: commands write them."""

# Django's classes cannot be subscripted at run time.
# mypy: disable-error-code="type-arg"

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
class InflectionPointAdmin(Rearranging, admin.ModelAdmin):
    list_display = ("name", "stage", "department", "owner", "deputy", "is_active")
    list_filter = ("stage", "department", "is_active")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("department", "owner", "deputy")
    inlines = (KindInline, DependencyInline)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        """A retired policy is not offered."""
        if db_field.name == "policy":
            options["queryset"] = Policy.objects.offered()
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        """Points are deactivated: their issues stay."""
        return False


@admin.register(Site)
class SiteAdmin(Rearranging, admin.ModelAdmin):
    list_display = ("name", "calendar", "is_active")
    search_fields = ("name",)


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
    """Changing a calendar moves the deadlines of open issues: `manage.py` does it, with their recomputing."""

    list_display = ("name", "zone", "country", "region", "revision")
    inlines = (SpanInline, HolidayInline)
