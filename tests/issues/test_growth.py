"""A million issues: every question that a list or an inbox asks has an index, and none is asked once for each row."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inflection_points.models import InflectionPoint, Site
from issues import commands
from issues.forms.filters import IssueFilter
from issues.models import Issue, SavedView, SweepRun
from issues.rules.events import ActionKind, ClosureReason
from tests.cast import DAY, HOUR, REPORTED

NOW = REPORTED + 30 * DAY
MANY = 3000
A_MILLION = 1_000_000
GROWING = (
    "issues_issue",
    "issues_report",
    "issues_event",
    "issues_words",
    "issues_action",
    "issues_agenda",
    "issues_custody",
    "issues_escalation",
    "issues_snooze",
    "issues_sweeprun",
    "notifications_message",
)
SMALL_PART = 0.1
_AS_IF = """
    UPDATE pg_class SET reltuples = %s WHERE oid = %s::regclass
        OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass)
"""

# Of several states each, so that no filter finds all or nothing; told apart by when they were reported.
_COPIES = """
    INSERT INTO issues_issue ({columns})
    SELECT {values} FROM issues_issue i CROSS JOIN generate_series(1, %s) n
"""
_REPORTS = """
    INSERT INTO issues_report (issue_id, reporter_id, received_at, observed_at, text, customers, channel, client_key)
    SELECT i.id, CASE WHEN i.id %% 40 = 0 THEN %s ELSE %s END, i.reported_at, i.reported_at, i.title, 1, 'browser',
           gen_random_uuid()
    FROM issues_issue i WHERE NOT EXISTS (SELECT FROM issues_report WHERE issue_id = i.id)
"""


@pytest.fixture
def crowd(company):
    """Thousands of issues in five states at two points, and statistics as if there were a million."""
    with time_machine.travel(NOW, tick=False):
        empty(GROWING)
        elsewhere = _another_point(company.point)
        _one_of_each(company)
        SweepRun.objects.create(at=NOW)
        with connection.cursor() as cursor:
            _copy(cursor, elsewhere.pk, company)
            cursor.execute("ANALYZE")
            pretend(cursor, GROWING)
        yield company


def empty(tables):
    """Without the pages that rows of other tests left behind: a plan depends on how many there are to read."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(sorted(tables))} CASCADE")


def pretend(cursor, tables):
    """That each holds a million rows."""
    for table in tables:
        cursor.execute(_AS_IF, [A_MILLION, table, table])


def _another_point(point):
    """Where somebody else answers."""
    fields = {f.attname: getattr(point, f.attname) for f in InflectionPoint._meta.concrete_fields}
    fields |= {"id": None, "slug": "elsewhere", "name": "Elsewhere", "owner_id": point.deputy_id}
    return InflectionPoint.objects.create(**fields)


def _one_of_each(company):
    fresh, accepted, planned, done, declined = (company.report(now=REPORTED + n * HOUR) for n in range(5))
    later = {"actor": company.owner, "now": REPORTED + DAY}
    commands.accept(issue=accepted.pk, **later)
    commands.plan_action(
        issue=planned.pk,
        kind=ActionKind.CORRECTIVE,
        description="Call",
        assignee=company.holder,
        due_at=NOW + DAY,
        **later,
    )
    commands.record_containment(issue=done.pk, evidence="Sent a courier", **later)
    commands.resolve(issue=done.pk, reason=ClosureReason.FIXED, actor=company.owner, now=REPORTED + 2 * DAY)
    commands.decline(issue=declined.pk, reason="Out of scope", **later)
    fresh.snoozes.create(person=company.stranger, until=NOW + DAY, seq=fresh.last_seq)


def _copy(cursor, elsewhere, company):
    names = [f.column for f in Issue._meta.concrete_fields if f.column != "id"]
    changed = {
        "title": "CASE n % 50 WHEN 0 THEN 'Rare birds on the roof' ELSE i.title END || ' ' || n",
        "point_id": f"CASE n % 5 WHEN 0 THEN i.point_id ELSE {elsewhere} END",
        "holder_id": f"CASE n % 20 WHEN 0 THEN i.holder_id WHEN 1 THEN NULL ELSE {company.stranger.pk} END",
        "severity": "CASE n % 10 WHEN 0 THEN 'high' ELSE i.severity END",
        "origin": "''",
        **{name: f"i.{name} - n * interval '7 minutes'" for name in ("reported_at", "act_by", "resolve_by")},
    }
    values = ", ".join(changed.get(name, f"i.{name}") for name in names).replace("%", "%%")
    cursor.execute(_COPIES.format(columns=", ".join(names), values=values), [MANY // 5])
    cursor.execute(_REPORTS, [company.reporter.pk, company.stranger.pk])


LISTS = {
    "newest": "/issues/",
    "last page": f"/issues/?after={(REPORTED - timedelta(days=2)):%Y-%m-%dT%H:%M:%S}%2B00:00~1",
    "page before": f"/issues/?before={(REPORTED - timedelta(days=2)):%Y-%m-%dT%H:%M:%S}%2B00:00~1",
    "open": "/issues/?phase=open",
    "declined": "/issues/?phase=declined",
    "open and high": "/issues/?phase=open&severity=high",
    "at a point": "/issues/?point=delivery-slot",
    "of a stage": "/issues/?stage=1",
    "of a department": "/issues/?department=delivery",
    "of a department that has none": "/issues/?department=customer-support",
    "of a stage, the oldest first": "/issues/?stage=1&sort=reported",
    "by a common word": "/issues/?q=driver",
    "by a rare word": "/issues/?q=birds+roof",
    "by a word that is nowhere": "/issues/?q=xylophone",
    "by words and state": "/issues/?q=driver&phase=open",
    "by number": "/issues/?q=1",
    "unacted": "/issues/?unacted=on",
    "not acted on": "/not-acted-on/",
    "not acted on, of a department": "/not-acted-on/?department=delivery",
    "inbox": "/inbox/",
}
SIMILAR = {
    "nothing yet": {},
    "common words": {"text": "The driver came two hours late"},
    "rare words": {"text": "Rare xylophone on the roof"},
    "as much as fits": {"text": "driver late roof birds. " * 166},
}
MOST_QUERIES = 12
SHOWN = ("", "columns=title&columns=owner&columns=stage", "columns=title&columns=then&columns=department")
PEOPLE = ("owner", "holder", "reporter", "head", "executive")


class TestWithThousandsOfIssues:
    def test_no_list_and_no_inbox_reads_a_whole_table(self, crowd, signed_in):
        addresses = LISTS | {"in few hands": f"/issues/?holder={crowd.holder.pk}"}
        addresses |= {"in many hands": f"/issues/?holder={crowd.stranger.pk}&phase=open"}
        scans = {
            (who, name): found
            for who in PEOPLE
            for name, address in addresses.items()
            if who == "owner" or name == "inbox"
            if (found := _whole_tables(_asked(signed_in(getattr(crowd, who)), address)))
        }
        assert scans == {}

    def test_no_list_and_no_inbox_asks_more_than_twelve_times(self, crowd, signed_in):
        client = signed_in(crowd.owner)
        asked = {name: len(_sent(client, address)) for name, address in LISTS.items()}
        assert {name: count for name, count in asked.items() if count > MOST_QUERIES} == {}

    @pytest.mark.parametrize("shown", SHOWN)
    def test_no_filters_together_ask_more_than_twelve_times(self, crowd, signed_in, shown):
        """All that the form offers at once, and each by itself; as rows and as tables."""
        client, filters = signed_in(crowd.owner), _filters(crowd)
        views = [SavedView.objects.create(owner=crowd.owner, name=f"{n}", saved_at=NOW).pk for n in range(12)]
        assert set(filters) == set(IssueFilter.base_fields)
        together = {**filters, "more": "1", "view": views[-1]}
        found = [_sent(client, f"/issues/?{urlencode(chosen)}&{shown}") for chosen in _chosen(together)]
        assert max(len(sent) for sent in found) <= MOST_QUERIES

    @pytest.mark.parametrize("told", SIMILAR, ids=list(SIMILAR))
    def test_what_is_similar_is_found_without_reading_a_whole_table(self, crowd, signed_in, told):
        client, path = signed_in(crowd.stranger), "/report/similar/"
        asked = {"point": "elsewhere", **SIMILAR[told]}
        assert client.post(path, asked).context["hints"].is_near
        with CaptureQueriesContext(connection) as captured:
            client.post(path, asked)
        sent = [query["sql"] for query in captured.captured_queries]
        assert _whole_tables(sql for sql in sent if sql.startswith(("SELECT", "(SELECT"))) == set()
        assert len(sent) <= MOST_QUERIES + 2
        index_of_words = any("::tsquery" in sql for sql in sent)
        assert index_of_words is (told == "rare words")

    def test_a_long_list_is_not_counted(self, crowd, signed_in):
        page = signed_in(crowd.stranger).get("/not-acted-on/")
        assert str(page.context["total"]) == "1,000+"
        assert [str(link["count"]) for link in page.context["segments"]] == ["1,000+", *["None"] * 5]
        assert "<title>(1,000+) Not acted on" in page.content.decode()

    def test_a_full_inbox_shows_the_nearest_two_hundred(self, crowd, signed_in):
        page = signed_in(crowd.deputy).get("/inbox/")
        assert sum(len(group.rows) for group in page.context["groups"]) == 200
        assert page.context["has_more"]

    def test_what_somebody_has_hidden_takes_nobodys_place(self, crowd):
        person_, now = crowd.deputy, NOW
        nearest = list(Issue.objects.my_moves(person_, now, 3))
        for issue in nearest:
            issue.snoozes.create(person=person_, until=now + DAY, seq=issue.last_seq)
        others = list(Issue.objects.my_moves(person_, now, 3))
        assert others
        assert not set(others) & set(nearest)


class TestCounting:
    @pytest.mark.parametrize(("most", "said"), [(4, "3"), (3, "3"), (2, "2+"), (0, "0+")])
    def test_goes_no_further_than_asked(self, company, most, said):
        for n in range(3):
            company.report(now=REPORTED + n * HOUR)
        assert str(Issue.objects.count_up_to(most)) == said

    def test_of_nothing_is_nothing(self, company):
        assert not Issue.objects.count_up_to(10)


def _filters(company):
    """Every filter of the form with something that it finds; people by their names, keys and addresses."""
    return {
        "q": "driver",
        "phase": "open",
        "severity": "normal",
        "unacted": "on",
        "stage": company.stage.pk,
        "point": company.point.slug,
        "kind": company.kind.pk,
        "site": Site.objects.create(name="Delft").name,
        "department": company.delivery.slug,
        "holder": company.holder.pk,
        "owner": company.owner.name.split()[0],
        "assignee": company.owner.email,
        "since": "2026-01-01",
        "until": f"{NOW:%Y-%m-%d}",
        "overdue": "act",
        "acted": "no",
        "told": "0",
        "cause": "no",
        "imported": "no",
        "customers": "1",
        "waiting": "on",
        "reopened": "on",
    }


def _chosen(filters):
    """All of them, each by itself, and those that leave some rows with all that people, places and views can cost."""
    yield filters
    yield from ({name: value} for name, value in filters.items())
    wide = ("stage", "point", "department", "holder", "owner", "view", "more")
    yield {name: filters[name] for name in wide}
    yield {"site": filters["site"], "kind": filters["kind"], **{name: filters[name] for name in wide}}


def _sent(client, address):
    """All statements that a page sends."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def _asked(client, address):
    """Those of them that can be explained."""
    return [sql for sql in _sent(client, address) if sql.startswith(("SELECT", "(SELECT"))]


def _whole_tables(statements):
    """The tables that grow and that one of the statements would read from one end to the other."""
    found = set()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
            plan = cursor.fetchone()[0]
            found |= set(_scanned((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    return found & set(GROWING)


def _scanned(node, most=float("inf")):
    """Whole tables that the plan means to read: not where a limit ends it after a small part."""
    if node["Node Type"] == "Limit":
        most = min(most, node["Total Cost"])
    if node["Node Type"] == "Seq Scan" and most > node["Total Cost"] * SMALL_PART:
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _scanned(child, most)
