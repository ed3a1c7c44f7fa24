"""A calendar whose days to come have changed counts nothing anew: figures are of hours that are over."""

from django.db import migrations

DROP = "DROP TRIGGER insights_calendar_is_noticed ON inflection_points_calendar;"
NOTICE = """
CREATE TRIGGER insights_calendar_is_noticed AFTER UPDATE ON inflection_points_calendar FOR EACH ROW
    WHEN ((OLD.{revision}, OLD.zone) IS DISTINCT FROM (NEW.{revision}, NEW.zone))
    EXECUTE FUNCTION insights_change_is_noticed('calendar');
"""


class Migration(migrations.Migration):
    dependencies = [("insights", "0007_facts_by_point"), ("inflection_points", "0012_hours_that_are_over")]
    operations = [
        migrations.RunSQL(
            DROP + NOTICE.format(revision="past_revision"), DROP + NOTICE.format(revision="revision")
        ),
    ]
