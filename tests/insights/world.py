"""A company large enough for every measure: two chains, three departments, places with hours of their own, root causes."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.models import Dependency, InflectionPoint, Kind, PolicyVersion, Site, Stage, ValueChain
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_TARGETS, Clock, Recipient, Rung, Severity, Whom
from issues.models import Remedy, RootCause
from issues.rules.events import ActionKind
from people.models import Department, User
from people.rules.permissions import Role
from tests.cast import REPORTED, Company, person
from tests.insights.stories import START, second_point

Signature = tuple[InflectionPoint, Kind | None, Site | None]
SHIFTS = {day: [(8 * 60, 12 * 60), (13 * 60, 18 * 60)] for day in range(6)}


@dataclass
class World:
    """Where random lives happen, and what is known of them while they are written."""

    company: Company
    points: list[InflectionPoint]
    versions: dict[int, PolicyVersion]  # by point
    sites: list[Site]
    departments: list[Department]
    people: list[User]
    causes: list[RootCause]
    fixes: list[tuple[Signature, datetime]] = field(default_factory=list)

    def signature(self, dice: random.Random) -> Signature:
        """A place and a kind of problem: few enough that they come back."""
        point = dice.choice(self.points)
        kinds = [*point.kinds.all(), *point.kinds.all(), None]
        return point, dice.choice(kinds), dice.choice([None, None, *self.sites])


def build(company: Company, dice: random.Random) -> World:
    """Everything that lives need, around the cast."""
    sales = Department.objects.create(name="Sales", slug="sales")
    berlin = save_calendar(
        name="Shop", zone="Europe/Berlin", week=SHIFTS, holidays={date(2026, 4, 3): "Good Friday"}
    )
    other = strict(company)
    ordering = Stage.objects.create(chain=company.chain, name="Ordering", position=0)
    returns = ValueChain.objects.create(name="Returns", executive_sponsor=company.executive)
    sending = Stage.objects.create(chain=returns, name="Sending back", position=5)
    shared = {"owner": company.owner, "policy": other.policy, "calendar": berlin}
    order = InflectionPoint.objects.create(
        stage=ordering, name="Order promise", slug="order-promise", department=sales, **shared
    )
    label = InflectionPoint.objects.create(
        stage=sending, name="Return label", slug="return-label", department=company.delivery, **shared
    )
    points = [company.point, second_point(company), order, label]
    Dependency.objects.create(point=points[1], upstream=company.point)
    Dependency.objects.create(point=order, upstream=label)  # against the order of stages, and across chains
    for point in points[1:]:
        Kind.objects.bulk_create(Kind(point=point, name=name) for name in ("Late", "Wrong"))
    north = Site.objects.create(name="North", calendar=berlin)
    causes = [
        RootCause.objects.create(
            title="Nobody looks at the list", origin=point, noted_at=START, changed_at=START
        )
        for point in points
    ]
    world = World(
        company,
        points,
        {points[0].pk: company.version, points[1].pk: company.version, order.pk: other, label.pk: other},
        [north, Site.objects.create(name="South")],
        [company.delivery, company.support, sales],
        [company.holder, company.owner, company.manager, person("Sam Seller", Role.MANAGER, sales)],
        causes,
    )
    remedies(world, dice)
    return world


def strict(company: Company) -> PolicyVersion:
    """A second policy: shorter targets, and a ladder on which breach is the first rung."""
    targets = DEFAULT_TARGETS | {
        (Severity.NORMAL, Clock.ACT): Target(6, Unit.HOURS),
        (Severity.LOW, Clock.ACT): Target(2, Unit.DAYS),
    }
    owner = (Recipient(Whom.OWNER),)
    rungs = [Rung(Clock.ACCEPT, 1, 100, owner), Rung(Clock.ACT, 1, 99, owner), Rung(Clock.ACT, 2, 120, owner)]
    rungs += [Rung(Clock.RESOLVE, 1, 100, owner)]
    return save_version(name="Strict", now=REPORTED - timedelta(days=90), targets=targets, rungs=rungs)


def remedies(world: World, dice: random.Random) -> None:
    """Work against root causes: some of it done, some of it on a Monday at midnight."""
    monday = datetime(2026, 2, 2, tzinfo=UTC)
    for n in range(12):
        planned = START + timedelta(hours=dice.randrange(24 * 60))
        done = [None, planned + timedelta(hours=dice.randrange(600)), max(planned, monday)][n % 3]
        Remedy.objects.create(
            cause=dice.choice(world.causes),
            kind=dice.choice([ActionKind.CORRECTIVE, ActionKind.PREVENTIVE]),
            description="Look at it",
            assignee=world.company.holder,
            planned_at=planned,
            due_at=planned + timedelta(days=9),
            completed_at=done,
        )
