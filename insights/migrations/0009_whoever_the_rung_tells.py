"""That the executive sponsor was told is read from whom the rung tells, whatever its place on the ladder."""

from django.db import migrations

NOTE = """
    INSERT INTO insights_sponsortold AS told (issue_id, cycle, at)
        SELECT issue_id, cycle, min(fired_at) FROM {rungs} AS fired
         WHERE clock = 'act' AND NOT caught_up AND {tells} GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (issue_id, cycle) DO UPDATE SET at = excluded.at WHERE excluded.at < told.at;
"""
BY_WHOM = """EXISTS (
            SELECT FROM inflection_points_policyrung AS rung
              JOIN inflection_points_policyrungrecipient AS recipient ON recipient.rung_id = rung.id
             WHERE rung.version_id = fired.policy_version_id AND rung.clock = fired.clock
               AND rung.position = fired.rung AND recipient.whom = 'executive_sponsor')"""
BY_PLACE = "rung >= 4"
NOTICE = """
CREATE OR REPLACE FUNCTION insights_sponsor_is_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {note} RETURN NULL;
END $$;
"""


def noticed(tells: str) -> list[str]:
    """From now on, and of all that fired before. What fires meanwhile waits: it would be noted as before, or not at all."""
    return [
        "LOCK TABLE issues_escalation IN SHARE ROW EXCLUSIVE MODE;",
        NOTICE.format(note=NOTE.format(rungs="written", tells=tells)),
        "DELETE FROM insights_sponsortold;",
        NOTE.format(rungs="issues_escalation", tells=tells),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0008_only_what_is_over_is_counted_anew"),
        ("issues", "0035_who_is_asked_already"),
    ]
    operations = [migrations.RunSQL(noticed(BY_WHOM), noticed(BY_PLACE))]
