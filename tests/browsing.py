"""A browser for each person of the cast, which notes what the page complains about."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from people.models import User

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Visitor:
    """One person's browser. `complaints` holds errors, among them every violation of the content security policy."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def axe(self) -> list[str]:
        """What axe finds on the page as it stands. It is put in past the policy, which forbids it to everybody."""
        tools = self.page.context.new_cdp_session(self.page)
        tools.send("Runtime.evaluate", {"expression": AXE.read_text()})
        tools.detach()
        found = self.page.evaluate("axe.run().then(r => r.violations)")
        return [f"{v['id']}: {v['help']} {v['nodes'][0]['html'][:200]}" for v in found]

    def is_wider_than_the_screen(self) -> bool:
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(wide))


def visitor(browser: Browser, address: str, user: User | None, **options: Any) -> Visitor:
    """A new browser window in which `user` is signed in; `theme` is a cookie, the rest goes to Playwright."""
    theme = options.pop("theme", "")
    context = browser.new_context(**options)
    _cookie(context, address, "theme", theme)
    if user is not None:
        _cookie(context, address, "sessionid", _session(user))
    one = Visitor(context.new_page(), address)
    one.page.on("console", lambda message: _note(one, message))
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
    return one


def _note(one: Visitor, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
        one.complaints.append(message.text)


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
