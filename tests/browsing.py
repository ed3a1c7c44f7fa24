"""A browser for each person of the cast, which notes what the page complains about."""

from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, ViewportSize

from people.models import User

AXE: Final = (Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js").read_text()
RUN_AXE: Final = """(asked) => axe.run({resultTypes: ["violations"], ...asked}).then(
  (found) => found.violations.map((v) => `${v.id}: ${v.help} ${v.nodes[0].html.slice(0, 200)}`))"""
EVERYTHING: Final[dict[str, Any]] = {"rules": {"target-size": {"enabled": True}}}
COLOURS: Final[dict[str, Any]] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
# What axe leaves to best practice, or does not ask.
LOOK_AT_IT: Final = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const wide = document.documentElement;
  const asked = {
    "wider than the screen": wide.scrollWidth <= wide.clientWidth,
    "not one h1": all("h1:not([aria-level])").length === 1,
    "no title": document.title.trim() !== "",
    "no language": wide.lang !== "",
    "not one main part": all("main").length === 1,
    "no header": all("body > header").length === 1,
    "an image without alt": all("img:not([alt])").length === 0,
    "an id twice": new Set(all("[id]").map((e) => e.id)).size === all("[id]").length,
  };
  return Object.keys(asked).filter((fault) => !asked[fault]);
}"""
RESOURCES: Final = frozenset({"stylesheet", "script", "image", "font", "media", "manifest"})
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 320, "height": 640}


@dataclass
class Visitor:
    """One person's browser. `complaints` holds errors, among them every violation of the content security policy."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def axe(self, asked: dict[str, Any] = EVERYTHING) -> list[str]:
        """What axe finds on the page as it stands. It is put in past the policy, which forbids it to everybody."""
        self.page.wait_for_load_state()
        if not self.page.evaluate("'axe' in window"):
            tools = self.page.context.new_cdp_session(self.page)
            tools.send("Runtime.evaluate", {"expression": AXE})
            tools.detach()
        # A bar that stays covers in part what scrolls beneath it; at the end of the page it covers nothing.
        self.page.evaluate(
            "document.querySelector('.report-send') && scrollTo(0, document.body.scrollHeight)"
        )
        found: list[str] = self.page.evaluate(RUN_AXE, asked)
        return found

    def faults(self) -> list[str]:
        """What is wrong with the page as it stands, wide and narrow, in the light and in the dark.

        Everything is asked once for each size and once for each theme; what is left is a matter of colours.
        """
        found = []
        for screen, size, themes in (("desk", DESK, ("light", "dark")), ("phone", PHONE, ("dark", "light"))):
            self.page.set_viewport_size(size)
            wrong = self.page.evaluate(LOOK_AT_IT)
            for theme, asked in zip(themes, (EVERYTHING, COLOURS), strict=True):
                self.page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
                wrong += [f"{theme}: {fault}" for fault in self.axe(asked)]
            found += [f"{screen}: {fault}" for fault in wrong]
        found, self.complaints[:] = found + self.complaints, []
        return found

    def is_wider_than_the_screen(self) -> bool:
        self.page.wait_for_load_state()
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(wide))


def visitor(browser: Browser, address: str, user: User | None, **options: Any) -> Visitor:
    """A new browser window in which `user` is signed in; `theme` is a cookie, the rest goes to Playwright."""
    theme = options.pop("theme", "")
    # A worker would answer what a test is about, after a few seconds or without a server. The tests of it ask for it.
    options.setdefault("service_workers", "block")
    context = browser.new_context(**options)
    _cookie(context, address, "theme", theme)
    if user is not None:
        sign_in(context, address, user)
    one = Visitor(context.new_page(), address)
    note_complaints(one)
    return one


def sign_in(context: BrowserContext, address: str, user: User) -> None:
    """Without the sign-in page, which the tests of it look at."""
    _cookie(context, address, "sessionid", _session(user))


def note_complaints(one: Visitor) -> None:
    """From now on, whatever the page complains about."""
    one.page.on("console", lambda message: _note(one, message))
    one.page.on("response", lambda response: _note_missing(one, response))
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))


def _note(one: Visitor, message: ConsoleMessage) -> None:
    ours = not message.text.startswith(("Failed to load resource", "Service Worker registration blocked"))
    if message.type in {"error", "warning"} and ours:
        one.complaints.append(message.text)


def _note_missing(one: Visitor, response: Response) -> None:
    """A picture, font, style or script of ours that is not there. Pages and answers may be missing on purpose."""
    is_ours = response.url.startswith(one.address)
    if is_ours and response.status == HTTPStatus.NOT_FOUND and response.request.resource_type in RESOURCES:
        one.complaints.append(f"not there: {response.url}")


def _cookie(context: BrowserContext, address: str, name: str, value: object) -> None:
    if value:
        context.add_cookies([{"name": name, "value": str(value), "url": address}])


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
