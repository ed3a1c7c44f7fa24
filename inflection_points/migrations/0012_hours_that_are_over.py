from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inflection_points', '0011_standards_in_force'),
    ]

    operations = [
        migrations.AddField(
            model_name='calendar',
            name='past_revision',
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, help_text='a new number with every change of the hours that were over when it was made'),
        ),
    ]
