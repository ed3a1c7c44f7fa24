"""The database itself notes which issues have changed: no way of writing one can forget it."""

from django.db import migrations

# Kinds of events that change nothing that is counted. A rung that fires changes something only once somebody acts.
NOTICE = """
CREATE FUNCTION insights_event_is_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insights_change (kind, number)
        SELECT DISTINCT 'issue', issue_id FROM written
         WHERE kind NOT IN ('escalated', 'asked_again', 'nudged', 'commented', 'snoozed', 'promise_kept',
                            'wait_started', 'wait_ended', 'wait_expired', 'made_confidential', 'made_open',
                            'action_planned', 'action_reassigned', 'taken_over', 'holder_nudged');
    RETURN NULL;
END $$;
CREATE TRIGGER insights_event_is_noticed AFTER INSERT ON issues_event
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION insights_event_is_noticed();

CREATE FUNCTION insights_change_is_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO insights_change (kind, number)
        VALUES (TG_ARGV[0], CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);
    RETURN NULL;
END $$;
CREATE TRIGGER insights_issue_is_noticed AFTER UPDATE ON issues_issue FOR EACH ROW
    WHEN ((OLD.point_id, OLD.kind_id, OLD.site_id, OLD.calendar_id, OLD.is_counted, OLD.severity, OLD.reported_at,
           OLD.first_act_by, OLD.first_acted_at, OLD.declined_at, OLD.root_cause_id, OLD.merged_into_id)
          IS DISTINCT FROM
          (NEW.point_id, NEW.kind_id, NEW.site_id, NEW.calendar_id, NEW.is_counted, NEW.severity, NEW.reported_at,
           NEW.first_act_by, NEW.first_acted_at, NEW.declined_at, NEW.root_cause_id, NEW.merged_into_id))
    EXECUTE FUNCTION insights_change_is_noticed('issue');
CREATE TRIGGER insights_gone_issue_is_noticed AFTER DELETE ON issues_issue FOR EACH ROW
    EXECUTE FUNCTION insights_change_is_noticed('issue');
CREATE TRIGGER insights_calendar_is_noticed AFTER UPDATE ON inflection_points_calendar FOR EACH ROW
    WHEN ((OLD.revision, OLD.zone) IS DISTINCT FROM (NEW.revision, NEW.zone))
    EXECUTE FUNCTION insights_change_is_noticed('calendar');
CREATE TRIGGER insights_cause_is_noticed AFTER UPDATE ON issues_rootcause FOR EACH ROW
    WHEN (OLD.origin_id IS DISTINCT FROM NEW.origin_id)
    EXECUTE FUNCTION insights_change_is_noticed('cause');
CREATE TRIGGER insights_remedy_is_noticed AFTER INSERT ON issues_remedy FOR EACH ROW
    WHEN (NEW.completed_at IS NOT NULL)
    EXECUTE FUNCTION insights_change_is_noticed('remedy');
CREATE TRIGGER insights_changed_remedy_is_noticed AFTER UPDATE ON issues_remedy FOR EACH ROW
    WHEN ((OLD.completed_at, OLD.kind, OLD.cause_id) IS DISTINCT FROM (NEW.completed_at, NEW.kind, NEW.cause_id))
    EXECUTE FUNCTION insights_change_is_noticed('remedy');
CREATE TRIGGER insights_gone_remedy_is_noticed AFTER DELETE ON issues_remedy FOR EACH ROW
    EXECUTE FUNCTION insights_change_is_noticed('remedy');
"""
IGNORE = """
DROP TRIGGER insights_gone_remedy_is_noticed ON issues_remedy;
DROP TRIGGER insights_changed_remedy_is_noticed ON issues_remedy;
DROP TRIGGER insights_remedy_is_noticed ON issues_remedy;
DROP TRIGGER insights_cause_is_noticed ON issues_rootcause;
DROP TRIGGER insights_calendar_is_noticed ON inflection_points_calendar;
DROP TRIGGER insights_gone_issue_is_noticed ON issues_issue;
DROP TRIGGER insights_issue_is_noticed ON issues_issue;
DROP TRIGGER insights_event_is_noticed ON issues_event;
DROP FUNCTION insights_change_is_noticed;
DROP FUNCTION insights_event_is_noticed;
"""
# What is there already waits to be counted.
BEGIN_WITH_ALL = """
INSERT INTO insights_change (kind, number) SELECT 'issue', id FROM issues_issue ORDER BY reported_at, id;
INSERT INTO insights_change (kind, number) SELECT 'remedy', id FROM issues_remedy WHERE completed_at IS NOT NULL;
"""
# Rows come and go: what is dead is to be taken away before the next look has to pass it.
SWEPT_OFTEN = """
ALTER TABLE insights_change SET (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000)
"""


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_facts")]
    operations = [
        migrations.RunSQL(NOTICE, IGNORE),
        migrations.RunSQL(BEGIN_WITH_ALL, "DELETE FROM insights_change"),
        migrations.RunSQL(SWEPT_OFTEN, "ALTER TABLE insights_change RESET (autovacuum_vacuum_scale_factor)"),
    ]
