"""What runs beside the pages: the worker's queues, the schedule, and the sign of life."""

import re

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from moment_of_service.settings.environment import ENVIRONMENT, env, required

REDIS_URL = required("REDIS_URL", "redis://127.0.0.1:6379/0")
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
