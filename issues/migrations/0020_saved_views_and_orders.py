
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inflection_points', '0007_when_a_calendar_changed'),
        ('issues', '0019_attachments_and_watches'),
        ('people', '0003_rearrangements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DefaultView',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='default_view', serialize=False, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('query', models.TextField(blank=True, help_text='as it stands in the address; empty: everything, newest first')),
                ('is_shared', models.BooleanField(default=False, help_text='everybody sees it and can open it')),
                ('saved_at', models.DateTimeField(help_text='the last time that what it shows was changed')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(models.Case(models.When(severity='critical', then=models.Value(3)), models.When(severity='high', then=models.Value(2)), models.When(severity='normal', then=models.Value(1)), models.When(severity='low', then=models.Value(0)), default=models.Value(0), output_field=models.SmallIntegerField()), models.F('reported_at'), models.F('id'), name='issue_severity'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['customers', 'id'], name='issue_customers'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['phase', 'reported_at', 'id'], name='issue_phase'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('is_imported', True)), fields=['reported_at', 'id'], name='issue_imported'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('cycle__gt', 1)), fields=['reported_at', 'id'], name='issue_reopened'),
        ),
        migrations.AddField(
            model_name='savedview',
            name='owner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='defaultview',
            name='view',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opened_by', to='issues.savedview'),
        ),
        migrations.AddIndex(
            model_name='savedview',
            index=models.Index(condition=models.Q(('is_shared', True)), fields=['name'], name='saved_view_shared'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(models.F('owner'), django.db.models.functions.text.Lower('name'), name='saved_view_name_once'),
        ),
    ]
