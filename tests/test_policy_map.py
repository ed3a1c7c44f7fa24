"""The policy map as `docs/security.md` prints it is the one that the product goes by."""

from pathlib import Path

from issues.commands.offers import Offer
from issues.commands.permissions import NEEDS, Needs
from people.rules.permissions import MAY, Can, Role

DOCS = (Path(__file__).resolve().parent.parent / "docs" / "security.md").read_text()


def by_role() -> str:
    """Each verb that a role opens, and for whom."""
    head = ["| verb | " + " | ".join(Role) + " |", "|---" * (len(Role) + 1) + "|"]
    lines = [
        f"| {can} | " + " | ".join("yes" if can in MAY[role] else "" for role in Role) + " |" for can in Can
    ]
    return "\n".join([*head, *lines])


def by_relation() -> str:
    """Each relation to an issue, and the commands that need it."""
    commands = {needs: [name for name, one in NEEDS.items() if one is needs] for needs in Needs}
    lines = [f"| {needs} | {', '.join(f'`{name}`' for name in names)} |" for needs, names in commands.items()]
    return "\n".join(["| who | may |", "|---|---|", *lines])


def test_every_command_on_an_issue_says_which_relation_it_needs():
    assert {str(offer) for offer in Offer} == set(NEEDS)


def test_the_map_by_role_is_printed_as_it_is():
    assert by_role() in DOCS


def test_the_map_by_relation_is_printed_as_it_is():
    assert by_relation() in DOCS
