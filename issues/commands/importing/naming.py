"""Who and what the rows name: matched with what is here, by name, or made.

Names match without regard to case and to blanks; the mapping's `names` come first. What is made stays when an
import is run again, because it is then found.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db.models import Max
from django.utils.text import slugify

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.models import (
    Calendar,
    InflectionPoint,
    Kind,
    Policy,
    PolicyVersion,
    Site,
    Stage,
    ValueChain,
)
from issues.rules.mapping import Mapping, folded
from people.models import Department, User
from people.rules.words import say

Named = TypeVar("Named")


class UnknownName(ValueError):
    """A name that is not here and that the mapping does not let make. The sentence is for the list of refusals."""


@dataclass(slots=True)
class Names:
    """Everything named so far in this import. Throw it away when its transaction is rolled back."""

    mapping: Mapping
    importer: User  # answers for what is made, unless the mapping names somebody
    now: datetime
    made: Counter[str] = field(default_factory=Counter)
    _known: dict[tuple[str, ...], object] = field(default_factory=dict)

    def department(self, name: str) -> Department:
        naming = self.mapping.departments
        ours = naming.names.get(folded(name), name)
        return self._once(
            ("departments", folded(ours)),
            lambda: Department.objects.filter(name__iexact=ours).first(),
            (lambda: Department.objects.create(name=ours, slug=_free_slug(Department, ours)))
            if naming.create
            else None,
            ours,
        )

    def site(self, name: str) -> Site:
        naming = self.mapping.sites
        ours = naming.names.get(folded(name), name)
        return self._once(
            ("sites", folded(ours)),
            lambda: Site.objects.select_related("calendar").filter(name__iexact=ours).first(),
            (lambda: Site.objects.create(name=ours)) if naming.create else None,
            ours,
        )

    def kind(self, point: InflectionPoint, name: str) -> Kind:
        return self._once(
            ("kinds", str(point.pk), folded(name)),
            lambda: point.kinds.filter(name__iexact=name).first(),
            lambda: Kind.objects.create(point=point, name=name),
            name,
        )

    def person(self, name: str, department: Department | None) -> User:
        """By e-mail where the text is one, else by name. Of several people with one name none is guessed."""
        naming = self.mapping.people.naming
        ours = naming.names.get(folded(name), name)
        return self._once(
            ("people", folded(ours)),
            lambda: _person(ours, self._address(ours)),
            (lambda: self._make_person(ours, department)) if naming.create else None,
            ours,
        )

    def point(self, name: str, department: Department | None) -> InflectionPoint:
        """The point in the mapping's stage, else the only one of that name anywhere, else a new one."""
        points = self.mapping.points
        ours = points.naming.names.get(folded(name), name) or points.fallback
        if not ours:
            raise UnknownName(say("It names no inflection point, and the mapping has no “points.fallback”."))
        try:
            return self._once(
                ("points", folded(ours)),
                lambda: _point(ours, points.stage),
                (lambda: self._make_point(ours, department)) if points.naming.create else None,
                ours,
            )
        except UnknownName:
            if not points.fallback or ours == points.fallback:
                raise
            return self.point(points.fallback, department)

    def version(self, point: InflectionPoint) -> PolicyVersion:
        """The policy version that new issues at the point pin."""
        return self._once(("version", str(point.pk)), point.policy.current, None, str(point))

    def _once(
        self,
        key: tuple[str, ...],
        find: Callable[[], Named | None],
        make: Callable[[], Named] | None,
        name: str,
    ) -> Named:
        found = self._known.get(key)
        if found is None:
            found = find()
            if found is None and make is not None:
                found = make()
                self.made[key[0]] += 1
            if found is None:
                raise UnknownName(
                    say(
                        "“%(name)s” is not among the %(key)s here, and the mapping makes none.",
                        name=name,
                        key=key[0],
                    )
                )
            self._known[key] = found
        return found  # type: ignore[return-value]  # the key says which sort it is

    def _address(self, name: str) -> str:
        return name.lower() if "@" in name else f"{slugify(name) or 'nameless'}@{self.mapping.people.domain}"

    def _make_person(self, name: str, department: Department | None) -> User:
        address, number = self._address(name), 1
        while User.objects.filter(email=address).exists():
            number += 1
            address = f"{slugify(name) or 'nameless'}-{number}@{self.mapping.people.domain}"
        return User.objects.create_user(
            address, None, name=name, department=department, is_active=self.mapping.people.active
        )

    def _make_point(self, name: str, department: Department | None) -> InflectionPoint:
        points = self.mapping.points
        if points.department or department is None:
            department = self.department(points.department or "Imported")
        return InflectionPoint.objects.create(
            stage=self._stage(),
            name=name,
            slug=_free_slug(InflectionPoint, name),
            department=department,
            owner=self.importer,
            policy=self._policy(),
            calendar=self._calendar(),
        )

    def _stage(self) -> Stage:
        name = self.mapping.points.stage

        def make() -> Stage:
            chain = self._chain()
            last = chain.stages.aggregate(last=Max("position"))["last"] or 0
            return Stage.objects.create(chain=chain, name=name, position=last + 1)

        return self._once(
            ("stages", folded(name)), lambda: Stage.objects.filter(name__iexact=name).first(), make, name
        )

    def _chain(self) -> ValueChain:
        """The chain that the mapping names, else the first there is."""
        name = self.mapping.points.chain
        chains = ValueChain.objects.order_by("pk")
        return self._once(
            ("chains",),
            (chains.filter(name__iexact=name) if name else chains).first,
            lambda: ValueChain.objects.create(name=name or "Imported", executive_sponsor=self.importer),
            name,
        )

    def _policy(self) -> Policy:
        name = self.mapping.points.policy
        return self._once(
            ("policies",),
            lambda: policy_named(name),
            lambda: save_version(name=name, now=self.now).policy,
            name,
        )

    def _calendar(self) -> Calendar:
        name, hours = self.mapping.points.calendar, self.mapping.hours
        return self._once(
            ("calendars",),
            lambda: Calendar.objects.filter(name__iexact=name).first(),
            lambda: save_calendar(name=name, zone=hours.zone, week=dict.fromkeys(hours.days, hours.spans)),
            name,
        )


def _person(name: str, address: str) -> User | None:
    made: User | None = User.objects.filter(email__iexact=address).first()
    if made is not None and ("@" in name or folded(made.name) == folded(name)):
        return made
    called = list(User.objects.filter(name__iexact=name)[:2])
    found: User | None = called[0] if len(called) == 1 else None
    return found


def _point(name: str, stage: str) -> InflectionPoint | None:
    called = InflectionPoint.objects.select_related("policy", "calendar").filter(name__iexact=name)
    here = called.filter(stage__name__iexact=stage).first()
    found = list(called[:2])
    return here or (found[0] if len(found) == 1 else None)


def policy_named(name: str) -> Policy | None:
    """The policy of this name; for a retired one its successor, as no new issue may pin a retired one."""
    found = Policy.objects.filter(name__iexact=name).first()
    return found.in_use() if found is not None else None


def _free_slug(model: type[Department] | type[InflectionPoint], name: str) -> str:
    base = slugify(name)[:100] or "imported"
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken
    )
