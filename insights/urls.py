"""The addresses of the measures."""

from django.urls import path

from insights.views import overview, premises

app_name = "insights"

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("overview/issues/", overview.issues, name="issues"),
    # Targets, assumptions and what not acting costs.
    path("targets/", premises.targets, name="targets"),
    path("targets/set/", premises.set_targets, name="set_targets"),
]
