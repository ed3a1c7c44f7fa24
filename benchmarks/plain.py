"""The floor of the pages and of the API: a plain Django view and a plain DRF create, with our middleware around them."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from rest_framework import generics, serializers

from issues.models import Issue, Report

_PAGE: Final = engines["django"].from_string("""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Issues</title></head>
<body>
<p>{{ user.name }} ({{ user.email }})</p>
<table>
{% for issue in issues %}
<tr>
<td>{{ issue.pk }}</td><td><a href="/issues/{{ issue.pk }}/">{{ issue.title }}</a></td>
<td>{{ issue.severity }}</td><td>{{ issue.phase }}</td><td>{{ issue.reported_at|date:"j M Y, H:i" }}</td>
</tr>
{% endfor %}
</table>
<a href="?after={{ last.reported_at|date:'c' }}~{{ last.pk }}">Older</a>
</body>
</html>""")
_COLUMNS: Final = ("id", "title", "severity", "phase", "reported_at")


def page(request: HttpRequest) -> HttpResponse:
    """Session, user, and 50 rows by keyset."""
    issues = list(Issue.objects.only(*_COLUMNS).order_by("-reported_at", "-pk")[:50])
    return HttpResponse(_PAGE.render({"issues": issues, "last": issues[-1]}, request))


class _Row(serializers.ModelSerializer[Report]):
    class Meta:
        model = Report
        fields = ("id", "issue", "reporter", "received_at", "observed_at", "text", "customers", "channel")


class Create(generics.CreateAPIView[Any]):
    """One row, validated and inserted."""

    queryset = Report.objects.all()
    serializer_class = _Row


urlpatterns = [path("", page), path("create/", Create.as_view())]
