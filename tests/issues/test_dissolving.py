"""A department is dissolved in the middle of the ladder: what it had goes on at once, told to both heads."""

import pytest

from inflection_points.models import InflectionPoint
from insights.commands.keeping import keep_current
from issues import commands
from issues.commands.auditing import differences
from issues.commands.foreseeing import foresee_dissolving
from issues.commands.leaving import dissolve_department
from notifications.models import Message
from people.models import Department
from people.rules.refusals import CannotDissolve, NobodyThere
from tests.cast import HOUR, REPORTED
from tests.insights.counted import came_back, handovers

NOW = REPORTED + 2 * HOUR


def again(row):
    return type(row).objects.get(pk=row.pk)


def messages(kind):
    return {message.recipient.name: message.context for message in Message.objects.filter(kind=kind)}


class TestADepartmentThatIsDissolved:
    @pytest.fixture
    def merged(self, company, issue):
        commands.hand_over(
            issue=issue.pk, actor=company.owner, to_department=company.support, now=REPORTED + HOUR
        )
        dissolve_department(
            department=company.support, into=company.delivery, actor=company.administrator, now=NOW
        )
        return again(issue)

    def test_hands_on_its_issues_points_and_people(self, company, merged):
        assert (merged.holder, merged.holder_department) == (None, company.delivery)
        assert again(company.stranger).department == company.delivery
        assert not again(company.support).is_active
        assert set(messages("department_dissolved")) == {"Sven Support", "Hana Head"}
        assert merged.handovers == 1
        keep_current(now=NOW)
        assert handovers(NOW) == 1
        assert not came_back(NOW)
        assert differences(merged) == {}

    def test_cannot_be_given_anything_any_more(self, company, merged):
        with pytest.raises(NobodyThere, match="department no longer exists"):
            commands.hand_over(issue=merged.pk, actor=company.owner, to_department=company.support, now=NOW)

    def test_goes_to_the_department_above_when_none_is_named(self, company):
        with pytest.raises(CannotDissolve, match="no department above"):
            dissolve_department(department=company.delivery, actor=company.administrator, now=NOW)
        company.delivery.parent = company.support
        company.delivery.save()
        foreseen = foresee_dissolving(company.delivery, None)
        assert (foreseen.into, foreseen.points) == (company.support, 1)
        dissolve_department(department=company.delivery, actor=company.administrator, now=NOW)
        assert InflectionPoint.objects.get().department == company.support

    def test_into_one_below_it_leaves_no_circle(self, company):
        middle = Department.objects.create(name="Depots", slug="depots", parent=company.delivery)
        company.support.parent = middle
        company.support.save()
        dissolve_department(
            department=company.delivery, into=company.support, actor=company.administrator, now=NOW
        )
        assert again(company.support).parent is None
        assert again(middle).parent == company.support

    def test_is_not_dissolved_into_itself_or_twice_or_into_what_is_gone(self, company, merged):
        for department, into in (
            (company.delivery, company.delivery),
            (company.delivery, company.support),
            (company.support, company.delivery),
        ):
            with pytest.raises(CannotDissolve):
                dissolve_department(department=department, into=into, actor=company.administrator, now=NOW)
