"""A channel of the company in Slack, and what pages say of it."""

import re
from typing import Any

from notifications.models import Channel
from tests import reaching
from tests.cast import Company

SECRET_PATH = "https://hooks.example.com/services/very-secret"


def add(company: Company, *, kind: str = "slack", name: str = "#delivery", **rest: Any) -> Channel:
    """As `reaching.add` does."""
    return reaching.add(company, rest.pop("address", SECRET_PATH), kind=kind, name=name, **rest)


def text_of(response: Any) -> str:
    """The text without tags, in single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
