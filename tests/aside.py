"""What guests send by posters' links, and what was set aside of it."""

import uuid

from inflection_points.rules.policies import Severity
from issues.commands import Telling, intake
from tests.cast import REPORTED


def told(company, number=0, **words):
    return {
        "point": company.point.slug,
        "kind": str(company.kind.pk),
        "severity": "high",
        "text": f"Number {number}",
        "client_key": str(uuid.UUID(int=number + 1)),
        "shown_for": company.point.slug,
        **words,
    }


def aside(poster, text="Number 0", *, key=None, **facts):
    telling = Telling(text=text, client_key=key or uuid.uuid4(), channel="poster", poster=poster)
    return intake.set_aside(poster=poster, severity=Severity.HIGH, telling=telling, now=REPORTED, **facts)
