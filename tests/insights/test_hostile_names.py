"""What people call things stands on the pages of figures as they wrote it, and is never part of the page."""

from html import escape

import pytest
import time_machine

from inflection_points.models import InflectionPoint
from people.models import Department, User
from tests.cast import REPORTED
from tests.insights.opening import LATER, escalated

HOSTILE = "<b>Ä & \"100 %\"</b> 'x' %s %(url)s {0} {{ y }} \u202eabc"
PAGES = (
    "/overview/",
    "/overview/cost/",
    "/overview/issues/?what=never",
    "/overview/records/?what=received",
    "/departments/",
    "/departments/delivery/",
    "/flow/",
    "/value-chain/",
    "/points/delivery-slot/",
    "/issues/",
    "/inbox/",
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_stand_escaped_once(company, upstream, signed_in, language):
    InflectionPoint.objects.update(name=HOSTILE)
    for department in Department.objects.all():
        Department.objects.filter(pk=department.pk).update(name=f"{HOSTILE}{department.pk}")
    User.objects.update(name=HOSTILE, language=language)
    for _ in range(20):  # enough to be ranked
        escalated(company, REPORTED)
    client = signed_in(company.owner)
    with time_machine.travel(LATER, tick=False):
        for page in PAGES:
            html = client.get(page).content.decode()
            assert f'<html lang="{language}' in html, page
            assert escape(HOSTILE) in html, page
            assert HOSTILE not in html, page
            assert escape(escape("<b>Ä")) not in html, page
