"""All keys in one place: a page of its own, and what `?` shows over any other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The table. The client says in it which of them work on the page beneath."""
    return render(request, "issues/keys.html")
