"""The app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Everything an office must do by a day."""

    name = "zhijian.cases"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "办件"
