"""One settings file, driven by the environment; production refuses to start half-configured.

`ENVIRONMENT` is `production` unless said otherwise, so that a forgotten variable can only make things stricter.
"""

import re
import sys
from ipaddress import ip_network
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
ENVIRONMENT = env.str("ENVIRONMENT", default="production")
if ENVIRONMENT not in {"production", "development", "test"}:
    raise ImproperlyConfigured("ENVIRONMENT must be production, development or test.")
PRODUCTION = ENVIRONMENT == "production"


def required(name: str, fallback: str) -> str:
    """The variable's value; outside production the fallback. In production a missing one stops the start."""
    value = str(env.str(name, default=""))
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"Set {name}: production does not start without it (see .env.example).")
    return fallback


SECRET_KEY = required("SECRET_KEY", "only-for-development-" + "0" * 40)
# Former keys: what they signed stays good, above all the links on posters that hang.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production: it shows internals to visitors.")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SITE_URL = required("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

INSTALLED_APPS = [
    "people",
    "inflection_points",
    "notifications",
    "issues",
    "insights",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "rest_framework.authtoken",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.views.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "people.views.middleware.SigningOutWipes",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "people.views.middleware.ViewerLanguage",
    "people.views.middleware.ViewerTimeZone",
    "issues.views.middleware.StandIn",
    "issues.views.middleware.WayBack",
    "issues.views.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "moment_of_service.urls"
WSGI_APPLICATION = "moment_of_service.wsgi.application"
ASGI_APPLICATION = "moment_of_service.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "moment_of_service.frame.frame",
            ],
            "libraries": {"lucide": "people.templatetags.icons"},
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # finds ours in templates/django/forms first

DATABASES = {
    "default": {
        **env.db_url_config(required("DATABASE_URL", "postgres://localhost/moment_of_service")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
# A worker that is stopped in the middle of a transaction must not keep its rows from the others for ever.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
    "options", "-c idle_in_transaction_session_timeout=120000"
)
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured(
        "DATABASE_URL must name a PostgreSQL database: postgres://user:password@host/name"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    if ENVIRONMENT != "test"
    else ["django.contrib.auth.hashers.MD5PasswordHasher"]
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "people.forms.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "people.forms.AddEmailForm",
    "change_password": "people.forms.ChangePasswordForm",
    "login": "people.forms.LoginForm",
    "reauthenticate": "people.forms.ReauthenticateForm",
    "reset_password": "people.forms.ResetPasswordForm",
    "set_password": "people.forms.SetPasswordForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who has no account here gets no mail from here
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # axes locks out, in the database and for all processes alike
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "people.forms.name_tried"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
PROXY_COUNT = env.int("PROXY_COUNT", default=0)  # of ours, that add to X-Forwarded-For
AXES_CLIENT_IP_CALLABLE = "people.views.addresses.address_of"
AXES_ENABLED = ENVIRONMENT != "test" or env.bool("AXES_ENABLED", default=False)

CSRF_FAILURE_VIEW = "people.views.unsent.too_old"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env.bool("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "en-gb"  # also what is said to the whole company: in channels
LANGUAGES_OFFERED = [("en-gb", "English"), ("de", "Deutsch")]  # each in its own words
LANGUAGES = LANGUAGES_OFFERED
LOCALE_PATHS = [BASE_DIR / "locale"]
if (
    ENVIRONMENT == "test"
):  # see docs/languages.md: everything marked, longer, in brackets; the second from right to left
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

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_ROOT = Path(
    env.str("MEDIA_ROOT", default=str(BASE_DIR / "media" if PRODUCTION else BASE_DIR / "var" / "media"))
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "moment_of_service.storage.HashedFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
# "off" takes the service worker out of every browser that comes by; see docs/offline.md.
SERVICE_WORKER = env.bool("SERVICE_WORKER", default=True)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION  # in a checkout an edit shows at once
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "issues.forms.files.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # the forms say sooner that five are the most

EMAIL_CONFIG = env.email_url_config(required("EMAIL_URL", "consolemail://"))
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "notifications.commands.smtp.EmailBackend"  # the same, and bounded in time
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "Moment of Service <no-reply@localhost>")

# Where webhooks may go besides public addresses: networks of the company's own receivers, and ports.
CHANNEL_NETWORKS = [ip_network(text) for text in env.list("CHANNEL_NETWORKS", default=[])]
CHANNEL_PORTS = env.list("CHANNEL_PORTS", cast=int, default=[443, 8443] if PRODUCTION else [])
CHANNELS_NEED_TLS = PRODUCTION
CHANNEL_TIMEOUT = 10  # seconds for a whole exchange with a receiver

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # deadlines are rows: nothing is kept in Redis that would be missed
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The sweep has a queue of its own, and a process that does nothing else: whatever is slow, deadlines are looked at.
# A worker that is not told which queue to serve serves both.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("sweep")]
CELERY_TASK_ROUTES = {"issues.tasks.sweep": {"queue": "sweep"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 10}
SWEEP_EVERY = env.float("SWEEP_EVERY", default=60.0)  # seconds
# A guest's photos are looked through by the worker: whoever sent them waits for the number.
TAKE_IN_EVERY = min(SWEEP_EVERY, 6.0)  # seconds
# After so many seconds without a sweep the web processes look at the deadlines themselves; 0: never.
STAND_IN_AFTER = env.float("STAND_IN_AFTER", default=0.0 if ENVIRONMENT == "test" else 180.0)
# Where a sign of life is sent once a minute while nothing is wrong; see docs/operations.md.
HEARTBEAT_URL = env.str("HEARTBEAT_URL", default="")
if HEARTBEAT_URL and not re.match(r"https?://[^/:?#@]+(:\d{1,5})?([/?]|$)", HEARTBEAT_URL):
    raise ImproperlyConfigured("HEARTBEAT_URL must be an address such as https://monitor.example.com/ping/….")
# "Look now" is worth nothing later, but a worker judges that by its own clock, which may be hours ahead of beat's.
_PASSED = {"expires": max(3 * 60 * 60, 5 * SWEEP_EVERY)}
CELERY_BEAT_SCHEDULE = {
    "remind_of_promises": {"task": "issues.tasks.remind_of_promises", "schedule": 60, "options": _PASSED},
    "sweep": {"task": "issues.tasks.sweep", "schedule": SWEEP_EVERY, "options": _PASSED},
    "deliver": {"task": "issues.tasks.deliver", "schedule": min(SWEEP_EVERY, 15.0), "options": _PASSED},
    "take_in": {"task": "issues.tasks.take_in", "schedule": TAKE_IN_EVERY, "options": _PASSED},
    "audit": {"task": "issues.tasks.audit", "schedule": 5 * SWEEP_EVERY, "options": _PASSED},
    "keep_current": {"task": "insights.tasks.keep_current", "schedule": SWEEP_EVERY, "options": _PASSED},
    "extend_holidays": {"task": "issues.tasks.extend_holidays", "schedule": crontab("40", "2")},
    "lint": {"task": "issues.tasks.lint", "schedule": crontab("20", "3")},
    "remove_unattached": {"task": "issues.tasks.remove_unattached", "schedule": crontab("10", "4")},
    **{
        name: {"task": f"issues.tasks.{name}", "schedule": SWEEP_EVERY, "options": _PASSED}
        for name in ("lint_if_asked", "resume_imports", "resume_policy_moves")
    },
    "mail_the_week": {"task": "insights.tasks.mail_the_week", "schedule": SWEEP_EVERY, "options": _PASSED},
}
if HEARTBEAT_URL:
    CELERY_BEAT_SCHEDULE["send_sign_of_life"] = {
        "task": "issues.tasks.send_sign_of_life",
        "schedule": SWEEP_EVERY,
        "options": _PASSED,
    }

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one says how to sign in: with a token, so that the answer is 401 and not 403.
        "people.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "issues.api.errors.explain",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Moment of Service",
    "DESCRIPTION": "Report problems and read what became of them. The same commands as on the screen.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "Severity": "issues.models.Issue.Severities",
        "Phase": "issues.models.Issue.Phases",
        "ActionKind": "issues.models.Action.Kinds",
        "RemedyKind": "issues.models.Remedy.Kinds",
        "MoveKind": "issues.rules.moves.MoveKind",
        "Whose": "issues.rules.moves.Whose",
        "Standing": "issues.rules.moves.Standing",
        "Command": "issues.commands.offers.Offer",
        "ClosureReason": "issues.rules.events.ClosureReason",
        "Role": "people.models.User.Roles",
    },
}

SILENCED_SYSTEM_CHECKS = ["rest_framework.W001"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR" if ENVIRONMENT == "test" else "WARNING"},
        "axes": {"level": "WARNING"},
    },
}
