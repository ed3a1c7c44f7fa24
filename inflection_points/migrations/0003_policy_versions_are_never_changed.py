"""Issues pin the version of a policy: the database itself refuses to change what a version says."""

from django.db import migrations

FORBID = """
CREATE FUNCTION policy_version_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A policy version is never changed: save a new one.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER version_is_never_changed BEFORE UPDATE ON inflection_points_policyversion FOR EACH ROW
    WHEN ((OLD.policy_id, OLD.number, OLD.hold_limit_percent, OLD.created_at)
          IS DISTINCT FROM (NEW.policy_id, NEW.number, NEW.hold_limit_percent, NEW.created_at))
    EXECUTE FUNCTION policy_version_is_never_changed();
CREATE TRIGGER target_is_never_changed BEFORE UPDATE ON inflection_points_policytarget FOR EACH ROW
    EXECUTE FUNCTION policy_version_is_never_changed();
CREATE TRIGGER rung_is_never_changed BEFORE UPDATE ON inflection_points_policyrung FOR EACH ROW
    EXECUTE FUNCTION policy_version_is_never_changed();
CREATE TRIGGER recipient_is_never_changed BEFORE UPDATE ON inflection_points_policyrungrecipient FOR EACH ROW
    EXECUTE FUNCTION policy_version_is_never_changed();
"""
ALLOW = """
DROP TRIGGER version_is_never_changed ON inflection_points_policyversion;
DROP TRIGGER target_is_never_changed ON inflection_points_policytarget;
DROP TRIGGER rung_is_never_changed ON inflection_points_policyrung;
DROP TRIGGER recipient_is_never_changed ON inflection_points_policyrungrecipient;
DROP FUNCTION policy_version_is_never_changed;
"""


class Migration(migrations.Migration):
    dependencies = [("inflection_points", "0002_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
