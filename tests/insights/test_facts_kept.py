"""Facts that are kept while things happen are those that the events tell, whatever happened and whenever they were counted."""

import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from insights.commands.keeping import keep_current
from insights.commands.rebuilding import rebuild
from insights.models import Fact, Fix
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
