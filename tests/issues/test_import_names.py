"""Who and what the rows name: matched with what is here, or made."""

from datetime import timedelta

import pytest

from inflection_points.models import Calendar, InflectionPoint, Policy
from issues.models import Issue
from people.models import Department, User
from tests.imported import LOG, administrator, import_text, log_row, refusals

pytestmark = pytest.mark.django_db


class TestMatching:
    def test_finds_what_is_here_without_regard_to_case_and_blanks(self, company):
        import_text(log_row(topic="delivery  SLOT kept", team="customer support", agent="tom technician"))
        issue = Issue.objects.get()
        assert (issue.point, issue.holder, issue.holder_department) == (
            company.point,
            company.holder,
            company.support,
        )
        assert (issue.policy_version, issue.calendar) == (company.version, company.calendar)

    def test_follows_the_names_of_the_mapping_and_addresses(self, company):
        names = '[points.names]\n"Delivery" = "Delivery slot kept"\n[departments.names]\n"T1" = "Delivery"\n'
        import_text(log_row(team="t1", agent="Olga@Example.test"), mapping=LOG + names)
        issue = Issue.objects.get()
        assert (issue.point, issue.holder_department, issue.holder) == (
            company.point,
            company.delivery,
            company.owner,
        )

    def test_of_two_people_with_one_name_none_is_guessed(self, company):
        for address in ("jo@example.test", "jo2@example.test"):
            User.objects.create_user(address, name="Jo Koch")
        import_text(log_row(number="A1", agent="Jo Koch"), log_row(number="A2", agent="jo koch"))
        assert set(Issue.objects.values_list("holder__email", flat=True)) == {"jo-koch@import.invalid"}


class TestMaking:
    def test_a_person_can_not_sign_in_and_the_owner_can_act(self):
        import_text(log_row(agent="Jo Koch"))
        made = User.objects.get(name="Jo Koch")
        assert (made.is_active, made.has_usable_password(), made.role) == (False, False, "frontline")
        assert made.department.name == "Team 1"
        point = InflectionPoint.objects.get()
        assert (point.owner, point.department.name) == (administrator(), "Desk")
        assert (point.policy.name, point.calendar.name) == ("Default", "Round the clock")
        assert point.calendar.value().day_length == timedelta(hours=24)

    def test_a_calendar_and_a_policy_that_are_named_are_used(self, company):
        import_text(log_row(), mapping=LOG.replace("[points]", '[points]\ncalendar = "office hours"'))
        assert InflectionPoint.objects.get(name="Delivery").calendar == company.calendar
        assert (Calendar.objects.count(), Policy.objects.count()) == (1, 1)

    def test_the_mapping_names_the_owner(self, company):
        import_text(log_row(), mapping=LOG.replace("[points]", '[points]\nowner = "olga@example.test"'))
        assert InflectionPoint.objects.get(name="Delivery").owner == company.owner

    def test_an_owner_who_has_left_is_refused_before_anything_goes_in(self, company):
        company.owner.is_active = False
        company.owner.save()
        run = import_text(log_row(), mapping=LOG.replace("[points]", '[points]\nowner = "olga@example.test"'))
        assert run.reason.startswith("“olga@example.test” is not an active person here.")
        assert not Issue.objects.exists()

    def test_can_be_switched_off(self, company):
        strict = LOG + "[departments]\ncreate = false\n"
        run = import_text(
            log_row(topic="Delivery slot kept", team="Delivery"), log_row(number="A2"), mapping=strict
        )
        assert refusals(run) == [
            (3, "“Team 1” is not among the departments here, and the mapping makes none.")
        ]
        assert not Department.objects.filter(name="Team 1").exists()

    def test_a_case_without_a_point_goes_to_the_fallback_or_is_refused(self):
        strict = "\n".join(line for line in LOG.splitlines() if not line.startswith("fallback"))
        run = import_text(log_row(number="A1", topic="?"), log_row(number="A2"), mapping=strict)
        assert refusals(run)[0][1].startswith("It names no inflection point")
        assert run.created == 1

    def test_says_what_it_made(self):
        run = import_text(log_row(agent="Jo"), log_row(number="A2", team="Team 2"))
        assert run.made == {
            "departments": 3,
            "people": 1,
            "points": 1,
            "stages": 1,
            "chains": 1,
            "policies": 1,
            "calendars": 1,
        }
        assert run.made_words == "3 departments, 1 person, 1 point, 1 stage, 1 chain, 1 policy, 1 calendar"
