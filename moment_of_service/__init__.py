"""Wiring only: no app imports this package."""

from moment_of_service.celery import app as celery_app

__all__ = ["celery_app"]
