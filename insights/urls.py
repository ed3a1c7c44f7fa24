"""The addresses of the measures."""

from django.urls import path

from insights.views import changes, overview

app_name = "insights"

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("overview/issues/", overview.issues, name="issues"),
    path("overview/changed/", changes.changed, name="changed"),
]
