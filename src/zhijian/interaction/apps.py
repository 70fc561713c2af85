"""The app of messages from the public."""

from django.apps import AppConfig


class InteractionConfig(AppConfig):
    """Messages and their answers."""

    name = "zhijian.interaction"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "互动交流"

    def ready(self) -> None:
        """Declare the registers kept here."""
        from zhijian.interaction import declared  # noqa: F401
