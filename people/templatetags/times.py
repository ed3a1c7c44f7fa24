"""Instants in words, in the viewer's zone. The same words as `static/js/times.js`, which keeps them true."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from django import template
from django.utils import timezone
from django.utils.dateformat import format as write
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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
        return "less than a minute"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    big, small, names = (_HOUR, _MINUTE, ("h", "min")) if seconds < _DAY else (_DAY, _HOUR, ("d", "h"))
    rest = 0 if seconds >= _LONG else seconds % big // small
    return f"{seconds // big} {names[0]}" + (f" {rest} {names[1]}" if rest else "")


@register.filter
def working_span(duration: timedelta) -> str:
    """Working time, which has no days: "45 min", "31 h 20 min"."""
    minutes = int(duration.total_seconds()) // _MINUTE
    if minutes < 1:
        return "less than a minute"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h" + (f" {rest} min" if rest else "") if hours else f"{rest} min"


def relative(at: datetime, now: datetime, *, due: bool = False) -> str:
    """How far `at` is from `now`: "in 2 h", "2 h ago", or for a deadline "2 h overdue"."""
    if at >= now:
        return f"in {span(at - now)}"
    return f"{span(now - at)} {'overdue' if due else 'ago'}"


@register.simple_tag
def on_the_clock(at: datetime, now: datetime) -> str:
    """When, as one says it: "at 16:40 today", "at 09:00 tomorrow", "on Thursday 5 Mar at 09:00"."""
    here, today = timezone.localtime(at), timezone.localtime(now)
    clock, days = write(here, "H:i"), (here.date() - today.date()).days
    if days in _NEAR:
        return f"at {clock} {_NEAR[days]}"
    day = write(here, "l j M") if here.year == today.year else write(here, "j M Y")
    return f"on {day} at {clock}"


_NEAR: Final = {-1: "yesterday", 0: "today", 1: "tomorrow"}


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
    return write(day, "l j F Y")


@lru_cache(maxsize=16)
def _look(look: str) -> str:
    return format_html(' class="{}"', look) if look else ""


@register.filter
def instant(text: str) -> datetime | None:
    """The instant that JSON kept as text; None when there is none."""
    return datetime.fromisoformat(text) if text else None
