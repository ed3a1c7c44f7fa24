from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists behind the numbers of one point walk its facts, the newest first."""

    dependencies = [("insights", "0006_sponsor_told")]

    operations = [
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(fields=["point", "-reported_at", "-issue"], name="fact_newest_at"),
        ),
    ]
