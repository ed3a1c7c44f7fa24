"""The measures through the API."""

from datetime import timedelta

import pytest
import time_machine

from issues import commands
from tests.cast import DAY, HOUR, REPORTED
from tests.insights.stories import second_point

LATER = REPORTED + 30 * DAY
ADDRESS = "/api/v1/measures/"


@pytest.fixture
def ask(company, signed_in):
    client = signed_in(company.stranger)

    def get(**query):
        with time_machine.travel(LATER, tick=False):
            return client.get(ADDRESS, query)

    return get


@pytest.fixture
def four(company):
    """Three at delivery, of which one in time and one late; one at support."""
    for when in (REPORTED + HOUR, REPORTED + 5 * DAY):
        commands.record_containment(
            issue=company.report().pk, actor=company.owner, now=when, evidence="Stopped"
        )
    company.report()
    company.point = second_point(company)
    company.kind = None
    company.report()


class TestMeasures:
    def test_give_shares_with_n_and_interval(self, four, ask):
        acting = ask().json()["total"]["acting"]
        assert acting["not_acted_on"] == {
            "count": 2,
            "n": 4,
            "share": 0.5,
            "low": pytest.approx(0.1500, abs=5e-5),
            "high": pytest.approx(0.8500, abs=5e-5),
            "small": True,
        }
        assert (acting["reported"], acting["matured"], acting["maturing"], acting["declined"]) == (4, 4, 0, 0)

    def test_give_working_hours_and_nothing_where_it_has_not_come_to_that(self, four, ask):
        took = ask().json()["total"]["time_to_act"]
        # Tuesday 09:00 to Sunday 09:00 are four working days, 32 h: told as the step that they have reached
        assert (took["n"], took["acted"], took["p75"]) == (4, 2, None)
        assert took["p50"] == pytest.approx(32, rel=0.02)
        assert took["p50"] <= 32

    @pytest.mark.parametrize(
        ("by", "groups"),
        [
            ("point", {"complaint-call": 1, "delivery-slot": 3}),
            ("department", {"customer-support": 1, "delivery": 3}),
            ("severity", {"normal": 4}),
            ("week", {"2026-W10": 4}),
        ],
    )
    def test_break_down(self, four, ask, by, groups):
        found = ask(by=by).json()["groups"]
        assert {group["key"]: group["acting"]["reported"] for group in found} == groups

    def test_look_back(self, four, ask):
        then = ask(as_of=(REPORTED + 2 * HOUR).isoformat()).json()
        assert then["total"]["acting"]["maturing"] == 4
        assert then["as_of"] == "2026-03-03T11:00:00Z"

    def test_are_of_twelve_weeks_unless_asked_otherwise(self, four, ask):
        assert ask().json()["since"] == "2026-01-12T00:00:00Z"
        assert ask(since=(REPORTED + HOUR).isoformat()).json()["total"]["acting"]["reported"] == 0

    def test_are_of_as_many_weeks_as_asked_for_and_end_where_asked(self, four, ask):
        assert ask(weeks="5").json()["since"] == "2026-03-02T00:00:00Z"
        assert ask(until="2026-03-02T00:00:00Z").json()["total"]["acting"]["reported"] == 0
        assert ask(until="2026-03-09T00:00:00Z").json()["total"]["acting"]["reported"] == 4

    def test_as_of_a_monday_have_the_weeks_that_were_over_and_not_the_one_that_begins(self, four, ask):
        then = ask(as_of="2026-03-16T00:00:00Z", weeks="4", by="week").json()
        assert (then["since"], then["until"]) == ("2026-02-16T00:00:00Z", "2026-03-16T00:00:00Z")

    def test_are_compared_only_when_asked(self, company, four, ask):
        company.report(now=REPORTED - 28 * DAY)
        assert ask(weeks="5").json()["compared"] is None
        then = ask(weeks="5", compare="before").json()["compared"]
        assert (then["since"], then["until"]) == ("2026-01-26T00:00:00Z", "2026-03-02T00:00:00Z")
        assert (then["as_of"], then["total"]["acting"]["reported"]) == ("2026-03-02T00:00:00Z", 1)
        assert ask(weeks="5", compare="year").json()["compared"]["total"]["acting"]["reported"] == 0

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ({"as_of": (LATER + timedelta(seconds=1)).isoformat()}, "lies in the future"),
            ({"since": LATER.isoformat(), "as_of": REPORTED.isoformat()}, "Choose an earlier instant"),
            ({"since": (LATER - 105 * 7 * DAY).isoformat()}, "104 weeks at most"),
            ({"by": "phase"}, "not a valid choice"),
            ({"weeks": "many"}, "A valid integer is required"),
            ({"weeks": "105"}, "less than or equal to 104"),
            ({"weeks": "4", "since": REPORTED.isoformat()}, "not for both"),
            (
                {"since": REPORTED.isoformat(), "until": (REPORTED - DAY).isoformat()},
                "Choose a later instant",
            ),
            ({"compare": "luck"}, "not a valid choice"),
            ({"as_off": REPORTED.isoformat()}, "This cannot be asked for. What can be: as_of, since, until"),
            ({"point": "nowhere"}, "does not exist"),
        ],
    )
    def test_say_what_cannot_be_asked(self, company, ask, query, sentence):
        answer = ask(**query)
        assert answer.status_code == 400
        assert sentence in answer.content.decode()

    def test_are_for_those_who_signed_in(self, client, db):
        assert client.get(ADDRESS).status_code in {401, 403}
