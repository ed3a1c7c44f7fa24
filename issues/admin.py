"""Issues and their events, only to look at: every change goes through a command."""

# Django's classes cannot be subscripted at run time.
# mypy: disable-error-code="type-arg"

from typing import Any

from django.contrib import admin
from django.utils import timezone

from issues.models import Event, Issue


class ReadOnly:
    """Shown, never changed here."""

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002  Django's signature
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class EventInline(ReadOnly, admin.TabularInline):
    model = Event
    fields = ("seq", "kind", "at", "actor", "payload")


@admin.register(Issue)
class IssueAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("id", "title", "phase", "severity", "reported_at", "next_due_at", "set_aside_at")
    list_select_related = True
    list_filter = ("phase", "severity")
    search_fields = ("=id", "origin")
    show_full_result_count = False
    inlines = (EventInline,)

    def get_queryset(self, request: Any) -> Any:
        """What is confidential stays so here as well: the staff flag lets nobody into it."""
        visible = Issue.objects.visible_to(request.user, timezone.now())
        return super().get_queryset(request).filter(pk__in=visible)
