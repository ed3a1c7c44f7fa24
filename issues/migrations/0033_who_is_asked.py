"""Reports know whether somebody is asked if it is fixed: the database keeps it when an issue is resolved or goes on."""

from django.db import migrations, models

import issues.rules.state

KEEP = """
CREATE FUNCTION issues_report_awaits_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.awaits_answer := coalesce((SELECT phase = 'resolved' FROM issues_issue WHERE id = NEW.issue_id), false);
    RETURN NEW;
END $$;
CREATE FUNCTION issues_reports_await_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE issues_report SET awaits_answer = (NEW.phase = 'resolved')
        WHERE issue_id = NEW.id AND awaits_answer <> (NEW.phase = 'resolved');
    RETURN NULL;
END $$;
CREATE TRIGGER issues_report_awaits_answer BEFORE INSERT OR UPDATE ON issues_report
    FOR EACH ROW EXECUTE FUNCTION issues_report_awaits_answer();
CREATE TRIGGER issues_reports_await_answers AFTER UPDATE OF phase ON issues_issue FOR EACH ROW
    WHEN ((OLD.phase = 'resolved') <> (NEW.phase = 'resolved'))
    EXECUTE FUNCTION issues_reports_await_answers();
"""
LEAVE = """
DROP TRIGGER issues_reports_await_answers ON issues_issue;
DROP TRIGGER issues_report_awaits_answer ON issues_report;
DROP FUNCTION issues_reports_await_answers, issues_report_awaits_answer;
"""
# A new issue has no report and no comment yet: its words are those of its title, and nothing is looked for.
WORDS = """
CREATE OR REPLACE FUNCTION issues_words_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'issues_issue' THEN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM issues_words WHERE issue_id = OLD.id;
        {new}ELSE
            PERFORM issues_words_are_found_anew(NEW.id);
        END IF;
    ELSIF TG_TABLE_NAME = 'issues_event' THEN
        PERFORM issues_words_grow(NEW.issue_id, NEW.payload ->> 'text');
    ELSE
        PERFORM issues_words_grow(NEW.issue_id, NEW.text);
    END IF;
    RETURN NULL;
END $$;
"""
NEW = """ELSIF TG_OP = 'INSERT' THEN
            INSERT INTO issues_words (issue_id, lexemes) VALUES (NEW.id, strip(to_tsvector('simple', NEW.title)));
        """
AT_ONCE = 50_000  # issues: whoever reports waits for so many at most
FIND = """
UPDATE issues_report SET awaits_answer = true FROM issues_issue i
    WHERE i.id = issue_id AND i.phase = 'resolved' AND i.id > %s AND i.id <= %s AND NOT awaits_answer
"""


def find(_apps, editor):
    """What is asked already; each batch is committed by itself, and begun again it goes on."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM issues_issue")
        (last,) = cursor.fetchone()
        for first in range(0, last, AT_ONCE):
            cursor.execute(FIND, [first, first + AT_ONCE])


class Migration(migrations.Migration):
    # Each step by itself, the triggers first: while the reports of a million issues are found, people go on.
    atomic = False
    dependencies = [("issues", "0032_promises_by_date")]
    operations = [
        migrations.AddField(
            model_name="report",
            name="awaits_answer",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="whether it is fixed, from whoever reported it; kept by the database",
            ),
        ),
        migrations.RunSQL(KEEP, LEAVE),
        migrations.RunSQL(WORDS.format(new=NEW), WORDS.format(new="")),
        migrations.RunPython(find, migrations.RunPython.noop, atomic=False),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("awaits_answer", True)),
                fields=["reporter", "-received_at"],
                name="report_awaits_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                condition=models.Q(("phase", issues.rules.state.Phase["VERIFIED"])),
                fields=["-reported_at", "-id"],
                name="issue_verified",
            ),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                condition=models.Q(("phase", issues.rules.state.Phase["RESOLVED"])),
                fields=["-reported_at", "-id"],
                name="issue_resolved",
            ),
        ),
    ]
