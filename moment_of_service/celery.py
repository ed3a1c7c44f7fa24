"""The Celery application. Beat only says "look now": every deadline is a row in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moment_of_service.settings")

app = Celery("moment_of_service")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
