"""One row or one policy that cannot be processed is set aside with its reason; the rest proceed."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from inflection_points.commands.policies import save_version
from inflection_points.models.policies import policy_value
from issues.commands.auditing import audit, repair
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from issues.models import Issue
from notifications.commands.delivery import deliver
from notifications.models import Delivery, Message
from tests.cast import DAY, make_company
from tests.faults import invariants
from tests.faults.invariants import fired
from tests.faults.late import make_due
from tests.faults.scale import dose

pytestmark = pytest.mark.fault


@contextmanager
def refusing(issue, statement):
    """A database that does this whenever an event of the issue is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NEW.issue_id = {issue.pk} THEN {statement}; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER poison BEFORE INSERT ON issues_event FOR EACH ROW EXECUTE FUNCTION poison()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION poison CASCADE")


def test_what_cannot_be_processed_is_set_aside_and_the_rest_proceed(transactional_db, mailbox, figure):
    due = dose(2000, 600)
    company, now = make_company(), timezone.now()
    unreadable, unwritable, *_ = make_due(company, due, now)
    Issue.objects.filter(pk=unreadable.pk).update(memory={"phase": "nonsense"})
    company.version = broken = save_version(name="Broken", now=now - 30 * DAY)
    under_it = make_due(company, 3, now, story="Under a broken policy")
    broken.rungs.all().delete()
    policy_value.cache_clear()

    with refusing(unwritable, "RAISE EXCEPTION 'poison'"):
        done = sweep(now=now)
    assert (done.fired, done.set_aside) == (due - 2, 5)
    aside = dict(Issue.objects.exclude(set_aside_at=None).values_list("pk", "set_aside_reason"))
    assert set(aside) == {unreadable.pk, unwritable.pk, *(issue.pk for issue in under_it)}
    assert "poison" in aside[unwritable.pk]
    assert all(aside.values())
    found = [
        finding["issue"] for finding in audit(now=now).findings if "could not process" in finding["what"]
    ]
    assert set(found) == set(aside)

    spoiled = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=spoiled.pk).update(context=["not", "what", "it", "was"])
    deliver(clock=lambda: now, unwanted=unwanted)
    assert list(Delivery.objects.exclude(state="sent").values_list("message", "state")) == [
        (spoiled.pk, "failed")
    ]

    Issue.objects.filter(pk__in=[issue.pk for issue in under_it]).delete()  # its policy is beyond repair
    for issue in (unreadable, unwritable):
        repair(issue=issue.pk)
    sweep(now=now)
    deliver(clock=lambda: now, unwanted=unwanted)
    invariants.hold(due=due)
    figure(
        "F11 poisonous rows and policy",
        f"{due:,} due, 1 unreadable, 1 that the database refuses, 3 under a broken policy, 1 spoiled message: "
        f"{due - 2:,} fired, 5 set aside with their reason, 1 mail failed visibly, {due - 3:,} sent; repaired, 0 missing",
    )


def test_an_issue_on_which_the_connection_is_lost_is_not_set_aside(transactional_db):
    now = timezone.now()
    issues = make_due(make_company(), 5, now)
    with refusing(issues[2], "PERFORM pg_terminate_backend(pg_backend_pid())"):
        with pytest.raises(OperationalError):
            sweep(now=now)
        connection.close()
    assert not Issue.objects.exclude(set_aside_at=None).exists()
    sweep(now=now)
    assert fired() == 5
