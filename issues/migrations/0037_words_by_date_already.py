"""When the issues that are there were reported, beside their words; then the index that walks them.

By itself, after the triggers: while a million are dated, people go on; and what was interrupted can be begun again.
"""

from django.db import migrations, models

AT_ONCE = 50_000  # issues: whoever reports or comments waits for so many at most
FIND = """
UPDATE issues_words w SET reported_at = i.reported_at FROM issues_issue i
    WHERE i.id = w.issue_id AND i.id > %s AND i.id <= %s AND w.reported_at IS NULL
"""
NEWEST = models.Index(fields=["-reported_at", "-issue"], name="words_newest")


def find(_apps, editor):
    """Each batch is committed by itself, and begun again it goes on."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM issues_issue")
        (last,) = cursor.fetchone()
        for first in range(0, last, AT_ONCE):
            cursor.execute(FIND, [first, first + AT_ONCE])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("issues", "0036_words_by_date")]
    operations = [
        migrations.RunPython(find, migrations.RunPython.noop, atomic=False),
        migrations.AlterField("words", "reported_at", models.DateTimeField()),
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS words_newest ON issues_words (reported_at DESC, issue_id DESC)",
            "DROP INDEX words_newest",
            state_operations=[migrations.AddIndex("words", NEWEST)],
        ),
    ]
