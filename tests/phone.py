"""A phone: a browser with a profile of its own on the disk, which may be killed, cut off and opened again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, BrowserType, Error, Page, ViewportSize, expect

from people.models import User
from tests.browsing import Visitor, note_complaints, sign_in

SCREEN: Final[ViewportSize] = {"width": 360, "height": 740}
_HAS_WORKER: Final = """new Promise((done) => {
  if (navigator.serviceWorker.controller) done();
  navigator.serviceWorker.addEventListener("controllerchange", () => done());
})"""
# The way of the page itself, many times: nobody types two hundred reports in a test.
_KEEP: Final = """async ([path, texts]) => {
  const vault = await import("/static/js/report/vault.js");
  const owner = await vault.note("owner");
  for (const text of texts) {
    const fields = [["point", "delivery-slot"], ["severity", "high"], ["text", text], ["customers", "1"]];
    const record = { id: vault.newId(), owner, state: "waiting", path, at: Date.now() };
    await vault.keep({ ...record, title: ["Delivery slot kept"], fields, files: [] });
  }
}"""
_STATES: Final = """import("/static/js/report/vault.js").then(({ list }) => list())
  .then((all) => all.map(({ state }) => state))"""
_FORGET: Final = """import("/static/js/report/vault.js").then(async ({ list, drop, note }) => {
  for (const { id } of await list()) await drop(id);
  await note("pause", null);
})"""
_DRAIN: Final = 'import("/static/js/report/queue.js").then(({ drain }) => drain({ now: true }))'
# Every value of every store, as whoever opens the browser's tools sees it: bytes as letters, keys as what they are.
_DUMP: Final = """async () => {
  const said = (value) => {
    if (value instanceof CryptoKey) return `key, extractable: ${value.extractable}`;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
      return [...new Uint8Array(value.buffer ?? value)].map((byte) => String.fromCharCode(byte)).join("");
    if (value && typeof value === "object")
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, said(one)]));
    return value;
  };
  const all = {};
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      indexedDB.open(name).onsuccess = ({ target }) => done(target.result);
    });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((done) => {
        db.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => done(target.result);
      });
      all[store] = rows.map(said);
    }
    db.close();
  }
  return all;
}"""

WORDS: Final = "Zwölf Türen zerkratzt beim Ausladen"
CACHED: Final = """caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((c) => c.keys()))))
  .then((found) => found.flat().map(({ url }) => new URL(url).pathname))"""


@dataclass
class Phone:
    """One opening of the browser on the profile."""

    context: BrowserContext
    visitor: Visitor

    @property
    def page(self) -> Page:
        return self.visitor.page

    def open(self, path: str) -> Page:
        return self.visitor.open(path)

    def install(self, path: str = "/report/") -> Page:
        """Open the page and wait until it would stand without signal."""
        page = self.open(path)
        page.evaluate(_HAS_WORKER)
        return page

    def keep(self, texts: list[str], path: str = "/report/") -> None:
        self.page.evaluate(_KEEP, [path, texts])

    def states(self) -> list[str]:
        found: list[str] = self.page.evaluate(_STATES)
        return found

    def drain(self) -> None:
        self.page.evaluate(_DRAIN)

    def forget(self) -> None:
        """Drop all reports and end the pause."""
        self.page.evaluate(_FORGET)

    def dump(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = self.page.evaluate(_DUMP)
        return found

    def kill(self) -> None:
        """The page's process dies in the middle of whatever it does."""
        with suppress(Error):
            self.page.goto("chrome://crash", timeout=2_000)


@contextmanager
def phone(
    kind: BrowserType, options: dict[str, Any], profile: Path, address: str, user: User | None
) -> Iterator[Phone]:
    """The browser on `profile`, with `user` signed in; closed at the end, and nothing may have been complained about."""
    context = kind.launch_persistent_context(profile, viewport=SCREEN, **options)
    try:
        if user is not None:
            sign_in(context, address, user)
        visitor = Visitor(context.pages[0], address)
        note_complaints(visitor)
        yield Phone(context, visitor)
        assert visitor.complaints == []
    finally:
        context.close()


def write(page: Page, words: str = WORDS) -> None:
    page.get_by_label("Where?").select_option("delivery-slot")
    page.get_by_text("A customer is stuck now").click()
    page.get_by_label("In your words").fill(words)


def press(page: Page) -> None:
    page.get_by_role("button", name="Report it").last.click()


def keep_one(rita: Phone, words: str = WORDS) -> Page:
    """Written without signal, which then comes back without anybody noticing."""
    page = rita.install()
    rita.context.set_offline(True)
    write(page, words)
    press(page)
    expect(page.get_by_text("There is no connection just now")).to_be_visible()
    return page


def comes_back(rita: Phone) -> None:
    rita.context.set_offline(False)
    rita.visitor.complaints.clear()
