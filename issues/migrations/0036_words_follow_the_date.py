"""Where the date of a report changes, its words will follow: so far there is nothing to follow.

Each migration locks one table, and can be begun again: this one that of issues, the next that of words, and then the dates that are there
already are found. To lock both at once would stop whoever reports meanwhile.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION issues_words_are_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN NULL;
END $$;
CREATE TRIGGER issues_words_of_another_date AFTER UPDATE OF reported_at ON issues_issue
    FOR EACH ROW WHEN (OLD.reported_at <> NEW.reported_at) EXECUTE FUNCTION issues_words_are_dated();
"""
LEAVE = """
DROP TRIGGER issues_words_of_another_date ON issues_issue;
DROP FUNCTION issues_words_are_dated;
"""


class Migration(migrations.Migration):
    dependencies = [("issues", "0035_who_is_asked_already")]
    operations = [migrations.RunSQL(KEEP, LEAVE)]
