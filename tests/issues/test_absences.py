"""The ladder and people who are away: whoever stands in is told, and nobody waits for somebody on holiday."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.commands.prospects import outlook, outlooks
from issues.commands.sweeping import sweep
from issues.models import Issue
from notifications.models import Message
from people.commands.absences import announce_absence
from tests.cast import DAY, HOUR, REPORTED

# Act within three working days of eight hours: the holder at 75 %, the owner at 100 %.
BREACH = REPORTED + 3 * DAY


@pytest.fixture
def away(company):
    def announce(person, deputy=None, since=REPORTED, until=REPORTED + 30 * DAY):
        announce_absence(person=person, since=since, until=until, deputy=deputy, now=REPORTED)

    return announce


def told(kind="escalated"):
    return {message.recipient.name for message in Message.objects.filter(kind=kind)}


class TestARungThatFires:
    def test_tells_the_deputy_of_whoever_is_away(self, company, issue, away):
        away(company.owner, company.deputy)
        sweep(now=BREACH)
        assert told() == {"Dan Deputy"}

    def test_follows_deputies_who_are_away_too(self, company, issue, away):
        away(company.owner, company.deputy)
        away(company.deputy, company.manager)
        sweep(now=BREACH)
        assert told() == {"Sven Support"}

    def test_climbs_on_when_nobody_stands_in_and_the_administrators_are_told(self, company, issue, away):
        away(company.owner)
        sweep(now=BREACH)
        assert told() == {"Hana Head"}
        assert told("rung_reaches_nobody") == {"Ada Administrator"}

    def test_tells_the_person_who_is_back_or_not_yet_away(self, company, issue, away):
        away(company.owner, company.deputy, until=REPORTED + DAY)
        away(company.owner, company.deputy, since=BREACH + DAY)
        sweep(now=BREACH)
        assert told() == {"Olga Owner"}

    def test_asks_the_database_no_more_often_for_more_issues(self, company, away):
        away(company.owner, company.deputy)
        away(company.head)
        counts = []
        for reports in (1, 9):
            for _ in range(reports):
                company.report()
            Issue.objects.update(set_aside_at=None)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                sweep(now=BREACH + len(counts) * 10 * DAY)
            counts.append(len(queries))
        assert counts[1] <= counts[0] + 1


class TestTheOutlook:
    def test_names_who_will_stand_in_by_then(self, company, issue, away):
        away(company.owner, company.deputy, since=REPORTED + 2 * DAY)
        first, *later = outlook(issue, REPORTED + HOUR).notices
        assert [t.person.name for t in first.people] == ["Olga Owner"]
        assert {t.person.name for notice in later for t in notice.people} == {
            "Dan Deputy",
            "Hana Head",
            "Xavier Executive",
        }

    def test_asks_the_database_no_more_often_for_more_issues(self, company, away):
        away(company.owner, company.deputy)
        counts = []
        for _ in range(2):
            company.report()
            with CaptureQueriesContext(connection) as queries:
                outlooks(Issue.objects.for_list().select_related("policy_version"), REPORTED + HOUR)
            counts.append(len(queries))
        assert counts[0] == counts[1]
