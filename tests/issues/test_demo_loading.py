"""Loading and removing the demo company: the same every time, gone without a trace, and nobody else's row with it."""

import hashlib
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from inflection_points.commands.calendars import save_calendar
from inflection_points.commands.policies import save_version
from inflection_points.commands.retiring import retire_policy
from inflection_points.models import InflectionPoint, Policy, Stage, ValueChain
from inflection_points.rules.policies import Severity
from insights.commands.keeping import keep_current
from issues import commands
from issues.commands.policy_moves import add_policy_move
from issues.management.demo.people import PASSWORD
from issues.management.demo.removal import problems
from issues.models import Action, Event, Issue, Report
from people.models import Department, User
from people.rules.permissions import Role
from tests.attached import a_picture
from tests.cast import make_company, person
from tests.demo import NOW, demo_company, load, remove
from tests.imported import LOG, import_text, log_row


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    with demo_company(django_db_blocker):
        yield


pytestmark = pytest.mark.django_db

OF_OUR_OWN = LOG.replace("[points]", '[points]\nchain = "Ours"\nowner = "root@here.example"')


@pytest.fixture
def root() -> User:
    """An administrator beside the demo's, with a chain of the own company."""
    made = User.objects.create_superuser("root@here.example", name="Root")
    ValueChain.objects.create(name="Ours", executive_sponsor=made)
    return made


def rows(issues) -> list[dict[str, object]]:
    """All columns of the issues, their events and reports."""
    return [
        *issues.order_by("pk").values(),
        *Event.objects.filter(issue__in=issues).order_by("pk").values(),
        *Report.objects.filter(issue__in=issues).order_by("pk").values(),
    ]


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
        while keep_current(now=NOW).waiting:  # what is counted follows within a minute
            pass
        left = {
            model.__name__: model._default_manager.count()
            for model in apps.get_models()
            if model.__name__ not in {"Permission", "ContentType", "Keeping"}  # when it was counted last
        }
        assert {name: count for name, count in left.items() if count} == {}

    def test_leaves_no_file_on_the_disk(self, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.MEDIA_ROOT = tmp_path
        issue = problems().open()[0]
        commands.comment(issue=issue.pk, actor=issue.point.owner, now=NOW, text="t", files=[a_picture()])
        with django_capture_on_commit_callbacks(execute=True):
            remove()
        assert [file for file in tmp_path.rglob("*") if file.is_file()] == []

    def test_leaves_what_is_not_the_demos_and_takes_what_was_reported_at_its_points(self):
        mine = own_point()
        kept = report_at(mine, mine.owner)
        report_at(InflectionPoint.objects.get(slug="lindenholm-slot-kept"), mine.owner)
        remove()
        assert Issue.objects.get() == kept
        assert kept.events.count() == 1
        assert InflectionPoint.objects.get() == mine
        assert User.objects.get() == mine.owner

    def test_takes_its_retired_policy_and_a_move_of_its_issues_along(self):
        house, home = Policy.objects.order_by("name")
        devika = User.objects.get(email__startswith="devika.nair@")
        retire_policy(policy=house, successor=home, actor=devika, now=NOW)
        point = InflectionPoint.objects.filter(issues__policy_version__policy=house).first()
        add_policy_move(policy=house, version=home.current(), point=point, actor=devika, now=NOW)
        remove()
        assert not Policy.objects.exists()

    def test_is_refused_while_own_points_use_its_people(self):
        mine = own_point()
        mine.owner = User.objects.get(name="Ralf Neumann")
        mine.save()
        with pytest.raises(CommandError, match=r"1 inflection points \(Contract read\)"):
            remove()
        assert Issue.objects.count() > 2000


class TestRemovingBesideAnImport:
    def test_leaves_what_was_imported_untouched(self, root):
        import_text(log_row("A1", agent="Jo"), log_row("A2", topic="Network"), mapping=OF_OUR_OWN)
        imported = Issue.objects.filter(origin__startswith="desk:")
        before = rows(imported)
        said = remove()
        assert rows(imported) == before
        assert Issue.objects.count() == 2
        assert set(User.objects.values_list("name", flat=True)) == {"Root", "Jo"}
        assert set(ValueChain.objects.values_list("name", flat=True)) == {"Ours"}
        assert "Removed Lindenholm Kitchens" in said

    def test_is_refused_while_it_lies_in_the_demos_chain_with_a_demo_owner_and_names_both(self, root):
        import_text(log_row())
        with pytest.raises(CommandError) as refusal:
            remove()
        assert "1 inflection points (Delivery)" in str(refusal.value)
        assert "1 stages (" in str(refusal.value)
        assert "value chain of your own, under /admin/" in str(refusal.value)
        assert Issue.objects.count() > 2000

    def test_goes_on_once_these_have_been_changed_by_hand(self, root):
        import_text(log_row())
        point = InflectionPoint.objects.get(name="Delivery")
        point.owner = root
        point.save()
        Stage.objects.filter(pk=point.stage_id).update(chain=ValueChain.objects.get(name="Ours"))
        remove()
        assert Issue.objects.get().point == point

    def test_is_refused_when_it_was_held_by_a_demo_department(self, root):
        import_text(log_row(team="Finance"), mapping=OF_OUR_OWN)
        with pytest.raises(CommandError, match=r"in 1 issues \(#\d+ "):
            remove()

    def test_asks_before_it_takes_what_was_imported_at_the_demos_points(self, root):
        import_text(log_row(topic="Boxes complete"), mapping=OF_OUR_OWN)
        with pytest.raises(CommandError, match="add --with-imports if these may go too: 1 imported issues"):
            remove()
        assert Issue.objects.count() > 2000
        remove(with_imports=True)
        assert not Issue.objects.exists()
