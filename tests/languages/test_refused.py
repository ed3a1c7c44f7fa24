"""What is sent wrongly, in a language in which unmarked words stand out: each form empty, and filled with nonsense."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from rest_framework.authtoken.models import Token

from people.models import User
from tests.busy import make_busy
from tests.languages.unmarked import PSEUDO, Texts, data, unmarked
from tests.markup import Element, Markup
from tests.pages import BACKEND, client_of, names_of_pages, variations
from tests.routes import ROUTES
from tests.test_permissions import NOW, Things, things

__all__ = ["things"]

Sent = dict[str, Any]
NONSENSE: Final = "9#?9"  # nobody's name, no number, no day, no address
AUDIENCES: Final = ("administrator", "reporter", "signed out")
CODES: Final = frozenset(
    {"slug", "str", "list", "dire", "gone", "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]", "layout"}
    | {*(f"{prefix}{name}_FORMS" for prefix in ("days-", "") for name in ("TOTAL", "INITIAL"))}
)  # that a sentence names: keys of a mapping, hidden fields that somebody took away
KEPT_AS_SENT: Final = frozenset({"hidden", "submit", "button", "checkbox", "radio"})
JSON: Final = "application/json"
ISSUES: Final = "/api/v1/issues/"
FOR_PROGRAMS: Final = ("api:", "insights_api:")


@pytest.fixture
def busy(things: Things, settings) -> Things:
    make_busy(things)
    User.objects.update(language=PSEUDO)
    settings.LANGUAGE_CODE = PSEUDO
    return things


def typed(page: Markup, form: Element) -> Sent:
    """What a form sends when nonsense stands in each field that can be typed in or was tampered with."""
    fields = [field for field in page.fields_of(form) if field.get("name")]
    return {
        field.get("name"): field.get("value") if field.get("type") in KEPT_AS_SENT else NONSENSE
        for field in fields
        if field.get("type") != "file"
    }


def forms_of(client: Client, addresses: list[str]) -> Iterator[tuple[str, Sent]]:
    """Each form of these pages that changes something: where it goes, and what it sends."""
    for address in addresses:
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = Markup(answer.content.decode())
        for form in page.forms():
            if form.get("method").lower() == "post":
                yield urljoin(address, form.get("action")), typed(page, form)


def sent_wrongly(things: Things, audience: str) -> Iterator[tuple[str, Sent]]:
    """Each address with each body that is wrong for it."""
    named = {name: things.address(name, ROUTES[name]) for name in names_of_pages() if name != "styleguide"}
    for name, address in named.items():
        yield address, {}
        if ROUTES[name].body:
            yield address, dict.fromkeys(ROUTES[name].body, NONSENSE)
    yield from forms_of(client_of(things.company, audience), [*named.values(), *variations(things.company)])


def sender(things: Things, audience: str) -> Client:
    client = Client()
    if audience != "signed out":
        client.force_login(getattr(things.company, audience), backend=BACKEND)
    return client


def answer_to(client: Client, address: str, body: Sent, **how: Any) -> HttpResponse:
    """The answer, or the page that it leads to with its message. Nothing of what it did stays."""
    with transaction.atomic():
        answer: Any = client.post(address, body, **how)
        if answer.status_code == 302 and answer["Location"].startswith("/"):
            answer = client.get(answer["Location"])
        transaction.set_rollback(True)
    return answer


def said_by(answer: HttpResponse) -> list[str]:
    kind = answer.get("Content-Type", "")
    if kind.startswith("text/html"):
        return Texts(answer.content.decode()).found
    refused = "json" in kind and answer.status_code >= 400
    return list(sentences(answer.json())) if refused else []  # type: ignore[attr-defined]


def sentences(answer: Any) -> Iterator[str]:
    """What people read of an answer for programs: all but codes, which are one word."""
    if isinstance(answer, dict):
        for part in answer.values():
            yield from sentences(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from sentences(part)
    elif isinstance(answer, str) and " " in answer:
        yield answer


def left_of(answers: Iterator[tuple[str, HttpResponse]]) -> list[str]:
    """What of these answers nobody marked, with where it was said."""
    known = data() | CODES | {NONSENSE}
    longest_first = sorted(known, key=len, reverse=True)
    left = {text: at for at, answer in answers for text in unmarked(said_by(answer), known, longest_first)}
    return sorted(f"{at}: {text}" for text, at in left.items())


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_form_is_refused_in_words_that_nobody_marked(busy: Things, audience: str):
    def answers() -> Iterator[tuple[str, HttpResponse]]:
        known: set[tuple[str, bool, frozenset[str]]] = set()
        for address, body in sent_wrongly(busy, audience):
            try:
                name = resolve(address.partition("?")[0]).view_name
            except Resolver404:
                continue
            if (what := (name, bool(body), frozenset(body))) not in known and name != "account_logout":
                known.add(what)
                yield address, answer_to(sender(busy, audience), address, body)

    with time_machine.travel(NOW, tick=False):
        left = left_of(answers())
    assert not left, f"{len(left)} texts are not marked:\n" + "\n".join(left)


def test_no_program_is_refused_in_words_that_nobody_marked(busy: Things):
    token = {"Authorization": f"Token {Token.objects.create(user=busy.company.owner).key}"}

    def answers() -> Iterator[tuple[str, HttpResponse]]:
        for name, route in ROUTES.items():
            if name.startswith(FOR_PROGRAMS) and route.method == "post":
                address, names = busy.address(name, route), list(route.body)
                for body in ({}, dict.fromkeys(names, NONSENSE), {key: [7] for key in names}):
                    for audience in ("owner", "stranger"):
                        yield address, answer_to(sender(busy, audience), address, body, content_type=JSON)
        for torn in ("{}", '{"point": "gone", "text": 7, "severity": "dire", "customers": "many"}'):
            client: Any = Client()
            yield ISSUES, client.post(ISSUES, torn, content_type=JSON, headers=token)

    with time_machine.travel(NOW, tick=False):
        left = left_of(answers())
    assert not left, f"{len(left)} texts are not marked:\n" + "\n".join(left)
