"""Who can still be asked whether it is fixed. No answer is never a yes."""

from typing import Final

from issues.rules.state import State

SILENCES: Final = 2  # when it was resolved, and once more


def waits_for_guest(state: State) -> bool:
    """Whether somebody without a name may still answer with a receipt, whom nobody can write to.

    After the second silence nobody knows whether they ever look again, so that who answers for the issue may say it.
    """
    return state.guests > 0 and state.asked < SILENCES
