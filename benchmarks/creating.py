"""P4: reporting through the API, with everything that is written, beside a plain create of one row."""

from typing import Final

from django.db import connection
from rest_framework.test import APIClient

from benchmarks.figures import Figure, at_most, interleaved
from benchmarks.filling import AT, READER
from benchmarks.urls import PLAIN_CREATE
from inflection_points.models import InflectionPoint
from issues.models import Issue
from people.models import User

REPEAT: Final = 100
SHARE: Final = 0.4  # of the plain create's speed


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """The figures at this size."""
    client = APIClient()
    client.force_authenticate(User.objects.get(email=READER))
    point, last = InflectionPoint.objects.order_by("pk")[0], Issue.objects.order_by("-pk")[0]
    problem = {"point": point.slug, "severity": "normal", "text": "The driver came two hours late"}
    row = {"issue": last.pk, "received_at": AT, "observed_at": AT, "text": "The driver came two hours late"}

    def report() -> None:
        answer = client.post("/api/v1/issues/", problem, format="json")
        assert answer.status_code == 201, answer.content  # noqa: S101

    def create() -> None:
        answer = client.post(PLAIN_CREATE, row, format="json")
        assert answer.status_code == 201, answer.content  # noqa: S101

    ours, plain = interleaved(REPEAT, report, create)
    _clean_up(last.pk)
    name = f"P4 report through the API, at {size:,}"
    return [at_most(name, ours, plain, 1 / SHARE, unit="ms", n=REPEAT)], {}


def _clean_up(last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notifications_message WHERE created_at >= %s AND state = 'queued'", [AT])
        cursor.execute("DELETE FROM issues_report WHERE issue_id = %s AND received_at = %s", [last, AT])
        for child in ("event", "report", "custody"):
            cursor.execute(f"DELETE FROM issues_{child} WHERE issue_id > %s", [last])
        cursor.execute("DELETE FROM issues_issue WHERE id > %s", [last])
