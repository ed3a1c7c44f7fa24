"""“Already reported?” as the report page asks it: milliseconds from the request to the answer, by what is told."""

from collections.abc import Iterator
from statistics import median, quantiles
from typing import Final

from django.db.models import Count
from django.test import Client
from django.urls import reverse

from benchmarks.figures import Figure, at_most, milliseconds
from benchmarks.filling import AT, READER
from inflection_points.models import InflectionPoint, Kind
from issues.models import Issue, Report, SweepRun
from people.models import User

REPEAT: Final = 40
LONGEST: Final = 100  # ms, and of twenty answers nineteen keep to it
LETTERS: Final = 4000
_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


def measure(size: int) -> tuple[list[Figure], dict[str, float]]:
    """The figures at this size: the median and the 95th percentile of each way to ask, at the busiest point."""
    SweepRun.objects.create(at=AT)
    client = Client()
    client.force_login(User.objects.get(email=READER), backend=_BACKEND)
    found = []
    for name, told in _asked():
        taken = [_once(client, told) for _ in range(REPEAT + 1)][1:]
        for what, value in (("median", median(taken)), ("p95", quantiles(taken, n=20)[-1])):
            found.append(
                at_most(f"P11 similar, {name}, {what}, at {size:,}", value, 1, LONGEST, unit="ms", n=REPEAT)
            )
    SweepRun.objects.filter(at=AT).delete()
    return found, {}


def _once(client: Client, told: dict[str, str]) -> float:
    def ask() -> None:
        answer = client.post(reverse("issues:similar"), told)
        assert answer.status_code == 200, answer.content  # noqa: S101

    return milliseconds(ask)


def _asked() -> Iterator[tuple[str, dict[str, str]]]:
    """Words that nearly all issues have, such as few have, such as none has; as much as a report may hold; none at all."""
    points = InflectionPoint.objects.along_the_chain().order_by().annotate(at=Count("issues"))
    point = points.order_by("-at", "pk")[0]
    here = {"point": point.slug}
    kind = Kind.objects.filter(point=point).annotate(at=Count("issues")).order_by("-at", "pk")[0]
    told = Report.objects.exclude(text="").filter(issue__point=point).order_by("-pk")
    texts = list(told.values_list("text", flat=True)[:200])
    titles = Issue.objects.order_by("pk").values_list("title", flat=True)[:200]
    yield "a kind and no words", here | {"kind": str(kind.pk)}
    yield "common words", here | {"text": "The customer was late and the driver was late again"}
    yield "words of a report", here | {"kind": str(kind.pk), "text": texts[-1]}
    yield "a rare word", here | {"text": "reader hands"}
    yield "words that are nowhere", here | {"text": "xylophone zeppelin quokka"}
    yield f"{LETTERS:,} letters", here | {"text": " ".join([*texts, *titles] * 3)[:LETTERS]}
