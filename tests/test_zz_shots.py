"""Pictures for the eye."""
import os
from datetime import timedelta
import pytest
from django.utils import timezone
from issues import commands
from issues.rules.events import ActionKind, ClosureReason
from notifications.models import Message
from tests.browsing import visitor
pytestmark = pytest.mark.browser
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OUT = "/tmp/w/shots_pages"
os.makedirs(OUT, exist_ok=True)

@pytest.mark.parametrize(("width","theme"), [(360,"light"),(360,"dark"),(1280,"light"),(1280,"dark")])
def test_pictures(browser, live_server, company, width, theme):
    now = timezone.now()
    late = company.report(now=now - 9 * DAY, text="Oven on the wrong floor")
    fresh = company.report(now=now - HOUR, text="Fresh one")
    planned = company.report(now=now - HOUR, text="Planned one")
    commands.plan_action(issue=planned.pk, actor=company.owner, now=now, kind=ActionKind.CORRECTIVE, description="Call everybody", assignee=company.owner, due_at=now + DAY)
    declined = company.report(now=now - HOUR, text="Declined one")
    commands.decline(issue=declined.pk, actor=company.owner, now=now, reason="No")
    for _ in range(6):
        done = company.report(now=now - 5 * HOUR)
        commands.record_containment(issue=done.pk, actor=company.owner, now=now - 4 * HOUR, evidence="Sent one")
        commands.resolve(issue=done.pk, actor=company.owner, now=now - HOUR, reason=ClosureReason.FIXED)
    Message.objects.update(state=Message.State.DISPATCHED, visible_at=now)
    def shoot(one, path, name, full=True):
        one.open(path); one.page.screenshot(path=f"{OUT}/{name}_{width}_{theme}.png", full_page=full)
    v = dict(viewport={"width": width, "height": 800}, theme=theme)
    rita = visitor(browser, live_server.url, company.reporter, **v)
    shoot(rita, "/", "home")
    shoot(rita, f"/report/{fresh.pk}/receipt/", "receipt")
    rita.open("/report/"); rita.page.get_by_label("In your words").fill("https://example.test/" + "x"*300)
    rita.page.screenshot(path=f"{OUT}/report_{width}_{theme}.png", full_page=True)
    shoot(rita, "/report/?point=gone", "report_gone")
    olga = visitor(browser, live_server.url, company.owner, **v)
    shoot(olga, f"/issues/{planned.pk}/", "planned")
    olga.page.keyboard.press("s"); olga.page.get_by_text("Started: the issue").wait_for(); olga.page.screenshot(path=f"{OUT}/started_{width}_{theme}.png", full_page=False)
    shoot(olga, f"/issues/{declined.pk}/", "declined", False)
    shoot(olga, f"/issues/{fresh.pk}/resolve/", "refused", False)
    shoot(olga, "/inbox/", "inbox", False)
    shoot(olga, "/messages/", "messages", False)
    shoot(olga, "/issues/?phase=xxx", "issues_xxx", False)
    shoot(olga, "/overview/issues/?band=never", "behind", False)
    shoot(olga, f"/points/{company.point.slug}/", "point")
    shoot(olga, "/overview/", "overview")
    olga.open(f"/issues/{fresh.pk}/"); olga.page.get_by_role("link", name="Plan an action").click(); olga.page.get_by_label("What will be done?").fill("Call")
    olga.page.context.clear_cookies(name="sessionid")
    olga.page.get_by_role("button", name="Plan it").click()
    olga.page.get_by_role("dialog").get_by_text("you are signed out").wait_for()
    olga.page.screenshot(path=f"{OUT}/signed_out_{width}_{theme}.png")
    nobody = visitor(browser, live_server.url, None, **v)
    shoot(nobody, "/account/signup/", "signup", False)
    shoot(nobody, "/account/login/", "login", False)
    assert rita.complaints + olga.complaints + nobody.complaints == []
