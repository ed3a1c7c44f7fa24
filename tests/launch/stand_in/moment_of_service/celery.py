"""A Celery application for the launcher to start."""

import os

from celery import Celery

app = Celery("moment_of_service", broker=os.environ["REDIS_URL"])
