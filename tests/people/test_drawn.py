"""What stands on every page is drawn once: with what differs filled in, escaped, in the reader's language."""

import pytest
from django.template import Context, Template
from django.utils.functional import SimpleLazyObject
from django.utils.translation import override

from people.templatetags.drawn import drawn

ACCOUNT = (
    """{% load drawn %}{% drawn "components/_account.html" "csrf_token" "name" theme=theme unread=unread %}"""
)


def account(**facts):
    return Template(ACCOUNT).render(Context({"csrf_token": "t", "theme": "", "unread": "", **facts}))


@pytest.mark.parametrize(
    ("name", "said"), [("Ana", "<strong>Ana</strong>"), ("<b>", "<strong>&lt;b&gt;</strong>")]
)
def test_fills_in_what_differs_and_escapes_it(name, said):
    assert said in account(name=name)


def test_leaves_nothing_of_whoever_was_drawn_before():
    account(name="Ana", csrf_token="a" * 64)
    second = account(name="Ben", csrf_token="b" * 64)
    assert "Ana" not in second
    assert "a" * 64 not in second
    assert second.count("b" * 64) == 2


def test_is_drawn_anew_for_what_is_asked_about():
    assert "3 unread" in account(unread="3")
    assert "unread" not in account()
    assert 'value="dark" data-theme-value="dark" aria-pressed="true"' in account(theme="dark")


def test_speaks_the_language_of_the_reader():
    assert "Sign out" in account()
    with override("de"):
        assert "Abmelden" in account()


def test_remembers_what_a_lazy_object_stands_for_and_not_who_made_it():
    asked = []
    unread = SimpleLazyObject(lambda: asked.append(1) or "7")
    assert "7 unread" in drawn(Context(), "components/_account.html", theme="", unread=unread)
    assert "7 unread" in drawn(Context(), "components/_account.html", theme="", unread="7")
    assert asked == [1]


def test_a_percent_sign_is_one():
    shown = Template('{% load drawn %}{% drawn "components/_avatar.html" "initials" %}').render(
        Context({"initials": "100 %s"})
    )
    assert "100 %s" in shown
