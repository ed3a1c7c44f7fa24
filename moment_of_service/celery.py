"""The Celery application. Beat only says "look now": every deadline is a row in the database."""

import os

from celery import Celery
from celery.beat import Service
from celery.signals import beat_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moment_of_service.settings")

app = Celery("moment_of_service")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def forget_the_future(sender: Service, **_sender: object) -> None:
    """A beat whose clock was set back would say nothing until the time comes at which it last spoke."""
    for entry in sender.scheduler.schedule.values():
        now = entry.default_now()
        if entry.last_run_at is not None and entry.last_run_at > now:
            entry.last_run_at = now


@worker_ready.connect
def look_at_once(**_sender: object) -> None:
    """A worker that starts does not wait for beat: whatever came due while nobody looked is told now."""
    app.send_task("issues.tasks.sweep")
