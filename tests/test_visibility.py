"""Every door asks which issues its person may see. Whoever reads issues past that rule stands here with the reason."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
DOORS: Final = (
    "issues/views",
    "issues/api",
    "issues/admin.py",
    "insights",
    "moment_of_service",
    "notifications/views",
)
ROWS: Final = {"Issue", "Report", "Action", "Event", "Custody", "Escalation"}
ASKS: Final = {"visible_to", "visible_without_a_name", "hidden_from", "none"}

_OWN: Final = "what is this person's own: reported, held, worked on"
_SENT: Final = "what was sent under a key by the same sender"
_OPENLY: Final = "issues that `likening` found among those who may be told"
_GUEST: Final = "what whoever has no name may be told: `visible_without_a_name`"
_LISTED: Final = "numbers, and lists that `insights.views.listing` narrows to what the viewer may read"
_NUMBERS: Final = "numbers, which tell nothing of any one issue"

# file: function → why it need not ask
PAST_THE_RULE: Final[dict[str, dict[str, str]]] = {
    "issues/views/home.py": {"_work_of": _OWN},
    "issues/views/inbox.py": {"inbox_panes": _OWN},
    "issues/views/posters.py": {"_with_reports": _NUMBERS},
    "issues/views/reporting.py": {"_recent": "places, not issues", "receipt": _OWN},
    "issues/views/receiving.py": {"_written": _OWN, "_is_set_aside": _OWN},
    "issues/views/sending.py": {"send": _OWN},
    "issues/views/hints.py": {"_with_outlooks": "issues that were asked for before"},
    "issues/views/people.py": {"_with_numbers": _NUMBERS, "person": _NUMBERS},
    "issues/views/changing_policies.py": {"retire_policy": _NUMBERS},
    "issues/views/policies.py": {"_open_issues": "a preview, which names confidential ones openly"},
    "issues/views/status.py": {"status": "names confidential ones openly"},
    "issues/views/panels.py": {"panel": "an issue that was asked for before", "_why": _NUMBERS},
    "issues/views/moves.py": {"resolve": _NUMBERS},
    "issues/views/history.py": {"told": "the timeline of an issue that was asked for before"},
    "issues/views/names.py": {"files_of": "the files of an issue that was asked for before"},
    "issues/api/causes.py": {"_says": "what was sent under a key by the same person"},
    "issues/api/keys.py": {"is_new": "what was sent under a key by the same person"},
    "insights/querysets/coverage.py": {"_reports": _NUMBERS},
    "insights/querysets/lessons.py": {
        "_actions": "actions of issues that were asked for before",
        "action_done": "an action of an issue that was asked for before",
        "_added": "reports of issues that were asked for before",
    },
    "insights/querysets/ageing.py": {
        "_has_fired_since": _NUMBERS,
        "reached_by_fact": _NUMBERS,
        "_fired": _NUMBERS,
    },
    "insights/querysets/declining.py": {
        "for_reason": _LISTED,
        "_said": "asked among the issues that the viewer may read",
    },
    "insights/querysets/escalating.py": {"fired": _LISTED},
    "insights/querysets/reporting.py": {"begun": _NUMBERS, "told": _LISTED},
    "insights/querysets/behind.py": {"behind": "what its callers narrow to what the viewer may read"},
    "insights/querysets/hands.py": {"in_hands_of": "narrows issues that its callers ask for"},
    "insights/querysets/changes.py": {"behind_change": _NUMBERS},
    "insights/commands/demo.py": {"forget": "what goes with the issues of the demo, shown to nobody"},
    "insights/views/records.py": {
        "_began_in_confidence": "asks which reports hang on issues that are hidden"
    },
    "insights/views/listing.py": {"_page_of": "reads of what is visible to the viewer, by its number"},
    "insights/querysets/movers.py": {
        "_overdue": "narrowed by each question to what the viewer may read, or may not"
    },
    "insights/querysets/beginnings.py": {"beginning": "whether there is any issue at all"},
}


def reads() -> Iterator[tuple[str, str, str, ast.AST]]:
    """Each `Issue.objects.…` of the doors: file, function, the first thing asked, and the call."""
    for door in DOORS:
        place = ROOT / door
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            tree = ast.parse(path.read_text())
            for function in [node for node in tree.body if not isinstance(node, ast.ClassDef)] + [
                node for one in tree.body if isinstance(one, ast.ClassDef) for node in one.body
            ]:
                for node in ast.walk(function):
                    if _is_manager(node):
                        name = getattr(function, "name", "")
                        yield str(path.relative_to(ROOT)), name, _asked(function, node), node


def _is_manager(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and isinstance(node.value, ast.Name)
        and node.value.id in ROWS
    )


def _asked(function: ast.AST, manager: ast.AST) -> str:
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.value is manager:
            return node.attr
    return ""


def test_no_door_reads_issues_without_asking_who_looks():
    past = {(file, name) for file, name, asked, _ in reads() if asked not in ASKS}
    known = {(file, name) for file, names in PAST_THE_RULE.items() for name in names}
    assert past == known


def test_every_door_that_asks_says_when_so_that_those_who_stand_in_are_let_in():
    without = []
    for door in DOORS:
        place = ROOT / door
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
            asked = [c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "visible_to"]
            without += [f"{path.relative_to(ROOT)}:{call.lineno}" for call in asked if len(call.args) != 2]
    assert without == []
