"""One key for each action. The only table of them: marks on the pages, the help and the navigation all read it."""

from typing import Final, NamedTuple

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()


class Key(NamedTuple):
    """`letter` presses whatever is marked with `data-key`. `name` is the command's, where it is one."""

    name: str
    letter: str
    words: Promise

    @property
    def pressed(self) -> tuple[str, ...]:
        """As it is printed on the keys."""
        if len(self.letter) == 1 and self.letter.isupper():
            return (str(_CAPS["Shift"]), self.letter.lower())
        return tuple(str(_CAPS.get(cap, cap)) for cap in self.letter.split("-"))


_CAPS: Final = {"Shift": _("Shift"), "Ctrl": _("Ctrl"), "Enter": _("Enter"), "Escape": _("Escape")}
LISTS: Final = (
    Key("next", "j", _("next issue")),
    Key("previous", "k", _("previous issue")),
    Key("open", "Enter", _("open it")),
    Key("select", "x", _("select it")),
    Key("select_all", "X", _("select all")),
    Key("next_page", "J", _("further down")),
    Key("previous_page", "K", _("back up the list")),
    Key("search", "/", _("search")),
)
MOVES: Final = (
    Key("accept", "a", _("accept")),
    Key("plan_action", "p", _("plan an action")),
    Key("start_action", "s", _("start your action")),
    Key("complete_action", "d", _("your action is done")),
    Key("record_containment", "c", _("the harm is stopped")),
    Key("hand_over", "h", _("hand over")),
    Key("resolve", "r", _("resolve")),
    Key("verify", "y", _("yes, it is fixed")),
    Key("reopen", "o", _("open it again")),
)
BESIDES: Final = (
    Key("change_severity", "v", _("change severity")),
    Key("start_wait", "w", _("wait for somebody; they answered")),
    Key("snooze", "z", _("hide it from my list")),
    Key("merge", "m", _("merge; not the same problem")),
    Key("make_confidential", "b", _("keep it confidential; open it to everybody")),
    Key("decline", "n", _("decide not to act")),
    Key("nudge", "e", _("nudge whoever has to move")),
    Key("comment", "t", _("comment")),
    Key("add_report", "+", _("this happened to me too")),
    Key("note_cause", "q", _("ask why")),
    Key("link_cause", "l", _("the suggested cause it is")),
    Key("watch", "f", _("follow it, or no longer")),
    Key("undo", "u", _("undo")),
    Key("keys", "?", _("these keys")),
)
# More than one key together: these stay when single keys are switched off.
CHORDS: Final = (
    Key("palette", "Ctrl-k", _("find anything, or any command")),
    Key("send", "Ctrl-Enter", _("send the form")),
    Key("back", "Escape", _("close, or back to the list")),
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
    "insights:departments": "b",
    "insights:flow": "w",
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
    return {gettext("In a list"): LISTS, gettext("The next move"): MOVES, gettext("Besides"): BESIDES}


@register.simple_tag
def chords() -> tuple[Key, ...]:
    """What works with single keys switched off, too."""
    return CHORDS
