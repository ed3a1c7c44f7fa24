"""The newest preventive work of a point is found without reading all actions there ever were."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("issues", "0038_words_by_date_already")]

    operations = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["completed_at"],
                condition=Q(kind="preventive", completed_at__isnull=False),
                name="action_prevented",
            ),
        ),
    ]
