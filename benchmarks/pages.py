"""P2 and P3: our pages beside a plain one, each asked as a signed-in person asks it."""

from collections.abc import Callable
from typing import Final

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.figures import Figure, at_most, failed, interleaved, milliseconds
from benchmarks.filling import AT, READER
from benchmarks.urls import PLAIN_PAGE
from inflection_points.models import InflectionPoint
from issues.models import Issue, SweepRun
from people.models import User

REPEAT: Final = 30
SLOW, FEW = 1000, 3  # a page that takes longer, in milliseconds, is asked for only so often
MOST_QUERIES: Final = 12
_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """The figures at this size, and what must not grow with it (as multiples of the plain page)."""
    SweepRun.objects.create(at=AT)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(email=READER), backend=_BACKEND)
    figures: list[Figure] = []
    flat: dict[str, float] = {}
    for name, address, limit in _pages():
        if (status := client.get(address).status_code) != 200:
            figures.append(failed(f"{name}, at {size:,}", f"{address} answers {status}"))
            continue
        get = _get(client, address)
        repeat = REPEAT if milliseconds(get) < SLOW else FEW
        ours, plain = interleaved(repeat, get, _get(client, PLAIN_PAGE))
        figures.append(at_most(f"{name}, at {size:,}", ours, plain, limit, unit="ms", n=repeat))
        figures.append(_queries(f"{name}, queries, at {size:,}", client, address))
        flat[name] = ours / plain
    SweepRun.objects.filter(at=AT).delete()
    return figures, flat


def _pages() -> list[tuple[str, str, float]]:
    """Name, address, and at most how many times the plain page."""
    issues = reverse("issues:issues")
    point = InflectionPoint.objects.order_by("pk")[0]
    oldest = Issue.objects.order_by("reported_at", "pk").values_list("reported_at", "pk")
    cursor = "{:%Y-%m-%dT%H:%M:%S.%f}%2B00:00~{}".format(*oldest[50])
    return [
        ("P2 inbox", reverse("issues:inbox"), 2),
        ("P2 issues, newest", issues, 2),
        ("P2 issues, last page", f"{issues}?after={cursor}", 2),
        ("P2 issues, open and high", f"{issues}?phase=open&severity=high", 2),
        ("P2 issues, at one point", f"{issues}?point={point.pk}", 2),
        ("P2 issues, by words", f"{issues}?q=reader+hands", 2),
        ("P2 not acted on", reverse("issues:not_acted_on"), 2),
        ("P3 value chain", reverse("issues:value_chain"), 3),
        ("P3 overview, 12 weeks", reverse("insights:overview"), 3),
    ]


def _get(client: Client, address: str) -> Callable[[], None]:
    def get() -> None:
        status = client.get(address).status_code
        assert status == 200, f"{address} answers {status}"  # noqa: S101

    return get


def _queries(name: str, client: Client, address: str) -> Figure:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return at_most(name, len(captured), MOST_QUERIES, 1, unit="queries", n=1)
