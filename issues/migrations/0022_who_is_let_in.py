"""Who is let into a confidence, in one call that a list makes for its confidential rows alone.

Written into each query, the question took PostgreSQL 20 ms to plan, and kept it from counting with two processes.
`docs/security.md` says it in words.
"""

from django.db import migrations

ASK = """
CREATE FUNCTION issues_lets_in(
    issue_ bigint, holder_ bigint, department_ bigint, point_ bigint, them bigint[], triages bigint
) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce(holder_ = ANY (them)
        -- A department has it and nobody in person: its head, and whoever of it may triage.
        OR (holder_ IS NULL AND (department_ = triages OR EXISTS (
            SELECT FROM people_department WHERE id = department_ AND head_id = ANY (them))))
        OR EXISTS (
            SELECT FROM inflection_points_inflectionpoint point
                JOIN people_department department ON department.id = point.department_id
                JOIN inflection_points_stage stage ON stage.id = point.stage_id
                JOIN inflection_points_valuechain chain ON chain.id = stage.chain_id
            WHERE point.id = point_ AND (point.owner_id = ANY (them) OR point.deputy_id = ANY (them)
                OR department.head_id = ANY (them) OR stage.sponsor_id = ANY (them)
                OR chain.executive_sponsor_id = ANY (them)))
        OR EXISTS (SELECT FROM issues_report WHERE issue_id = issue_ AND reporter_id = ANY (them))
        OR EXISTS (SELECT FROM issues_report WHERE told_of_id = issue_ AND reporter_id = ANY (them))
        OR EXISTS (SELECT FROM issues_action WHERE issue_id = issue_ AND assignee_id = ANY (them))
        OR EXISTS (SELECT FROM issues_custody WHERE issue_id = issue_ AND person_id = ANY (them))
        OR EXISTS (SELECT FROM notifications_message
            WHERE is_confidential AND about = 'issue:' || issue_ AND recipient_id = ANY (them)
                -- Whoever hears of it because they saw it anyway is not let in by that, nor by what nobody was told.
                AND kind NOT IN ('mentioned', 'watched')
                AND state <> 'dropped' AND NOT (state = 'queued' AND held_until IS NOT NULL))
        OR EXISTS (SELECT FROM issues_event made
            WHERE made.issue_id = issue_ AND made.kind = 'made_confidential' AND made.actor_id = ANY (them)
                AND NOT EXISTS (SELECT FROM issues_event undone
                    WHERE undone.issue_id = issue_ AND undone.kind = 'undone' AND undone.seq > made.seq
                        AND (undone.payload ->> 'of')::int <= made.seq)), false);
END $$;
"""
FORGET = "DROP FUNCTION issues_lets_in(bigint, bigint, bigint, bigint, bigint[], bigint)"


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0021_bulk_runs"),
        ("notifications", "0008_what_can_be_taken_back_is_held"),
        ("people", "0004_who_acts_for_whom"),
        ("inflection_points", "0007_when_a_calendar_changed"),
    ]

    operations = [migrations.RunSQL(ASK, FORGET)]
