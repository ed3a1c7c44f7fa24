"""What the sheet of a policy says about a version before it is saved."""

import re
from datetime import timedelta

import pytest
import time_machine

from issues.forms.policies import typed_of
from tests.cast import DAY, REPORTED

NOW = REPORTED + 9 * DAY
LOW_END = {"act-4-tells_executive_sponsor": None, "act-4-tells_deputy": "on"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def path(company):
    return f"/policies/{company.version.policy_id}/change/"


def words(response):
    return response.content.decode()


def sheet(company, **changes):
    """The newest version as the browser sends it; a field that is None is not sent."""
    newest = company.version.policy.current()
    typed = typed_of(newest.value(), base=newest.number, addresses={}) | {"do": "preview"} | changes
    return {key: value for key, value in typed.items() if value is not None}


class TestDoubts:
    def test_are_none_about_the_usual_policy(self, company, ada, path):
        assert "Look at this before you save." not in words(ada.get(path))

    @pytest.mark.parametrize("do", ["draw", "preview"])
    def test_name_a_ladder_that_would_end_low(self, company, ada, path, do):
        page = words(ada.post(path, sheet(company, **LOW_END) | {"do": do}))
        sentence = "The rungs to act would end below an executive at “Delivery slot kept”: the last one tells the deputy."
        assert page.count(sentence) == (2 if do == "preview" else 1)
        assert page.index("Look at this before you save.") < page.index('value="save"')

    def test_name_a_rung_that_would_reach_nobody(self, company, ada, path):
        company.delivery.head = None
        company.delivery.save()
        page = words(ada.get(path))
        assert (
            "Rung 3 to act would reach nobody now at “Delivery slot kept”: it tells the department head"
            in page
        )

    def test_name_targets_that_contradict_each_other(self, company, ada):
        sent = sheet(company, **{"accept-high-amount": "100", "base": "0", "name": "New"})
        assert "High: 100 h to accept is longer than 1 day to act." in words(ada.post("/policies/add/", sent))

    def test_do_not_keep_it_from_being_saved(self, company, ada, path):
        assert ada.post(path, sheet(company, **LOW_END) | {"do": "save"}).status_code == 302


class TestThePreview:
    def test_says_the_same_all_day(self, company, ada, path, clock):
        for n in range(3):
            company.report(now=REPORTED + n * DAY, text=f"Late {n}")
        midnight = NOW.replace(hour=0)
        pages = []
        for hours in (1, 2, 20):
            clock.move_to(midnight + timedelta(hours=hours, minutes=7))
            ada.force_login(company.administrator)
            page = words(ada.post(path, sheet(company)))
            pages.append(page[page.index('id="preview"') : page.index('id="open-head"')])
            company.report(now=midnight + timedelta(hours=hours), text=f"Later {hours}")
        assert "lived through again" in pages[0]
        assert len(set(pages)) == 1


class TestTheFocus:
    def test_is_on_the_rung_that_was_added(self, company, ada, path):
        page = words(ada.post(path, sheet(company, do="add-act")))
        (found,) = re.findall(r"<fieldset[^>]*autofocus[^>]*>\s*<legend>(.*?)<", page)
        assert found == "Rung 5"

    def test_is_on_the_clock_from_which_one_was_removed(self, company, ada, path):
        page = words(ada.post(path, sheet(company, do="remove-resolve-2")))
        (found,) = re.findall(r"<h2[^>]*autofocus[^>]*>(.*?)<", page)
        assert found == "Rungs on the time until it is resolved"
