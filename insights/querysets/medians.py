"""Quantiles that the database finds among durations that are all over."""

from typing import Any

from django.db.models import Aggregate, DurationField


class Quantile(Aggregate):
    """The shortest duration by which so great a share of them were over; nothing is averaged. None of nothing."""

    function = "percentile_disc"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        super().__init__(expression, share=float(share), **extra)
