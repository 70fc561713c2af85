"""The app notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told, and by which channel."""

    name = "zhijian.notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "站内信"
