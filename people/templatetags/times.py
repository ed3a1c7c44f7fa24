"""Instants in words, in the viewer's zone. The same words as `static/js/times.js`, which keeps them true."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from django import template
from django.utils import timezone
from django.utils.dateformat import format as write
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_LONG = 10 * _DAY  # of which nobody wants to know the hours


@register.filter
def span(duration: timedelta) -> str:
    """A duration as "less than a minute", "12 min", "2 h 10 min", "3 d 4 h" or "45 d"; its sign does not matter."""
    seconds = int(abs(duration.total_seconds()))
    if seconds < _MINUTE:
        return _("less than a minute")
    if seconds < _HOUR:
        return _("%(minutes)s min") % {"minutes": seconds // _MINUTE}
    if seconds < _DAY:
        return _hours(*divmod(seconds // _MINUTE, 60))
    days, hours = divmod(seconds // _HOUR, 24)
    if hours and seconds < _LONG:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    return _("%(days)s d") % {"days": days}


@register.filter
def working_span(duration: timedelta) -> str:
    """Working time, which has no days: "45 min", "31 h 20 min"."""
    minutes = int(duration.total_seconds()) // _MINUTE
    if minutes < 1:
        return _("less than a minute")
    hours, rest = divmod(minutes, 60)
    return _hours(hours, rest) if hours else _("%(minutes)s min") % {"minutes": rest}


def _hours(hours: int, minutes: int) -> str:
    if minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(hours)s h") % {"hours": hours}


def relative(at: datetime, now: datetime, *, due: bool = False) -> str:
    """How far `at` is from `now`: "in 2 h", "2 h ago", or for a deadline "2 h overdue"."""
    away, far = {"span": span(at - now)}, abs((at - now).total_seconds()) >= _MINUTE
    if at >= now:
        return _("in %(span)s") % away if far else _("in less than a minute")
    if due:
        return _("%(span)s overdue") % away if far else _("less than a minute overdue")
    return since_then(at, now)


def since_then(at: datetime, now: datetime) -> str:
    """How long ago it was: "2 h ago". A sentence of its own, because languages inflect what stands in it."""
    if now - at < timedelta(seconds=_MINUTE):
        return _("less than a minute ago")
    return _("%(span)s ago") % {"span": span(now - at)}


@register.simple_tag
def on_the_clock(at: datetime, now: datetime) -> str:
    """When, as one says it: "at 16:40 today", "at 09:00 tomorrow", "on Thursday 5 Mar at 09:00"."""
    here, today = timezone.localtime(at), timezone.localtime(now)
    clock = {"clock": write(here, "H:i")}
    match (here.date() - today.date()).days:
        case -1:
            return _("at %(clock)s yesterday") % clock
        case 0:
            return _("at %(clock)s today") % clock
        case 1:
            return _("at %(clock)s tomorrow") % clock
    day = (
        in_format(here, "DAY_FORMAT", "l j M")
        if here.year == today.year
        else date_format(here, "DATE_FORMAT")
    )
    return _("on %(day)s at %(clock)s") % {"day": day, **clock}


def in_format(day: date, name: str, otherwise: str) -> str:
    """Written as `moment_of_service.formats` says for the reader's language; `otherwise` for one that has none."""
    found = get_format(name)
    return write(day, otherwise if found == name else found)


@register.simple_tag
def ago(at: datetime, now: datetime) -> SafeString:
    """A `<time>` with the relative words and the exact time on hover."""
    return _time(at, relative(at, now), "", "")


@register.simple_tag
def due(at: datetime, now: datetime) -> SafeString:
    """The same for a deadline, which can be overdue."""
    return _time(at, relative(at, now, due=True), "due", "due is-overdue" if at < now else "due")


def _time(at: datetime, words: str, kind: str, look: str) -> SafeString:
    here = timezone.localtime(at)
    return format_html(
        '<time datetime="{}" title="{}, {}" data-relative="{}"{}>{}</time>',
        f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        _day(here.date(), get_language()),
        f"{here:%H:%M}",
        kind,
        _look(look),
        words,
    )


@lru_cache(maxsize=1024)
def _day(day: date, language: str | None) -> str:  # noqa: ARG001  the words are those of the language
    """A long list names few days many times."""
    return in_format(day, "LONG_DAY_FORMAT", "l j F Y")


def written(day: date, form: str) -> str:
    """The day as Django's format says, in the reader's language: charts and tables name the same few again and again."""
    return _written(day.date() if isinstance(day, datetime) else day, form, get_language())


@lru_cache(maxsize=1024)
def _written(day: date, form: str, language: str | None) -> str:  # noqa: ARG001  the words are those of the language
    return write(day, form)


@lru_cache(maxsize=16)
def _look(look: str) -> str:
    return format_html(' class="{}"', look) if look else ""
