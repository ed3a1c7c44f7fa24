"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of whoever asks, as the outermost of our own proxies saw it.

    Only the entries that our own proxies wrote are believed (`PROXY_COUNT`): anybody can write further ones.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    count = settings.PROXY_COUNT
    return hops[-count] if 0 < count <= len(hops) else peer
