"""The API's own page, and the schema that it is drawn from."""

from typing import Any

from django.contrib.auth.decorators import login_required
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated

schema: Any = SpectacularJSONAPIView.as_view(permission_classes=[IsAuthenticated])


class Reference(SpectacularSwaggerSplitView):
    """Swagger UI without inline scripts or styles of our own, from files that we serve ourselves."""

    url_name = "api:schema"
    template_name = "api/reference.html"
    permission_classes = [IsAuthenticated]


reference: Any = login_required(Reference.as_view())
