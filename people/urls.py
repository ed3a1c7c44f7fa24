"""What a person sets for the own browser. Signing in and out is allauth's."""

from django.urls import path

from people.views.language import language
from people.views.theme import theme

urlpatterns = [path("theme/", theme, name="theme"), path("language/", language, name="language")]
