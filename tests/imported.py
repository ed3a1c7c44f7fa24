"""Importing in tests: a small event log and a small list of cases, and the door that takes them in."""

import io
from datetime import UTC, datetime
from pathlib import Path

from issues.commands import importing
from issues.models import Issue, IssueImport
from people.models import User
from people.rules.permissions import Role
from tests.cast import person

INCIDENTS = Path(__file__).parent / "data" / "servicenow_incidents.csv.gz"
NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)

LOG = """
source = "desk"
layout = "events"
missing = ["?", "N/A"]
[columns]
case = "number"
reported_at = "opened"
at = "updated"
order = ["count"]
state = "state"
severity = "priority"
point = "topic"
department = "team"
person = "agent"
text = ["words"]
[times]
zone = "Europe/Berlin"
formats = ["%d-%m-%Y %H:%M"]
[states]
New = "reported"
Work = "acting"
Solved = "resolved"
Closed = "verified"
Refused = "declined"
[severities]
"1 - High" = "high"
"2 - Low" = "low"
[points]
fallback = "Anything else"
department = "Desk"
"""

LIST = """
source = "town"
layout = "cases"
[columns]
case = "key"
reported_at = "created"
acted_at = "updated"
closed_at = "closed"
state = "status"
point = "complaint"
department = "agency"
[times]
zone = "America/New_York"
formats = ["%m/%d/%Y %I:%M:%S %p"]
[states]
Open = "reported"
Closed = "verified"
"""

LOG_HEADER = "number,state,opened,updated,count,priority,topic,team,agent,words"
LIST_HEADER = "key,status,created,updated,closed,complaint,agency"


def administrator() -> User:
    known = User.objects.administrators().first()
    return known or person("Ada Administrator", Role.ADMINISTRATOR)


def log_row(
    number="A1",
    state="New",
    updated="03-02-2026 09:00",
    *,
    opened="02-02-2026 08:00",
    count="1",
    priority="2 - Low",
    topic="Delivery",
    team="Team 1",
    agent="?",
    words="",
) -> str:
    return ",".join([number, state, opened, updated, count, priority, topic, team, agent, words])


def import_text(*rows: str, mapping: str = LOG, header: str = LOG_HEADER, now: datetime = NOW) -> IssueImport:
    """The rows, imported."""
    return import_bytes("\n".join([header, *rows, ""]).encode(), mapping=mapping, now=now)


def import_bytes(content: bytes, *, mapping: str = LOG, now: datetime = NOW) -> IssueImport:
    run = importing.add_import(
        file=None, file_name="given.csv", mapping=mapping, actor=administrator(), now=now
    )
    importing.import_issues(run=run, file=io.BytesIO(content), now=now)
    return run


def refusals(run: IssueImport) -> list[tuple[int, str]]:
    return list(run.rows.values_list("line", "reason"))


def story(number: str = "A1", source: str = "desk") -> list[tuple[str, datetime]]:
    """The events of an imported case: what and when."""
    issue = Issue.objects.get(origin=f"{source}:{number}")
    return [(event.kind, event.at) for event in issue.events.all()]
