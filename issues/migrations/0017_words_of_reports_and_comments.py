"""Issues are found by what was reported about them and by the comments, too. The database keeps the words itself."""

import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

# PostgreSQL refuses a vector of more than a megabyte, and a report must never fail because of the search: of what is
# told about one issue, only so many letters count.
MOST = 100_000
KEEP = f"""
CREATE FUNCTION issues_words_of(wanted bigint) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT strip(to_tsvector('simple', left(string_agg(told, ' ' ORDER BY place, number), {MOST}))) FROM (
        SELECT title AS told, 0 AS place, id AS number FROM issues_issue WHERE id = wanted
        UNION ALL
        SELECT text, 1, id FROM issues_report WHERE issue_id = wanted AND text <> ''
        UNION ALL
        SELECT payload ->> 'text', 2, id FROM issues_event WHERE issue_id = wanted AND kind = 'commented'
    ) everything
$$;
CREATE FUNCTION issues_words_are_found_anew(wanted bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO issues_words (issue_id, lexemes)
        SELECT id, issues_words_of(id) FROM issues_issue WHERE id = wanted
        ON CONFLICT (issue_id) DO UPDATE SET lexemes = excluded.lexemes
            WHERE issues_words.lexemes <> excluded.lexemes
$$;
CREATE FUNCTION issues_words_grow(wanted bigint, told text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    kept tsvector;
    more tsvector := strip(to_tsvector('simple', left(told, {MOST})));
BEGIN
    SELECT lexemes INTO kept FROM issues_words WHERE issue_id = wanted;
    IF kept IS NULL OR length(kept) + length(more) > {MOST} / 10 THEN
        PERFORM issues_words_are_found_anew(wanted);
    ELSIF kept || more <> kept THEN
        UPDATE issues_words SET lexemes = kept || more WHERE issue_id = wanted;
    END IF;
END $$;
CREATE FUNCTION issues_words_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'issues_issue' THEN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM issues_words WHERE issue_id = OLD.id;
        ELSE
            PERFORM issues_words_are_found_anew(NEW.id);
        END IF;
    ELSIF TG_TABLE_NAME = 'issues_event' THEN
        PERFORM issues_words_grow(NEW.issue_id, NEW.payload ->> 'text');
    ELSE
        PERFORM issues_words_grow(NEW.issue_id, NEW.text);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER issues_words_of_a_title AFTER INSERT OR DELETE ON issues_issue
    FOR EACH ROW EXECUTE FUNCTION issues_words_are_kept();
CREATE TRIGGER issues_words_of_another_title AFTER UPDATE OF title ON issues_issue
    FOR EACH ROW WHEN (OLD.title <> NEW.title) EXECUTE FUNCTION issues_words_are_kept();
CREATE TRIGGER issues_words_of_a_report AFTER INSERT ON issues_report
    FOR EACH ROW WHEN (NEW.text <> '') EXECUTE FUNCTION issues_words_are_kept();
CREATE TRIGGER issues_words_of_a_comment AFTER INSERT ON issues_event
    FOR EACH ROW WHEN (NEW.kind = 'commented') EXECUTE FUNCTION issues_words_are_kept();
"""
# A merge moves hundreds of reports in one statement: the words of both issues are found once, and in the order of their
# numbers, as issues are locked everywhere.
MOVE = """
CREATE FUNCTION issues_words_of_moved_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM issues_words_are_found_anew(issue_id) FROM (
        SELECT was.issue_id FROM was JOIN comes USING (id)
            WHERE was.issue_id <> comes.issue_id OR was.text <> comes.text
        UNION
        SELECT comes.issue_id FROM was JOIN comes USING (id) WHERE was.issue_id <> comes.issue_id
        ORDER BY 1
    ) touched;
    RETURN NULL;
END $$;
CREATE FUNCTION issues_words_of_removed_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM issues_words_are_found_anew(issue_id) FROM (
        SELECT DISTINCT issue_id FROM was ORDER BY 1
    ) touched;
    RETURN NULL;
END $$;
CREATE TRIGGER issues_words_of_another_report AFTER UPDATE ON issues_report
    REFERENCING OLD TABLE AS was NEW TABLE AS comes
    FOR EACH STATEMENT EXECUTE FUNCTION issues_words_of_moved_reports();
CREATE TRIGGER issues_words_of_no_report AFTER DELETE ON issues_report
    REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION issues_words_of_removed_reports();
"""
LEAVE = """
DROP TRIGGER issues_words_of_a_title ON issues_issue;
DROP TRIGGER issues_words_of_another_title ON issues_issue;
DROP TRIGGER issues_words_of_a_report ON issues_report;
DROP TRIGGER issues_words_of_another_report ON issues_report;
DROP TRIGGER issues_words_of_no_report ON issues_report;
DROP TRIGGER issues_words_of_a_comment ON issues_event;
DROP FUNCTION issues_words_of_moved_reports, issues_words_of_removed_reports, issues_words_are_kept,
    issues_words_grow, issues_words_are_found_anew, issues_words_of;
"""
AT_ONCE = 5000  # issues: whoever reports or comments waits for so many at most
FIND = """
INSERT INTO issues_words (issue_id, lexemes)
    SELECT id, issues_words_of(id) FROM issues_issue WHERE id > %s AND id <= %s ORDER BY id
    ON CONFLICT DO NOTHING
"""


def find(_apps, editor):
    """The words of what is there already; each batch is committed by itself, and begun again it goes on."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM issues_issue")
        (last,) = cursor.fetchone()
        for first in range(0, last, AT_ONCE):
            cursor.execute(FIND, [first, first + AT_ONCE])


class Migration(migrations.Migration):
    # Each step by itself, the triggers first: while the words of a million issues are found, people go on reporting.
    atomic = False
    dependencies = [("issues", "0016_lists_and_inbox_have_their_indexes")]
    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "issue",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="issues.issue",
                    ),
                ),
                ("lexemes", SearchVectorField()),
            ],
            options={"verbose_name_plural": "words"},
        ),
        migrations.RunSQL([KEEP, MOVE], [LEAVE]),
        migrations.RunPython(find, migrations.RunPython.noop, atomic=False),
        migrations.AddIndex("words", GinIndex(fields=["lexemes"], name="words_of_issues")),
        migrations.RemoveIndex("issue", "issue_words"),
    ]
