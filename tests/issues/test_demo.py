"""The demo company: true to the issue that asked for it, the same every time, and gone without a trace."""

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.models import Dependency, InflectionPoint, Stage, ValueChain
from inflection_points.rules.policies import Severity
from issues import commands
from issues.management.demo.people import PASSWORD, SPONSOR
from issues.models import Action, Custody, Escalation, Event, Issue, Report
from issues.rules.custody import collapsed, ping_pong
from issues.rules.events import decode
from issues.rules.guards import check
from issues.rules.lifecycle import apply, fold
from issues.rules.memory import thaw
from issues.rules.state import CLOSED, Terms
from notifications.models import Message
from people.models import Department, User
from people.rules.permissions import Role
from tests.cast import make_company, person

NOW = datetime(2026, 3, 4, 10, 20, tzinfo=UTC)
AUTOMATIC = {"reported", "escalated", "asked_again"}


def load(now: datetime = NOW) -> None:
    call_command("load_demo", now=now, stdout=StringIO())


def remove() -> None:
    call_command("remove_demo", stdout=StringIO())


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """The demo company, once for the module, in a transaction that is rolled back after it."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        load()
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
        connection.close()


pytestmark = pytest.mark.django_db


def fingerprint() -> str:
    """Everything that happened, by names instead of keys, which differ from load to load."""
    emails = dict(User.objects.values_list("pk", "email"))
    digest = hashlib.sha256()
    issues = Issue.objects.order_by("reported_at", "origin").select_related("point", "site")
    for issue in issues:
        row = (issue.origin, issue.point.slug, issue.site and issue.site.name, issue.title, issue.phase)
        digest.update(repr((*row, issue.severity, issue.act_by, emails.get(issue.holder_id))).encode())
    for event in Event.objects.values_list("issue__origin", "seq", "kind", "at", "actor__email"):
        digest.update(repr(event).encode())
    for action in Action.objects.order_by("pk").values_list("pk", "description", "due_at", "assignee__email"):
        digest.update(repr(action).encode())
    for report in Report.objects.order_by("client_key").values_list("client_key", "text", "reporter__email"):
        digest.update(repr(report).encode())
    return digest.hexdigest()


def matured(department: str | None, **filters: object) -> QuerySet[Issue]:
    """Those whose time to act has passed, declined ones left out."""
    found = Issue.objects.filter(first_act_by__lte=NOW, declined_at=None, **filters)
    return found.filter(point__department__name=department) if department else found


def share_never_acted_on(department: str | None = None, **filters: object) -> float:
    found = matured(department, **filters)
    return found.filter(first_acted_at=None).count() / found.count()


def share_not_in_time(department: str | None = None, **filters: object) -> float:
    """Acted on late, or never."""
    found = matured(department, **filters)
    in_time = found.filter(first_acted_at__lte=F("first_act_by"))
    return 1 - in_time.count() / found.count()


class TestCompany:
    def test_has_one_chain_of_seven_stages_and_about_twenty_five_points(self):
        assert ValueChain.objects.get().executive_sponsor.name == SPONSOR
        assert Stage.objects.count() == 7
        assert 23 <= InflectionPoint.objects.count() <= 27
        assert Dependency.objects.count() >= 25

    def test_has_eight_departments_with_heads_and_about_sixty_people(self):
        assert Department.objects.count() == 8
        assert not Department.objects.filter(Q(head=None) | Q(contribution="")).exists()
        assert 55 <= User.objects.count() <= 65

    def test_every_point_has_a_deputy_a_promise_guidance_and_kinds(self):
        assert not InflectionPoint.objects.filter(
            Q(deputy=None) | Q(deputy=F("owner")) | Q(promise="") | Q(guidance="") | Q(kinds=None)
        ).exists()

    def test_every_stage_has_a_sponsor(self):
        assert not Stage.objects.filter(sponsor=None).exists()


class TestHistory:
    def test_has_about_2500_issues_in_120_days_and_none_in_the_future(self):
        assert 2300 <= Issue.objects.count() <= 2750
        assert Issue.objects.order_by("reported_at")[0].reported_at > NOW - timedelta(days=122)
        assert not Event.objects.filter(at__gt=NOW).exists()
        assert not Report.objects.filter(received_at__gt=NOW).exists()

    def test_every_open_issue_has_an_alarm_in_the_future(self):
        assert not Issue.objects.open().filter(Q(next_due_at=None) | Q(next_due_at__lte=NOW)).exists()

    def test_the_projection_is_the_fold_of_the_events(self):
        issues = Issue.objects.select_related("policy_version", "calendar").prefetch_related("events")
        for issue in issues[::7]:
            terms = Terms(issue.policy_version.value(), issue.calendar.value())
            history = [(decode(row.kind, row.payload), row.at) for row in issue.events.all()]
            assert fold(history, terms) == thaw(issue.memory)

    def test_nobody_did_what_the_rules_refuse(self):
        issues = Issue.objects.select_related("policy_version", "calendar").prefetch_related("events")
        for issue in issues[::11]:
            terms, state = Terms(issue.policy_version.value(), issue.calendar.value()), None
            for row in issue.events.all():
                event = decode(row.kind, row.payload)
                if row.kind not in AUTOMATIC:
                    check(state, event, row.at)
                state = apply(state, event, row.at, terms)

    def test_every_escalation_stands_in_the_events_too(self):
        fired = Escalation.objects.filter(caught_up=False).count()
        assert fired == Event.objects.filter(kind="escalated").count()
        assert not Escalation.objects.exclude(fired_at=F("due_at")).filter(caught_up=False, rung=4).exists()

    def test_open_issues_have_one_running_custody_and_closed_ones_none(self):
        running = set(Custody.objects.filter(until=None).values_list("issue", flat=True))
        assert running == set(Issue.objects.open().values_list("pk", flat=True))

    def test_people_speak_in_many_words(self):
        assert Report.objects.exclude(text="").values("text").distinct().count() > 1500
        assert not Report.objects.filter(text__contains="{").exists()
        assert not Event.objects.filter(kind="commented", payload__text__contains="{").exists()


class TestStory:
    def test_about_one_in_six_is_never_acted_on_and_half_are_not_in_time(self):
        assert 0.12 <= share_never_acted_on() <= 0.22
        assert 0.45 <= share_not_in_time() <= 0.6

    def test_customer_care_acts_well(self):
        assert share_never_acted_on("Customer Care") <= 0.02
        assert share_not_in_time("Customer Care") <= 0.25

    def test_delivery_acts_only_when_it_is_urgent(self):
        calm = share_never_acted_on("Delivery", severity__in=["normal", "low"])
        urgent = share_never_acted_on("Delivery", severity__in=["critical", "high"])
        assert calm > 0.45
        assert urgent < 0.15

    def test_finance_declines_more_than_others(self):
        declined = Counter(
            Issue.objects.filter(phase="declined").values_list("point__department__name", flat=True)
        )
        every = Counter(Issue.objects.values_list("point__department__name", flat=True))
        shares = {name: declined[name] / every[name] for name in every}
        assert max(shares, key=shares.__getitem__) == "Finance"

    def test_installation_gets_better(self):
        early = share_not_in_time("Installation", reported_at__lt=NOW - timedelta(days=80))
        late = share_not_in_time("Installation", reported_at__gte=NOW - timedelta(days=40))
        assert late < early / 1.4

    def test_production_and_warehouse_play_ping_pong(self):
        returns: Counter[str] = Counter()
        for issue in Issue.objects.select_related("point__department").prefetch_related("custodies"):
            held = collapsed(custody.department_id for custody in issue.custodies.all())
            returns[issue.point.department.name] += ping_pong(held)
        assert {name for name, _ in returns.most_common(2)} == {"Production", "Warehouse"}

    def test_every_turn_of_a_life_happens(self):
        kinds = Counter(Event.objects.values_list("kind", flat=True))
        for kind in (
            "report_added",
            "handed_over",
            "severity_changed",
            "reopened",
            "declined",
            "asked_again",
        ):
            assert kinds[kind] >= 50, kind
        assert set(CLOSED) - {"merged"} <= set(Issue.objects.values_list("phase", flat=True))
        assert Action.objects.filter(kind="preventive", completed_at__isnull=False).count() >= 50
        assert Issue.objects.filter(memory__hold__isnull=False).exists()

    def test_some_fixes_come_back(self):
        fixed = Issue.objects.filter(resolved_at__lt=NOW - timedelta(days=30)).exclude(kind=None)
        back = sum(
            Issue.objects.same_signature(one)
            .filter(reported_at__gt=one.resolved_at, reported_at__lt=one.resolved_at + timedelta(days=30))
            .exists()
            for one in fixed[:300]
        )
        assert 0.05 <= back / 300 <= 0.45


class TestSignIns:
    def test_are_one_a_role_and_open_the_door(self):
        out = StringIO()
        call_command("demo_sign_ins", stdout=out)
        lines = [line.split() for line in out.getvalue().splitlines()]
        assert [line[-1] for line in lines] == ["frontline", "manager", "executive", "administrator"]
        for email, password, _ in lines:
            assert User.objects.get(email=email).check_password(password)

    def test_find_messages_that_were_delivered_and_nothing_waits_to_be_sent(self):
        assert not Message.objects.exclude(state="dispatched").exists()
        readers = Counter(Message.objects.values_list("recipient__role", flat=True))
        assert {"frontline", "manager", "executive"} <= set(readers)
        assert not Message.objects.filter(visible_at__gt=NOW).exists()


class TestLoading:
    def test_twice_is_refused_and_if_empty_does_nothing(self):
        with pytest.raises(CommandError, match="already there"):
            load()
        call_command("load_demo", if_empty=True)

    def test_beside_other_data_is_refused(self):
        remove()
        make_company()
        with pytest.raises(CommandError, match="empty"):
            load()

    def test_again_gives_the_same_and_in_production_only_when_meant_with_a_password_of_its_own(
        self, settings
    ):
        before = fingerprint()
        remove()
        settings.PRODUCTION = True
        with pytest.raises(CommandError, match="--in-production"):
            load()
        out = StringIO()
        call_command("load_demo", now=NOW, in_production=True, stdout=out)
        assert fingerprint() == before
        assert PASSWORD not in out.getvalue()
        assert not User.objects.first().check_password(PASSWORD)
        signs = StringIO()
        call_command("demo_sign_ins", stdout=signs)
        assert PASSWORD not in signs.getvalue()


def own_point() -> InflectionPoint:
    """A point of a company of one's own beside the demo."""
    legal = Department.objects.create(name="Legal", slug="legal")
    owner = person("Lena Legal", Role.MANAGER, legal)
    chain = ValueChain.objects.create(name="Ours", executive_sponsor=owner)
    return InflectionPoint.objects.create(
        stage=Stage.objects.create(chain=chain, name="Selling", position=1),
        name="Contract read",
        slug="contract-read",
        department=legal,
        owner=owner,
        policy=save_version(name="Ours", now=NOW).policy,
        calendar=save_calendar(name="Ours", zone="UTC", week={0: [(0, 60)]}),
    )


def report_at(point: InflectionPoint, reporter: User) -> Issue:
    told = commands.Telling(text="I tried the report page")
    return commands.report(point=point, severity=Severity.LOW, reporter=reporter, now=NOW, telling=told)


class TestRemoving:
    def test_leaves_an_empty_database(self):
        remove()
        left = {
            model.__name__: model._default_manager.count()
            for model in apps.get_models()
            if model.__name__ not in {"Permission", "ContentType"}
        }
        assert {name: count for name, count in left.items() if count} == {}

    def test_leaves_what_is_not_the_demos_and_takes_what_was_reported_at_its_points(self):
        mine = own_point()
        kept = report_at(mine, mine.owner)
        report_at(InflectionPoint.objects.get(slug="lindenholm-slot-kept"), mine.owner)
        remove()
        assert Issue.objects.get() == kept
        assert kept.events.count() == 1
        assert InflectionPoint.objects.get() == mine
        assert User.objects.get() == mine.owner

    def test_is_refused_while_own_points_use_its_people(self):
        mine = own_point()
        mine.owner = User.objects.get(name="Ralf Neumann")
        mine.save()
        with pytest.raises(CommandError, match="1 inflection points"):
            remove()
        assert Issue.objects.count() > 2000
