"""What went wrong, who has it, whether anyone acted, and what happens if nobody does."""

from issues.models.attachments import Attachment
from issues.models.bulk import BulkItem, BulkRun
from issues.models.causes import Remedy, RootCause
from issues.models.engine import Agenda, AuditRun, Escalation, Heartbeat, SweepRun
from issues.models.imports import ImportRow, IssueImport
from issues.models.intake import Knock, Overflow
from issues.models.issues import Event, Issue
from issues.models.ledger import Action, Custody, Report, Snooze
from issues.models.lint import LintFinding, LintRun
from issues.models.policy_moves import PolicyMove
from issues.models.saved_views import LIST, DefaultView, SavedView
from issues.models.starts import ReportStart
from issues.models.watching import Watch
from issues.models.words import Words

__all__ = [
    "LIST",
    "Action",
    "Agenda",
    "Attachment",
    "AuditRun",
    "BulkItem",
    "BulkRun",
    "Custody",
    "DefaultView",
    "Escalation",
    "Event",
    "Heartbeat",
    "ImportRow",
    "Issue",
    "IssueImport",
    "Knock",
    "LintFinding",
    "LintRun",
    "Overflow",
    "PolicyMove",
    "Remedy",
    "Report",
    "ReportStart",
    "RootCause",
    "SavedView",
    "Snooze",
    "SweepRun",
    "Watch",
    "Words",
]
