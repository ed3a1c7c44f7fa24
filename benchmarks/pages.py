"""P2 and P3: our pages beside a plain one, each asked as a signed-in person asks it."""

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter, process_time
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.figures import Clock, Figure, at_most, failed, interleaved, milliseconds
from benchmarks.filling import AT, READER
from benchmarks.urls import PLAIN_PAGE
from inflection_points.models import InflectionPoint
from issues.models import Issue, SweepRun
from issues.querysets import IssueQuerySet
from people.models import User

REPEAT: Final = 30
SLOW, FEW = 1000, 3  # a page that takes longer, in milliseconds, is asked for only so often
MOST_QUERIES: Final = 12
OF_FIGURES: Final = 30  # there is no target for them; but it must not grow
MANY: Final = 200  # rows of an inbox that is full
_ROW: Final = b'<li class="row"'
_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


class Asked(NamedTuple):
    """A page, who asks for it, at most how many times the plain page with as many rows it may take, and how many questions.

    By `process_time` it is what the page takes of our own process: PostgreSQL counts what has no rollup, and is left out.
    """

    name: str
    address: str
    limit: float
    email: str = READER
    rows: int = 50
    queries: int = MOST_QUERIES
    clock: Clock = perf_counter


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """P2 at this size, and what must not grow with it (as multiples of the plain page)."""
    return _asked_for(size, (*_issues(), *_not_acted_on(), *_inboxes()))


def measure_figures(size: int) -> tuple[list[Figure], dict[str, float]]:
    """P3, the same way."""
    return _asked_for(size, _measures())


def _asked_for(size: int, pages: Iterable[Asked]) -> tuple[list[Figure], dict[str, float]]:
    SweepRun.objects.create(at=AT)
    figures: list[Figure] = []
    flat: dict[str, float] = {}
    for asked in pages:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(email=asked.email), backend=_BACKEND)
        if (status := client.get(asked.address).status_code) != 200:
            figures.append(failed(f"{asked.name}, at {size:,}", f"{asked.address} answers {status}"))
            continue
        get = _get(client, asked.address)
        repeat = REPEAT if milliseconds(get) < SLOW else FEW
        beside = _get(client, f"{PLAIN_PAGE}?rows={asked.rows}")
        ours, plain = interleaved(repeat, get, beside, clock=asked.clock)
        figures.append(at_most(f"{asked.name}, at {size:,}", ours, plain, asked.limit, unit="ms", n=repeat))
        figures.append(_queries(f"{asked.name}, queries, at {size:,}", client, asked))
        if _is_full(client, asked):
            flat[asked.name] = ours / plain
    SweepRun.objects.filter(at=AT).delete()
    return figures, flat


def _issues() -> Iterator[Asked]:
    issues, point = reverse("issues:issues"), _point()
    holders = User.objects.annotate(held=Count("held_issues")).filter(held__gt=0).order_by("held", "pk")
    at_work = Issue.objects.open().filter(point=point).exclude(holder=None)
    busiest = at_work.values_list("holder").annotate(held=Count("pk")).order_by("-held", "holder")[0][0]
    asked: dict[str, dict[str, object]] = {
        "newest": {},
        "last page": {"after": _before_the_last(Issue.objects.order_by("reported_at", "pk"), "reported_at")},
        "open and high": {"phase": "open", "severity": "high"},
        "declined": {"phase": "declined"},
        "at one point": {"point": point.slug},
        "of one department": {"department": point.department.slug},
        "of one stage": {"stage": point.stage_id},
        "in one pair of hands": {"holder": holders[len(holders) // 2].pk},
        "in few hands": {"holder": holders[0].pk},
        "open, at one point, in one pair of hands": {
            "phase": "open",
            "point": point.slug,
            "holder": busiest,
        },
        "unacted": {"unacted": "on"},
        "by rare words": {"q": "reader hands"},
        "by a common word": {"q": "the"},
        "by a word and open": {"q": "late", "phase": "open"},
        "by a word that is nowhere": {"q": "xylophone"},
    }
    for name, query in asked.items():
        yield Asked(f"P2 issues, {name}", f"{issues}?{urlencode(query)}", 2)


def _point() -> InflectionPoint:
    return InflectionPoint.objects.select_related("department").order_by("pk")[0]


def _not_acted_on() -> Iterator[Asked]:
    not_acted_on = reverse("issues:not_acted_on")
    last = _before_the_last(Issue.objects.not_acted_on(AT).reverse(), "act_by")
    yield Asked("P2 not acted on", not_acted_on, 2)
    yield Asked("P2 not acted on, last page", f"{not_acted_on}?{urlencode({'after': last})}", 2)
    department = _point().department.slug
    yield Asked("P2 not acted on, of one department", f"{not_acted_on}?department={department}", 2)


def _before_the_last(issues: IssueQuerySet, column: str) -> str:
    """The cursor after which only the last page is left, of issues ordered from the end."""
    at, pk = issues.values_list(column, "pk")[50]
    return f"{at.isoformat()}~{pk}"


def _inboxes() -> Iterator[Asked]:
    owner = _busiest_point().owner.email
    told = User.objects.annotate(told=Count("reports")).order_by("-told").values_list("email", flat=True)
    inbox = reverse("issues:inbox")
    yield Asked("P2 inbox", inbox, 2)
    yield Asked(f"P2 inbox of an owner of thousands, {MANY} rows", inbox, 2, owner, MANY)
    yield Asked(f"P2 inbox of a reporter of thousands, {MANY} rows", inbox, 2, told[0], MANY)


def _measures() -> Iterator[Asked]:
    yield Asked("P3 value chain", reverse("issues:value_chain"), 3, queries=OF_FIGURES)
    yield Asked("P3 overview, 12 weeks", reverse("insights:overview"), 3, queries=OF_FIGURES)
    yield Asked("P3 departments, 12 weeks", reverse("insights:departments"), 3, queries=OF_FIGURES)
    point = reverse("issues:point", args=[_busiest_point().slug])
    for name, address in (("point", point), ("flow", reverse("insights:flow"))):
        yield Asked(
            f"P3 {name}, 12 weeks, our processor time", address, 3, queries=OF_FIGURES, clock=process_time
        )
    behind = reverse("insights:issues")
    yield Asked("P3 list behind a number, never acted on", f"{behind}?what=never", 3, queries=OF_FIGURES)
    yield Asked("P3 list behind a number, open", f"{behind}?what=open", 3, queries=OF_FIGURES)


def _busiest_point() -> InflectionPoint:
    return InflectionPoint.objects.annotate(at=Count("issues")).order_by("-at", "pk")[0]


def _is_full(client: Client, asked: Asked) -> bool:
    """Whether it shows as many rows as the plain page, or is none of rows: what shows fewer at one size cannot say what grows."""
    return client.get(asked.address).content.count(_ROW) in {0, asked.rows}


def _get(client: Client, address: str) -> Callable[[], None]:
    def get() -> None:
        status = client.get(address).status_code
        assert status == 200, f"{address} answers {status}"  # noqa: S101

    return get


def _queries(name: str, client: Client, asked: Asked) -> Figure:
    with CaptureQueriesContext(connection) as captured:
        client.get(asked.address)
    return at_most(name, len(captured), asked.queries, 1, unit="queries", n=1)
