"""Saying something to somebody, following an issue, and hearing of it."""

import pytest
import time_machine

from inflection_points.rules.policies import Severity
from issues import commands
from issues.commands.leaving import deactivate_person
from issues.commands.many import attempt
from issues.commands.mentioning import mentioned_in
from issues.commands.wishes import Bulk, Wish
from issues.models import Event, Watch
from issues.rules.comments import Known, PieceKind, numbers, pieces
from issues.rules.refusals import UnknownMention
from notifications.commands.rendering import render
from notifications.models import Message
from people.models import User
from people.rules.permissions import Role
from tests.attached import a_picture
from tests.cast import DAY, HOUR, REPORTED, person

NOW = REPORTED + HOUR
MILA = Known(1, "Mila Novak", "mila.novak@a.example")
MILAN = Known(2, "Milan Kral", "milan@a.example")
ANNA = Known(3, "Anna-Lena Żak", "a.zak@a.example")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def say(issue, actor, text, now=NOW):
    return commands.comment(issue=issue.pk, actor=actor, now=now, text=text)


def namesake(name: str, email: str) -> User:
    return User.objects.create_user(email, name=name)


def told(kind: str) -> list[tuple[str, str]]:
    """Who was told what: first name and, for watchers, what happened."""
    sent = Message.objects.filter(kind=kind).order_by("pk").select_related("recipient")
    return [(one.recipient.name.split()[0], one.context.get("what", "")) for one in sent]


class TestTheWordsOfAComment:
    @pytest.mark.parametrize(
        ("text", "mention"),
        [
            ("@Mila Novak please look", "@Mila Novak"),
            ("please look, @mila.novak.", "@mila.novak"),
            ("(@Mila)", "@Mila"),
            ("@Mila and @Milan", "@Mila"),
            ("@mila.novak@a.example: look", "@mila.novak@a.example"),
            ("@Anna-Lena Żak", "@Anna-Lena Żak"),
            ("@a.zak, look", "@a.zak"),
        ],
    )
    def test_mention_somebody_by_name_handle_or_address(self, text, mention):
        found = [one for one in pieces(text, [MILA, MILAN, ANNA]) if one.kind is PieceKind.MENTION]
        assert (found[0].text, len(found[0].who)) == (mention, 1)

    @pytest.mark.parametrize(
        "text", ["write to mila@a.example", "@ five", "a@b", "5 @ 3 each", "https://x.example/@mila"]
    )
    def test_do_not_mention_anybody_by_accident(self, text):
        assert [one for one in pieces(text, [MILA]) if one.kind is PieceKind.MENTION] == []

    @pytest.mark.parametrize(
        "text",
        ["", "plain", "@Mila Novak @", "see #12, #0 and a#3", "https://x.example/a?b=c.", "\n@@\x00 <b>"],
    )
    def test_are_all_still_there_in_pieces(self, text):
        assert "".join(one.text for one in pieces(text, [MILA])) == text

    def test_name_issues_by_their_number(self):
        assert numbers(["as in #12 and (#7)", "x#3 &#39; #0 #99x https://x.example/#5"]) == {12, 7}


class TestAComment:
    def test_is_shown_with_links_and_nothing_else_of_its_markup(self, company, issue, signed_in):
        other = company.report()
        say(
            issue,
            company.owner,
            f"<b>@Hana Head</b> see #{other.pk}, #999999 and https://x.example/?a=1&b=2.",
        )
        page = signed_in(company.reporter).get(f"/issues/{issue.pk}/").content.decode()
        assert f'&lt;b&gt;<a class="mention" href="/issues/?phase=open&amp;holder={company.head.pk}"' in page
        assert f'<a href="/issues/{other.pk}/">#{other.pk}</a>, #999999 and' in page
        assert '<a href="https://x.example/?a=1&amp;b=2" rel="noopener nofollow ugc">' in page

    def test_tells_whom_it_mentions_once_and_lets_them_follow(self, company, issue):
        say(issue, company.owner, "@Hana Head and @hana, and I, @Olga Owner")
        event = Event.objects.get(kind="commented")
        assert event.payload["mentions"] == [company.head.pk, company.owner.pk]
        assert told("mentioned") == [("Hana", "")]
        assert [watch.person for watch in Watch.objects.all()] == [company.head]

    def test_is_no_act(self, company, issue):
        assert say(issue, company.owner, "@Hana Head").acted_at is None

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("Ask @Nobody about it", "Nobody here is called “@Nobody”"),
            (
                "@Tom, please",
                "“@Tom” may be Tom Other (@tom@other.test) or Tom Technician (@tom@example.test)",
            ),
        ],
    )
    def test_that_calls_nobody_or_several_is_sent_back_with_its_words(
        self, company, issue, signed_in, text, sentence
    ):
        namesake("Tom Other", "tom@other.test")
        answer = signed_in(company.owner).post(f"/issues/{issue.pk}/comment/", {"text": text})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert f">\n{text}</textarea>" in page
        assert issue.events.count() == 1

    def test_cannot_mention_who_has_left(self, company, issue):
        company.stranger.is_active = False
        company.stranger.save()
        with pytest.raises(UnknownMention, match="Nobody here is called “@Stan"):
            mentioned_in("@Stan Stranger", issue=issue, now=NOW)

    def test_cannot_be_a_circular(self, company, issue):
        names = [person(f"Colleague{n} Of Many", Role.FRONTLINE).name for n in "abcdefghijk"]
        with pytest.raises(UnknownMention, match="10 people at most"):
            mentioned_in(" , ".join(f"@{name}" for name in names), issue=issue, now=NOW)

    def test_through_the_api_is_refused_with_the_same_sentence(self, company, issue, signed_in):
        answer = signed_in(company.owner).post(f"/api/v1/issues/{issue.pk}/comment/", {"text": "@Nobody"})
        assert answer.status_code == 422
        assert "Nobody here is called" in answer.content.decode()

    def test_with_a_picture_needs_no_words(self, company, issue, signed_in):
        answer = signed_in(company.owner).post(f"/issues/{issue.pk}/comment/", {"text": " "})
        assert answer.status_code == 422
        assert "Write something" in answer.content.decode()


class TestAConfidentialIssue:
    def test_is_not_told_to_anybody_by_mentioning_them(self, company, issue, signed_in):
        commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason="A named driver")
        with pytest.raises(UnknownMention, match="Stan Stranger may not see this issue"):
            say(issue, company.owner, "@Stan Stranger, @Dan Deputy")
        say(issue, company.owner, "@Dan Deputy")
        assert told("mentioned") == [("Dan", "")]
        offered = signed_in(company.owner).get(f"/issues/{issue.pk}/mentionable/", {"q": "stan"}).json()
        assert offered["people"] == []

    def test_is_followed_by_nobody_who_may_not_see_it(self, company, issue, signed_in):
        commands.watch(issue=issue.pk, actor=company.stranger, now=NOW)
        commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason="A named driver")
        commands.record_containment(issue=issue.pk, actor=company.owner, now=NOW, evidence="e")
        assert told("watched") == []
        assert signed_in(company.stranger).post(f"/issues/{issue.pk}/watch/").status_code == 404

    def test_keeps_its_files_to_itself(self, company, issue, signed_in):
        commands.comment(issue=issue.pk, actor=company.owner, now=NOW, text="t", files=[a_picture()])
        address = issue.attachments.get().get_absolute_url()
        assert signed_in(company.stranger).get(address).status_code == 200
        commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason="A named driver")
        assert signed_in(company.stranger).get(address).status_code == 404
        assert signed_in(company.owner).get(address).status_code == 200

    def test_is_no_link_and_not_similar_for_others(self, company, issue, signed_in):
        other = company.report()
        say(other, company.owner, f"as in #{issue.pk}")
        commands.make_confidential(issue=issue.pk, actor=company.owner, now=NOW, reason="A named driver")
        page = signed_in(company.stranger).get(f"/issues/{other.pk}/").content.decode()
        assert f"/issues/{issue.pk}/" not in page


class TestTheTypeAhead:
    def test_offers_people_by_the_beginning_of_a_name(self, company, issue, signed_in):
        def offered(words: str) -> list[str]:
            answer = signed_in(company.owner).get(f"/issues/{issue.pk}/mentionable/", {"q": words})
            return [one["insert"] for one in answer.json()["people"]]

        assert offered("ha") == ["Hana Head"]
        assert offered("hea") == ["Hana Head"]
        assert offered("") == offered("%") == offered("olga") == []

    def test_tells_namesakes_apart(self, company, issue, signed_in):
        namesake("Hana Head", "hana@other.test")
        answer = signed_in(company.owner).get(f"/issues/{issue.pk}/mentionable/", {"q": "hana"})
        written = [one["insert"] for one in answer.json()["people"]]
        assert sorted(written) == ["hana@example.test", "hana@other.test"]
        assert len(mentioned_in(" ".join(f"@{one}" for one in written), issue=issue, now=NOW)) == 2


class TestFollowing:
    def test_is_pressed_and_pressed_again(self, company, issue, signed_in):
        client = signed_in(company.stranger)
        for address, number in (("watch", 1), ("watch", 1), ("unwatch", 0), ("unwatch", 0)):
            answer = client.post(f"/issues/{issue.pk}/{address}/")
            assert answer["Location"] == f"/issues/{issue.pk}/"
            assert Watch.objects.count() == number
        assert issue.events.count() == 1

    def test_tells_of_what_others_do_once_and_never_of_what_one_did_oneself(self, company, issue):
        for follower in (company.stranger, company.owner, company.holder):
            commands.watch(issue=issue.pk, actor=follower, now=NOW)
        commands.hand_over(issue=issue.pk, actor=company.owner, to=company.holder, now=NOW)
        commands.plan_action(
            issue=issue.pk,
            actor=company.owner,
            now=NOW,
            kind="corrective",
            description="Mend it",
            assignee=company.stranger,
            due_at=NOW + DAY,
        )
        action = issue.actions.get().pk
        commands.complete_action(
            issue=issue.pk, action=action, actor=company.holder, now=NOW, evidence="Mended"
        )
        commands.resolve(issue=issue.pk, actor=company.owner, now=NOW, reason="fixed")
        assert told("handed_over") == [("Tom", "")]
        assert told("action_planned") == [("Stan", "")]
        assert sorted(told("watched")) == [
            ("Olga", "acted_on"),
            ("Stan", "acted_on"),
            ("Stan", "handed_over"),
            ("Stan", "resolved"),
            ("Tom", "planned"),
            ("Tom", "resolved"),
        ]

    def test_is_not_disturbed_by_what_is_no_news(self, company, issue):
        commands.watch(issue=issue.pk, actor=company.stranger, now=NOW)
        commands.accept(issue=issue.pk, actor=company.owner, now=NOW)
        say(issue, company.owner, "Looking into it")
        commands.change_severity(issue=issue.pk, actor=company.owner, now=NOW, to=Severity.HIGH)
        assert told("watched") == []

    def test_a_duplicate_is_following_what_it_was_merged_into_while_it_is(self, company, issue):
        other = company.report()
        commands.watch(issue=issue.pk, actor=company.stranger, now=NOW)
        commands.merge(issue=issue.pk, actor=company.owner, now=NOW, into=other.pk)
        commands.record_containment(issue=other.pk, actor=company.owner, now=NOW, evidence="e")
        assert told("watched") == [("Stan", "merged"), ("Stan", "acted_on")]
        commands.unmerge(issue=issue.pk, actor=company.owner, now=NOW, reason="r")
        commands.decline(issue=other.pk, actor=company.owner, now=NOW, reason="r")
        assert len(told("watched")) == 2

    def test_ends_for_the_duplicate_too(self, company, issue):
        other = company.report()
        for one in (issue, other):
            commands.watch(issue=one.pk, actor=company.stranger, now=NOW)
        commands.merge(issue=issue.pk, actor=company.owner, now=NOW, into=other.pk)
        commands.unwatch(issue=other.pk, actor=company.stranger, now=NOW)
        assert Watch.objects.count() == 0

    def test_ends_quietly_with_an_account(self, company, issue, signed_in):
        commands.watch(issue=issue.pk, actor=company.stranger, now=NOW)
        deactivate_person(person=company.stranger, actor=company.administrator, now=NOW)
        commands.decline(issue=issue.pk, actor=company.owner, now=NOW, reason="r")
        assert told("watched") == []
        assert (
            "Nobody follows it yet" in signed_in(company.owner).get(f"/issues/{issue.pk}/").content.decode()
        )

    def test_reads_well_in_the_app_and_by_mail(self, company, issue, signed_in):
        commands.watch(issue=issue.pk, actor=company.stranger, now=NOW)
        commands.hand_over(
            issue=issue.pk, actor=company.owner, to=company.holder, now=NOW, reason="He knows the driver"
        )
        message = Message.objects.get(kind="watched")
        mail = render(message, company.stranger)
        assert mail.title == f"Handed over: {issue.title}"
        assert mail.paragraphs == (
            "Olga Owner handed it over. It is the issue at “Delivery slot kept” that you follow.",
            "They say: He knows the driver",
        )
        message.state, message.visible_at = Message.State.DISPATCHED, NOW
        message.save()
        page = " ".join(signed_in(company.stranger).get("/messages/").content.decode().split())
        assert "Olga Owner handed it over. “He knows the driver”" in page

    def test_is_told_of_many_issues_at_once(self, company, issue):
        other = company.report()
        commands.watch(issue=issue.pk, actor=company.stranger, now=NOW)
        wish = Wish(Bulk.HAND_OVER, {"to": company.holder}, company.owner)
        attempt(wish, [issue.pk, other.pk], NOW)
        assert told("watched") == [("Stan", "handed_over")]
