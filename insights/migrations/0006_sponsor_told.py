"""When the executive sponsor was first told in each cycle of an issue: the database notes it, so no way of writing one can forget it."""

import django.db.models.deletion
from django.db import migrations, models

FIRST = """
    INSERT INTO insights_sponsortold AS told (issue_id, cycle, at)
        SELECT issue_id, cycle, min(fired_at) FROM {rungs}
         WHERE clock = 'act' AND rung >= 4 AND NOT caught_up GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (issue_id, cycle) DO UPDATE SET at = excluded.at WHERE excluded.at < told.at;
"""
NOTICE = f"""
CREATE FUNCTION insights_sponsor_is_noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {FIRST.format(rungs="written")} RETURN NULL;
END $$;
CREATE TRIGGER insights_sponsor_is_noticed AFTER INSERT ON issues_escalation
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION insights_sponsor_is_noticed();
"""
IGNORE = """
DROP TRIGGER insights_sponsor_is_noticed ON issues_escalation;
DROP FUNCTION insights_sponsor_is_noticed;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('inflection_points', '0011_standards_in_force'),
        ('insights', '0005_weekly_mail'),
        ('issues', '0032_promises_by_date'),
    ]

    operations = [
        migrations.CreateModel(
            name='SponsorTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cycle', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'sponsors told',
            },
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('declined_at__isnull', False)), fields=['declined_at'], name='fact_declined'),
        ),
        migrations.AddField(
            model_name='sponsortold',
            name='issue',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='issues.issue'),
        ),
        migrations.AddIndex(
            model_name='sponsortold',
            index=models.Index(fields=['at', 'issue'], name='sponsor_told_at'),
        ),
        migrations.AddConstraint(
            model_name='sponsortold',
            constraint=models.UniqueConstraint(fields=('issue', 'cycle'), name='sponsor_told_once'),
        ),
        migrations.RunSQL(NOTICE, IGNORE),
        migrations.RunSQL(FIRST.format(rungs="issues_escalation"), migrations.RunSQL.noop),
    ]
