"""A sweep is written down when it has ended; one that died leaves no note."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("issues", "0005_words_of_titles")]
    operations = [
        migrations.RemoveIndex("sweeprun", "sweep_newest"),
        migrations.RemoveIndex("sweeprun", "sweep_gaps"),
        migrations.RenameField("sweeprun", "started_at", "at"),
        migrations.RemoveField("sweeprun", "finished"),
        migrations.AlterModelOptions("sweeprun", {"ordering": ["-at"]}),
        migrations.AddIndex("sweeprun", models.Index(fields=["-at"], name="sweep_newest")),
        migrations.AddIndex(
            "sweeprun",
            models.Index(fields=["at"], condition=models.Q(gap_seconds__gt=0), name="sweep_gaps"),
        ),
    ]
