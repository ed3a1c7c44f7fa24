"""What is done to issues: one verb each, one event each. Every door calls these."""

from issues.commands.acting import complete_action, plan_action, record_containment, start_action
from issues.commands.confiding import make_confidential, make_open
from issues.commands.custody import accept, hand_over
from issues.commands.judging import change_severity, comment, decline, reopen, resolve, verify
from issues.commands.merging import merge, unmerge
from issues.commands.moving import move_to_version
from issues.commands.nudging import nudge
from issues.commands.promising import keep_promise
from issues.commands.reporting import Telling, add_report, report
from issues.commands.undoing import undo
from issues.commands.waiting import end_wait, snooze, start_wait
from issues.commands.watching import unwatch, watch

__all__ = [
    "Telling",
    "accept",
    "add_report",
    "change_severity",
    "comment",
    "complete_action",
    "decline",
    "end_wait",
    "hand_over",
    "keep_promise",
    "make_confidential",
    "make_open",
    "merge",
    "move_to_version",
    "nudge",
    "plan_action",
    "record_containment",
    "reopen",
    "report",
    "resolve",
    "snooze",
    "start_action",
    "start_wait",
    "undo",
    "unmerge",
    "unwatch",
    "verify",
    "watch",
]
