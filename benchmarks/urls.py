"""The addresses of the benchmark process: the product's own, and the floors beside them.

One table for all: to swap it between two measurements would clear the resolver's caches, and both would pay for that.
"""

from django.urls import URLPattern, URLResolver, path

from benchmarks import plain
from moment_of_service.urls import handler500
from moment_of_service.urls import urlpatterns as _ours

PLAIN_PAGE = "/floor/issues/"
PLAIN_CREATE = "/floor/reports/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(PLAIN_PAGE[1:], plain.page),
    path(PLAIN_CREATE[1:], plain.Create.as_view()),
    *_ours,
]

__all__ = ["PLAIN_CREATE", "PLAIN_PAGE", "handler500", "urlpatterns"]
