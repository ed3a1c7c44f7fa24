"""Which languages there are, and which clock and formats count."""

from moment_of_service.settings.environment import BASE_DIR, ENVIRONMENT, env

LANGUAGE_CODE = "en-gb"  # also what is said to the whole company: in channels
LANGUAGES_OFFERED = [("en-gb", "English"), ("de", "Deutsch")]  # each in its own words
LANGUAGES = LANGUAGES_OFFERED
LOCALE_PATHS = [BASE_DIR / "locale"]
# See docs/languages.md: everything marked, longer, in brackets; the second from right to left.
if ENVIRONMENT == "test":
    LANGUAGES = [*LANGUAGES_OFFERED, ("en-xa", "Pseudo"), ("ar-xb", "Pseudo, right to left")]
    LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "var" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# The database's clock counts for all processes. In tests time travels, and the database does not come along.
SHARED_CLOCK = env.bool("SHARED_CLOCK", default=ENVIRONMENT != "test")
FORMAT_MODULE_PATH = ["moment_of_service.formats"]
