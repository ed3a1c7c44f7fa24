"""Making posters, replacing their links, letting guests in, taking them down: who may, once, and written down."""

import pytest
from django.core.exceptions import PermissionDenied

from inflection_points.commands import posters
from inflection_points.commands.posters import (
    PlaceIsClosed,
    allow_guests,
    link_of,
    make_poster,
    poster_of,
    put_up_poster,
    refuse_guests,
    rotate_poster,
    take_down_poster,
    token_of,
)
from inflection_points.models import Poster, Site
from tests.cast import DAY, HOUR, REPORTED


@pytest.fixture
def site(company):
    return Site.objects.create(name="Depot North")


@pytest.fixture
def poster(company, site):
    return make_poster(point=company.point, site=site, actor=company.administrator, now=REPORTED)


def what_happened(poster):
    return [(change.what, change.by.name) for change in poster.changes.all()]


class TestMakePoster:
    def test_twice_at_a_place_is_the_same_poster_and_lets_nobody_in_unasked(self, company, site, poster):
        again = make_poster(point=company.point, site=site, actor=company.manager, now=REPORTED + DAY)
        assert (again.pk, again.allows_guests, again.made_at) == (poster.pk, False, REPORTED)
        assert what_happened(poster) == [("made", "Ada Administrator")]

    def test_of_the_whole_point_is_another_than_those_of_its_sites_and_also_only_one(self, company, poster):
        made = [
            make_poster(point=company.point, site=None, actor=company.owner, now=REPORTED) for _ in range(2)
        ]
        assert made[0] == made[1] != poster

    def test_is_for_managers_and_whoever_answers_for_the_point(self, company, site):
        company.point.owner = company.holder  # from the frontline
        company.point.save()
        make_poster(point=company.point, site=site, actor=company.holder, now=REPORTED)
        with pytest.raises(PermissionDenied):
            make_poster(point=company.point, site=None, actor=company.stranger, now=REPORTED)
        company.holder.is_active = False
        with pytest.raises(PermissionDenied):
            make_poster(point=company.point, site=None, actor=company.holder, now=REPORTED)

    def test_is_refused_where_the_place_is_not_in_use(self, company, site):
        site.is_active = False
        with pytest.raises(PlaceIsClosed):
            make_poster(point=company.point, site=site, actor=company.owner, now=REPORTED)


class TestRotatePoster:
    def test_makes_the_old_link_lead_nowhere_and_the_new_one_to_the_place(self, company, poster):
        old = token_of(poster)
        new = rotate_poster(poster=poster.pk, seen=1, actor=company.administrator, now=REPORTED)
        assert poster_of(old) is None
        assert link_of(old).standing == "replaced"
        assert poster_of(token_of(new)) == poster

    def test_pressed_twice_is_done_once(self, company, poster):
        for _ in range(2):
            rotate_poster(poster=poster.pk, seen=1, actor=company.administrator, now=REPORTED)
        assert Poster.objects.get().generation == 2
        assert [what for what, _ in what_happened(poster)] == ["rotated", "made"]

    def test_takes_what_was_being_typed_for_a_day_and_never_tells_the_new_link(self, company, poster):
        old = token_of(poster)
        rotate_poster(poster=poster.pk, seen=1, actor=company.administrator, now=REPORTED)
        taken = poster_of(old, sent_at=REPORTED + DAY - HOUR)
        assert token_of(taken) == old
        assert poster_of(old, sent_at=REPORTED + DAY) is None

    def test_has_no_grace_for_the_link_before_the_last(self, company, poster):
        old = token_of(poster)
        for seen in (1, 2):
            rotate_poster(poster=poster.pk, seen=seen, actor=company.administrator, now=REPORTED)
        assert poster_of(old, sent_at=REPORTED + HOUR) is None


class TestTakeDownPoster:
    def test_bites_at_once_and_put_up_again_the_same_print_works(self, company, poster):
        link = token_of(poster)
        take_down_poster(poster=poster.pk, actor=company.administrator, now=REPORTED)
        assert poster_of(link, sent_at=REPORTED) is None
        put_up_poster(poster=poster.pk, actor=company.administrator, now=REPORTED)
        assert poster_of(link) == poster
        assert [what for what, _ in what_happened(poster)] == ["put_up", "taken_down", "made"]

    @pytest.mark.parametrize("place", ["point", "site"])
    def test_follows_from_a_place_that_is_not_in_use_any_more(self, poster, place):
        closed = getattr(poster, place)
        closed.is_active = False
        closed.save()
        assert link_of(token_of(poster)).standing == "place_closed"
        assert poster_of(token_of(poster), sent_at=REPORTED) is None


class TestGuests:
    def test_are_let_in_and_shut_out_by_administrators_and_each_is_written_down_once(self, company, poster):
        for command in (allow_guests, allow_guests, refuse_guests, refuse_guests):
            changed = command(poster=poster.pk, actor=company.administrator, now=REPORTED)
            assert changed.allows_guests is (command is allow_guests)
        assert [what for what, _ in what_happened(poster)] == ["guests_refused", "guests_allowed", "made"]

    @pytest.mark.parametrize(
        "command", ["rotate_poster", "allow_guests", "refuse_guests", "take_down_poster", "put_up_poster"]
    )
    @pytest.mark.parametrize("who", ["stranger", "owner", "executive"])
    def test_and_links_are_for_administrators_alone(self, company, poster, command, who):
        facts = {"seen": 1} if command == "rotate_poster" else {}
        with pytest.raises(PermissionDenied):
            getattr(posters, command)(poster=poster.pk, actor=getattr(company, who), now=REPORTED, **facts)


class TestLinks:
    def test_typed_by_hand_forgive_capitals_and_digits_for_letters(self, poster):
        said, _, signature = token_of(poster).rpartition(".")
        typed = signature.upper().replace("O", "0").replace("L", "1").replace("B", "8")
        assert poster_of(f" {said}.{typed} ") == poster

    @pytest.mark.parametrize("one", ["l", "I", "L", "i"])
    def test_typed_by_hand_forgive_a_letter_for_the_digit_one_and_the_other_way_round(self, company, one):
        found = Poster.objects.create(pk=0x101, point=company.point, made_at=REPORTED)
        said, _, signature = token_of(found).rpartition(".")
        assert poster_of(f"{said.replace('1', one).replace('0', 'O')}.{signature}") == found
        for looks_alike in ("1", "i", "l"):
            typed = signature.replace("l", looks_alike).replace("i", looks_alike)
            assert poster_of(f"{said}.{typed}") == found

    def test_stay_good_while_the_former_key_is_named(self, poster, settings):
        link, was = token_of(poster), settings.SECRET_KEY
        settings.SECRET_KEY = "another-key-" + "1" * 40
        assert poster_of(link) is None
        settings.SECRET_KEY_FALLBACKS = [was]
        assert poster_of(link) == poster

    @pytest.mark.parametrize(
        "change", [lambda t: t[:-1] + "?", lambda t: "2" + t, lambda t: t.replace(".1.", ".2.")]
    )
    def test_that_were_changed_lead_nowhere(self, poster, change):
        assert poster_of(change(token_of(poster)), sent_at=REPORTED) is None
