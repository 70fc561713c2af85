"""The app of watch and incidents."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Shifts, patrols, incidents and their reports."""

    name = "zhijian.duty"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "值守与事件"

    def ready(self) -> None:
        """Declare the registers kept here."""
        from zhijian.duty import declared  # noqa: F401
