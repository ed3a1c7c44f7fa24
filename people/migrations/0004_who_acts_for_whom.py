"""Whom somebody acts for at an instant, in one call: `people.rules.absences.stand_in` read backwards."""

from django.db import migrations

ASK = """
CREATE FUNCTION people_acting_as(deputy_ bigint, at_ timestamptz) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    -- From the deputy to those who are away; UNION takes each person once, so a circle ends.
    WITH RECURSIVE away AS (
        SELECT person_id, deputy_id FROM people_absence WHERE since <= at_ AND until > at_
    ), represented AS (
        SELECT person_id FROM away
            WHERE deputy_id = deputy_ AND NOT EXISTS (SELECT FROM away WHERE person_id = deputy_)
        UNION SELECT away.person_id FROM away JOIN represented ON away.deputy_id = represented.person_id
    ) SELECT array_append(coalesce(array_agg(person_id), '{}'), deputy_) FROM represented
$$;
"""
FORGET = "DROP FUNCTION people_acting_as(bigint, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_rearrangements")]

    operations = [migrations.RunSQL(ASK, FORGET)]
