"""Quantiles that the database finds among durations that are all over."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, DurationField


class Quantiles(Aggregate):
    """For each share, the shortest duration by which so many of them were over; nothing is averaged. None of nothing."""

    function = "percentile_disc"
    template = "%(function)s(ARRAY[%(shares)s]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(DurationField())

    def __init__(self, expression: Any, *shares: float, **extra: Any) -> None:
        super().__init__(expression, shares=", ".join(str(float(share)) for share in shares), **extra)
