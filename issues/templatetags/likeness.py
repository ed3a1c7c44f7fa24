"""Why another issue may be about the same problem, in words."""

from django import template
from django.utils.translation import gettext as _

from issues.commands.likening import Similar

register = template.Library()


@register.filter
def why(one: Similar) -> str:
    """What both have in common: "the same kind of problem · similar words: late, driver"; empty when nothing is."""
    said = []
    if one.like.same_kind:
        said.append(_("the same kind of problem"))
    if one.like.same_site:
        said.append(_("the same site"))
    if one.like.words:
        said.append(_("similar words: %(words)s") % {"words": ", ".join(one.like.words)})
    return " · ".join(said)


@register.filter
def lies(one: Similar) -> str:
    """How the point of the other lies in the chain: "upstream, at Order picked"; empty at the same point."""
    if one.where is None:
        return ""
    said = _("upstream, at %(point)s") if one.where.is_upstream else _("downstream, at %(point)s")
    return said % {"point": one.where.name}
