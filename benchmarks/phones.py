"""A phone in a hurry: a real Chromium with Lighthouse's slow 4G and a processor four times slower than this one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

CHROMIUM: Final = next(
    (path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None
)
# 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up. Chromium delays whole requests instead of packets, so Lighthouse
# has it wait 3.75 round trips for each and takes a tenth off what flows; so do we.
SLOW_4G: Final = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1.6 * 1024 * 1024 / 8 * 0.9,
    "uploadThroughput": 750 * 1024 / 8 * 0.9,
}
SLOWER: Final = 4
SCREEN: Final[ViewportSize] = {"width": 320, "height": 640}


@dataclass
class Traffic:
    """What came over the line: bytes as sent, heads included, by what they are."""

    kinds: dict[str, str] = field(default_factory=dict)
    arrived: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.arrived.values())

    @property
    def scripts(self) -> int:
        return sum(size for request, size in self.arrived.items() if self.kinds[request] == "Script")

    def listen(self, tools: CDPSession) -> None:
        tools.on("Network.responseReceived", self._began)
        tools.on("Network.loadingFinished", self._ended)

    def _began(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _ended(self, event: dict[str, Any]) -> None:
        self.kinds.setdefault(event["requestId"], "Other")
        self.arrived[event["requestId"]] = int(event["encodedDataLength"])


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser, as root without its sandbox."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], headless=True)
        yield browser
        browser.close()


def phone(browser: Browser, **options: Any) -> BrowserContext:
    """A window of 320 px with a touch screen and an empty cache."""
    return browser.new_context(viewport=SCREEN, has_touch=True, is_mobile=True, **options)


def slowed(page: Page) -> Traffic:
    """Put the page on the slow line and the slow processor; what it then loads is counted."""
    traffic, tools = Traffic(), page.context.new_cdp_session(page)
    traffic.listen(tools)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_4G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return traffic
