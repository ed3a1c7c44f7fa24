"""Reports are told when their issue is resolved or goes on; and what only old issues are is found by indexes of its own."""

from django.db import migrations, models

import issues.rules.state

KEEP = """
CREATE OR REPLACE TRIGGER issues_reports_await_answers AFTER UPDATE OF phase ON issues_issue FOR EACH ROW
    WHEN ((OLD.phase = 'resolved') <> (NEW.phase = 'resolved'))
    EXECUTE FUNCTION issues_reports_await_answers();
"""
LEAVE = "DROP TRIGGER issues_reports_await_answers ON issues_issue;"


def index(phase):
    """As `AddIndex` would make it; one that is there, as where 0033 made it, is left as it is."""
    made = models.Index(condition=models.Q(("phase", phase)), fields=["-reported_at", "-id"], name=f"issue_{phase}")
    return migrations.RunSQL(
        f"CREATE INDEX IF NOT EXISTS {made.name} ON issues_issue (reported_at DESC, id DESC) WHERE phase = '{phase}'",
        f"DROP INDEX {made.name}",
        state_operations=[migrations.AddIndex("issue", made)],
    )


class Migration(migrations.Migration):
    dependencies = [("issues", "0033_who_is_asked")]
    operations = [
        migrations.RunSQL(KEEP, LEAVE),
        index(issues.rules.state.Phase["VERIFIED"]),
        index(issues.rules.state.Phase["RESOLVED"]),
    ]
