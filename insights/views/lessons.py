"""The issues behind what came back at a point, and behind what was reported again since preventive work was done."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insights.commands.keeping import counted
from insights.forms.lessons import LESSONS, LessonForm
from insights.querysets.lessons import Done, again_since, came_back
from insights.querysets.where import read_once
from insights.rules.behind import Behind
from insights.views.leafing import can_be_listed
from insights.views.listing import lead, list_of, stood
from insights.views.tables_out import Asked, chosen_of
from issues.models import Issue
from people.views.viewers import viewer


@require_safe
@read_once()
def lessons(request: HttpRequest) -> HttpResponseBase:
    """The newest first; of those alone that the viewer may read, as the numbers that lead here count."""
    now = timezone.now()
    seen = Issue.objects.visible_to(viewer(request), now)
    form = LessonForm(request.GET, now=counted(now).as_of, seen=seen)
    if not can_be_listed(request, form):
        return render(request, "insights/issues.html", {"form": form}, status=400)
    heading = LESSONS[form.which()]
    if form.done is not None:
        words = {"heading": heading, "lead": _since(form, form.done)}
        found = again_since(form.done, form.scope(), seen)
        return list_of(request, form, found, now, words=words, said=_said(form, words["lead"]))
    kind, site = form.signature()
    words = {"heading": heading, "lead": lead(form, Behind.REPORTED)}
    found = came_back(form.scope(), seen, kind=kind, site=site)
    return list_of(request, form, found, now, words=words)


def _said(form: LessonForm, which: str) -> Asked:
    """What was asked, for a file: after which work, and no period."""
    return [(_("Which"), which), *chosen_of(form, "weeks", "compare", "what", "action", "remedy")]


def _since(form: LessonForm, done: Done) -> str:
    """Which of them: the same as what, and after what was done when."""
    day = date_format(timezone.localtime(done.at), _("j F Y"))
    told = {"work": done.what, "day": day, "stood": stood(form)}
    if done.cause is not None:
        said = _(
            "Explained by the same root cause and reported after “%(work)s” was completed on %(day)s, as it stood %(stood)s. Each line shows how the issue stands now."
        )
    else:
        said = _(
            "Of the same kind at the same point and reported after “%(work)s” was completed on %(day)s, as it stood %(stood)s. Each line shows how the issue stands now."
        )
    return said % told
