"""The app journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The record of what was done: append only, chained."""

    name = "zhijian.journal"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "留痕"
