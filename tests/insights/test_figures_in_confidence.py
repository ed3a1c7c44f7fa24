"""No list behind a number, and no file of figures, says of a confidential issue more than that there is one."""

import re
from html import unescape

import pytest
import time_machine

from insights.forms import LISTS, RECORDS
from insights.forms.changes import WHATS
from issues import commands
from issues.models import Issue
from people.models import User
from tests.cast import DAY
from tests.scopes import NOW, Scope, issues_of

SECRET = "The fitter was drunk"  # what its report says, and so its title
WHY = "He was sober"
LATER = NOW + 30 * DAY
PAGES = (
    "/overview/",
    "/overview/cost/",
    "/departments/",
    "/departments/assembly/",
    "/flow/",
    "/value-chain/",
    "/points/fitted-right/",
)
BEHIND = {
    **{f"/overview/issues/?what={what}": "issues" for what in LISTS},
    **{f"/overview/changed/?what={what}": "issues" for what, _ in WHATS},
    **{f"/overview/records/?what={what}": "records" for what in RECORDS},
}


@pytest.fixture
def secret(company):
    """One that waits in somebody's hands, and one that was declined."""
    found = issues_of(company, Scope.SECRET)
    owner = User.objects.get(name="Petra Point")
    commands.decline(issue=found["other"], actor=owner, reason=WHY, now=NOW)
    return {found["issue"], found["other"]}


@pytest.fixture
def get(company, secret, signed_in):
    with time_machine.travel(LATER, tick=False):

        def read(address, who):
            answer = signed_in(getattr(company, who)).get(address)
            assert answer.status_code == 200, address
            return (b"".join(answer) if answer.streaming else answer.content).decode()

        yield read


def tells(text: str, secret: set[int]) -> bool:
    return SECRET in text or WHY in text or any(f"/issues/{number}/" in text for number in secret)


@pytest.mark.parametrize("who", ["executive", "stranger"])
def test_lists_and_their_files_count_it_and_no_more(get, secret, who):
    files = {page: f"{page}&format=csv&table={table}" for page, table in BEHIND.items()}
    assert [page for page in (*BEHIND, *files.values()) if tells(get(page, who), secret)] == []
    listed = "/overview/issues/?what=reported"
    assert "and 2 confidential ones" in get(listed, who)
    assert '"Left out: confidential, and not for you",2' in get(files[listed], who)


@pytest.mark.parametrize("who", ["executive", "stranger"])
def test_pages_of_figures_and_all_of_their_files_say_nothing_of_it(get, secret, who):
    pages = {page: get(page, who) for page in PAGES}
    links = {
        page + unescape(query)
        for page, html in pages.items()
        for query in re.findall(r'href="(\?[^"]*format=csv[^"]*)"', html)
    }
    assert len(links) > len(PAGES)
    assert [page for page, html in pages.items() if tells(html, secret)] == []
    assert [link for link in links if tells(get(link, who), secret)] == []


def test_who_answers_for_it_reads_it(company, get, secret):
    petra = User.objects.get(name="Petra Point")
    company.manager = petra
    assert tells(get("/overview/issues/?what=reported", "manager"), secret)
    assert Issue.objects.filter(pk__in=secret, is_confidential=True).count() == 2
