"""The page of a point: what it says, and that every number leads to as many issues."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from inflection_points.models import InflectionPoint
from inflection_points.rules.policies import Severity
from inflection_points.rules.standards import Words
from issues import commands
from issues.rules.events import ActionKind
from tests.cast import DAY, HOUR, REPORTED
from tests.inflection_points.test_standards import ask, sign, write
from tests.insights.opening import words
from tests.insights.test_value_chain import contained, explained, numbers
from tests.issues.test_moves import ACT_BY

LATER = ACT_BY + HOUR
POINT = "/points/delivery-slot/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


def promise(company, words, at):
    """A version that is in force from then on."""
    version = ask(company, write(company, Words(words), now=at), now=at)
    sign(version, company.delivery, company.head, now=at)


class TestPoint:
    def test_the_oldest_on_which_nobody_acted_stands_first_then_the_rest_by_deadline(
        self, company, signed_in
    ):
        planned = company.report(text="Planned for tomorrow")
        commands.plan_action(
            issue=planned.pk,
            actor=company.owner,
            now=REPORTED + HOUR,
            kind=ActionKind.CORRECTIVE,
            description="Call",
            assignee=company.holder,
            due_at=ACT_BY + DAY - HOUR,
        )
        acted = company.report(now=REPORTED - DAY, text="To be resolved in weeks")
        contained(company, acted)
        fresh, late = company.report(now=ACT_BY, text="Fresh"), company.report(text="Overdue")
        response = signed_in(company.stranger).get(POINT)
        assert response.context["oldest"].number == planned.pk
        assert numbers(response) == [late.pk, fresh.pk, acted.pk]
        assert "Olga Owner" in words(response)

    def test_looking_back_does_not_list_what_is_open_today(self, company, issue, signed_in):
        page = words(signed_in(company.executive).get(POINT, {"as_of": "2026-03-02"}))
        assert "You are looking back" in page
        assert "Open here" not in page

    @pytest.mark.parametrize(
        ("day", "promised", "not_promised"),
        [
            ("2026-02-10", "Nobody had promised anything here by then", "Version"),
            ("2026-02-16", "Version 1, since 16 Feb 2026.", "by phone"),
            ("2026-02-21", "Version 1, since 16 Feb 2026.", "by phone"),
            ("2026-02-24", "Version 2, since 24 Feb 2026.", "Nobody had promised"),
        ],
    )
    def test_looking_back_shows_the_standard_of_that_day(
        self, company, issue, signed_in, day, promised, not_promised
    ):
        promise(company, "We come on time", datetime(2026, 2, 16, 9, tzinfo=UTC))
        promise(company, "We come on time, or call by phone", datetime(2026, 2, 24, 9, tzinfo=UTC))
        ask(company, write(company, Words("We come")), company.support)
        response = signed_in(company.manager).get(POINT, {"as_of": day})
        page = words(response)
        assert promised in page
        assert not_promised not in page
        has = {str(item.has): item.is_there for item in response.context["checklist"]}
        assert has["A standard in force"] is ("Version" in promised)
        assert "As of today: who and what it was then is not kept." in page
        assert "Nobody has promised anything" not in page
        assert "waits for your signature" not in page

    def test_today_shows_the_standard_in_force_and_the_one_that_waits(self, company, issue, signed_in):
        promise(company, "We come on time", datetime(2026, 2, 16, 9, tzinfo=UTC))
        ask(company, write(company, Words("We come")), company.support)
        page = words(signed_in(company.manager).get(POINT))
        assert "Version 1, since 16 Feb 2026." in page
        assert "Version 2 of the standard waits for your signature." in page
        assert "not kept" not in page

    def test_what_is_confidential_is_counted_and_not_shown(self, company, signed_in):
        issue = company.report(is_confidential=True, text="The driver was drunk")
        response = signed_in(company.stranger).get(POINT)
        assert response.context["oldest"] is None
        assert "The driver was drunk" not in words(response)
        assert "1 confidential" in words(response)
        assert signed_in(company.owner).get(POINT).context["oldest"].number == issue.pk

    def test_every_tile_and_figure_leads_to_as_many_issues(self, company, upstream, signed_in):
        company.report()
        issue = company.report()
        contained(company, issue)
        explained(company, issue, upstream)
        client = signed_in(company.executive)
        context = client.get(POINT).context
        assert client.get(context["open_url"]).context["count"] == context["stands"].open == 2
        assert client.get(context["unacted_url"]).context["count"] == context["stands"].unacted == 1
        shown = {figure.name: (figure.share.count, figure.url) for figure in context["figures"]}
        count, url = shown["Felt here, began upstream"]
        assert client.get(url).context["count"] == count == 1
        out = client.get("/points/slot-promised/").context["bands"]
        assert out.reported == 0

    def test_what_began_here_and_was_felt_downstream_is_told_at_its_origin(
        self, company, upstream, signed_in
    ):
        issue = company.report()
        explained(company, issue, upstream)
        commands.report(
            point=upstream,
            severity=Severity.NORMAL,
            reporter=company.reporter,
            now=REPORTED,
            telling=commands.Telling(text="Nobody asked"),
        )
        client = signed_in(company.executive)
        figure = client.get("/points/slot-promised/").context["figures"][-1]
        assert (figure.share.count, figure.share.n) == (1, 1)
        assert numbers(client.get(figure.url)) == [issue.pk]

    def test_prevention_says_how_often_it_happened_since(self, company, signed_in):
        issue = company.report()
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=REPORTED,
            kind=ActionKind.PREVENTIVE,
            description="Plan with the real unloading times",
            assignee=company.holder,
            due_at=REPORTED + DAY,
        )
        work = issue.actions.get()
        commands.complete_action(
            issue=issue.pk, action=work.pk, actor=company.holder, now=REPORTED + HOUR, evidence="Planned"
        )
        client = signed_in(company.executive)
        [done] = client.get(POINT).context["prevented"]
        assert (done.what, done.by, done.since) == ("Plan with the real unloading times", "Tom Technician", 0)
        company.report(now=REPORTED + DAY)
        assert client.get(POINT).context["prevented"][0].since == 1

    def test_an_unused_point_keeps_its_page(self, company, issue, signed_in):
        InflectionPoint.objects.update(is_active=False)
        page = words(signed_in(company.executive).get(POINT))
        assert "This point is not in use any more" in page
        assert "Report a problem here" not in page

    def test_its_weeks_come_as_a_file(self, company, issue, signed_in):
        response = signed_in(company.executive).get(POINT, {"format": "csv", "table": "weeks"})
        assert response["Content-Type"].startswith("text/csv")
        assert (
            signed_in(company.executive).get(POINT, {"format": "csv", "table": "points"}).status_code == 404
        )

    def test_what_cannot_be_shown_as_asked_keeps_the_promise_on_the_page(self, company, issue, signed_in):
        page = signed_in(company.executive).get(POINT, {"as_of": "2999-01-01"})
        assert "Choose a day that is over" in words(page)
        assert re.search(r"Accountable owner\s+Olga Owner", words(page))
