"""Words that stand in English in what was kept, for whoever reads now."""

from typing import Final

from django import template

from people.rules.kept import kept, reread
from people.rules.words import say

register = template.Library()

# Values of the code that messages keep and name to people.
_KEPT: Final = (
    *(kept(say("critical")), kept(say("high")), kept(say("normal")), kept(say("low"))),
    *(kept(say("accept")), kept(say("act")), kept(say("resolve"))),
)


@register.filter
def said(text: object) -> str:
    """One of our own sentences that was kept, in the reader's language; what people wrote as it is."""
    return reread(str(text)) if text is not None else ""
