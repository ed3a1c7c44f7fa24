"""What points promise so far becomes version 1 of their standards, in force without anybody's signature."""

from django.db import migrations

TAKE_OVER = """
INSERT INTO inflection_points_standard
    (point_id, number, promise, guidance, written_at, revision, asked_at, in_force_since)
SELECT id, 1, promise, guidance, now(), 1, now(), now() FROM inflection_points_inflectionpoint
 WHERE promise <> '' OR guidance <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("inflection_points", "0010_standards")]
    operations = [migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop)]
