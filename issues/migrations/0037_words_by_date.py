"""Beside the words of an issue stands when it was reported: the newest with a word are found without reading any other.

The column and what keeps it; the next migration finds it for the issues that are there.
"""

from django.db import migrations, models

FUNCTIONS = """
CREATE OR REPLACE FUNCTION issues_words_are_found_anew(wanted bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO issues_words (issue_id, lexemes{column})
        SELECT id, issues_words_of(id){column} FROM issues_issue WHERE id = wanted
        ON CONFLICT (issue_id) DO UPDATE SET lexemes = excluded.lexemes
            WHERE issues_words.lexemes <> excluded.lexemes
$$;
CREATE OR REPLACE FUNCTION issues_words_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'issues_issue' THEN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM issues_words WHERE issue_id = OLD.id;
        ELSIF TG_OP = 'INSERT' THEN
            INSERT INTO issues_words (issue_id, lexemes{column})
                VALUES (NEW.id, strip(to_tsvector('simple', NEW.title)){value});
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
"""
DATED = """
CREATE OR REPLACE FUNCTION issues_words_are_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {follow}RETURN NULL;
END $$;
"""
FOLLOW = """UPDATE issues_words SET reported_at = NEW.reported_at WHERE issue_id = NEW.id;
    """


class Migration(migrations.Migration):
    dependencies = [("issues", "0036_words_follow_the_date")]
    operations = [
        migrations.AddField("words", "reported_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            FUNCTIONS.format(column=", reported_at", value=", NEW.reported_at"),
            FUNCTIONS.format(column="", value=""),
        ),
        migrations.RunSQL(DATED.format(follow=FOLLOW), DATED.format(follow="")),
    ]
