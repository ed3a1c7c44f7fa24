"""Who may do what by role. What hangs on a relation (owner, holder, reporter) is decided by the commands."""

from enum import StrEnum


class Role(StrEnum):
    FRONTLINE = "frontline"
    MANAGER = "manager"
    EXECUTIVE = "executive"
    ADMINISTRATOR = "administrator"


class Can(StrEnum):
    """The verbs that a role opens or shuts. One name through permission, command, view and URL."""

    SEE = "see"
    REPORT = "report"
    COMMENT = "comment"
    TRIAGE = "triage"  # accept, hand over, plan, contain, change severity, resolve on any issue
    MAKE_POSTERS = "make_posters"  # make and print them; who answers for the point may as well
    KEEP_POSTERS = "keep_posters"  # replace their links, let guests in, take them down
    KEEP_STANDARDS = "keep_standards"  # write that of any point; who answers for the point may as well
    SET_TARGETS = "set_targets"  # what the company aims at, and what it assumes about its customers
    IMPORT = "import"
    ADMINISTER = "administer"


_EVERYONE = frozenset({Can.SEE, Can.REPORT, Can.COMMENT})
_MANAGES = _EVERYONE | {Can.TRIAGE, Can.MAKE_POSTERS}

MAY: dict[Role, frozenset[Can]] = {
    Role.FRONTLINE: _EVERYONE,
    Role.MANAGER: _MANAGES,
    Role.EXECUTIVE: _MANAGES | {Can.SET_TARGETS},
    Role.ADMINISTRATOR: _MANAGES
    | {Can.KEEP_POSTERS, Can.KEEP_STANDARDS, Can.SET_TARGETS, Can.IMPORT, Can.ADMINISTER},
}


def may(role: Role, can: Can) -> bool:
    """Whether the role alone permits it."""
    return can in MAY[role]
