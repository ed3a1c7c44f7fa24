"""Facts that are kept while things happen are those that the events tell, whatever happened and whenever they were counted."""

import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from insights.commands import rebuilding
from insights.commands.keeping import keep_current
from insights.commands.rebuilding import rebuild
from insights.models import Cell, Change, Fact, Fix, StandingCell, Work
from tests.insights.lives import random_lives
from tests.insights.stirring import stir
from tests.insights.stories import START
from tests.insights.world import build

NOW = START + timedelta(days=120)


@pytest.mark.parametrize("seed", [1, 2])
def test_kept_while_things_happen_they_are_those_of_a_rebuild(company, seed):
    dice = random.Random(seed)
    world = build(company, dice)
    random_lives(world, dice, 60)
    now = NOW
    for _ in range(12):
        now = stir(world, dice, times=6, now=now)
        keep_current(now=now, limit=dice.choice([1, 5, 40, None]))
    keep_current(now=now)
    fixes = list(Fix.objects.order_by("pk").values_list())
    assert Fact.objects.count() > 40
    assert fixes
    assert [(batch.wrong, batch.fixes) for batch in rebuild(now=now)] == [([], 0)]
    assert list(Fix.objects.order_by("pk").values_list()) == fixes


def test_a_rebuild_names_what_was_not_as_the_events_say_and_mends_it(company):
    issue = company.report()
    keep_current(now=NOW)
    Fact.objects.update(severity="low")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("rebuild_figures", stdout=out)
    assert f"#{issue.pk} was not counted as its events say." in out.getvalue()
    assert Fact.objects.get().severity == "normal"
    call_command("rebuild_figures", stdout=out)


def rebuilt() -> str:
    """What the command said that ended with 1."""
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("rebuild_figures", stdout=out)
    assert ended.value.code == 1
    return out.getvalue()


def test_a_rebuild_says_which_sums_were_wrong_and_mends_them(company):
    company.report()
    keep_current(now=NOW)
    Cell.objects.filter(severity="").update(born=7)
    StandingCell.objects.filter(severity="normal").delete()
    wrong = Cell.objects.filter(severity="").count() + 1
    assert f"and {wrong} sums were not those of what was counted" in rebuilt()
    assert set(Cell.objects.values_list("born", flat=True)) == {0}
    call_command("rebuild_figures", stdout=StringIO())


def test_a_rebuild_says_how_many_remedies_were_wrong_and_mends_them(company):
    build(company, random.Random(3))
    keep_current(now=NOW)
    work = Work.objects.filter(remedy__isnull=False).first()
    Work.objects.filter(pk=work.pk).update(is_preventive=not work.is_preventive)
    assert " and 1 remedies were not counted" in rebuilt()
    assert Work.objects.get(remedy=work.remedy_id).is_preventive is work.is_preventive
    call_command("rebuild_figures", stdout=StringIO())


@pytest.mark.parametrize("kind", ["issue", "calendar"])
def test_a_rebuild_does_not_blame_what_merely_waits_in_the_queue(company, monkeypatch, kind):
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    company.report()
    issue = company.report()
    batches = rebuild(now=NOW)
    assert next(batches).wrong == []
    Fact.objects.filter(pk=issue.pk).update(severity="low")  # as if it had changed only now
    Change.objects.create(kind=kind, number=issue.pk if kind == "issue" else issue.calendar_id)
    assert next(batches).wrong == []
    assert Fact.objects.get(pk=issue.pk).severity == "normal"
