"""Saying that one is away and who acts meanwhile, and that one is back."""

from datetime import datetime

from django.db import connection, transaction

from people.commands.rearranging import rearranged
from people.models import Absence, Department, User
from people.rules import absences as rules
from people.rules import refusals as no
from people.rules.words import say


@transaction.atomic
def announce_absence(
    *,
    person: User,
    since: datetime,
    until: datetime,
    now: datetime,
    deputy: User | None = None,
    reason: str = "",
) -> Absence:
    """Write down that the person is away, and who acts for them.

    Raises `AbsenceEndsBeforeItBegins`, `AbsenceInThePast`, `AbsenceTooLong`, `OwnDeputy`, `NobodyThere`, `AlreadyAway`,
    and `DeputiesInACircle` when somebody would stand in for themselves through others.
    """
    with (
        connection.cursor() as cursor
    ):  # two people who name each other at the same instant wait for each other
        cursor.execute("LOCK TABLE people_absence IN SHARE ROW EXCLUSIVE MODE")
    new = Absence(person=person, since=since, until=until, deputy=deputy, reason=reason.strip())
    _check(new, now)
    new.save()
    rearranged(now=now)
    return new


def _check(new: Absence, now: datetime) -> None:
    if new.until <= new.since:
        raise no.AbsenceEndsBeforeItBegins
    if new.until <= now:
        raise no.AbsenceInThePast
    if new.until - new.since > rules.LONGEST or new.since - now > rules.LONGEST:
        raise no.AbsenceTooLong
    if new.deputy_id == new.person_id:
        raise no.OwnDeputy
    if new.deputy_id is not None:
        must_be_here(new.deputy_id)
    others = [absence.value() for absence in Absence.objects.not_over(min(now, new.since))]
    if any(other.person == new.person_id and other.overlaps(new.since, new.until) for other in others):
        raise no.AlreadyAway
    if rules.would_close_a_cycle(new.value(), others):
        raise no.DeputiesInACircle


@transaction.atomic
def end_absence(*, absence: int, person: User, now: datetime) -> None:
    """The person is back: an absence that has begun ends now, one to come is forgotten. Raises `UnknownAbsence`."""
    found = Absence.objects.select_for_update(of=("self",)).not_over(now).filter(person=person, pk=absence)
    row = found.first()
    if row is None:
        raise no.UnknownAbsence
    if row.since < now:
        row.until = now
        row.save(update_fields=["until"])
    else:
        row.delete()
    rearranged(now=now)


def must_be_here(person: int) -> None:
    """Raises `NobodyThere` for somebody who has left. Until the transaction ends they cannot leave."""
    if not User.objects.select_for_update(no_key=True).filter(pk=person, is_active=True).exists():
        raise no.NobodyThere


def must_still_be_there(department: int) -> None:
    """Raises `NobodyThere` for a department that was dissolved. Until the transaction ends it cannot be."""
    if not Department.objects.select_for_update(no_key=True).filter(pk=department, is_active=True).exists():
        raise no.NobodyThere(say("This department no longer exists. Choose another."))
