"""Taking back in the browser what was done with many issues at once."""

from datetime import timedelta

from issues import commands
from issues.models import BulkRun, Issue
from issues.rules.undoing import UNDO_WITHIN
from tests.issues.in_bulk import NOW, clock, give, olga, three

__all__ = ["clock", "olga", "three"]


class TestTakingBack:
    def test_takes_all_back(self, olga, three):
        give(olga, "accept", three)
        run = BulkRun.objects.get()
        page = olga.post(f"/bulk/{run.pk}/undo/", follow=True).content.decode()
        assert "3 of 3 taken back" in page
        assert set(Issue.objects.values_list("phase", flat=True)) == {"reported"}

    def test_says_what_stays_and_why(self, company, olga, three):
        give(olga, "accept", three)
        commands.comment(issue=three[0], actor=company.head, now=NOW, text="Good")
        page = olga.post(f"/bulk/{BulkRun.objects.get().pk}/undo/", follow=True).content.decode()
        assert "2 of 3 taken back" in page
        assert "1 stays accepted" in page
        assert "Something has happened since" in page

    def test_pressed_too_late_nothing_is_changed(self, olga, three, clock):
        give(olga, "accept", three)
        clock.shift(UNDO_WITHIN + timedelta(seconds=1))
        response = olga.post(f"/bulk/{BulkRun.objects.get().pk}/undo/")
        assert response.status_code == 409
        assert "The ten seconds are over." in response.content.decode()
        assert "Take all back" not in response.content.decode()
        assert Issue.objects.filter(phase="accepted").count() == 3

    def test_broken_off_the_button_stands_there_until_all_were_asked(self, olga, three, clock):
        give(olga, "accept", three)
        run = BulkRun.objects.get()
        BulkRun.objects.update(undone_at=NOW)
        clock.shift(2 * UNDO_WITHIN)
        assert "Take the rest back" in olga.get(f"/bulk/{run.pk}/").content.decode()
        page = olga.post(f"/bulk/{run.pk}/undo/", follow=True).content.decode()
        assert "3 of 3 taken back" in page
        assert "Take the rest back" not in page

    def test_with_htmx_the_page_of_the_run_opens(self, olga, three):
        give(olga, "accept", three)
        run = BulkRun.objects.get()
        response = olga.post(f"/bulk/{run.pk}/undo/", headers={"HX-Request": "true"})
        assert response["HX-Redirect"] == f"/bulk/{run.pk}/"
