"""Words that stand in English in what was kept, for whoever reads now."""

from typing import Final

from django import template

from people.rules.kept import reread
from people.rules.words import say

register = template.Library()

# Values of the code that messages keep and name to people.
_KEPT: Final = (
    *(say("critical"), say("high"), say("normal"), say("low")),
    *(say("accept"), say("act"), say("resolve")),
)


@register.filter
def said(text: object) -> str:
    """One of our own sentences that was kept, in the reader's language; what people wrote as it is."""
    return reread(str(text)) if text is not None else ""
