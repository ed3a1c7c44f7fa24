"""Somebody with a keyboard and a screen. There is nothing here that could point at anything."""

from playwright.sync_api import Page

WATCH = "window.pointed = 0; addEventListener('pointerdown', () => { window.pointed += 1 }, true)"


class Keyboard:
    """Presses keys and reads the screen; whatever was pressed, the keyboard is never nowhere afterwards."""

    def __init__(self, page: Page) -> None:
        self.__page = page
        page.add_init_script(WATCH)

    def open(self, address: str) -> None:
        """What the address bar does."""
        self.__page.goto(address)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.__page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.__page.keyboard.insert_text(words)

    def choose(self, words: str) -> None:
        """Letter by letter: that is how a list of names is searched."""
        self.__page.keyboard.type(words)

    def send(self) -> None:
        """Send the form in hand and see it close."""
        self.press("Control+Enter")
        self.__page.wait_for_selector("dialog[open]", state="hidden")
        self.is_somewhere()

    def close(self) -> None:
        """Leave the form in hand, and see it close."""
        self.press("Escape")
        self.__page.wait_for_selector("dialog[open]", state="hidden")
        self.is_somewhere()

    def sees(self, words: str) -> None:
        self.__page.get_by_text(words).locator("visible=true").first.wait_for()
        self.is_somewhere()

    def sees_no(self, words: str) -> None:
        self.__page.get_by_text(words).locator("visible=true").first.wait_for(state="hidden")
        self.is_somewhere()

    def has_form(self, heading: str) -> None:
        """A form has opened, and the keyboard is in it."""
        self.__page.locator("dialog[open]").get_by_role("heading", name=heading).wait_for()
        self.is_on("dialog[open]")

    def has_open(self, title: str) -> None:
        """This issue stands beside the list, and has the keyboard."""
        self.__page.locator("#issue h2").first.filter(has_text=title).wait_for()
        self.__page.wait_for_function("() => !!document.activeElement.closest('#issue, .row')")

    def title_begins(self, words: str) -> None:
        self.__page.wait_for_function("words => document.title.startsWith(words)", arg=words)

    def is_on(self, selector: str) -> None:
        """What the keyboard is on is this, or within it."""
        self.__page.wait_for_function("(s) => !!document.activeElement.closest(s)", arg=selector)

    def is_somewhere(self) -> None:
        self.__page.wait_for_function("() => document.activeElement !== document.body", timeout=20_000)

    def never_pointed(self) -> bool:
        return bool(self.__page.evaluate("window.pointed === 0"))
