"""How often the issue that a new report is about stands among the first five, on real reports marked by people."""

import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Final

import pytest
from django.db import connection

from inflection_points.rules.policies import Severity
from issues.commands.histories import History, write
from issues.commands.likening import similar_to
from issues.commands.reporting import title_of
from issues.models import Issue, Report
from issues.rules import events as e
from issues.rules.likeness import Traits
from tests.issues.bugs import Bug, bugs, queries

FIRST: Final = 5
LONGEST: Final = 4000  # letters that a report may have


@pytest.fixture
def told(company) -> dict[str, int]:
    """Every bug as an open issue at one point, reported when it was: the numbers of the issues by those of the bugs."""
    histories, keys = [], []
    for bug in bugs():
        issue = Issue(
            point=company.point,
            policy_version=company.version,
            calendar=company.calendar,
            title=title_of(bug.title, None),
        )
        history = History.of(issue)
        history.add(e.Reported(Severity.NORMAL, company.owner.pk, company.delivery.pk, None), bug.at)
        text = bug.text[:LONGEST].replace("\x00", "")
        history.reports.append(Report(issue=issue, received_at=bug.at, observed_at=bug.at, text=text))
        histories.append(history)
        keys.append(bug.key)
    written = write(histories, now=max(bug.at for bug in bugs()))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE issues_issue, issues_words, issues_report")
    return dict(zip(keys, (issue.pk for issue in written), strict=True))


def plain_tfidf(told: list[Bug], small: frozenset[str]) -> Callable[[Bug, list[Bug]], list[Bug]]:
    """Cosine of term frequency times inverse document frequency over the whole file, and nothing else."""
    bags = {
        bug.key: Counter(w for w in re.findall(r"\w\w+", bug.text.lower()) if w not in small) for bug in told
    }
    had = Counter(word for bag in bags.values() for word in bag)

    def unit(bag: Counter[str]) -> dict[str, float]:
        vector = {
            word: often * (math.log((1 + len(bags)) / (1 + had[word])) + 1) for word, often in bag.items()
        }
        length = math.sqrt(sum(value**2 for value in vector.values()))
        return {word: value / length for word, value in vector.items()} if length else {}

    units = {key: unit(bag) for key, bag in bags.items()}

    def first_five(bug: Bug, before: list[Bug]) -> list[Bug]:
        mine = units[bug.key]
        score = {o.key: sum(v * units[o.key].get(w, 0) for w, v in mine.items()) for o in before}
        return sorted(before, key=lambda other: -score[other.key])[:FIRST]

    return first_five


def english_small_words() -> frozenset[str]:
    """What PostgreSQL's own English dictionary leaves out."""
    words = "SELECT word FROM unnest(%s) word WHERE ts_lexize('english_stem', word) = '{}'"
    with connection.cursor() as cursor:
        every = sorted({word for bug in bugs() for word in re.findall(r"\w\w+", bug.text.lower())})
        cursor.execute(words, [every])
        return frozenset(word for (word,) in cursor.fetchall())


def test_the_marked_duplicate_is_among_the_first_five_at_least_as_often_as_by_plain_tfidf(company, told):
    every = bugs()
    asked = queries(every)
    assert len(asked) == 46
    plain = plain_tfidf(every, english_small_words())
    by_plain = {bug.key for bug, before, marked in asked if marked & {o.key for o in plain(bug, before)}}
    by_ours = {
        bug.key for bug, _, marked in asked if {told[key] for key in marked} & set(_ours(company, bug))
    }
    assert len(by_plain) == 40
    assert len(by_ours) >= len(by_plain)


def _ours(company, bug: Bug) -> list[int]:
    """What the page would show to somebody who tells of this bug when it was told."""
    told = Traits(title_of(bug.title, None), company.point.pk, text=bug.text[:LONGEST])
    among = Issue.objects.filter(reported_at__lt=bug.at).visible_to(company.stranger, bug.at)
    return [one.pk for one in similar_to(told, among=among, now=bug.at, fixed_lately=False)]
