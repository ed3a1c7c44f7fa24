"""The settings, driven by the environment; production refuses to start half-configured.

What every Django project sets stands here; the rest by what it is for, in the modules beside this one.
"""

import sys

from django.core.exceptions import ImproperlyConfigured

from moment_of_service.settings.accounts import *
from moment_of_service.settings.api import *
from moment_of_service.settings.browsers import *
from moment_of_service.settings.channels import *
from moment_of_service.settings.environment import BASE_DIR, ENVIRONMENT, PRODUCTION, env, required
from moment_of_service.settings.files import *
from moment_of_service.settings.languages import *
from moment_of_service.settings.workers import *

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
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

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
