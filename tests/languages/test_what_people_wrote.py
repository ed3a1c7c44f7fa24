"""What people wrote stays as they wrote it, whoever reads; what the product gave as a reason is read in one's language."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import translation

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.answering import Asked, say_not_fixed
from issues.rules.events import ClosureReason
from notifications.commands.rendering import render
from notifications.models import Message
from notifications.templatetags.headlines import headline
from tests.cast import HOUR, REPORTED

NOW = REPORTED + HOUR


@pytest.fixture
def german(company, signed_in):
    company.owner.language = "de"
    company.owner.save()
    with time_machine.travel(NOW + HOUR, tick=False):
        yield signed_in(company.owner)


def page(client, issue):
    answer = client.get(f"/issues/{issue.pk}/?all=1")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("times", [40, 440])
def test_a_guests_no_that_is_one_of_our_sentences_over_and_over_is_shown_as_it_is(company, german, times):
    telling = commands.Telling(text="The gate stays shut", client_key=UUID(int=5))
    told = {"point": company.point, "severity": Severity.NORMAL, "reporter": None}
    issue = commands.report(**told, now=REPORTED, telling=telling)
    commands.record_containment(issue=issue.pk, actor=company.owner, evidence="Shut off", now=NOW)
    resolved = commands.resolve(issue=issue.pk, actor=company.owner, reason=ClosureReason.FIXED, now=NOW)
    words = "x" + " has left" * times
    asked = Asked(issue.pk, resolved.last_seq)
    say_not_fixed(report=issue.reports.get(), now=NOW + timedelta(minutes=1), asked=asked, reason=words)
    assert words in page(german, issue)


@pytest.mark.parametrize("typed", ["Not fixed", "Anna Berg has left"])
def test_the_reason_of_somebody_who_hands_over_stays(company, issue, german, typed):
    commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, reason=typed, now=NOW)
    assert typed in page(german, issue)
    message = Message.objects.get(kind="handed_over", recipient=company.holder)
    assert typed in render(message, company.holder, language="de").text


@pytest.mark.parametrize("title", ["Late", "Not fixed"])
def test_the_title_of_an_issue_stays(title):
    with translation.override("de"):
        assert headline(Message(kind="reported", context={"issue": 7, "title": title})) == title
