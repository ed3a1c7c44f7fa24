"""The database keeps the agenda itself: no way of writing an issue can forget it."""

from django.db import migrations

KEEP = """
CREATE FUNCTION issues_agenda_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM issues_agenda USING deleted WHERE issue_id = deleted.id;
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM issues_agenda USING written
            WHERE issue_id = written.id AND (next_due_at IS NULL OR set_aside_at IS NOT NULL);
    END IF;
    INSERT INTO issues_agenda (issue_id, due_at)
        SELECT id, next_due_at FROM written WHERE next_due_at IS NOT NULL AND set_aside_at IS NULL
        ON CONFLICT (issue_id) DO UPDATE SET due_at = excluded.due_at
            WHERE issues_agenda.due_at <> excluded.due_at;
    RETURN NULL;
END $$;
CREATE TRIGGER issues_agenda_is_kept_on_insert AFTER INSERT ON issues_issue
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION issues_agenda_is_kept();
CREATE TRIGGER issues_agenda_is_kept_on_update AFTER UPDATE ON issues_issue
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION issues_agenda_is_kept();
CREATE TRIGGER issues_agenda_is_kept_on_delete AFTER DELETE ON issues_issue
    REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION issues_agenda_is_kept();
INSERT INTO issues_agenda (issue_id, due_at)
    SELECT id, next_due_at FROM issues_issue WHERE next_due_at IS NOT NULL AND set_aside_at IS NULL;
"""
LEAVE = """
DROP TRIGGER issues_agenda_is_kept_on_insert ON issues_issue;
DROP TRIGGER issues_agenda_is_kept_on_update ON issues_issue;
DROP TRIGGER issues_agenda_is_kept_on_delete ON issues_issue;
DROP FUNCTION issues_agenda_is_kept;
DELETE FROM issues_agenda;
"""
# Room on each page for the next version of its rows, which then needs no new index entries.
ROOM = "ALTER TABLE issues_issue SET (fillfactor = 80)"


class Migration(migrations.Migration):
    dependencies = [("issues", "0012_rungs_touch_few_indexes")]
    operations = [
        migrations.RunSQL(KEEP, LEAVE),
        migrations.RunSQL(ROOM, "ALTER TABLE issues_issue RESET (fillfactor)"),
    ]
