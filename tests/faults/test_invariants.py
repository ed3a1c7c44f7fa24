"""What every fault test ends with can fail, and every fault test ends with it."""

import ast
import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from issues.commands.sweeping import sweep
from issues.models import Escalation, Event, Issue, Report
from notifications.models import Message
from tests.cast import REPORTED
from tests.faults import invariants
from tests.faults.late import make_due

pytestmark = pytest.mark.fault

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DUE = 3


@pytest.fixture
def lived(company, mailbox):
    """Everything as it should be: reported, told, delivered."""
    make_due(company, DUE, timezone.now())
    sweep(now=timezone.now())
    invariants.settle()
    key = uuid.uuid4()
    Report.objects.create(
        issue=Issue.objects.all()[0], received_at=REPORTED, observed_at=REPORTED, client_key=key
    )
    invariants.hold(due=DUE, acknowledged=[key])
    return key


def add_a_rung():
    rung = Escalation.objects.filter(caught_up=False).last()
    rung.pk, rung.due_at = None, rung.due_at + timedelta(days=1)
    rung.save()


def harms():
    return {
        "an acknowledged report is gone": lambda: Report.objects.all().delete(),
        "a rung was not written": lambda: Escalation.objects.filter(caught_up=False).last().delete(),
        "a rung was written that was not due": add_a_rung,
        "a message waits for ever": lambda: Message.objects.filter(pk=Message.objects.first().pk).update(
            state="queued"
        ),
        "a column is not what the events say": lambda: Issue.objects.filter(
            pk=Issue.objects.last().pk
        ).update(reached=1),
        "an event is missing": lambda: Event.objects.filter(seq=2, issue=Issue.objects.last()).delete(),
        "an issue is half written": lambda: Event.objects.filter(issue=Issue.objects.last()).delete(),
        "a due issue was set aside": lambda: Issue.objects.filter(pk=Issue.objects.last().pk).update(
            set_aside_at=timezone.now(), set_aside_reason="poison"
        ),
    }


@pytest.mark.parametrize("harm", harms())
def test_harm_is_noticed(lived, harm):
    harms()[harm]()
    with pytest.raises(AssertionError):
        invariants.hold(due=DUE, acknowledged=[lived])


def cases_of(file):
    tree = ast.parse(file.read_text())
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def test_every_fault_that_shows_a_figure_ends_with_the_invariants():
    """Itself, or through a helper of its file that ends several of them."""
    without = []
    for file in sorted(HERE.glob("test_*.py")):
        enders = {
            node.name
            for node in ast.parse(file.read_text()).body
            if isinstance(node, ast.FunctionDef) and "invariants.hold(" in ast.unparse(node)
        } | {"invariants.hold"}
        for case in cases_of(file):
            shows = "figure" in {argument.arg for argument in case.args.args}
            if shows and not any(f"{ender}(" in ast.unparse(case) for ender in enders):
                without.append(f"{file.name}::{case.name}")
    assert without == []


def test_operations_names_only_fault_tests_that_exist_and_all_that_show_a_figure():
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "operations.md").read_text()))
    cases = [case for file in HERE.glob("test_*.py") for case in cases_of(file)]
    assert named - {case.name for case in cases} == set()
    assert {c.name for c in cases if "figure" in {a.arg for a in c.args.args}} - named == set()
