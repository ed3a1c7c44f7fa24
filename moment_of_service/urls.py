"""Every address of the product."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

import insights.urls
import issues.urls
from insights.views.samples import samples
from issues.views import status

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("health/", status.health, name="health"),
    path("health/escalations/", status.escalations, name="health_escalations"),
    path("", include("notifications.urls")),
    path("status/", status.status, name="status"),
    path("", include("people.urls")),
    path("", include(([*issues.urls.urlpatterns, *insights.urls.chain_patterns], issues.urls.app_name))),
    path("", include("insights.urls")),
    path("api/v1/", include("issues.api.urls")),
    path("api/v1/", include("insights.api.urls")),
]

if not settings.PRODUCTION:  # for those who write pages
    urlpatterns.append(
        path(
            "styleguide/",
            TemplateView.as_view(template_name="styleguide.html", extra_context={"charts": samples}),
            name="styleguide",
        )
    )

handler500 = status.broken
