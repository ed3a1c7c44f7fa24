"""Reports that somebody began to write: one row for each page that was touched, and nothing of who touched it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inflection_points", "0008_posters"),
        ("issues", "0025_intake"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportStart",
            fields=[
                ("client_key", models.UUIDField(primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        help_text="where it was about, if that was known by then",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_starts",
                        to="inflection_points.inflectionpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["started_at"],
                "indexes": [models.Index(fields=["point", "started_at"], name="report_start_at_point")],
            },
        ),
    ]
