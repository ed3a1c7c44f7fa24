from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "issues"

    def ready(self) -> None:
        from issues.commands.wanting import kept_from  # noqa: PLC0415  models are there only now
        from notifications.commands import confidences  # noqa: PLC0415

        confidences.register(kept_from)
