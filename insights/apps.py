from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "insights"

    def ready(self) -> None:
        """What this application says in its mails is worded here, above those who send them."""
        from insights.views.weekly_words import extras  # noqa: PLC0415  models are there only now
        from notifications.commands.extras import extend  # noqa: PLC0415
        from notifications.rules.digests import WEEKLY  # noqa: PLC0415

        extend(WEEKLY, extras)
