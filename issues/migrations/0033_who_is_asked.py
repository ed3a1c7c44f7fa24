"""Reports know whether somebody is asked if it is fixed: the database keeps it when an issue is resolved or goes on.

Each migration locks one table, and can be begun again: this one that of reports, the next that of issues, and then who is asked already is found.
"""

from django.db import migrations, models

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
"""
LEAVE = """
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


class Migration(migrations.Migration):
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
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("awaits_answer", True)),
                fields=["reporter", "-received_at"],
                name="report_awaits_answer",
            ),
        ),
    ]
