"""What every page shows around its content: navigation, theme, unread messages, the engine's state."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of `base.html`."""
    theme = request.COOKIES.get("theme", "")
    return {"theme": theme if theme in {"light", "dark"} else "", "navigation": [], "engine": None}
