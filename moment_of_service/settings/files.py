"""Files: those of the pages, and those that people send."""

from pathlib import Path

from moment_of_service.settings.environment import BASE_DIR, PRODUCTION, env

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
