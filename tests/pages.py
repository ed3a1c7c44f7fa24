"""Which pages there are: every address of `tests/routes.py`, and some variations of it, as each audience gets it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponseBase
from django.test import Client

from issues.views.columns import COLUMNS
from tests.audiences import ANYBODY, SIGNED_IN
from tests.routes import ROUTES
from tests.test_permissions import Things

BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
LEAD_ON: Final = {
    "account_confirm_login_code",  # nobody is sent a code, so it leads to signing in
    "insights:listed",  # where lists stood before
}
PARTS_OF_PAGES: Final = {"issues:suggest_names", "issues:count_issues"}  # which only a script asks for
_CHANGES_WITH_EVERY_ANSWER: Final = re.compile(
    r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
)
# Who looks: what belongs to them on their phone, how much is new to them, how they are called.
_TELLS_WHO_LOOKS: Final = re.compile(
    r'data-owner="[^"]*"|\b\d+(?= unread\b)|\w+@example\.test|(?<=>)\s*[A-Z]{2}\s*(?=<)'
)
_TITLE_AND_SCRIPTS: Final = re.compile(r"<title>.*?</title>|<script[^>]*></script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """One address as one audience gets it. `parts` are what stands on it, and what stands around that, as text."""

    audience: str
    address: str
    client: Client
    html: str
    parts: frozenset[str]


def names_of_pages() -> list[str]:
    """The routes that answer people; the API is for programs."""
    asked_by_people = (name for name in ROUTES if not name.startswith(("api:", "insights_api:")))
    return sorted(set(asked_by_people) - PARTS_OF_PAGES)


def is_page(response: HttpResponseBase) -> bool:
    return response.status_code not in {301, 302, 405} and response["Content-Type"].startswith("text/html")


def client_of(company: Any, audience: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    if audience != "signed out":
        client.force_login(getattr(company, audience), backend=BACKEND)
    return client


def pages(company: Any, addresses: Iterable[str], audiences: Iterable[str] = ANYBODY) -> Iterator[Page]:
    """Each address for each audience that gets a page there, be it a refusal."""
    wanted = list(addresses)
    for audience in sorted(audiences):
        client = client_of(company, audience)
        for address in wanted:
            response = client.get(address)
            if is_page(response):
                html = response.content.decode()
                yield Page(audience, address, client, html, _parts(company, audience, html))


def without_a_page(things: Things, names: Iterable[str], found: Iterable[Page]) -> set[str]:
    """The routes to read of which nobody got a page, though they do not answer programs either."""
    seen, ada = {page.address for page in found}, client_of(things.company, "administrator")
    left = {name for name in names if ROUTES[name].method == "get"} - LEAD_ON
    unseen = {name: at for name in left if (at := things.address(name, ROUTES[name])) not in seen}
    return {name for name, at in unseen.items() if ada.get(at)["Content-Type"].startswith("text/html")}


def _parts(company: Any, audience: str, html: str) -> frozenset[str]:
    """The main part, each entry of the navigation, and the rest of the frame: all without who it is for.

    What the head asks for (sheets, scripts) goes with the main part, whoever looks.
    """
    frame = _TITLE_AND_SCRIPTS.sub("", _CHANGES_WITH_EVERY_ANSWER.sub("", html))
    frame = _TELLS_WHO_LOOKS.sub("", re.sub("|".join(_names(company)), "Somebody", frame))
    parts = re.findall(r"<main\b.*</main>", frame, re.DOTALL)
    parts += re.findall(r'<a class="nav-link".*?</a>', frame, re.DOTALL)
    frame = re.sub(r".*(?=<body\b)", "", frame, count=1, flags=re.DOTALL)
    for part in parts:
        frame = frame.replace(part, "")
    return frozenset([*parts, frame])


def _names(company: Any) -> list[str]:
    return [re.escape(getattr(company, audience).name) for audience in sorted(SIGNED_IN)]


def unlike_each_other(found: Iterable[Page]) -> Iterator[Page]:
    """Those of which some part was not seen before; what was seen for one role is not looked at for the next."""
    seen: set[str] = set()
    for page in found:
        if page.parts - seen:
            seen |= page.parts
            yield page


def variations(company: Any) -> list[str]:
    """Pages that a route alone does not show: filtered, empty, in another state, asked for what is not there."""
    late, policy = f"/issues/{company.late.pk}/", f"/policies/{company.version.policy_id}/"
    calendar = f"/calendars/{company.calendar.pk}/"
    moves = ("hand-over", "plan-action", "record-containment", "resolve", "decline", "accept", "merge")
    return [
        f"/report/?point={company.point.slug}",
        "/report/?point=gone",
        f"/inbox/?issue={company.late.pk}",
        "/issues/?q=nothing+like+that",
        "/issues/?phase=nonsense",
        "/issues/?more=1&phase=open&severity=high&holder=e",
        "/issues/?" + "&".join(f"columns={name}" for name in COLUMNS),
        "/issues/views/save/?phase=open",
        "/issues/999999/",
        "/r/1.1.forged/",
        "/posters/print/",
        "/causes/?q=nothing",
        "/departments/?sort=verified&as_of=2026-03-02",
        "/departments/?since=2026-02-04&to=2026-03-01&compare=year&department=delivery",
        "/flow/?weeks=last_quarter&as_of=2026-03-02T00:00:00Z",
        "/overview/records/?what=never_sent&severity=low",
        "/overview/issues/?what=open&age=0-1",
        "/overview/records/?what=received",
        "/receipts/AAAA-AAAA-AAAA/",
        *(f"/receipts/{code}/" for code in company.codes),
        "/people/?q=nobody",
        "/deliveries/?q=nobody",
        *(f"/issues/{issue.pk}/" for issue in (company.planned, company.done, company.explained)),
        *(f"{late}{move}" for move in ("", *(f"{move}/" for move in moves))),
        *(f"/issues/{company.done.pk}/{move}/" for move in ("verify", "reopen")),
        f"/causes/{company.cause.pk}/",
        f"/causes/note/?issue={company.late.pk}",
        f"/people/{company.owner.pk}/",
        *(f"/people/{person.pk}/deactivate/" for person in (company.owner, company.executive)),
        "/departments/delivery/dissolve/",
        *(f"/channels/{channel.pk}/" for channel in (company.slack, company.hook)),
        *(f"{policy}{page}" for page in ("versions/2/", "move/")),
        *(
            f"/value-chain/?{asked}"
            for asked in ("department=delivery", "point=no-such-one", "as_of=2026-01-05")
        ),
        f"/points/{company.point.slug}/?weeks=4&severity=high",
        f"/points/{company.point.slug}/standard/write/",
        *(f"{calendar}{page}" for page in ("", "change/", "remove/")),
    ]
