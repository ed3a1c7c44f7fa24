"""Of which reports somebody is asked already whether it is fixed.

By itself, after the triggers: while the reports of a million issues are found, people go on; and what was interrupted can be begun again.
"""

from django.db import migrations

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
    atomic = False
    dependencies = [("issues", "0034_old_issues")]
    operations = [migrations.RunPython(find, migrations.RunPython.noop, atomic=False)]
