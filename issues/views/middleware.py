"""What a refused command looks like: a sentence, the right status, and nothing lost.

Views that show a form put the sentence into it themselves; this is for the buttons without one.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.rules.refusals import Refusal


class Refusals:
    """Turn a `Refusal` that a browser view did not handle into a message where the person was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409 with the sentence."""
        if not isinstance(exception, Refusal):
            return None
        return render(request, "refused.html", {"sentence": str(exception)}, status=409)
