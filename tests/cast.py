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
    first = name.split(maxsplit=1)[0].lower()
    return User.objects.create_user(
        f"{first}@example.test", PASSWORD, name=name, role=role, department=department, time_zone="UTC"
    )


def make_company(zone: str = "UTC") -> Company:
    """Everybody and everything, in office hours of UTC so that instants in tests can be read."""
    delivery = Department.objects.create(name="Delivery", slug="delivery")
    support = Department.objects.create(name="Customer support", slug="customer-support")
    head = person("Hana Head", Role.MANAGER, delivery)
    delivery.head = head
    delivery.save()
    support.head = person("Sven Support", Role.MANAGER, support)
    support.save()
    owner = person("Olga Owner", Role.MANAGER, delivery)
    executive = person("Xavier Executive", Role.EXECUTIVE)
    calendar = save_calendar(name="Office hours", zone=zone, week=OFFICE_HOURS)
    version = save_version(name="Default", now=REPORTED - 30 * DAY)
    chain = ValueChain.objects.create(name="Order to aftersales", executive_sponsor=executive)
    stage = Stage.objects.create(chain=chain, name="Delivering", position=1)
    deputy = person("Dan Deputy", Role.MANAGER, delivery)
    point = InflectionPoint.objects.create(
        stage=stage,
        name="Delivery slot kept",
        slug="delivery-slot",
        department=delivery,
        owner=owner,
        deputy=deputy,
        policy=version.policy,
        calendar=calendar,
        exposure=4000,
    )
    return Company(
        delivery=delivery,
        support=support,
        reporter=person("Rita Reporter", Role.FRONTLINE, delivery),
        holder=person("Tom Technician", Role.FRONTLINE, delivery),
        owner=owner,
        deputy=deputy,
        head=head,
        executive=executive,
        administrator=person("Ada Administrator", Role.ADMINISTRATOR),
        stranger=person("Stan Stranger", Role.FRONTLINE, support),
        manager=support.head,
        calendar=calendar,
        version=version,
        chain=chain,
        stage=stage,
        point=point,
        kind=Kind.objects.create(point=point, name="Late"),
    )
