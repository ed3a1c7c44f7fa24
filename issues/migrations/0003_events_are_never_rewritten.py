"""Events are the truth: the database itself refuses to rewrite one."""

from django.db import migrations

FORBID = """
CREATE FUNCTION issues_event_is_never_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An event is never rewritten: append another one.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER issues_event_is_never_rewritten BEFORE UPDATE ON issues_event FOR EACH ROW
    WHEN ((OLD.issue_id, OLD.seq, OLD.kind, OLD.at, OLD.recorded_at, OLD.is_imported, OLD.payload)
          IS DISTINCT FROM
          (NEW.issue_id, NEW.seq, NEW.kind, NEW.at, NEW.recorded_at, NEW.is_imported, NEW.payload))
    EXECUTE FUNCTION issues_event_is_never_rewritten();
"""
ALLOW = """
DROP TRIGGER issues_event_is_never_rewritten ON issues_event;
DROP FUNCTION issues_event_is_never_rewritten;
"""


class Migration(migrations.Migration):
    dependencies = [("issues", "0002_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
