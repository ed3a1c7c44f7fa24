"""What few people hold lies at few points: told so, PostgreSQL no longer sorts thousands to find the newest fifty."""

import issues.rules.state
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0022_who_is_let_in'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(models.Q(('phase__in', (issues.rules.state.Phase['VERIFIED'], issues.rules.state.Phase['DECLINED'], issues.rules.state.Phase['MERGED'])), _negated=True), models.Q(('phase', issues.rules.state.Phase['RESOLVED']), _negated=True), ('acted_at', None)), fields=['-reported_at', '-id', 'act_by'], name='issue_to_act_newest'),
        ),
        migrations.RunSQL(
            "CREATE STATISTICS issue_goes_together (dependencies, mcv) ON point_id, holder_id, phase FROM issues_issue",
            "DROP STATISTICS issue_goes_together",
        ),
        migrations.RunSQL("ANALYZE issues_issue", migrations.RunSQL.noop),
    ]
