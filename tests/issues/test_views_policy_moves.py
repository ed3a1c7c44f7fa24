"""The pages that move the open issues of a policy to another version."""

import pytest
import time_machine

from inflection_points.commands.policies import save_version
from inflection_points.rules.calendars import Target, Unit
from inflection_points.rules.policies import DEFAULT_TARGETS, Clock, Severity
from issues.commands.policy_moves import run_policy_move
from issues.models import PolicyMove
from tests.cast import DAY, REPORTED

NOW = REPORTED + 9 * DAY
QUICKER = {**DEFAULT_TARGETS, (Severity.NORMAL, Clock.ACT): Target(2, Unit.DAYS)}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def path(company):
    return f"/policies/{company.version.policy_id}/"


def words(response):
    return response.content.decode()


class TestMoving:
    @pytest.fixture
    def quicker(self, company, issue):
        return save_version(name="Default", now=NOW, targets=QUICKER)

    @pytest.fixture
    def typed(self, company):
        return {"to": company.version.policy_id, "amount": "1", "unit": "days", "do": "move"}

    def test_shows_first_what_it_changes(self, company, quicker, ada, path):
        assert "Move open issues…" in words(ada.get(path))
        page = words(ada.get(f"{path}move/"))
        assert "What it would change now, under Default v2" in page
        assert "Move 1 open issue<" in page
        assert f'name="previewed" value="{quicker.pk}"' in page

    def test_is_offered_with_one_version_where_there_is_another_policy(self, company, issue, ada, path):
        assert "Move open issues…" not in words(ada.get(path))
        other = save_version(name="For partners", now=NOW)
        assert "Move open issues…" in words(ada.get(path))
        assert "What it would change now, under For partners v1" in words(ada.get(f"{path}move/"))
        assert words(ada.get(f"{path}move/")).count(f'value="{other.policy_id}" selected') == 1

    def test_says_what_only_the_grace_puts_off(self, company, ada, path, typed):
        company.report(now=NOW, severity=Severity.CRITICAL)
        save_version(name="Default", now=NOW, targets=QUICKER)
        sentence = "For 1 of them that alone puts off when somebody is told"
        assert sentence in words(ada.post(f"{path}move/", typed | {"do": "preview"}))
        short = typed | {"do": "preview", "unit": "minutes"}
        assert sentence not in words(ada.post(f"{path}move/", short))

    def test_moves_what_was_looked_at(self, company, issue, quicker, ada, path, typed):
        response = ada.post(f"{path}move/", typed | {"previewed": quicker.pk, "reason": "Customers wait"})
        run = PolicyMove.objects.get()
        assert response["Location"] == f"/policy-moves/{run.pk}/"
        assert "A worker will begin within moments." in words(ada.get(response["Location"]))
        run_policy_move(run=run.pk, now=NOW)
        assert "<dt>Moved</dt>" in words(ada.get(response["Location"]))
        assert "Customers wait" in words(ada.get(f"/issues/{issue.pk}/"))
        assert "Move open issues…" not in words(ada.get(path))

    def test_of_a_version_that_nobody_looked_at_shows_it_first(self, company, quicker, ada, path, typed):
        response = ada.post(f"{path}move/", typed | {"previewed": company.version.pk})
        assert response.status_code == 409
        assert "This version was not looked at yet." in words(response)
        assert not PolicyMove.objects.exists()

    def test_twice_is_one_run_and_another_one_is_refused(self, company, quicker, ada, path, typed):
        sent = typed | {"previewed": quicker.pk}
        ada.post(f"{path}move/", sent)
        ada.post(f"{path}move/", sent)
        assert PolicyMove.objects.count() == 1
        refused = ada.post(f"{path}move/", sent | {"severity": "low"})
        assert refused.status_code == 409
        assert "are being moved just now" in words(refused)

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("amount", "0", "Write 1 or more."),
            ("amount", "1000000000000", "A grace is at most 10 working days. Write 10 or less."),
            ("amount", "11", "A grace is at most 10 working days. Write 10 or less."),
            ("amount", "", "Fill this in."),
            ("unit", "years", "This is not in the list"),
            ("to", "99999", "This is not in the list"),
            ("reason", "x" * 201, "This is too long"),
        ],
    )
    def test_says_what_is_nonsense(self, company, quicker, ada, path, typed, field, value, sentence):
        response = ada.post(f"{path}move/", typed | {"previewed": quicker.pk, field: value})
        assert response.status_code == 422
        assert sentence in words(response)
        assert not PolicyMove.objects.exists()

    def test_is_for_administrators(self, company, quicker, signed_in, path, typed):
        client = signed_in(company.owner)
        assert client.get(f"{path}move/").status_code == 403
        assert client.post(f"{path}move/", typed | {"previewed": quicker.pk}).status_code == 403
        assert client.get("/policy-moves/1/").status_code == 403
        assert client.post("/policy-moves/1/resume/").status_code == 403
        assert not PolicyMove.objects.exists()

    def test_of_a_retired_policy_leads_to_its_successor(self, company, issue, ada, path):
        other = save_version(name="At home", now=REPORTED, targets=QUICKER)
        sent = {"successor": other.policy_id, "open_issues": "move"}
        response = ada.post(f"{path}retire/", sent, follow=True)
        assert response.redirect_chain[0][0] == f"{path}move/"
        assert "What it would change now, under At home v1" in words(response)
        assert ada.post("/policy-moves/999/resume/").status_code == 404

    def test_that_stands_still_can_be_sent_on(self, company, quicker, ada, path, typed):
        ada.post(f"{path}move/", typed | {"previewed": quicker.pk})
        run = PolicyMove.objects.get()
        PolicyMove.objects.update(touched_at=NOW - DAY)
        page = words(ada.get(run.get_absolute_url()))
        assert "No worker has had it in hand for some minutes." in page
        assert ada.post(f"/policy-moves/{run.pk}/resume/").status_code == 302
