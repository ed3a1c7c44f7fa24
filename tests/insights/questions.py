"""What is asked of both: the product and the plain loops."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from insights.rules.periods import Scope
from issues.models import Issue
from people.models import User
from tests.insights import plain
from tests.insights.living import asked


@dataclass
class Question:
    """Of what something is asked, by whom, and what the raw rows say of everything."""

    scope: Scope
    viewer: User
    book: plain.Book

    @property
    def asked(self) -> plain.Asked:
        return asked(self.scope)

    @property
    def before(self) -> plain.Asked:
        return asked(self.scope.before)

    @cached_property
    def readable(self) -> Any:
        """The issues that the viewer may read now."""
        return Issue.objects.visible_to(self.viewer, self.scope.period.as_of)

    @cached_property
    def seen(self) -> set[int]:
        return set(self.readable.order_by().values_list("pk", flat=True))


Answers = tuple[Any, Any]  # of the product, and of plain loops
