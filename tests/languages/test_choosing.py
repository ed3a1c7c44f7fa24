"""Whose language counts: the person's, the cookie's, the browser's, the token's."""

import pytest
from django.urls import reverse
from rest_framework.authtoken.models import Token

from issues.views.status import broken
from people.models import User

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def speak(user: User, language: str) -> User:
    User.objects.filter(pk=user.pk).update(language=language)
    return user


class TestPages:
    def test_speak_what_the_person_has_chosen_whatever_the_browser_asks_for(self, company, signed_in):
        page = signed_in(speak(company.owner, "de")).get("/inbox/", headers={"Accept-Language": "en"})
        assert '<html lang="de" dir="ltr"' in page.content.decode()
        assert page["Content-Language"] == "de"
        assert {"Accept-Language", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}

    def test_speak_what_the_browser_asks_for_when_nothing_is_chosen(self, company, signed_in):
        client = signed_in(company.owner)
        assert '<html lang="de"' in client.get("/inbox/", headers=GERMAN).content.decode()
        assert (
            '<html lang="en-gb"' in client.get("/inbox/", headers={"Accept-Language": "fr"}).content.decode()
        )

    def test_run_from_right_to_left_where_the_language_does(self, company, signed_in):
        page = signed_in(speak(company.owner, "ar-xb")).get("/inbox/")
        assert '<html lang="ar-xb" dir="rtl"' in page.content.decode()

    def test_are_chosen_by_buttons_for_who_is_signed_out_and_stay_where_they_are(self, client, db):
        login = reverse("account_login")
        answer = client.post(
            "/language/", {"language": "de"}, headers={"Referer": f"http://testserver{login}"}
        )
        assert answer["Location"] == f"http://testserver{login}"
        page = client.get(login, headers={"Accept-Language": "en"}).content.decode()
        assert '<html lang="de"' in page
        assert 'value="de" lang="de" aria-pressed="true"' in page

    def test_never_lead_to_another_site(self, client, db):
        answer = client.post("/language/", {"language": "xx"}, headers={"Referer": "https://evil.example/"})
        assert answer["Location"] == "/"
        assert not answer.cookies["language"].value

    def test_remember_what_is_chosen_under_you_and_forget_the_browser(self, company, signed_in):
        client = signed_in(company.owner)
        client.cookies["language"] = "en-gb"
        chosen = {"name": company.owner.name, "time_zone": "Europe/Berlin", "language": "de"}
        page = client.post("/me/change-profile/", chosen, follow=True)
        assert User.objects.get(pk=company.owner.pk).language == "de"
        assert '<html lang="de"' in page.content.decode()
        assert not client.cookies["language"].value

    def test_refuse_a_language_that_there_is_not(self, company, signed_in):
        chosen = {"name": company.owner.name, "time_zone": "Europe/Berlin", "language": "en-xa"}
        assert signed_in(company.owner).post("/me/change-profile/", chosen).status_code == 422


class TestErrors:
    def test_speak_the_language_too(self, company, signed_in):
        client = signed_in(speak(company.owner, "de"))
        assert "Hier ist nichts" in client.get("/nothing/").content.decode()
        answer = client.post(f"/issues/{company.report().pk}/verify/", {})
        assert "Problem" in answer.content.decode()

    def test_a_page_that_broke_says_in_which_language_it_speaks(self, rf, settings):
        page = broken(rf.get("/")).content.decode()
        assert '<html lang="en-gb" dir="ltr"' in page


class TestPrograms:
    @pytest.fixture
    def token(self, company) -> dict[str, str]:
        return {"Authorization": f"Token {Token.objects.create(user=speak(company.owner, 'de')).key}"}

    def refused(self, client, company, headers):
        """Verified before anything was done."""
        address = f"/api/v1/issues/{company.report().pk}/verify/"
        return client.post(address, {}, content_type="application/json", headers=headers).json()["detail"]

    def test_read_the_language_of_the_tokens_person(self, client, company, token):
        assert "noch nicht gelöst" in self.refused(client, company, token)

    def test_read_what_they_ask_for_instead(self, client, company, token):
        assert "not resolved yet" in self.refused(client, company, {**token, "Accept-Language": "en"})

    def test_read_what_was_not_understood_in_it(self, client, company, token):
        answer = client.post("/api/v1/issues/", {}, content_type="application/json", headers=token)
        assert answer.json()["detail"].startswith("Die Anfrage wurde nicht verstanden.")
        assert answer["Content-Language"] == "de"
