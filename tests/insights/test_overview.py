"""The overview page: what it says, and that every number on it leads to as many issues."""

import re
from datetime import datetime, timedelta

from django.urls import reverse

from inflection_points.models import Stage
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from insights.commands.premises import set_targets
from insights.rules.company import Assumptions, Targets
from insights.rules.periods import week_of
from insights.views.gaps import NARROWEST, Gap, marks
from issues import commands
from issues.commands.histories import write
from issues.models import SweepRun
from issues.rules import events as e
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.opening import LATER, escalated, words
from tests.insights.stories import START, history, random_histories, second_point


class TestFourNumbers:
    def test_say_what_they_are_of(self, company, opened):
        for _ in range(15):
            issue = company.report()
            commands.record_containment(
                issue=issue.pk, actor=company.owner, now=REPORTED + 5 * HOUR, evidence="Stopped"
            )
        for _ in range(10):
            company.report()
        said = words(opened())
        assert "Acted on in time 60 %" in said
        assert "Reported, not acted on 40 %" in said
        assert "n = 25, 95 % sure of 23–59 %" in said  # Wilson, of 10 in 25
        assert "Median time to act 5.0 working h" in said
        assert "Customers at risk 3 people" in said  # 10 × 0.26
        assert "Reference: 29 % of firms admit it" in said

    def test_are_not_judged_when_they_are_of_too_few(self, company, opened):
        company.report()
        assert "Too few to judge yet (n = 1)" in words(opened())

    def test_are_compared_with_the_period_before(self, company, opened):
        for _ in range(20):
            company.report(now=REPORTED - 4 * 7 * DAY)
        for _ in range(20):
            issue = company.report()
            commands.record_containment(issue=issue.pk, actor=company.owner, now=REPORTED, evidence="Stopped")
        assert "▲ 100 points better than the 4 weeks before" in words(opened(weeks="4", as_of="2026-03-20"))

    def test_are_neither_better_nor_worse_where_chance_may_have_changed_them(self, company, opened):
        def told(acted, at):
            for i in range(20):
                issue = company.report(now=at)
                if i < acted:
                    commands.record_containment(
                        issue=issue.pk, actor=company.owner, now=at, evidence="Stopped"
                    )

        told(10, REPORTED - 4 * 7 * DAY)
        told(11, REPORTED)
        page = opened(weeks="4", as_of="2026-03-20")
        assert "5 points more than the 4 weeks before, within chance" in words(page)
        assert "is-better" not in page.content.decode()
        assert "is-worse" not in page.content.decode()

    def test_of_the_company_are_no_targets_for_a_part_of_it(self, company, opened):
        goal = Targets(at_risk=5)
        set_targets(targets=goal, assumptions=Assumptions(), seen=0, actor=company.executive, now=REPORTED)
        assert "met" not in opened().context["tiles"][3].target  # nothing was counted
        company.report()
        assert "Target: at most 5, met." in words(opened())
        said = words(opened(severity="normal"))
        assert "The company's target is at most 5; this is a part of it." in said
        assert "Target: at most 5" not in said

    def test_are_not_compared_with_nothing(self, company, opened):
        company.report()
        said = words(opened(compare="year"))
        assert "Nothing was counted a year before." in said
        assert "more than a year before" not in said

    def test_praise_nobody_where_there_is_nothing(self, company, opened):
        company.report()
        said = words(opened(severity="critical"))
        assert "Nothing was reported." in said
        assert "not reached yet" not in said
        assert "has been acted on" not in said
        assert "0 customers" not in said

    def test_say_so_when_the_point_is_not_in_the_stage(self, company, opened):
        company.report()
        other = Stage.objects.create(chain=company.chain, name="Paying", position=9)
        said = words(opened(stage=str(other.pk), point=company.point.slug))
        assert "“Delivery slot kept” is not in the stage “Paying”: nothing is in both." in said

    def test_of_what_does_not_meet_are_no_silence(self, company, opened):
        company.report()
        other = Stage.objects.create(chain=company.chain, name="Paying", position=9)
        for asked, told in (
            (
                {"department": "customer-support", "point": company.point.slug},
                "“Customer support” does not answer for “Delivery slot kept”: nothing is of both.",
            ),
            (
                {"department": "delivery", "stage": str(other.pk)},
                "“Delivery” answers for no point in “Paying”: nothing is of both.",
            ),
        ):
            said = words(opened(**asked))
            assert told in said
            assert "What you chose does not meet" in said
            assert "Silence is not health" not in said

    def test_know_only_what_had_happened_by_then(self, company, opened):
        issue = company.report()
        commands.record_containment(
            issue=issue.pk, actor=company.owner, now=REPORTED + 20 * DAY, evidence="Stopped"
        )
        assert opened().context["bands"].late == 1
        assert opened(as_of="2026-03-15").context["bands"].never == 1


class TestWhoHasToMove:
    def test_names_the_highest_on_the_ladder_first(self, company, opened):
        young = escalated(company, LATER - 3 * DAY)
        old = escalated(company, REPORTED)
        assert old.reached > young.reached > 0
        response = opened()
        [mover] = response.context["movers"]
        assert mover.worst.issue == old
        assert "Olga Owner 2 issues past the time to act" in words(response)
        assert "Next: act on it" in words(response)
        assert "goes to" in words(response)

    def test_says_once_what_happens_to_all_of_them_if_nobody_moves(self, company, opened):
        escalated(company, REPORTED)
        [alone] = opened().context["movers"]
        escalated(company, REPORTED, point=second_point(company))
        response = opened()
        assert [mover.unless for mover in response.context["movers"]] == ["", ""]
        assert words(response).count(alone.unless) == 1

    def test_is_told_by_person_whoever_is_highest_on_the_ladder_first(self, company, opened):
        call = second_point(company)
        for _ in range(3):
            escalated(company, LATER - 3 * DAY)
        elsewhere = escalated(company, REPORTED, point=call)
        told = [(mover.person, mover.issues, mover.worst.issue) for mover in opened().context["movers"]]
        assert told[0] == (company.manager, (1, False), elsewhere)
        assert told[1][:2] == (company.owner, (3, False))

    def test_leads_to_the_list_of_each_person(self, company, opened, signed_in):
        escalated(company, REPORTED, point=second_point(company))
        for _ in range(3):
            escalated(company, LATER - 3 * DAY)
        response = opened(severity="normal")
        client = signed_in(company.executive)
        for mover in response.context["movers"]:
            assert len(client.get(mover.url).context["rows"]) == mover.issues.number

    def test_counts_those_of_people_who_are_not_named_too(self, company, opened, monkeypatch):
        monkeypatch.setattr("insights.views.movers.MOST_MOVERS", 1)
        escalated(company, REPORTED, point=second_point(company))
        for _ in range(3):
            escalated(company, LATER - 3 * DAY)
        shown = opened().context
        assert [mover.person for mover in shown["movers"]] == [company.manager]
        assert (shown["unacted"], shown["has_more_movers"]) == ((4, False), True)

    def test_says_more_where_there_are_more_than_it_counts(self, company, opened, monkeypatch):
        monkeypatch.setattr("insights.views.movers.MOST_COUNTED", 2)
        escalated(company, REPORTED, point=second_point(company))
        for _ in range(3):
            escalated(company, LATER - 3 * DAY)
        shown = opened().context
        assert [mover.issues for mover in shown["movers"]] == [(1, False), (2, True)]
        assert shown["unacted"] == (2, True)

    def test_leaves_out_what_was_acted_on(self, company, opened):
        acted = escalated(company, REPORTED)
        commands.record_containment(issue=acted.pk, actor=company.owner, now=LATER, evidence="Stopped")
        assert not opened().context["movers"]

    def test_is_not_asked_of_the_past(self, company, opened):
        escalated(company, REPORTED)
        assert "movers" not in opened(as_of="2026-03-10").context


class TestFilters:
    def test_narrow_every_number(self, company, opened):
        company.report()
        company.report(severity=Severity.LOW)
        assert opened().context["bands"].reported == 2
        assert opened(severity="low").context["bands"].reported == 1
        assert opened(point=company.point.slug).context["bands"].reported == 2
        assert opened(department=company.support.slug).context["bands"].reported == 0

    def test_say_what_to_do_when_they_cannot_be_read_and_keep_the_rest(self, company, opened):
        response = opened(400, as_of="2030-01-01", department="delivery")
        assert "nothing is known of later ones" in words(response)
        assert '<option value="delivery" selected>' in response.content.decode()
        opened(400, point="nowhere")
        for week in ("2026-W99", "the tenth of 2026"):
            said = opened(400, name="insights:issues", week=week)
            assert "Name the week as 2026-W10, or leave it empty." in words(said)
            assert f'value="{week}"' in said.content.decode()
        said = words(opened(400, name="insights:issues", what="nonsense"))
        assert "This cannot be shown as asked" in said

    def test_say_at_the_field_how_a_week_is_named(self, company, opened):
        said = opened(name="insights:issues").content.decode()
        assert re.search(r'id="id_week_helptext">\s*Year and week, such as 2026-W\d\d\s*<', said)
        assert 'aria-describedby="id_week_helptext"' in said

    def test_without_issues_teach(self, company, opened):
        company.report()
        assert "Silence is not health" in words(opened(severity="critical"))


class TestDoor:
    def test_is_closed_to_those_who_are_not_signed_in(self, client, db):
        assert client.get(reverse("insights:overview")).status_code == 302

    def test_is_open_to_everybody_who_is(self, company, signed_in, at):
        assert signed_in(company.stranger).get(reverse("insights:overview")).status_code == 200

    def test_asks_the_database_no_more_often_for_more_issues(
        self, company, opened, at, django_assert_max_num_queries
    ):
        random_histories(company, seed=1, number=20)
        write([history_of(company)], now=LATER)
        at.move_to(START + timedelta(days=70))
        while keep_current(now=LATER).waiting:
            pass
        with django_assert_max_num_queries(80) as few:
            opened()
        write([history_of(company) for _ in range(150)], now=LATER)
        keep_current(now=LATER)
        with django_assert_max_num_queries(len(few)):
            opened()


def history_of(company):
    story = history(company, company.point)
    story.add(e.Reported(Severity.NORMAL, company.owner.pk, company.delivery.pk, None), START + 60 * DAY)
    return story


class TestGaps:
    """When the engine stood still, which is not the people's doing."""

    def stood_still(self, until: datetime, length: timedelta) -> None:
        SweepRun.objects.create(at=until, gap_seconds=length.total_seconds())

    def test_are_said_in_the_week_and_below_the_chart(self, company, opened):
        company.report()
        self.stood_still(REPORTED + 4 * DAY, 3 * DAY)
        read = words(opened())
        assert "Engine stood still for 3 d in the week of 2 Mar" in read
        assert "The engine stood still for 3 d: what fell due then" in read

    def test_that_reach_over_a_weekend_are_said_in_both_weeks(self, company, opened):
        company.report()
        monday = week_of(REPORTED) + 7 * DAY
        self.stood_still(monday + 2 * DAY, 3 * DAY)
        read = words(opened())
        assert re.findall(r"Engine stood still for (\S+ \S+) in", read) == ["1 d", "2 d"]

    def test_that_are_short_or_of_another_time_are_left_out(self, company, opened):
        company.report()
        self.stood_still(REPORTED + DAY, timedelta(minutes=59))
        self.stood_still(START - 400 * DAY, 3 * DAY)
        assert "stood still" not in words(opened())

    def test_are_drawn_where_they_were_and_never_too_narrow_to_see(self):
        monday = week_of(START)
        still = [Gap(monday + 3.5 * DAY - 2 * DAY, monday + 3.5 * DAY + 2 * DAY), Gap(monday, monday + HOUR)]
        wide, narrow = marks(still, [monday, monday + 7 * DAY])
        assert (round(wide["from"], 3), round(wide["to"], 3), wide["length"]) == (-0.286, 0.286, "4 d")
        assert narrow["from"] == -0.5
        assert narrow["to"] - (-0.5) >= NARROWEST / 2
