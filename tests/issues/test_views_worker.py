"""What a phone keeps of the report page: the worker, its version, and pages that hold nobody's data."""

import json
import re

import pytest
from django.test import Client

from inflection_points.commands.posters import token_of
from inflection_points.models import Poster
from tests.cast import REPORTED


def keeps(answer):
    return json.loads(re.match(r"self\.KEEPS = (.*);\n", answer.content.decode())[1])


@pytest.fixture
def poster(company):
    return Poster.objects.create(point=company.point, allows_guests=True, made_at=REPORTED)


class TestTheWorker:
    def test_comes_fresh_and_may_stand_before_the_whole_site(self, db):
        answer = Client().get("/service-worker.js")
        assert answer["Content-Type"].startswith("text/javascript")
        assert answer["Service-Worker-Allowed"] == "/"
        assert "no-cache" in answer["Cache-Control"]
        assert "worker-src 'self'" in answer["Content-Security-Policy"]

    def test_keeps_files_that_there_are(self, db):
        kept = keeps(Client().get("/service-worker.js"))
        assert {"/static/js/report/vault.js", "/static/js/report/sending.js"} <= set(kept["files"])
        assert {Client().get(path).status_code for path in [*kept["files"], *kept["pages"]]} == {200}

    def test_has_the_same_version_for_everybody_and_another_one_in_another_theme(self, company, signed_in):
        version = keeps(Client().get("/service-worker.js"))["version"]
        assert keeps(signed_in(company.owner).get("/service-worker.js"))["version"] == version
        dark = Client(headers={"cookie": "theme=dark"})
        assert keeps(dark.get("/service-worker.js"))["version"] != version

    def test_has_another_version_when_a_file_changes(self, db, settings, tmp_path):
        version = keeps(Client().get("/service-worker.js"))["version"]
        changed = tmp_path / "js" / "report" / "vault.js"
        changed.parent.mkdir(parents=True)
        changed.write_text("// changed")
        settings.STATICFILES_DIRS = [tmp_path, *settings.STATICFILES_DIRS]
        assert keeps(Client().get("/service-worker.js"))["version"] != version

    def test_switched_off_keeps_nothing(self, db, settings):
        settings.SERVICE_WORKER = False
        assert keeps(Client().get("/service-worker.js")) == {"off": True}

    def test_the_manifest_leads_to_the_report_page(self, db):
        told = Client().get("/manifest.webmanifest").json()
        assert told["start_url"] == "/report/"
        assert {Client().get(icon["src"]).status_code for icon in told["icons"]} == {200}


class TestWhatIsKept:
    @pytest.mark.parametrize("path", ["/report/offline/", "/report/waiting/"])
    def test_names_nobody_and_no_place(self, company, signed_in, path):
        company.report(text="The driver went to the wrong house")
        rita = signed_in(company.reporter)
        page, stranger = rita.get(path).content.decode(), Client().get(path).content.decode()
        for word in (company.reporter.name, company.point.name, "wrong house", 'csrfmiddlewaretoken" value'):
            assert word not in page
        assert re.sub("nonce=.*?>|" + "[0-9a-f-]{36}", "", page) == re.sub(
            "nonce=.*?>|" + "[0-9a-f-]{36}", "", stranger
        )

    def test_of_a_poster_is_its_place_with_the_known_kinds(self, company, poster):
        page = Client().get(f"/report/offline/{token_of(poster)}/").content.decode()
        assert company.point.name in page
        assert company.kind.name in page
        assert f'action="/r/{token_of(poster)}/"' in page

    def test_of_a_poster_is_nothing_for_a_forged_link_or_where_no_guests_are_allowed(self, poster):
        assert Client().get("/report/offline/1.1.aaaa/").status_code == 404
        Poster.objects.update(allows_guests=False)
        assert Client().get(f"/report/offline/{token_of(poster)}/").status_code == 404

    def test_the_places_are_answered_once_while_nothing_changes(
        self, company, signed_in, django_assert_max_num_queries
    ):
        rita = signed_in(company.reporter)
        with django_assert_max_num_queries(5):
            answer = rita.get("/report/places.json")
        place = next(one for one in answer.json()["points"] if one["slug"] == company.point.slug)
        assert [company.kind.pk, company.kind.name] in place["kinds"]
        again = rita.get("/report/places.json", headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304
        company.kind.delete()
        assert rita.get("/report/places.json", headers={"If-None-Match": answer["ETag"]}).status_code == 200
