"""The app of the papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Forms printed from the registers, official wordings, scans and filled forms coming back."""

    name = "zhijian.papers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "表单"
