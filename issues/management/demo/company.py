"""Founding Lindenholm: its people, calendars, policies and value chain as rows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from inflection_points.commands.calendars import holidays_of, save_calendar
from inflection_points.commands.chain import add_dependency
from inflection_points.commands.policies import save_version
from inflection_points.models import (
    Calendar,
    InflectionPoint,
    Kind,
    Policy,
    PolicyVersion,
    Poster,
    Site,
    Stage,
    ValueChain,
)
from inflection_points.rules.holidays import years_of
from issues.management.demo import CHAIN, DOMAIN, people
from issues.management.demo.chain import CALENDAR_OF, CALENDARS, POLICY_NAMES, SITES, VERSIONS, Point
from issues.management.demo.points import POINTS, STEPS
from issues.models import RootCause
from people.models import Department, User
from people.rules.permissions import Role

_PLAIN = str.maketrans("áàãâäéèêëíìîïóòõôöøúùûüçńñğıİłřšşžźćčýåæ", "aaaaaeeeeiiiioooooouuuucnngiilrsszzccyaa")


@dataclass(slots=True)
class Crew:
    """A department with its people, the head first."""

    department: Department
    managers: list[User]
    frontline: list[User]


@dataclass(slots=True)
class Company:
    """Everything that the histories refer to, by the names that the plain data use."""

    people: dict[str, User] = field(default_factory=dict)
    crews: dict[str, Crew] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    versions: dict[str, list[PolicyVersion]] = field(default_factory=dict)
    sites: dict[str, list[Site]] = field(default_factory=dict)
    points: dict[str, InflectionPoint] = field(default_factory=dict)
    kinds: dict[tuple[str, str], Kind] = field(default_factory=dict)
    posters: dict[tuple[str, int | None], Poster] = field(default_factory=dict)
    causes: dict[tuple[str, str], RootCause] = field(default_factory=dict)  # by what they are felt as

    def version_at(self, policy: str, at: datetime) -> PolicyVersion:
        """The version that an issue reported at `at` pins."""
        return [version for version in self.versions[policy] if version.created_at <= at][-1]


def found(now: datetime, password: str) -> Company:
    """Write the company as it stands at `now`, without any issue."""
    company = Company()
    _hire(company, password)
    _keep_hours(company, now)
    _set_policies(company, now)
    _draw_chain(company)
    return company


def email_of(name: str) -> str:
    """mila.novak@… of “Mila Novak”; titles are left out."""
    plain = name.lower().removeprefix("dr. ").replace("ß", "ss").translate(_PLAIN)
    plain = "".join(c for c in plain if c.isascii())
    words = plain.replace("'", "").split()
    return f"{words[0]}.{words[-1]}@{DOMAIN}"


def _hire(company: Company, password: str) -> None:
    departments = Department.objects.bulk_create(
        Department(name=team.name, slug=team.slug, contribution=team.contribution) for team in people.TEAMS
    )
    hashed = make_password(password)  # one hash for all: sixty would take half a minute
    for team, department in zip(people.TEAMS, departments, strict=True):
        company.crews[team.name] = Crew(
            department,
            [_person(who, Role.MANAGER, hashed, department) for who in team.managers],
            [_person(who, Role.FRONTLINE, hashed, department) for who in team.frontline],
        )
    staff = [one for crew in company.crews.values() for one in (*crew.managers, *crew.frontline)]
    staff += [_person(who, Role.EXECUTIVE, hashed) for who in people.EXECUTIVES]
    staff += [_person(who, Role.ADMINISTRATOR, hashed) for who in people.ADMINISTRATORS]
    company.people = {person.name: person for person in User.objects.bulk_create(staff)}
    for crew in company.crews.values():
        crew.department.head = crew.managers[0]
    Department.objects.bulk_update(departments, ["head"])


def _person(who: tuple[str, str], role: Role, hashed: str, department: Department | None = None) -> User:
    name, title = who
    return User(
        email=email_of(name),
        password=hashed,
        name=name,
        job_title=title,
        role=role,
        is_staff=role is Role.ADMINISTRATOR,  # opens the data administration, where accounts are made
        is_superuser=role is Role.ADMINISTRATOR,
        department=department,
        time_zone="Europe/London" if "Leeds" in title else "Europe/Berlin",
    )


def _keep_hours(company: Company, now: datetime) -> None:
    years = range(now.year - 1, years_of(now.date()).stop)
    for hours in CALENDARS:
        company.calendars[hours.name] = save_calendar(
            name=hours.name,
            zone=hours.zone,
            week=hours.week,
            holidays=holidays_of(hours.country, hours.region, years),
            country=hours.country,
            region=hours.region,
        )
    for name, calendar, place in SITES:
        site = Site.objects.create(name=name, calendar=company.calendars[calendar])
        company.sites.setdefault(place, []).append(site)


def _set_policies(company: Company, now: datetime) -> None:
    for name, days_ago, targets, rungs in VERSIONS:
        saved_at = now - timedelta(days=days_ago)
        version = save_version(name=name, now=saved_at, targets=targets, rungs=rungs)
        company.versions.setdefault(name, []).append(version)


def _draw_chain(company: Company) -> None:
    chain = ValueChain.objects.create(name=CHAIN, executive_sponsor=company.people[people.SPONSOR])
    for position, step in enumerate(STEPS, start=1):
        stage = Stage.objects.create(
            chain=chain, name=step.name, position=position, sponsor=company.people[step.sponsor]
        )
        for plan in step.points:
            company.points[plan.slug] = _point(company, stage, plan)
    Kind.objects.bulk_create(company.kinds.values())
    for plan in POINTS:
        for upstream in plan.upstream:
            add_dependency(point=company.points[plan.slug], upstream=company.points[upstream])


def _point(company: Company, stage: Stage, plan: Point) -> InflectionPoint:
    policy: Policy = company.versions[POLICY_NAMES[plan.policy]][0].policy
    point = InflectionPoint.objects.create(
        stage=stage,
        name=plan.name,
        slug=plan.slug,
        department=company.crews[plan.team].department,
        owner=company.people[plan.owner],
        deputy=company.people[plan.deputy],
        weight=plan.weight,
        exposure=plan.exposure,
        policy=policy,
        calendar=company.calendars[CALENDAR_OF[plan.places]],
    )
    for position, trouble in enumerate(plan.troubles, start=1):
        company.kinds[plan.slug, trouble.name] = Kind(point=point, name=trouble.name, position=position)
    return point
