"""What the demo company aims at and assumes, and what was counted of it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Exists, OuterRef

from insights.commands import rebuilding
from insights.commands.keeping import keep_current
from insights.commands.premises import set_targets
from insights.models import Keeping, Premises, SponsorTold
from insights.rules.company import Assumptions, Targets
from issues.models import Issue
from people.models import User
from people.rules.permissions import Role

SINCE: Final = timedelta(days=120)  # from the beginning of its history
TARGETS: Final = Targets(action_rate=75, not_acted_on=10, hours_to_act=Decimal(16), at_risk=150)
ASSUMED: Final = Assumptions(value=Decimal(1800), realisation=50)


def aim(now: datetime, **_signal: Any) -> None:
    """Set them in the name of its executive, unless somebody has set some, and count its history at once."""
    executive = User.objects.filter(role=Role.EXECUTIVE).order_by("pk").first()
    if not Premises.objects.exists():
        why = "The board's aims for the year"
        set_targets(targets=TARGETS, assumptions=ASSUMED, seen=0, actor=executive, now=now - SINCE, why=why)
    while keep_current(now=now).issues:
        pass


def forget(people: list[int], **_signal: Any) -> None:
    """Whatever the people of the demo have set goes with them, and whatever was counted of what is gone by now."""
    Premises.objects.filter(by__in=people).delete()
    SponsorTold.objects.filter(~Exists(Issue.objects.filter(pk=OuterRef("issue_id")))).delete()
    if (at := Keeping.objects.values_list("at", flat=True).first()) is not None:
        rebuilding.wait_to_be_alone()
        keep_current(now=at)
        rebuilding.rebuild_rollups(now=at)
