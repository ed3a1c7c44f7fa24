from django.apps import AppConfig


class InflectionPointsConfig(AppConfig):
    name = "inflection_points"
