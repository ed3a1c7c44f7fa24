"""Requests that a script of a page makes and answers itself: they get JSON, and never a page in the place of it."""

from django.http import HttpRequest


def asks_for_json(request: HttpRequest) -> bool:
    """Whether JSON is wanted rather than a page; a browser that opens a page wants the page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
