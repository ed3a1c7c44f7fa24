"""What each active point lacks so that problems there can be known and answered for."""

from datetime import timedelta
from typing import Any

from tests.insights.plain.figures import Asked, Book
from tests.insights.plain.histories import points
from tests.insights.plain.rows import rows

LATELY = timedelta(days=90)


def coverage(book: Book, asked: Asked) -> dict[str, list[str]]:
    """By point; people and policies as they are now, standards and reports as of the instant. No severity narrows it."""
    heard, spots = _heard(book, asked), points()
    promised = {
        point
        for point, since, until in rows(
            "SELECT point_id, in_force_since, in_force_until FROM inflection_points_standard"
            " WHERE in_force_since IS NOT NULL"
        )
        if since <= asked.as_of and (until is None or until > asked.as_of)
    }
    found = {}
    for pk, owner, deputy, policy in _answered():
        has = {"owner": owner, "deputy": deputy, "policy": policy}
        has |= {"standard": pk in promised, "report": pk in heard}
        if asked.has(spots[pk], None):
            found[spots[pk].slug] = [name for name, there in has.items() if not there]
    return found


def _answered() -> list[tuple[Any, ...]]:
    """The active points, with whether they have an active owner, an active deputy, and a policy that is not retired."""
    return rows(
        "SELECT p.id, o.is_active, coalesce(d.is_active, false), y.retired_at IS NULL"
        " FROM inflection_points_inflectionpoint p JOIN people_user o ON o.id = p.owner_id"
        " LEFT JOIN people_user d ON d.id = p.deputy_id JOIN inflection_points_policy y ON y.id = p.policy_id"
        " WHERE p.is_active"
    )


def _heard(book: Book, asked: Asked) -> set[int]:
    """The points of which a report came within the time; a duplicate's counts as its canonical issue's."""
    since = asked.as_of - LATELY
    return {
        one.spot.pk
        for one in book.issues
        if one.counted
        and any(
            since < at <= asked.as_of for at in (one.reported, *(told.received_at for told in one.tellings))
        )
    }
