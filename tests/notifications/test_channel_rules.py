"""The rules of reaching people: what an answer means, which way a message takes, when it is quiet, what is a flood."""

from datetime import UTC, datetime, time, timedelta

import pytest

from notifications.rules.answers import LONGEST_PAUSE, Verdict, judge, pause_of
from notifications.rules.choosing import EMAIL_ALONE, Wants, Way, first_ways, ways_left
from notifications.rules.floods import Lately, gather_until
from notifications.rules.quiet import QuietHours, quiet_until
from notifications.rules.retrying import patience

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("status", "verdict"),
        [
            *((s, Verdict.TAKEN) for s in (200, 201, 202, 204, 299)),
            *((s, Verdict.REFUSED) for s in (301, 302, 307, 308, 400, 401, 403, 405, 413, 422)),
            *((s, Verdict.GONE) for s in (404, 410)),
            *((s, Verdict.LATER) for s in (408, 429, 500, 502, 503, 504, 599)),
        ],
    )
    def test_means_what_its_status_says(self, status, verdict):
        assert judge(status, "", NOW).verdict is verdict

    @pytest.mark.parametrize(
        ("text", "pause"),
        [
            ("120", timedelta(minutes=2)),
            ("0", timedelta(0)),
            ("999999999999999", LONGEST_PAUSE),
            ("Tue, 03 Mar 2026 09:05:00 GMT", timedelta(minutes=5)),
            ("Tue, 03 Mar 2026 08:00:00 GMT", timedelta(0)),
            ("Tue, 03 Mar 2037 08:00:00 GMT", LONGEST_PAUSE),
            ("-5", None),
            ("soon", None),
            ("", None),
            ("１２", None),
            ("Tue, 99 Mar 2026 08:00:00 GMT", None),
        ],
    )
    def test_asks_for_a_pause_that_is_honoured_up_to_an_hour(self, text, pause):
        assert pause_of(text, NOW) == pause

    def test_is_worded_by_us_so_that_nothing_secret_is_repeated(self):
        assert judge(500, "", NOW).why == "it answered 500 Internal Server Error"


SLACK, HOOK = Way(1, Wants.EVERYTHING), Way(2, Wants.PRESSING)
MUTED = Way(None, Wants.NOTHING)
MAIL = Way(None, Wants.EVERYTHING)


class TestTheWays:
    @pytest.mark.parametrize(
        ("ways", "must_arrive", "taken"),
        [
            (EMAIL_ALONE, False, [None]),
            ([SLACK, HOOK, MAIL], False, [1, None]),
            ([SLACK, HOOK, MUTED], True, [1, 2]),
            ([HOOK, MUTED], False, []),
            ([HOOK, MUTED], True, [2]),
            ([Way(1, Wants.NOTHING), MUTED], False, []),
            ([Way(1, Wants.NOTHING), MUTED], True, [None]),
            ([MUTED], True, [None]),
        ],
    )
    def test_of_a_message_are_those_that_were_chosen_for_it(self, ways, must_arrive, taken):
        assert first_ways(ways, must_arrive=must_arrive) == taken

    def test_that_are_left_stand_in_in_their_order(self):
        ways = [SLACK, HOOK, MAIL]
        assert ways_left(ways, {1}, must_arrive=False) == [2, None]
        assert ways_left(ways, {1, 2, None}, must_arrive=True) == []

    def test_that_were_muted_stand_in_for_nothing_but_what_must_arrive(self):
        assert ways_left([SLACK, MUTED], {1}, must_arrive=False) == []
        assert ways_left([SLACK, MUTED], {1}, must_arrive=True) == [None]
        assert ways_left([SLACK, MUTED], {1, None}, must_arrive=True) == []

    def test_step_aside_sooner_the_more_it_matters(self):
        never = patience(is_urgent=True, can_step_aside=False)
        later = patience(is_urgent=False, can_step_aside=True)
        assert patience(is_urgent=True, can_step_aside=True) < later < never == timedelta(days=3)


NIGHT = QuietHours(time(20), time(7))
OFFICE = QuietHours(time(9), time(17))
WEEKENDS = QuietHours(time(20), time(7), weekends=True)


class TestQuietHours:
    @pytest.mark.parametrize(
        ("hours", "now", "zone", "until"),
        [
            (NIGHT, datetime(2026, 3, 3, 19, 59, tzinfo=UTC), "UTC", None),
            (NIGHT, datetime(2026, 3, 3, 20, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 4, 7, tzinfo=UTC)),
            (NIGHT, datetime(2026, 3, 4, 6, 59, tzinfo=UTC), "UTC", datetime(2026, 3, 4, 7, tzinfo=UTC)),
            (NIGHT, datetime(2026, 3, 4, 7, 0, tzinfo=UTC), "UTC", None),
            (
                NIGHT,
                datetime(2026, 3, 3, 12, 0, tzinfo=UTC),
                "Asia/Tokyo",
                datetime(2026, 3, 3, 22, tzinfo=UTC),
            ),
            (OFFICE, datetime(2026, 3, 3, 10, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 3, 17, tzinfo=UTC)),
            # Friday evening until Monday morning, though the night ends on Saturday
            (WEEKENDS, datetime(2026, 3, 6, 21, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 9, 7, tzinfo=UTC)),
            (WEEKENDS, datetime(2026, 3, 7, 12, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 9, 7, tzinfo=UTC)),
            (
                QuietHours(None, None, weekends=True),
                datetime(2026, 3, 7, 12, 0, tzinfo=UTC),
                "UTC",
                datetime(2026, 3, 9, 0, tzinfo=UTC),
            ),
            # The night in which the clocks go forward is an hour shorter, the other an hour longer
            (
                NIGHT,
                datetime(2026, 3, 28, 22, 0, tzinfo=UTC),
                "Europe/Berlin",
                datetime(2026, 3, 29, 5, tzinfo=UTC),
            ),
            (
                NIGHT,
                datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
                "Europe/Berlin",
                datetime(2026, 10, 25, 6, tzinfo=UTC),
            ),
            (
                QuietHours(time(22), time(2, 30)),
                datetime(2026, 3, 28, 22, 0, tzinfo=UTC),
                "Europe/Berlin",
                datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            ),
            (QuietHours(None, None), datetime(2026, 3, 3, 3, tzinfo=UTC), "UTC", None),
        ],
    )
    def test_last_until_they_are_over_on_the_persons_own_clock(self, hours, now, zone, until):
        assert quiet_until(hours, now, zone) == until


class TestAFlood:
    @pytest.mark.parametrize(
        ("new", "lately", "urgent", "until"),
        [
            (5, Lately(), False, None),
            (6, Lately(), False, NOW),
            (6, Lately(), True, NOW),
            (1, Lately(alone=4, oldest_at=NOW - 10 * MINUTE), False, None),
            (1, Lately(alone=5, oldest_at=NOW - 10 * MINUTE), False, NOW + 5 * MINUTE),
            (1, Lately(alone=5, oldest_at=NOW - 10 * MINUTE), True, NOW),
            (1, Lately(digest_at=NOW - 5 * MINUTE), False, NOW + 10 * MINUTE),
            (9, Lately(digest_at=NOW - 5 * MINUTE), False, NOW + 10 * MINUTE),
            (9, Lately(digest_at=NOW - 5 * MINUTE), True, NOW),
            (9, Lately(digest_at=NOW), True, NOW + MINUTE),
            (2, Lately(alone=2, oldest_at=NOW - MINUTE, kept=2), False, NOW + 14 * MINUTE),
        ],
    )
    def test_is_more_than_five_in_a_quarter_of_an_hour(self, new, lately, urgent, until):
        assert gather_until(new, lately, NOW, is_urgent=urgent) == until
