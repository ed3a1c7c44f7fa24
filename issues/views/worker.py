"""What makes the report page stand without signal: the manifest, the service worker, and pages that hold nobody's data.

The worker keeps these pages and their files under a version that changes with every byte of them, in each language.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inflection_points.commands.posters import poster_of, token_of
from inflection_points.models import InflectionPoint, Poster, Site
from issues.forms.reporting import ReportForm
from issues.views.receiving import Sender
from people.models import User

_SOURCE: Final = settings.BASE_DIR / "static" / "js" / "report" / "worker.js"
_LAZY: Final = ("vault", "queue", "places", "list")  # scripts that a page asks for when it needs them
_OURS: Final = re.compile(r'(?:href|src)="([^"#]+)"')
_CHANGES: Final = re.compile(r'nonce="[^"]*"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
_PAPER, _ACCENT = "#faf8f4", "#135372"
_FOUND: Final[dict[tuple[str, str], dict[str, Any]]] = {}


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  a view takes it
    """What an installed report page is called and looks like."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    maskable = {**icons[1], "src": static("img/icon-maskable-512.png"), "purpose": "maskable"}
    told = {
        "id": "/",
        "name": "Moment of Service",
        "short_name": _("Report"),
        "description": _("Report a problem in twenty seconds, also without signal."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("issues:report"),
        "scope": "/",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _ACCENT,
        "icons": [*icons, maskable],
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    patch_cache_control(response, private=True, max_age=3600)
    return response


@login_not_required
@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script, told what it keeps; switched off, one that takes itself and all that it kept away."""
    kept = json.dumps(_keeps(request) if settings.SERVICE_WORKER else {"off": True}, sort_keys=True)
    source = f"self.KEEPS = {kept};\n{_SOURCE.read_text(encoding='utf-8')}"
    response = HttpResponse(source, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@login_not_required
@require_safe
@never_cache
def offline_report(request: HttpRequest, token: str = "") -> HttpResponse:
    """The report page as a phone keeps it: for whoever holds it, without a name, a token or what others wrote.

    At a poster its place is on it; elsewhere the page fills in the places that the phone keeps.
    """
    poster = poster_of(token) if token else None
    if token and (poster is None or not (request.user.is_authenticated or poster.allows_guests)):
        raise Http404("There is no such poster.")
    person = User() if request.user.is_authenticated or poster is None else None
    request.user = AnonymousUser()
    return render(request, "report/report.html", _shell(Sender(person, poster), poster))


@login_not_required
@require_safe
@never_cache
def waiting_reports(request: HttpRequest) -> HttpResponse:
    """What waits on this phone. The page is empty: only the phone itself can fill it in."""
    request.user = AnonymousUser()
    return render(request, "report/waiting.html", {"csrf_token": "NOTPROVIDED", "is_offline": True})


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Every place in the chain with its known kinds of problem, and the sites; 304 while nothing has changed."""
    points = InflectionPoint.objects.along_the_chain().prefetch_related("kinds")
    told = {
        "points": [
            {
                "slug": point.slug,
                "name": point.name,
                "stage": point.stage.name,
                "kinds": [[kind.pk, kind.name] for kind in point.kinds.all()],
            }
            for point in points
        ],
        "sites": list(Site.objects.filter(is_active=True).values_list("pk", "name")),
    }
    response = JsonResponse(told)
    patch_cache_control(response, private=True, no_cache=True)
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _shell(sender: Sender, poster: Poster | None) -> dict[str, Any]:
    """What the page's template asks for, with nothing in it but the place of the poster."""
    point = poster.point if poster is not None else None
    start = reverse("issues:start_report")
    if poster is not None:
        start = reverse("issues:start_report_at_poster", args=[token_of(poster)])
    initial = {"point": sender.slug, "site": sender.site}
    form = ReportForm(initial=initial, point=point, reporter=sender.person)
    near = InflectionPoint.objects.filter(pk=point.pk) if point else InflectionPoint.objects.none()
    form.fields["point"].queryset = near.select_related("stage")  # type: ignore[attr-defined]
    sites = Site.objects.filter(pk=sender.site) if sender.site else Site.objects.none()
    form.fields["site"].queryset = sites  # type: ignore[attr-defined]
    return {
        "form": form,
        "sender": sender,
        "start_path": start,
        "point": point,
        "kinds": list(point.kinds.all()) if point else [],
        "has_sites": True,
        "now": timezone.now(),
        "is_offline": True,
        "csrf_token": "NOTPROVIDED",  # Django's word for none: the page takes the one of the cookie
    }


def _keeps(request: HttpRequest) -> dict[str, Any]:
    """What the worker keeps. In production it changes with the process alone, so it is found out once a language."""
    theme = request.COOKIES.get("theme", "")
    key = (get_language() or "", theme if theme in {"light", "dark"} else "")
    if not settings.PRODUCTION or key not in _FOUND:
        _FOUND[key] = _found(request)
    return _FOUND[key]


def _found(request: HttpRequest) -> dict[str, Any]:
    pages = {
        reverse("issues:offline_report"): offline_report(request),
        reverse("issues:waiting_reports"): waiting_reports(request),
    }
    told = [_CHANGES.sub("", page.content.decode()) for page in pages.values()]
    files = {url for page in told for url in _OURS.findall(page) if url.startswith(settings.STATIC_URL)}
    files |= {static(f"js/report/{name}.js") for name in _LAZY}
    digest = hashlib.sha256(_SOURCE.read_bytes())
    for part in (*told, *sorted(files)):
        digest.update(part.encode())
    if not settings.PRODUCTION:  # there, what is in a file is in its name
        for url in sorted(files):
            path = finders.find(url.removeprefix(settings.STATIC_URL))
            digest.update(Path(path).read_bytes() if isinstance(path, str) else b"")
    return {
        "version": digest.hexdigest()[:16],
        "files": sorted(files),
        "pages": list(pages),
        "neverChange": settings.PRODUCTION,
    }
