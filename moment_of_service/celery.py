"""The Celery application. Beat only says "look now": every deadline is a row in the database."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moment_of_service.settings")

app = Celery("moment_of_service")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def look_at_once(**_sender: object) -> None:
    """A worker that starts does not wait for beat: whatever came due while nobody looked is told now."""
    app.send_task("issues.tasks.sweep")
