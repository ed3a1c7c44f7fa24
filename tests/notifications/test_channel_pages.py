"""Channels in the browser: who may look after which, what is shown of them, and what is tried again."""

import pytest
import time_machine

from notifications.models import Channel, Choice, Reach
from tests.cast import HOUR, REPORTED
from tests.notifications.slack import SECRET_PATH, add, text_of
from tests.receivers import HERE, answer, receiver

NOW = REPORTED + HOUR


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class TestAddingAChannel:
    def test_of_the_company_is_for_administrators(self, company, signed_in):
        client = signed_in(company.owner)
        sent = {"kind": "slack", "name": "#delivery", "address": SECRET_PATH}
        for path in ("/channels/", "/channels/add/", "/deliveries/"):
            response = client.get(path)
            assert response.status_code == 403
            assert "This is not yours to open" in text_of(response)
        assert client.post("/channels/add/", sent).status_code == 403
        assert not Channel.objects.exists()

    def test_shows_the_secret_of_a_webhook_once(self, company, ada):
        sent = {"kind": "webhook", "name": "Warehouse", "address": SECRET_PATH}
        response = ada.post("/channels/add/", sent)
        assert response.status_code == 201
        one = Channel.objects.get()
        assert one.secret not in str(dict(ada.session))
        assert one.secret.startswith("whsec_")
        assert one.secret in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        again = ada.get(f"/channels/{one.pk}/").content.decode()
        assert one.secret not in again
        assert "very-secret" not in again

    @pytest.mark.parametrize(
        ("address", "sentence"),
        [
            ("http://127.0.0.1/x", "inside a private network"),
            ("not an address", "must begin with"),
            ("https://me:password@hooks.example.com/", "Leave name and password out"),
            ("", "Paste the address"),
        ],
    )
    def test_refuses_a_bad_address_and_keeps_what_was_typed(self, company, ada, address, sentence):
        sent = {"kind": "slack", "name": "#delivery", "address": address}
        response = ada.post("/channels/add/", sent)
        assert response.status_code in {409, 422}
        assert sentence in text_of(response)
        assert 'value="#delivery"' in response.content.decode()
        assert not Channel.objects.exists()

    def test_refuses_a_name_that_is_taken(self, company, ada):
        add(company)
        response = ada.post("/channels/add/", {"kind": "slack", "name": "#delivery", "address": SECRET_PATH})
        assert (response.status_code, Channel.objects.count()) == (409, 1)
        assert "a channel of this name already" in text_of(response)

    def test_of_ones_own_is_chosen_for_everything_and_five_are_the_most(self, company, signed_in):
        client = signed_in(company.reporter)
        for n in range(6):
            sent = {"kind": "teams", "name": f"Mine {n}", "address": SECRET_PATH}
            last = client.post("/me/channels/add/", sent)
        assert last.status_code == 409
        assert "Five channels of your own are the most" in text_of(last)
        assert Choice.objects.filter(person=company.reporter, wants="everything").count() == 5
        assert list(Choice.objects.values_list("position", flat=True)) == [2, 3, 4, 5, 6]


class TestAChannel:
    @pytest.mark.parametrize(
        "verb", ["", "change/", "send-test/", "rotate-secret/", "switch-on/", "switch-off/", "remove/"]
    )
    def test_is_not_there_for_those_who_do_not_look_after_it(self, company, signed_in, verb):
        hers, ours = add(company, owner=company.owner), add(company)
        ask = "get" if verb == "" else "post"
        stranger = signed_in(company.stranger)
        assert [getattr(stranger, ask)(f"/channels/{c.pk}/{verb}").status_code for c in (hers, ours)] == [
            404,
            404,
        ]
        ada = signed_in(company.administrator)
        assert getattr(ada, ask)(f"/channels/{hers.pk}/{verb}").status_code == 404

    def test_changes_its_name_and_keeps_its_address_when_none_is_given(self, company, ada):
        one = add(company)
        ada.post(f"/channels/{one.pk}/change/", {"name": "#care", "address": ""})
        one.refresh_from_db()
        assert (one.name, one.address) == ("#care", SECRET_PATH)
        refused = ada.post(f"/channels/{one.pk}/change/", {"name": "#care", "address": "https://10.0.0.1/"})
        one.refresh_from_db()
        assert (refused.status_code, one.address) == (409, SECRET_PATH)

    def test_forgets_address_and_secret_when_it_is_removed(self, company, ada, mailbox):
        one = add(company, kind="webhook")
        Choice.objects.create(person=company.owner, channel=one, wants="everything")
        ada.post(f"/channels/{one.pk}/remove/")
        one.refresh_from_db()
        assert (one.address, one.secret, one.former_secret) == ("", "", "")
        assert not Choice.objects.exists()
        assert ada.get(f"/channels/{one.pk}/").status_code == 404
        assert add(company, kind="webhook").name == one.name  # the name is free again

    def test_says_what_became_of_a_test(self, company, ada, settings):
        settings.CHANNEL_NETWORKS = HERE
        with receiver(answer(200)) as one:
            channel = add(company, kind="webhook", address=one.address)
            page = ada.post(f"/channels/{channel.pk}/send-test/", follow=True)
            assert "took it. Look there" in text_of(page)
            assert one.requests[0].json["type"] == "test"
            assert "webhook-signature" in one.requests[0].headers
            again = ada.post(
                f"/channels/{channel.pk}/send-test/", HTTP_REFERER=f"/channels/{channel.pk}/", follow=True
            )
            assert "A test was sent a moment ago" in text_of(again)
            assert len(one.requests) == 1
            one.behaves = answer(403)
            with time_machine.travel(NOW + HOUR, tick=False):
                page = ada.post(f"/channels/{channel.pk}/send-test/", follow=True)
            assert "did not take it: it answered 403 Forbidden" in text_of(page)

    def test_with_a_new_secret_shows_it_once_and_says_until_when_the_old_one_counts(self, company, ada):
        one = add(company, kind="webhook")
        page = ada.post(f"/channels/{one.pk}/rotate-secret/", {"seen": ""})
        assert "no-store" in page["Cache-Control"]
        former, fresh = one.secret, Channel.objects.get().secret
        assert fresh != former
        assert fresh in page.content.decode()
        assert former not in page.content.decode()
        assert "signs too; it stops" in text_of(page)
        assert fresh not in str(dict(ada.session))
        assert fresh not in ada.get(f"/channels/{one.pk}/").content.decode()
        ada.post(f"/channels/{one.pk}/rotate-secret/")  # pressed twice
        assert Channel.objects.get().former_secret == former
        with time_machine.travel(NOW + HOUR, tick=False):
            ada.post(
                f"/channels/{one.pk}/rotate-secret/", {"seen": ""}
            )  # the answer reloaded, and so sent again
            assert Channel.objects.get().secret == fresh
            seen = Channel.objects.get().former_secret_until.isoformat()
            assert f'name="seen" value="{seen}"' in ada.get(f"/channels/{one.pk}/").content.decode()
            ada.post(f"/channels/{one.pk}/rotate-secret/", {"seen": seen})
            assert Channel.objects.get().former_secret == fresh
        assert ada.post(f"/channels/{add(company, name='#slack').pk}/rotate-secret/").status_code in {
            302,
            409,
        }

    def test_that_is_switched_off_says_who_did_it(self, company, ada):
        one = add(company)
        ada.post(f"/channels/{one.pk}/switch-off/")
        assert "Ada Administrator switched it off" in text_of(ada.get("/channels/"))
        ada.post(f"/channels/{one.pk}/switch-on/")
        assert Channel.objects.get().is_active


class TestWhatReachesMe:
    def test_stands_on_ones_own_page_with_the_channels_that_are_offered(self, company, signed_in):
        add(company)
        add(company, owner=company.owner, name="My phone", kind="teams")
        add(company, owner=company.holder, name="Not mine", kind="teams")
        page = text_of(signed_in(company.owner).get("/me/"))
        assert "Slack #delivery" in page
        assert "Microsoft Teams My phone" in page
        assert "Not mine" not in page

    def test_is_kept_as_chosen(self, company, signed_in):
        one = add(company)
        sent = {
            f"wants_{one.pk}": "pressing",
            f"place_{one.pk}": "1",
            "wants_email": "nothing",
            "place_email": "2",
        }
        client = signed_in(company.owner)
        assert client.post("/me/choose-channels/", sent)["Location"] == "/me/#reaching"
        assert Choice.objects.values_list("wants", "position").get() == ("pressing", 1)
        assert Reach.objects.values_list("email_wants", "email_position").get() == ("nothing", 2)
        page = client.get("/me/").content.decode()
        assert page.index("Slack #delivery") < page.index("E-mail to")

    def test_refuses_what_is_not_offered(self, company, signed_in):
        client = signed_in(company.owner)
        response = client.post("/me/choose-channels/", {"wants_email": "all", "place_email": "99"})
        assert response.status_code == 422
        assert not Reach.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ({"since": "20:00", "until": "07:00", "weekends": "on"}, 302),
            ({"since": "", "until": ""}, 302),
            ({"since": "20:00", "until": ""}, 422),
            ({"since": "20:00", "until": "20:00"}, 422),
            ({"since": "late", "until": "07:00"}, 422),
        ],
    )
    def test_sets_quiet_hours_with_both_ends_or_none(self, company, signed_in, sent, status):
        response = signed_in(company.owner).post("/me/set-quiet-hours/", sent)
        assert response.status_code == status
        assert Reach.objects.exists() == (status == 302)

    def test_sends_a_test_mail_with_a_way_back_to_these_choices(self, company, signed_in, mailbox):
        page = signed_in(company.owner).post("/me/send-test-mail/", follow=True)
        assert "The mail server took it" in text_of(page)
        [mail] = mailbox.to("olga@example.test")
        bodies = [part.get_payload(decode=True).decode() for part in mail.get_payload()]
        assert all("/me/#reaching" in body for body in bodies)
        assert "<img" not in bodies[1]
