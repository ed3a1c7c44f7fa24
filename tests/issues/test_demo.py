"""The demo company: true to the issue that asked for it, and something true to say on every page."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from itertools import groupby

import pytest
from django.core.management import call_command
from django.db.models import F, Q, QuerySet

from inflection_points.models import Dependency, InflectionPoint, Kind, Signature, Stage, Standard, ValueChain
from issues.management.demo.people import SPONSOR
from issues.management.demo.remedies import CURES
from issues.management.demo.standards import ONLY_A_DRAFT
from issues.models import Action, Custody, Escalation, Event, Issue, Report
from issues.rules.events import decode
from issues.rules.guards import check
from issues.rules.lifecycle import apply, fold
from issues.rules.memory import thaw
from issues.rules.state import CLOSED, Terms
from notifications.models import Message
from people.models import Department, User
from people.rules.permissions import Role
from tests.demo import NOW, demo_company

AUTOMATIC = {"reported", "escalated", "asked_again"}


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    with demo_company(django_db_blocker):
        yield


pytestmark = pytest.mark.django_db


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

    def test_every_point_has_a_deputy_and_kinds(self):
        assert not InflectionPoint.objects.filter(
            Q(deputy=None) | Q(deputy=F("owner")) | Q(kinds=None)
        ).exists()

    def test_every_point_but_one_promises_what_departments_have_signed(self):
        silent = InflectionPoint.objects.filter(Q(promise="") | Q(guidance=""))
        assert [point.slug for point in silent] == [ONLY_A_DRAFT]
        assert (
            not Signature.objects.filter(standard__in_force_since__isnull=False)
            .exclude(verdict="signed")
            .exists()
        )
        assert Standard.objects.asked().count() == 2

    def test_causes_begin_upstream_of_where_they_are_felt_or_there(self):
        linked = Issue.objects.filter(root_cause__isnull=False)
        assert linked.exclude(point=F("root_cause__origin")).count() >= 40
        assert linked.filter(point=F("root_cause__origin")).count() >= 40

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
                    check(state, event, row.at, terms)
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
            custodies = [custody.department_id for custody in issue.custodies.all() if custody.department_id]
            held = [department for department, _ in groupby(custodies)]
            returns[issue.point.department.name] += len(held) - len(set(held))
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


class TestWords:
    """What is said fits the kind of problem that it is said of."""

    def test_every_kind_of_problem_has_a_remedy_and_no_remedy_lacks_its_problem(self):
        kinds = {(kind.point.slug, kind.name) for kind in Kind.objects.select_related("point")}
        assert {(slug, name) for slug, cure in CURES.items() for name in cure.remedies} == kinds

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("one clean bill", "Wrong amount"),
            ("dishwasher run twice", "Leak"),
            ("Current drawings", "Came without the plan"),
            ("from the planned and not from the actual fitting date", "Billed before it was finished"),
        ],
    )
    def test_an_action_and_a_cause_stand_only_where_they_help(self, words, kind):
        said = Event.objects.filter(payload__icontains=words).exclude(issue__kind=None)
        assert set(said.values_list("issue__kind__name", flat=True)) == {kind}

    def test_a_second_attempt_is_not_the_first_one_again(self):
        plans = Counter(Action.objects.filter(kind="corrective").values_list("issue", "description"))
        every = plans.total()
        assert sum(count - 1 for count in plans.values()) < every / 50


class TestPages:
    """What the demo shows: neither everything red nor everything well."""

    def test_the_inbox_of_the_manager_is_a_days_work(self):
        manager = User.objects.get(email="agnieszka.wojcik@lindenholm.example")
        assert 15 <= Issue.objects.my_moves(manager, NOW).count() <= 40

    def test_not_acted_on_has_stood_on_several_rungs(self):
        rungs = Counter(Issue.objects.not_acted_on(NOW).values_list("reached", flat=True))
        assert min(rungs[rung] for rung in (2, 3, 4)) >= 10


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

    def test_find_their_messages_in_the_order_of_time(self):
        told = list(Message.objects.order_by("pk").values_list("visible_at", flat=True))
        assert told == sorted(told)

    def test_the_administrator_makes_accounts(self, client):
        devika = User.objects.get(role=Role.ADMINISTRATOR)
        client.force_login(devika)
        sent = {
            "email": "mila.novak@lindenholm.example",
            "name": "Nora New",
            "role": "frontline",
            "usable_password": "true",
            "password1": "quite-a-long-phrase",
            "password2": "quite-a-long-phrase",
        }
        taken = client.post("/admin/people/user/add/", sent)
        assert "User with this E-mail address already exists." in taken.content.decode()
        sent["email"] = "nora@here.example"
        assert client.post("/admin/people/user/add/", sent).status_code == 302
        assert User.objects.get(email="nora@here.example").check_password("quite-a-long-phrase")

    def test_the_administrator_cannot_give_two_people_one_address(self, client):
        client.force_login(User.objects.get(role=Role.ADMINISTRATOR))
        path = f"/admin/people/user/{User.objects.get(name='Tim Lorenz').pk}/change/"
        sent = {"email": "Mila.Novak@Lindenholm.example", "name": "Tim", "role": "frontline"}
        refused = client.post(path, {**sent, "time_zone": "Europe/Berlin"})
        assert "User with this E-mail address already exists." in refused.content.decode()

    def test_nobody_else_opens_the_data_administration(self):
        assert User.objects.get(is_staff=True) == User.objects.get(is_superuser=True)
        assert User.objects.get(is_staff=True).role == Role.ADMINISTRATOR
