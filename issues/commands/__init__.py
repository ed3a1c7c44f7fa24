"""What is done to issues: one verb each, one event each. Every door calls these."""

from issues.commands.acting import complete_action, plan_action, record_containment, start_action
from issues.commands.custody import accept, hand_over
from issues.commands.judging import change_severity, comment, decline, reopen, resolve, verify
from issues.commands.reporting import Telling, add_report, report

__all__ = [
    "Telling",
    "accept",
    "add_report",
    "change_severity",
    "comment",
    "complete_action",
    "decline",
    "hand_over",
    "plan_action",
    "record_containment",
    "reopen",
    "report",
    "resolve",
    "start_action",
    "verify",
]
