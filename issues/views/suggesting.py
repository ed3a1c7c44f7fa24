"""What fits the beginning of a name: the options of a field in which one types it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.forms.filters import IssueFilter
from issues.forms.names import LONGEST_NAME, SUGGESTED, NameField, like, whereabouts, written


@require_safe
def suggest_names(request: HttpRequest) -> HttpResponse:
    """A few options, for the field that `for` names and what was typed into it so far; nothing for too little."""
    name = request.GET.get("for", "")
    field = IssueFilter.base_fields.get(name)
    words = request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST_NAME]
    found = like(field.asks_for, words, SUGGESTED) if isinstance(field, NameField) and words else []
    options = [(written(one), whereabouts(one)) for one in found]
    return render(request, "issues/_names.html", {"options": options})
