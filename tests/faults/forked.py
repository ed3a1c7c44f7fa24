"""Sweepers and senders as processes that can be killed, forked from one that has Django loaded.

`manage.py sweep` takes a second to start, which fifty kills would pay fifty times.
"""

import multiprocessing
import os
import signal
import time
from multiprocessing.process import BaseProcess
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

if not apps.ready:  # in the process that the others are forked from
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moment_of_service.settings")
    django.setup()

from issues.commands.policy_moves import run_policy_move
from issues.commands.sweeping import sweep
from issues.commands.wanting import unwanted
from notifications.commands.delivery import deliver

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.forked"])
PAUSE = 0.02  # seconds between two looks


def sweeper(batch: int) -> BaseProcess:
    """A process that sweeps for ever."""
    return _start(_sweep, batch)


def sender() -> BaseProcess:
    """A process that delivers for ever, to the mail server of this test."""
    return _start(_deliver, settings.EMAIL_HOST, settings.EMAIL_PORT)


def mover(run: int) -> BaseProcess:
    """A process that moves the open issues of a policy until none is left."""
    return _start(_move, run)


def kill(process: BaseProcess) -> None:
    """SIGKILL: nothing of it can tidy up."""
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(10)


def _start(work: Any, *arguments: Any) -> BaseProcess:
    process = _FORKS.Process(target=work, args=(dict(connection.settings_dict), *arguments), daemon=True)
    process.start()
    return process


def _sweep(database: dict[str, Any], batch: int) -> None:
    _use(database)
    while True:
        sweep(now=timezone.now(), batch=batch)
        time.sleep(PAUSE)


def _deliver(database: dict[str, Any], host: str, port: int) -> None:
    _use(database)
    settings.EMAIL_BACKEND = "notifications.commands.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    while True:
        deliver(clock=timezone.now, unwanted=unwanted)
        time.sleep(PAUSE)


def _move(database: dict[str, Any], run: int) -> None:
    _use(database)
    while run_policy_move(run=run, now=timezone.now()):
        pass


def _use(database: dict[str, Any]) -> None:
    """Work on the test's database. A process shows there by its id: that is how one is caught at work."""
    connection.settings_dict.update(database)
    connection.settings_dict["OPTIONS"] = {"application_name": f"fork-{os.getpid()}"}
