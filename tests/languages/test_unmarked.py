"""Every page in a language in which unmarked words stand out: none of them is left.

`pytest tests/languages -k unmarked` prints what is left on which page.
"""

from collections import defaultdict

import pytest
import time_machine

from people.models import User
from tests.busy import make_busy
from tests.languages.unmarked import PSEUDO, Texts, data, searched, unmarked
from tests.pages import names_of_pages, pages, unlike_each_other, variations
from tests.routes import ROUTES
from tests.test_permissions import NOW, Things, things

__all__ = ["things"]

PARTS = 4
AUDIENCES = ("signed out", "reporter", "owner", "administrator")  # who see pages of their own
FOR_PROGRAMMERS = {"styleguide", "api:reference", "api:schema"}


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_left_unmarked_on_any_page(things: Things, part: int, settings):
    also = variations(make_busy(things))[part::PARTS]
    names = [name for name in names_of_pages() if name not in FOR_PROGRAMMERS][part::PARTS]
    known = data()
    longest_first = sorted(known, key=len, reverse=True)
    User.objects.update(language=PSEUDO)
    settings.LANGUAGE_CODE = PSEUDO
    left: dict[str, set[str]] = defaultdict(set)
    with time_machine.travel(NOW, tick=False):
        addresses = [*(things.address(name, ROUTES[name]) for name in names), *also]
        for page in unlike_each_other(pages(things.company, addresses, AUDIENCES)):
            said = unmarked(Texts(page.html).found, known | searched(page.address), longest_first)
            for text in said:
                left[text].add(page.address)
    listed = [f"{min(where)} (on {len(where)}): {text}" for text, where in left.items()]
    assert not listed, f"{len(listed)} texts are not marked:\n" + "\n".join(sorted(listed))
