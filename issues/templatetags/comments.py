"""What people wrote, with links where they meant something by it: a person, an issue, an address."""

from collections.abc import Collection, Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from issues.models import Attachment, Issue, Report
from issues.rules.comments import Known, Piece, PieceKind, pieces

register = template.Library()


@register.simple_tag
def linked(text: str, visible: Collection[int] = (), people: Sequence[Known] = ()) -> SafeString:
    """The text, escaped; issues are links when their number is among `visible`, mentions when they mean one of `people`."""
    return format_html_join("", "{}", ((_shown(piece, visible),) for piece in pieces(text, people)))


def _shown(piece: Piece, visible: Collection[int]) -> SafeString | str:
    match piece.kind:
        case PieceKind.ADDRESS:
            return format_html('<a href="{0}" rel="noopener nofollow ugc">{0}</a>', piece.text)
        case PieceKind.ISSUE if piece.number in visible:
            return format_html(
                '<a href="{}">{}</a>', reverse("issues:issue", args=[piece.number]), piece.text
            )
        case PieceKind.MENTION if piece.who:
            held = f"{reverse('issues:issues')}?phase=open&holder={piece.who[0].pk}"
            return format_html(
                '<a class="mention" href="{}" title="{}">{}</a>', held, piece.who[0].name, piece.text
            )
    return piece.text


@register.filter
def called_worse(report: Report, issue: Issue) -> str:
    """How bad the reporter called it, where the issue counts as less; else empty."""
    return report.called_worse(issue)


@register.simple_tag
def picture_words(file: Attachment, report: Report | str = "", said: str = "") -> str:
    """What a picture shows, as far as anybody said: its text alternative. `report` or `said` came with it."""
    by = ""
    if isinstance(report, Report):  # a fragment that has none passes ""
        by, said = report.reporter.name if report.reporter else "", report.text
    words = " ".join(said.split())
    facts = {"name": by, "words": words[:120], "file": file.name}
    if by:
        return (_("Photo by %(name)s: %(words)s") if words else _("Photo by %(name)s, %(file)s")) % facts
    return (_("Photo: %(words)s") if words else _("Photo, %(file)s")) % facts
