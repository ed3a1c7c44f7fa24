"""The demo company as its executive reads it: every number leads to a list of as many, today, on past days and narrowed down.

`HISTORIES=1` follows all of them in place of some.
"""

import random
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from inflection_points.models import InflectionPoint
from insights.commands.keeping import keep_current
from issues.commands.confiding import make_confidential
from issues.models import Issue, Remedy
from people.models import Department, User
from tests.demo import NOW, demo_company
from tests.insights.living import IS_BIG_DOSE
from tests.insights.walking import Number, list_at, numbers_on, rows_of

pytestmark = pytest.mark.django_db
FOLLOWED = None if IS_BIG_DOSE else 30  # numbers of each way to ask
ASKED = {
    "today": {},
    "a past Monday": {"as_of": "2026-01-18", "weeks": "4"},  # as it stood after Sunday
    "a past Wednesday": {"as_of": "2026-02-11"},
    "what is urgent": {"severity": "high"},
    "a department": {"department": "delivery"},
    "a point of the past": {"point": "lindenholm-slot-kept", "as_of": "2026-02-11", "severity": "normal"},
}


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    with demo_company(django_db_blocker), time_machine.travel(NOW, tick=False):
        keep_current(now=NOW)
        yield


@pytest.fixture
def reading(client):
    """Whoever has this name, signed in."""

    def read_as(email):
        client.force_login(User.objects.get(email=email))
        return client

    return read_as


@pytest.mark.parametrize("query", ASKED.values(), ids=ASKED)
def test_every_number_leads_to_as_many(reading, query):
    client = reading("astrid.bergstrom@lindenholm.example")
    numbers = {number for page in pages() for number in numbers_on(client, f"{page}?{urlencode(query)}")}
    assert len(numbers) > 50
    some = random.Random(7).sample(sorted(numbers, key=str), FOLLOWED or len(numbers))
    assert [wrong for number in some for wrong in differing(client, number)] == []


@pytest.mark.parametrize("query", [{}, {"as_of": "2026-01-18"}], ids=["today", "a past day"])
def test_what_came_back_and_what_was_prevented_lead_to_as_many(reading, query):
    """Of a few at each point, which the numbers followed above may all miss."""
    client = reading("agnieszka.wojcik@lindenholm.example")
    slugs = Remedy.objects.exclude(completed_at=None).values_list("cause__origin__slug", flat=True)
    addresses = [reverse("issues:point", args=[slug]) for slug in set(slugs)]
    found = {one for page in addresses for one in numbers_on(client, f"{page}?{urlencode(query)}")}
    lessons = {one for one in found if one.address.startswith(reverse("insights:lessons"))}
    assert {one.words.split()[0] == "after" for one in lessons} == {True, False}
    assert [wrong for one in lessons for wrong in differing(client, one)] == []


def test_what_is_kept_back_is_counted_and_said(reading):
    """By somebody who may read nothing that is confidential: as many lines as are not kept back, over all pages."""
    for issue in Issue.objects.open().order_by("-reported_at").select_related("point__owner")[:7]:
        make_confidential(issue=issue.pk, actor=issue.point.owner, now=NOW, reason="It names a colleague")
    client = reading("mila.novak@lindenholm.example")
    address = "/overview/issues/?weeks=4&band=reported"
    found = list_at(client, address)
    assert found.hidden > 3  # she reported some of them herself, perhaps
    assert found.is_whole
    assert rows_of(client, address) == found.count - found.hidden
    assert [wrong for number in some_of(client, "/flow/") for wrong in differing(client, number)] == []


def some_of(client, page) -> list[Number]:
    return random.Random(7).sample(sorted(numbers_on(client, page), key=str), FOLLOWED or 20)


def differing(client, number) -> Iterator[str]:
    found = list_at(client, number.address)
    if not number.fits(found.count):
        yield f"“{number.words}” leads to {found.count} at {number.address}"
    if not found.is_whole:
        yield f"{found} at {number.address}"


def pages() -> list[str]:
    """All on which figures stand; of points and departments one each, unless all numbers are followed."""
    points = InflectionPoint.objects.order_by("slug").values_list("slug", flat=True)[: FOLLOWED and 1]
    departments = Department.objects.order_by("slug").values_list("slug", flat=True)[: FOLLOWED and 1]
    names = (
        "insights:overview",
        "issues:value_chain",
        "insights:departments",
        "insights:flow",
        "insights:cost",
    )
    return [
        *map(reverse, names),
        *(reverse("issues:point", args=[slug]) for slug in points),
        *(reverse("insights:department", args=[slug]) for slug in departments),
    ]
