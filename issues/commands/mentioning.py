"""Whom a comment mentions: found by name, and told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q

from issues.commands.permissions import sees
from issues.models import Issue
from issues.rules import comments
from issues.rules import refusals as no
from issues.rules.comments import Known, PieceKind
from people.models import User
from people.rules.words import say

MOST: Final = 10  # people in one comment: more is a circular
OFFERED: Final = 8
NAMED: Final = 4


def mentioned_in(text: str, *, issue: Issue, now: datetime) -> tuple[int, ...]:
    """The people whom the text mentions, by primary key, in their order, each once.

    Raises `UnknownMention` with a sentence that names the candidates: nobody or several are called so, or whoever
    it is may not see the issue.
    """
    names = comments.called(text)
    if not names:
        return ()
    found: dict[int, Known] = {}
    for piece in comments.pieces(text, _called(names)):
        if piece.kind is PieceKind.MENTION:
            one = _the_one(piece)
            found[one.pk] = one
    if len(found) > MOST:
        raise no.UnknownMention(
            say("A comment can call %(most)s people at most. Write a shorter list of names.", most=MOST)
        )
    _must_see(found.values(), issue, now)
    return tuple(found)


def known(people: Iterable[User]) -> list[Known]:
    return [Known(one.pk, one.name, one.email) for one in people]


def mentionable(words: str, *, issue: Issue, asks: User, now: datetime) -> list[Known]:
    """At most 8 active people whose name or address begins so and who may see the issue: what a type-ahead offers."""
    begins = Q(name__istartswith=words) | Q(name__icontains=f" {words}") | Q(email__istartswith=words)
    found = User.objects.active().filter(begins).exclude(pk=asks.pk).order_by("name", "pk")
    return known(one for one in found[: 2 * OFFERED] if sees(issue, one, now))[:OFFERED]


def _called(names: Iterable[str]) -> Sequence[Known]:
    ways = (
        Q(name__iexact=name)
        | Q(name__iexact=name.replace(".", " ").replace("_", " ").replace("-", " "))
        | Q(email__iexact=name)
        | Q(email__istartswith=f"{name}@")
        | Q(name__istartswith=f"{name} ")
        for name in names
    )
    return known(User.objects.active().filter(reduce(or_, ways)).order_by("name", "pk"))


def _the_one(piece: comments.Piece) -> Known:
    if not piece.who:
        raise no.UnknownMention(
            say(
                "Nobody here is called “%(text)s”. Choose a name from the list, or write it without the @.",
                text=piece.text,
            )
        )
    if len(piece.who) > 1:
        ways = [f"{one.name} (@{_unmistakable(one, piece.who)})" for one in piece.who[:NAMED]]
        raise no.UnknownMention(
            say("“%(text)s” may be %(ways)s. Write one of these.", text=piece.text, ways=" or ".join(ways))
        )
    return piece.who[0]


def _unmistakable(one: Known, among: Iterable[Known]) -> str:
    is_shared = sum(other.handle.casefold() == one.handle.casefold() for other in among) > 1
    return one.email if is_shared else one.handle


def _must_see(people: Iterable[Known], issue: Issue, now: datetime) -> None:
    people = list(people)
    rows = User.objects.in_bulk([one.pk for one in people])
    hidden = [one.name for one in people if not sees(issue, rows[one.pk], now)]
    if hidden:
        who = " and ".join(hidden)
        raise no.UnknownMention(
            say("%(who)s may not see this issue, so nobody there would read it. Leave out the @.", who=who)
        )
