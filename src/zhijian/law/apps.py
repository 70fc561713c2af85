"""The app that keeps what an office adds to the law."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """Calendar years and exceptions, kept in the database."""

    name = "zhijian.law"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "规则与日历"

    def ready(self) -> None:
        """Let notices know on which days an office works."""
        from zhijian.law.books import calendar
        from zhijian.notices import hours

        hours.use_calendar(calendar)
