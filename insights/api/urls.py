"""The addresses of the measures for other systems."""

from django.urls import path

from insights.api.measures import measures

app_name = "insights_api"

urlpatterns = [path("measures/", measures, name="measures")]
