"""Signing in, out, and coming back after a forgotten password, as the doors of the product do it."""

import re

import pytest
from axes.models import AccessAttempt

from people.models import User
from tests.cast import PASSWORD, make_company


def sign_in(client, email="olga@example.test", password=PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


class TestSigningIn:
    def test_opens_the_door(self, client, company):
        assert sign_in(client).status_code == 302
        assert client.get("/inbox/").status_code == 200

    def test_does_not_mind_capital_letters_in_the_address(self, client, company):
        assert sign_in(client, "Olga@Example.TEST").status_code == 302

    def test_with_a_wrong_password_says_so_and_keeps_the_address(self, client, company):
        answer = sign_in(client, password="wrong-password")
        assert answer.status_code == 200
        assert 'value="olga@example.test"' in answer.content.decode()
        assert "The address and the password do not belong together." in answer.content.decode()
        assert "placeholder" not in answer.content.decode()

    def test_is_closed_to_those_who_have_left(self, client, company):
        User.objects.filter(pk=company.owner.pk).update(is_active=False)
        sign_in(client)
        assert client.get("/inbox/").status_code == 302

    def test_ends_with_signing_out(self, client, company):
        sign_in(client)
        client.post("/account/logout/")
        assert client.get("/inbox/").status_code == 302

    def test_cannot_be_asked_for_an_account(self, client, db):
        answer = client.get("/account/signup/")
        assert "form" not in (answer.context or {}) or answer.status_code in {302, 403, 404}
        assert "Accounts come from your administrator" in answer.content.decode()
        client.post(
            "/account/signup/",
            {"email": "new@example.test", "password1": "a-long-enough-one", "password2": "a-long-enough-one"},
        )
        assert not User.objects.exists()


@pytest.mark.django_db
def test_five_wrong_passwords_lock_this_account_out_from_this_address_and_no_other(client, settings):
    settings.AXES_ENABLED = True
    make_company()
    answers = [sign_in(client, password="wrong-password").status_code for _ in range(6)]
    assert answers[-1] == 429
    assert sign_in(client).status_code == 429
    assert sign_in(client, "hana@example.test").status_code == 302
    assert AccessAttempt.objects.get().failures_since_start >= 5


class TestForgottenPassword:
    def test_is_replaced_by_a_link_in_a_mail(self, client, company, mailbox):
        client.post("/account/password/reset/", {"email": "olga@example.test"})
        [mail] = mailbox.to("olga@example.test")
        text = mail.get_payload(decode=True) or mail.get_payload(0).get_payload(decode=True)
        assert mail["Subject"] == "Choose a new password"
        assert "No reported problem goes silent." in text.decode()
        assert "127.0.0.1" not in text.decode()
        path = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", text.decode()).group(1)
        form = client.get(path, follow=True)
        new = "an-even-longer-password"
        answer = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
        assert answer.status_code == 302
        assert sign_in(client, password=new).status_code == 302
        assert client.get("/inbox/").status_code == 200

    def test_of_somebody_unknown_answers_the_same(self, client, company, mailbox):
        known = client.post("/account/password/reset/", {"email": "olga@example.test"})
        unknown = client.post("/account/password/reset/", {"email": "nobody@example.test"})
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert mailbox.to("nobody@example.test") == []
