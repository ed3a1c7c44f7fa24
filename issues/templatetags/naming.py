"""People in words, as the one who reads speaks of them."""

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import User
from people.rules.words import listed
from people.templatetags.joining import capital

register = template.Library()


@register.filter
def named(people: Sequence[User], viewer: User | None = None) -> str:
    """The people in words; the viewer is "you": "you and Tom Okafor", "Ana, Ben and 3 others"."""
    names = [str(person.name) for person in people if viewer is None or person.pk != viewer.pk]
    if len(names) < len(people):
        names.insert(0, _("you"))
    if (more := len(names) - 2) > 1:
        names = [*names[:2], ngettext("%(count)d other", "%(count)d others", more) % {"count": more}]
    return listed(names) or _("nobody")


def number_of(people: Sequence[User], viewer: User | None) -> int:
    """Whether a sentence about them is about one or about several; to "you" one speaks as to several."""
    return 2 if viewer is not None and any(one.pk == viewer.pk for one in people) else len(people)


@register.simple_tag
def watched_by(people: Sequence[User], viewer: User) -> str:
    """Who follows an issue, and what they hear of: "Ana and Ben are told when …"."""
    said = ngettext(
        "%(people)s is told when somebody acts, plans, passes it on or ends it.",
        "%(people)s are told when somebody acts, plans, passes it on or ends it.",
        number_of(people, viewer),
    )
    return said % {"people": capital(named(people, viewer))}
