"""Keeping lists of issues, and choices of the measures, under a name. Only the owner changes a view; everybody opens a shared one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from issues.models import LIST, DefaultView, SavedView
from issues.querysets.saved_views import SavedViewQuerySet
from issues.rules import refusals as no
from people.models import User
from people.rules.permissions import Can
from people.rules.words import say

MOST_VIEWS = 100  # of one person


def save_view(
    *, owner: User, name: str, query: str, now: datetime, is_shared: bool = False, page: str = LIST
) -> SavedView:
    """Keep the address of a page under a name. The very same again is the view that is there already.

    Raises `NameTaken`, and `TooManyViews` when somebody has as many as nobody can look through.
    """
    own = SavedView.objects.filter(owner=owner)
    there = own.on(page).filter(name__iexact=name).first()
    if there is not None and (there.query, there.is_shared) == (query, is_shared):
        return there
    if own.count() >= MOST_VIEWS:
        raise no.TooManyViews
    with _once(name):
        return SavedView.objects.create(
            owner=owner, name=name, page=page, query=query, is_shared=is_shared, saved_at=now
        )


def change_view(*, view: int, actor: User, name: str, is_shared: bool) -> SavedView:
    """Give it another name, share it or stop sharing it. Raises `NameTaken`, `NoSuchView`."""
    row = _own(view, actor)
    row.name, row.is_shared = name, is_shared
    with _once(name):
        row.save(update_fields=["name", "is_shared"])
    return row


def update_view(*, view: int, actor: User, query: str, now: datetime) -> SavedView:
    """Let it show something else from now on. Raises `NoSuchView`."""
    row = _own(view, actor)
    row.query, row.saved_at = query, now
    row.save(update_fields=["query", "saved_at"])
    return row


def remove_view(*, view: int, actor: User) -> None:
    """Forget it, for everybody. Raises `NoSuchView`."""
    row = removable_by(actor).filter(pk=view).first()
    if row is None:
        raise no.NoSuchView
    row.delete()


def choose_default_view(*, person: User, view: int | None) -> SavedView | None:
    """Let the person's list of issues open with this view, or with all issues. Raises `NoSuchView`."""
    if view is None:
        DefaultView.objects.filter(person=person).delete()
        return None
    row = SavedView.objects.seen_by(person).on(LIST).filter(pk=view).first()
    if row is None:
        raise no.NoSuchView
    DefaultView.objects.update_or_create(person=person, defaults={"view": row})
    return row


def removable_by(actor: User) -> SavedViewQuerySet:
    """One's own; for administrators what others share, too, since those who left remove nothing any more."""
    shared = Q(is_shared=True) if actor.may(Can.ADMINISTER) else Q(pk=None)
    return SavedView.objects.filter(Q(owner=actor) | shared)


def _own(view: int, actor: User) -> SavedView:
    row = SavedView.objects.filter(pk=view, owner=actor).first()
    if row is None:
        raise no.NoSuchView
    return row


@contextmanager
def _once(name: str) -> Iterator[None]:
    """The database keeps names apart, also those of two tabs at the same instant."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "saved_view_name_once" not in str(error):
            raise
        raise no.NameTaken(
            say("You have a view “%(name)s” already. Choose another name, or change that one.", name=name)
        ) from None
