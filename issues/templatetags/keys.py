"""One key for each action. The only table of them: marks on the pages, the help and the navigation all read it."""

from typing import Final, NamedTuple

from django import template

register = template.Library()


class Key(NamedTuple):
    """`letter` presses whatever is marked with `data-key`. `name` is the command's, where it is one."""

    name: str
    letter: str
    words: str

    @property
    def pressed(self) -> tuple[str, ...]:
        """As it is printed on the keys."""
        if len(self.letter) == 1 and self.letter.isupper():
            return ("Shift", self.letter.lower())
        return tuple(self.letter.split("-"))


LISTS: Final = (
    Key("next", "j", "next issue"),
    Key("previous", "k", "previous issue"),
    Key("open", "Enter", "open it"),
    Key("select", "x", "select it"),
    Key("select_all", "X", "select all"),
    Key("next_page", "J", "further down"),
    Key("previous_page", "K", "back up the list"),
    Key("search", "/", "search"),
)
MOVES: Final = (
    Key("accept", "a", "accept"),
    Key("plan_action", "p", "plan an action"),
    Key("start_action", "s", "start your action"),
    Key("complete_action", "d", "your action is done"),
    Key("record_containment", "c", "the harm is stopped"),
    Key("hand_over", "h", "hand over"),
    Key("resolve", "r", "resolve"),
    Key("verify", "y", "yes, it is fixed"),
    Key("reopen", "o", "open it again"),
)
BESIDES: Final = (
    Key("change_severity", "v", "change severity"),
    Key("start_wait", "w", "wait for somebody; they answered"),
    Key("snooze", "z", "hide it from my list"),
    Key("merge", "m", "merge; not the same problem"),
    Key("make_confidential", "b", "keep it confidential; open it to everybody"),
    Key("decline", "n", "decide not to act"),
    Key("comment", "t", "comment"),
    Key("add_report", "+", "this happened to me too"),
    Key("note_cause", "q", "ask why"),
    Key("link_cause", "l", "the suggested cause it is"),
    Key("watch", "f", "follow it, or no longer"),
    Key("undo", "u", "undo"),
    Key("keys", "?", "these keys"),
)
# More than one key together: these stay when single keys are switched off.
CHORDS: Final = (
    Key("palette", "Ctrl-k", "find anything, or any command"),
    Key("send", "Ctrl-Enter", "send the form"),
    Key("back", "Escape", "close, or back to the list"),
)
# After `g`, the pages by the names of their addresses.
PAGES: Final = {
    "issues:home": "h",
    "issues:inbox": "i",
    "issues:report": "r",
    "issues:not_acted_on": "n",
    "issues:value_chain": "v",
    "issues:issues": "a",
    "issues:causes": "c",
    "insights:overview": "o",
    "issues:my_reports": "f",
    "messages": "m",
    "issues:me": "y",
    "issues:imports": "t",
    "issues:posters": "q",
    "issues:people": "p",
    "channels": "l",
    "issues:policies": "e",
    "issues:calendars": "k",
    "admin:index": "d",
    "status": "s",
}

# What is never offered together shares a key.
_ALSO: Final = {"end_wait": "start_wait", "unmerge": "merge", "make_open": "make_confidential"}
_LETTERS: Final = {one.name: one.letter for one in (*LISTS, *MOVES, *BESIDES)}


@register.filter
def key(name: str) -> str:
    """The letter of a command: `{{ "accept"|key }}`. Raises `KeyError` for what has none."""
    return _LETTERS[_ALSO.get(name, name)]


@register.simple_tag
def keys_of_the_page() -> dict[str, tuple[Key, ...]]:
    """All single keys under their headings."""
    return {"In a list": LISTS, "The next move": MOVES, "Besides": BESIDES}


@register.simple_tag
def chords() -> tuple[Key, ...]:
    """What works with single keys switched off, too."""
    return CHORDS
