"""What the environment says, read by all of the settings: where this runs, and what production must be told."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent

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
