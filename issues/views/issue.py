"""The page of one issue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from issues.views.panels import panel, visible_issue


def issue(request: HttpRequest, number: int) -> HttpResponse:
    found = visible_issue(request, number)
    return render(request, "issues/issue.html", panel(request, found, timezone.now()))
