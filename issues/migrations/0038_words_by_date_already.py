"""When the issues that are there were reported, beside their words; then the index that walks them.

By itself, after the triggers: while a million are dated, people go on; and what was interrupted can be begun again. Only while the index is made
whoever reports or comments waits, a second or two at a million.
"""

from django.db import migrations, models

AT_ONCE = 5000  # issues: whoever reports or comments waits for so many at most
# In the order of their numbers, as words are locked everywhere.
FIND = """
WITH undated AS (
    SELECT issue_id FROM issues_words WHERE issue_id > %s AND issue_id <= %s AND reported_at IS NULL
    ORDER BY issue_id FOR UPDATE
)
UPDATE issues_words w SET reported_at = i.reported_at
    FROM undated JOIN issues_issue i ON i.id = undated.issue_id WHERE w.issue_id = undated.issue_id
"""
# Words of no issue have no date; there are some where somebody wrote past the triggers.
LEAVE = "DELETE FROM issues_words w WHERE NOT EXISTS (SELECT FROM issues_issue i WHERE i.id = w.issue_id)"
NEWEST = models.Index(fields=["-reported_at", "-issue"], name="words_newest")


def find(_apps, editor):
    """Each batch is committed by itself, and begun again it goes on."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM issues_issue")
        (last,) = cursor.fetchone()
        for first in range(0, last, AT_ONCE):
            cursor.execute(FIND, [first, first + AT_ONCE])
        cursor.execute(LEAVE)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("issues", "0037_words_by_date")]
    operations = [
        migrations.RunPython(find, migrations.RunPython.noop, atomic=False),
        migrations.AlterField("words", "reported_at", models.DateTimeField()),
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS words_newest ON issues_words (reported_at DESC, issue_id DESC)",
            "DROP INDEX words_newest",
            state_operations=[migrations.AddIndex("words", NEWEST)],
        ),
    ]
