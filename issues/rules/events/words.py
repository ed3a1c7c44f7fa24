"""The words that events use."""

from enum import StrEnum


class ActionKind(StrEnum):
    CONTAINMENT = "containment"
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"


class ClosureReason(StrEnum):
    FIXED = "fixed"
    PARTLY_FIXED = "partly_fixed"
    NOT_REPRODUCIBLE = "not_reproducible"
    OUTSIDE_OUR_CONTROL = "outside_our_control"


class AlarmKind(StrEnum):
    """What the engine waits for: a rung on one of the clocks, or a reminder of another kind."""

    ACCEPT = "accept"
    ACT = "act"
    RESOLVE = "resolve"
    ASK = "ask"
    WAIT = "wait"  # for a customer or supplier: it expires
    NUDGE = "nudge"  # whoever was handed the issue and has done nothing


class WaitsFor(StrEnum):
    """Whom outside the company an issue can wait for."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
