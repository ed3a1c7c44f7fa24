from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The flow of a few weeks finds what was acted on and resolved in them, and reads no fact of other weeks."""

    dependencies = [("insights", "0009_whoever_the_rung_tells")]

    operations = [
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                fields=["ever_acted_at"], condition=Q(ever_acted_at__isnull=False), name="fact_acted"
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                fields=["resolved_at"], condition=Q(resolved_at__isnull=False), name="fact_resolved"
            ),
        ),
    ]
