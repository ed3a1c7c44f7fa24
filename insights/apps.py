from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "insights"

    def ready(self) -> None:
        """What this application says in its mails is worded here, above those who send them."""
        from insights.commands import demo  # noqa: PLC0415  models are there only now
        from insights.views.weekly_words import extras  # noqa: PLC0415
        from issues.management.demo import about_to_go, loaded  # noqa: PLC0415
        from notifications.commands.extras import extend  # noqa: PLC0415
        from notifications.rules.digests import WEEKLY  # noqa: PLC0415

        extend(WEEKLY, extras)
        loaded.connect(demo.aim)
        about_to_go.connect(demo.forget)
