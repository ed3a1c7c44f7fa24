"""An administrator brings in a desk's whole year; the worker dies on the way, and nobody has to do anything about it.

Browser, web server, PostgreSQL, Redis and Celery worker are the real ones.
"""

import pytest
from playwright.sync_api import Page, expect

from issues.models import Event, Issue, IssueImport
from tests.cast import PASSWORD
from tests.engine import Engine, wait_until
from tests.imported import INCIDENTS, administrator

pytestmark = [pytest.mark.journey, pytest.mark.browser]


@pytest.fixture
def desk(engine: Engine, settings, tmp_path, live_server, page: Page) -> Page:
    """The administrator, signed in. Web server and workers share the queue and the folder of uploads."""
    settings.MEDIA_ROOT = tmp_path / "media"
    engine.environment |= {"REDIS_URL": settings.REDIS_URL, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    page.goto(f"{live_server.url}/")
    page.get_by_label("E-mail address").fill(administrator().email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    return page


def test_a_file_is_looked_at_imported_and_outlives_its_worker(desk, engine, live_server, tmp_path):
    desk.goto(f"{live_server.url}/import/")
    desk.get_by_label("The file").set_input_files(INCIDENTS)
    desk.get_by_label("ServiceNow incidents (event log)").check()
    desk.get_by_role("button", name="Upload and look at it").click()
    expect(desk.get_by_role("heading", name="The first 20 rows, as they would be read")).to_be_visible()
    expect(desk.get_by_text("All of them can be read.")).to_be_visible()
    assert not Issue.objects.exists()

    desk.get_by_role("button", name="Import all rows").click()
    expect(desk.get_by_text("A worker will begin within moments.")).to_be_visible()
    worker = engine.worker()
    wait_until(Issue.objects.exists, 60, "the import never began")
    engine.kill(worker)
    assert 0 < Issue.objects.count() < 890

    engine.worker()
    IssueImport.objects.update(touched_at="2026-01-01T00:00Z")  # so that nobody has to wait three minutes
    expect(desk.get_by_text("No worker has had it in hand for some minutes.")).to_be_visible(timeout=10_000)
    desk.get_by_role("button", name="Go on now").click()
    expect(desk.get_by_text("5,998 rows told of 890 cases.")).to_be_visible(timeout=60_000)
    expect(desk.get_by_text("Every row could be read.")).to_be_visible()
    assert (Issue.objects.count(), Event.objects.count()) == (890, 4562)
    assert IssueImport.objects.get().created == 890
    wait_until(lambda: not list((tmp_path / "media").rglob("*.csv")), 10, "the uploaded file was kept")
