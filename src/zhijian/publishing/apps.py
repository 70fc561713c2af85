"""The app of what is published."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Publications, their reviews, sources, what must be published."""

    name = "zhijian.publishing"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "内容发布"

    def ready(self) -> None:
        """Declare the registers kept here."""
        from zhijian.publishing import declared  # noqa: F401
