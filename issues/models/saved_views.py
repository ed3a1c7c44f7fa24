"""Lists of issues, and choices of the measures, that somebody keeps under a name."""

from typing import Final

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from issues.querysets.saved_views import SavedViewQuerySet

User = get_user_model()
LIST: Final = "issues:issues"


class SavedView(models.Model):
    """One address of a page: of the list of issues with its filters, order and columns, or of another page that is
    narrowed down by its address. Whoever opens it sees what they may see.

    A filter that is no longer there stays in the query and is said and left out when the view is opened.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    page = models.CharField(
        max_length=40, default=LIST, db_default=LIST, help_text=_("the name of the page that it opens on")
    )
    query = models.TextField(
        blank=True, help_text=_("as it stands in the address; empty: everything, newest first")
    )
    is_shared = models.BooleanField(default=False, help_text=_("everybody sees it and can open it"))
    saved_at = models.DateTimeField(help_text=_("the last time that what it shows was changed"))

    objects = SavedViewQuerySet.as_manager()

    opens: bool  # `views.tabs.seen_by` says so: the list of whoever looks begins with it

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("owner", "page", Lower("name"), name="saved_view_name_once")]
        indexes = [
            models.Index(fields=["name"], condition=models.Q(is_shared=True), name="saved_view_shared")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        if not self.is_list:
            return reverse(self.page) + (f"?{self.query}" if self.query else "")
        query = f"&{self.query}" if self.query else ""
        return f"{reverse(LIST)}?view={self.pk}{query}"

    @property
    def is_list(self) -> bool:
        """Whether it shows the list of issues."""
        return self.page == LIST


class DefaultView(models.Model):
    """The view with which a person's list of issues opens."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="default_view")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="opened_by")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.view_id}"
