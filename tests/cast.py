"""The named cast of the tests: who they are, what they own, and the instant at which their stories begin."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.models import Calendar, InflectionPoint, Kind, PolicyVersion, Stage, ValueChain
from inflection_points.rules.policies import Severity
from issues import commands
from issues.models import Issue
from people.models import Department, User
from people.rules.permissions import Role

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REPORTED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a Tuesday, 09:00 in the office
PASSWORD = "a-long-enough-password"

OFFICE_HOURS = {day: [(9 * 60, 17 * 60)] for day in range(5)}


@dataclass
class Company:
    """One small company: delivery is owned by Olga, deputised by Dan, headed by Hana, sponsored by Xavier."""

    delivery: Department
    support: Department
    reporter: User
    holder: User
    owner: User
    deputy: User
    head: User
    executive: User
    administrator: User
    stranger: User
    manager: User
    calendar: Calendar
    version: PolicyVersion
    chain: ValueChain
    stage: Stage
    point: InflectionPoint
    kind: Kind

    def report(
        self, *, now: datetime = REPORTED, severity: Severity = Severity.NORMAL, **changes: Any
    ) -> Issue:
        """A problem at the delivery slot, told by the reporter."""
        told = commands.Telling(text=str(changes.pop("text", "The driver came two hours late")))
        return commands.report(
            point=self.point,
            kind=self.kind,
            severity=severity,
            reporter=self.reporter,
            now=now,
            telling=told,
            **changes,
        )


def person(name: str, role: Role, department: Department | None = None) -> User:
    """Somebody who can sign in."""
    one = _somebody(name, role, department)
    one.save()
    return one


def _somebody(name: str, role: Role, department: Department | None = None) -> User:
    email = f"{name.split(maxsplit=1)[0].lower()}@example.test"
    one = User(email=email, name=name, role=role, department=department, time_zone="UTC")
    one.set_password(PASSWORD)
    return one


def make_company(zone: str = "UTC") -> Company:
    """Everybody and everything, in office hours of UTC so that instants in tests can be read."""
    people, delivery, support = _people_of_two_departments()
    calendar = save_calendar(name="Office hours", zone=zone, week=OFFICE_HOURS)
    version = save_version(name="Default", now=REPORTED - 30 * DAY)
    chain = ValueChain.objects.create(name="Order to aftersales", executive_sponsor=people["executive"])
    stage = Stage.objects.create(chain=chain, name="Delivering", position=1)
    point = InflectionPoint.objects.create(
        stage=stage,
        name="Delivery slot kept",
        slug="delivery-slot",
        department=delivery,
        owner=people["owner"],
        deputy=people["deputy"],
        policy=version.policy,
        calendar=calendar,
        exposure=4000,
    )
    return Company(
        delivery=delivery,
        support=support,
        calendar=calendar,
        version=version,
        chain=chain,
        stage=stage,
        point=point,
        kind=Kind.objects.create(point=point, name="Late"),
        **people,
    )


def _people_of_two_departments() -> tuple[dict[str, User], Department, Department]:
    """In few statements: most tests begin with them."""
    delivery, support = Department.objects.bulk_create(
        [
            Department(name="Delivery", slug="delivery"),
            Department(name="Customer support", slug="customer-support"),
        ]
    )
    people = {
        "head": _somebody("Hana Head", Role.MANAGER, delivery),
        "manager": _somebody("Sven Support", Role.MANAGER, support),
        "owner": _somebody("Olga Owner", Role.MANAGER, delivery),
        "executive": _somebody("Xavier Executive", Role.EXECUTIVE),
        "deputy": _somebody("Dan Deputy", Role.MANAGER, delivery),
        "reporter": _somebody("Rita Reporter", Role.FRONTLINE, delivery),
        "holder": _somebody("Tom Technician", Role.FRONTLINE, delivery),
        "administrator": _somebody("Ada Administrator", Role.ADMINISTRATOR),
        "stranger": _somebody("Stan Stranger", Role.FRONTLINE, support),
    }
    User.objects.bulk_create(people.values())
    delivery.head, support.head = people["head"], people["manager"]
    Department.objects.bulk_update([delivery, support], ["head"])
    return people, delivery, support
