"""Programs that act for a person."""

from typing import Any

from django.utils import translation
from rest_framework import authentication
from rest_framework.request import Request


class TokenAuthentication(authentication.TokenAuthentication):
    """Answers in the language that the request asks for, or else in the one of the token's person."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        found = super().authenticate(request)
        if found and found[0].language and not request.headers.get("Accept-Language"):
            translation.activate(found[0].language)
        return found
