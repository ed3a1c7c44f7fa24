"""The floor of the pages and of the API: a plain Django view and a plain DRF create, with our middleware around them."""

from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.dateparse import parse_datetime
from rest_framework import generics, serializers

from issues.models import Issue, Report

_PAGE: Final = engines["django"].from_string("""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Issues</title></head>
<body>
<p>{{ request.user.name }} ({{ request.user.email }})</p>
<table>
<tr><th>Number</th><th>What happened</th><th>How bad</th><th>State</th><th>Where</th><th>Reported</th><th>Due</th></tr>
{% for issue in issues %}
<tr>
<td>{{ issue.pk }}</td><td><a href="{{ issue.get_absolute_url }}">{{ issue.title }}</a></td>
<td>{{ issue.get_severity_display }}</td><td>{{ issue.get_phase_display }}</td>
<td>{{ issue.point.name }}{% if issue.site %}, {{ issue.site.name }}{% endif %}</td>
<td>{{ issue.reported_at|date:"j M Y, H:i" }}</td><td>{{ issue.next_due_at|date:"j M Y, H:i" }}</td>
</tr>
{% endfor %}
</table>
<a href="?after={{ last.reported_at|date:'c' }}~{{ last.pk }}">Older</a>
</body>
</html>""")
_COLUMNS: Final = (
    "id",
    "title",
    "severity",
    "phase",
    "reported_at",
    "next_due_at",
    "point__name",
    "site__name",
)


def page(request: HttpRequest) -> HttpResponse:
    """Session, user, and 50 rows by keyset: what the rows of our lists say, without whose move it is.

    `?rows=200` for a page that shows more.
    """
    issues = Issue.objects.select_related("point", "site").only(*_COLUMNS).order_by("-reported_at", "-pk")
    at, _, pk = request.GET.get("after", "").partition("~")
    if after := parse_datetime(at):
        issues = issues.filter(Q(reported_at__lt=after) | Q(reported_at=after, pk__lt=pk))
    rows = list(issues[: int(request.GET.get("rows", 50))])
    return HttpResponse(_PAGE.render({"issues": rows, "last": rows[-1]}, request))


class _Row(serializers.ModelSerializer[Report]):
    class Meta:
        model = Report
        fields = ("id", "issue", "reporter", "received_at", "observed_at", "text", "customers", "channel")


class Create(generics.CreateAPIView[Any]):
    """One row, validated and inserted."""

    queryset = Report.objects.all()
    serializer_class = _Row
