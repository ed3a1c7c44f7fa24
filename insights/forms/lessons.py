"""Which issues came back at a point, or were reported again since preventive work was done."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Kind, Site
from insights.forms.addresses import LEAFS
from insights.forms.scope import TIME, ScopeForm, key_of
from insights.querysets.lessons import Done, Lesson, action_done, remedy_done

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet

LESSONS: Final[dict[Lesson, Any]] = {
    Lesson.RETURNED: _("Fixed, and seen again within 90 days"),
    Lesson.SINCE: _("Reported again since"),
}
_UNKNOWN: Final = _("No preventive work like this was completed by then that you may read of.")


class LessonForm(ScopeForm):
    """Of a kind at a site, or of a piece of work; a link says which. `seen`: the issues that whoever looks may read."""

    tells_days = False
    keeps_views = False
    leafs = LEAFS
    stays = ("what", "kind", "site", "action", "remedy")

    what = forms.ChoiceField(choices=list(LESSONS.items()), widget=forms.HiddenInput)
    kind = forms.ModelChoiceField(Kind.objects.all(), required=False, widget=forms.HiddenInput)
    site = forms.ModelChoiceField(Site.objects.all(), required=False, widget=forms.HiddenInput)
    action = forms.UUIDField(required=False, widget=forms.HiddenInput)
    remedy = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, now: datetime, seen: "IssueQuerySet") -> None:
        super().__init__(data, now=now)
        self.seen = seen
        self.done: Done | None = None
        is_since = self.data.get("what") == Lesson.SINCE
        for name in (*(TIME if is_since else ()), "compare"):  # a list is compared with nothing
            self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Without a kind or work nothing is asked for."""
        chosen = super().clean()
        what = chosen.get("what")
        if what == Lesson.RETURNED and not chosen.get("kind"):
            self.add_error("what", _("Of which kind of problem? Follow the number on the page of a point."))
        if what == Lesson.SINCE and not self.errors:
            self.done = self._done(chosen)
            if self.done is None:
                self.add_error("what", _UNKNOWN)
        return chosen

    def _done(self, chosen: dict[str, Any]) -> Done | None:
        if chosen["remedy"]:
            return remedy_done(chosen["remedy"], as_of=self.seen_at)
        return action_done(chosen["action"], self.seen, as_of=self.seen_at) if chosen["action"] else None

    def which(self) -> Lesson:
        """Call it when the form is valid."""
        return Lesson(self.cleaned_data["what"])

    def signature(self) -> tuple[int, int | None]:
        """The kind, and the site if one was named. Call it when the form is valid."""
        return self.cleaned_data["kind"].pk, key_of(self.cleaned_data["site"])

    @property
    def narrowed_to(self) -> list[str]:
        """Of which kind at which site, in words, because no field shows them."""
        kind, site = self.cleaned_data["kind"], self.cleaned_data["site"]
        if self.which() is Lesson.SINCE:
            return []
        said = gettext("of the kind “%(kind)s”") % {"kind": kind.name}
        at = pgettext("a list", "at %(site)s") % {"site": site.name} if site else gettext("without a site")
        return [said, at]
