"""Standards: what is promised stands in versions, and departments sign them before they are in force."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from inflection_points.commands.standards import (
    ask_to_sign,
    discard_draft,
    object_to_standard,
    sign_standard,
    signers,
    touched,
    withdraw_standard,
    write_standard,
)
from inflection_points.models import Dependency, InflectionPoint, Standard
from inflection_points.rules import standards as rules
from inflection_points.rules.standards import Standing, Target, Words
from people.models import Absence
from tests.cast import DAY, HOUR, REPORTED

PROMISE = Words(
    "We come when we said we would.", "Ring from the van.", (Target("Early or late by", "15 min"),)
)
BETTER = Words("We come when you said you are at home.", "Ring from the van, twice.")


def write(company, words=PROMISE, *, seen="", actor=None, now=REPORTED):
    return write_standard(
        point=company.point.pk, seen=seen, words=words, actor=actor or company.owner, now=now
    )


def ask(company, draft, *departments, now=REPORTED):
    return ask_to_sign(
        point=company.point.pk, seen=draft.seen, departments=departments, actor=company.owner, now=now
    )


def sign(version, department, actor, now=REPORTED + HOUR):
    return sign_standard(standard=version.pk, department=department.pk, actor=actor, now=now)


@pytest.fixture
def asked(company):
    """A version that delivery and customer support are asked to sign."""
    return ask(company, write(company), company.support)


@pytest.fixture
def in_force(company, asked):
    sign(asked, company.delivery, company.head)
    return sign(asked, company.support, company.manager)


def what_the_point_says(company):
    point = InflectionPoint.objects.get(pk=company.point.pk)
    return point.promise, point.guidance


class TestWriteStandard:
    def test_is_a_draft_that_promises_nothing_yet(self, company):
        draft = write(company)
        assert (draft.standing, draft.number, draft.words()) == (Standing.DRAFT, 1, PROMISE)
        assert what_the_point_says(company) == ("", "")

    def test_is_for_who_answers_for_the_point_and_administrators(self, company):
        for nobody in (company.manager, company.head, company.executive, company.reporter):
            with pytest.raises(PermissionDenied):
                write(company, actor=nobody)
        draft = write(company, actor=company.deputy)
        again = write(company, BETTER, seen=draft.seen, actor=company.administrator)
        assert (again.pk, again.written_by) == (draft.pk, company.administrator)

    def test_two_who_began_from_the_same_draft_do_not_write_over_each_other(self, company):
        first = write(company)
        write(company, BETTER, seen=first.seen, actor=company.deputy)
        with pytest.raises(rules.DraftMovedOn):
            write(company, Words("Mine"), seen=first.seen)
        assert Standard.objects.get().words() == BETTER

    def test_two_who_began_with_an_empty_page_do_not_either(self, company):
        write(company)
        with pytest.raises(rules.DraftMovedOn):
            write(company, BETTER, actor=company.deputy)

    def test_pressed_twice_is_saved_once(self, company):
        assert write(company).revision == write(company, now=REPORTED + HOUR).revision == 1

    @pytest.mark.parametrize(
        ("words", "refusal"),
        [
            (Words("  "), rules.StandardEmpty),
            (Words("Good", "", (Target("Speed", ""),)), rules.TargetIncomplete),
            (Words("Good", "", tuple(Target(f"{n}", "1") for n in range(8))), rules.TooManyTargets),
        ],
    )
    def test_says_what_is_wrong_with_the_words(self, company, words, refusal):
        with pytest.raises(refusal):
            write(company, words)

    def test_a_draft_that_is_thrown_away_leaves_nothing(self, company):
        draft = write(company)
        discard_draft(point=company.point.pk, seen=draft.seen, actor=company.owner)
        discard_draft(point=company.point.pk, seen=draft.seen, actor=company.owner)
        assert not Standard.objects.exists()

    def test_a_draft_that_somebody_changed_meanwhile_is_not_thrown_away(self, company):
        draft = write(company)
        write(company, BETTER, seen=draft.seen, actor=company.deputy)
        with pytest.raises(rules.DraftMovedOn):
            discard_draft(point=company.point.pk, seen=draft.seen, actor=company.owner)


class TestAskToSign:
    def test_always_asks_the_accountable_department(self, company):
        version = ask(company, write(company))
        assert [line.department for line in version.signatures.all()] == [company.delivery]
        assert version.standing is Standing.ASKED

    def test_touched_are_those_of_the_points_that_it_depends_on(self, company):
        upstream = InflectionPoint.objects.create(
            stage=company.stage,
            name="Slot promised",
            slug="slot-promised",
            department=company.support,
            owner=company.manager,
            policy=company.version.policy,
            calendar=company.calendar,
        )
        Dependency.objects.create(point=company.point, upstream=upstream)
        assert touched(company.point) == [company.delivery, company.support]

    def test_a_draft_that_was_rewritten_meanwhile_is_not_what_was_read(self, company):
        draft = write(company)
        write(company, BETTER, seen=draft.seen, actor=company.deputy)
        with pytest.raises(rules.DraftMovedOn):
            ask(company, draft)

    def test_pressed_twice_asks_once(self, company):
        draft = write(company)
        assert ask(company, draft).pk == ask(company, draft, company.support).pk
        assert Standard.objects.get().signatures.count() == 1

    def test_without_a_draft_there_is_nothing_to_ask_for(self, company):
        with pytest.raises(rules.NothingToSign):
            ask_to_sign(point=company.point.pk, seen="1.1", departments=[], actor=company.owner, now=REPORTED)

    def test_a_department_without_anybody_who_could_sign_is_named(self, company):
        company.support.head = None
        company.support.save()
        with pytest.raises(rules.NobodySigns, match="Customer support has no head"):
            ask(company, write(company), company.support)

    def test_the_words_stand_from_then_on_whatever_asks_the_database(self, company, asked):
        for change in (
            lambda: Standard.objects.update(promise="Something else"),
            lambda: asked.targets.update(how_much="2 days"),
            lambda: asked.targets.create(position=9, what="Also", how_much="this"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()

    def test_the_next_version_that_is_asked_for_withdraws_the_one_that_waits(self, company, asked):
        later = ask(company, write(company, BETTER))
        asked.refresh_from_db()
        assert (asked.standing, later.standing, later.number) == (Standing.WITHDRAWN, Standing.ASKED, 2)
        with pytest.raises(rules.VersionReplaced):
            sign(asked, company.delivery, company.head)


class TestSignStandard:
    def test_is_in_force_when_all_have_signed_and_not_before(self, company, asked):
        assert sign(asked, company.delivery, company.head).standing is Standing.ASKED
        assert what_the_point_says(company) == ("", "")
        assert sign(asked, company.support, company.manager).standing is Standing.IN_FORCE
        assert what_the_point_says(company) == (PROMISE.promise, PROMISE.guidance)

    def test_carries_a_name_and_a_date_that_outlive_the_account(self, company, asked):
        sign(asked, company.delivery, company.head)
        company.head.name = "Hana Married"
        company.head.save()
        line = asked.signatures.get(department=company.delivery)
        assert (line.name, line.at) == ("Hana Head", REPORTED + HOUR)

    def test_what_is_in_force_stays_so_until_the_next_is(self, company, in_force):
        later = ask(company, write(company, BETTER), now=REPORTED + DAY)
        assert what_the_point_says(company)[0] == PROMISE.promise
        sign(later, company.delivery, company.head, REPORTED + 2 * DAY)
        in_force.refresh_from_db()
        assert (in_force.standing, in_force.in_force_until) == (Standing.REPLACED, REPORTED + 2 * DAY)
        assert what_the_point_says(company) == (BETTER.promise, BETTER.guidance)
        then = {at: Standard.objects.in_force(REPORTED + at).get().number for at in (DAY, 2 * DAY)}
        assert then == {DAY: 1, 2 * DAY: 2}

    def test_is_for_the_head_of_the_department_and_nobody_else(self, company, asked):
        for other in (company.owner, company.manager, company.administrator, company.executive):
            with pytest.raises(rules.NotYourSignature):
                sign(asked, company.delivery, other)

    def test_who_stands_in_for_the_head_signs_too(self, company, asked):
        Absence.objects.create(
            person=company.head, since=REPORTED, until=REPORTED + DAY, deputy=company.deputy
        )
        assert signers(company.delivery, REPORTED + HOUR) == [company.head, company.deputy]
        sign(asked, company.delivery, company.deputy)
        assert asked.signatures.get(department=company.delivery).name == "Dan Deputy"
        with pytest.raises(rules.NotYourSignature):
            sign(asked, company.delivery, company.deputy, REPORTED + 2 * DAY)

    def test_twice_is_once(self, company, in_force):
        again = sign(in_force, company.delivery, company.head, REPORTED + DAY)
        assert again.in_force_since == REPORTED + HOUR

    def test_a_department_that_was_dissolved_holds_nothing_up(self, company, asked):
        company.support.is_active = False
        company.support.save()
        assert sign(asked, company.delivery, company.head).standing is Standing.IN_FORCE

    def test_a_department_that_signed_before_another_was_dissolved_signs_once_more(self, company, asked):
        sign(asked, company.delivery, company.head)
        company.support.is_active = False
        company.support.save()
        again = sign(asked, company.delivery, company.head, REPORTED + DAY)
        assert (again.standing, again.in_force_since) == (Standing.IN_FORCE, REPORTED + DAY)
        assert again.signatures.get(department=company.delivery).at == REPORTED + HOUR


class TestObjectToStandard:
    def test_says_what_is_missing_and_keeps_it_from_being_in_force(self, company, asked):
        sign(asked, company.delivery, company.head)
        said = {"standard": asked.pk, "department": company.support.pk, "actor": company.manager}
        line = object_to_standard(missing=" Who rings? ", now=REPORTED + HOUR, **said)
        assert (line.verdict, line.missing, line.name) == ("missing", "Who rings?", "Sven Support")
        assert Standard.objects.get().standing is Standing.ASKED
        assert sign(asked, company.support, company.manager).standing is Standing.IN_FORCE

    def test_says_something(self, company, asked):
        with pytest.raises(rules.MissingUnsaid):
            object_to_standard(
                standard=asked.pk,
                department=company.support.pk,
                missing=" ",
                actor=company.manager,
                now=REPORTED,
            )

    def test_twice_in_the_same_words_is_once(self, company, asked):
        said = {"standard": asked.pk, "department": company.support.pk, "actor": company.manager}
        object_to_standard(missing="Who rings?", now=REPORTED + HOUR, **said)
        again = object_to_standard(missing="Who rings? ", now=REPORTED + 2 * HOUR, **said)
        assert again.at == REPORTED + HOUR
        other = object_to_standard(missing="And when?", now=REPORTED + 3 * HOUR, **said)
        assert other.at == REPORTED + 3 * HOUR


class TestWithdrawStandard:
    def test_leaves_what_is_in_force(self, company, in_force):
        later = ask(company, write(company, BETTER))
        withdraw_standard(standard=later.pk, actor=company.owner, now=REPORTED + DAY)
        again = withdraw_standard(standard=later.pk, actor=company.owner, now=REPORTED + 2 * DAY)
        assert (again.standing, again.withdrawn_at) == (Standing.WITHDRAWN, REPORTED + DAY)
        assert what_the_point_says(company)[0] == PROMISE.promise

    def test_what_is_in_force_cannot_be_withdrawn(self, company, in_force):
        with pytest.raises(rules.VersionReplaced):
            withdraw_standard(standard=in_force.pk, actor=company.owner, now=REPORTED + DAY)


class TestComparing:
    def test_both_texts_stand_in_one_word_by_word(self):
        found = list(rules.pieces("We come on time.", "We ring on time, always."))
        assert "".join(said for piece, said in found if piece != "new") == "We come on time."
        assert "".join(said for piece, said in found if piece != "gone") == "We ring on time, always."
        assert ("gone", "come") in found
        assert ("new", "ring") in found

    def test_targets_are_new_gone_or_measured_otherwise(self):
        before = Words("", "", (Target("Slot", "4 h"), Target("Call", "1"), Target("Scratches", "0")))
        after = Words("", "", (Target("Slot", "2 h"), Target("Call", "1"), Target("Smiles", "2")))
        found = [(one.what, one.before, one.after) for one in rules.target_changes(before, after)]
        assert found == [("Slot", "4 h", "2 h"), ("Smiles", "", "2"), ("Scratches", "0", "")]
