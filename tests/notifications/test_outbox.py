"""Writing messages: once whatever is repeated, few as well as many."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from notifications.commands.outbox import MANY, Draft, enqueue
from notifications.models import Message
from people.commands.copying import copy_in
from tests.cast import DAY, REPORTED, make_company
from tests.engine import wait_until
from tests.issues.test_lock_order import waits_for_us

ODD = 'Somebody’s "title"\twith a tab,\na line break, a back\\slash, \\N and 100 %s'


def drafts(company, count, title):
    return [
        Draft(f"n:{n:04}", company.owner.pk, "set_aside", "", {"title": title, "number": n})
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, MANY], ids=["few", "many"])
class TestEnqueue:
    def test_keeps_every_letter_of_what_is_told(self, company, count):
        enqueue(drafts(company, count, ODD), now=REPORTED)
        told = Message.objects.order_by("key")
        assert [message.context for message in told] == [{"title": ODD, "number": n} for n in range(count)]
        assert {(message.about, message.reason, message.created_at) for message in told} == {
            ("", "", REPORTED)
        }

    def test_leaves_as_it_is_what_was_told_before_and_writes_the_rest(self, company, count):
        enqueue(drafts(company, count, "Once")[-1:], now=REPORTED)
        enqueue(drafts(company, count + 1, "Twice"), now=REPORTED + DAY)
        titles = Message.objects.order_by("key").values_list("context__title", flat=True)
        assert list(titles) == ["Twice"] * (count - 1) + ["Once", "Twice"]

    def test_writes_once_what_is_told_twice_at_once(self, company, count):
        enqueue(drafts(company, count, "First") + drafts(company, count, "Second"), now=REPORTED)
        assert set(Message.objects.values_list("context__title", flat=True)) == {"First"}
        assert Message.objects.count() == count


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["a\tb", "a\nb", "a\rb"], ids=["tab", "line", "return"])
def test_what_would_end_a_value_too_soon_is_refused(value):
    with pytest.raises(ValueError, match="has a tab or a line break"):
        copy_in("issues_sweeprun", ["at", "stands_in"], [(value, False)])


@pytest.mark.django_db(transaction=True)
def test_many_leave_as_it_is_what_somebody_else_tells_meanwhile():
    company = make_company()

    def many() -> None:
        enqueue(drafts(company, MANY, "Second"), now=REPORTED)
        connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            enqueue(drafts(company, 1, "First"), now=REPORTED)
            begun = other.submit(many)
            wait_until(waits_for_us, 10, "nobody waits for the first message")
        begun.result(timeout=30)
    titles = Message.objects.order_by("key").values_list("context__title", flat=True)
    assert list(titles) == ["First"] + ["Second"] * (MANY - 1)
