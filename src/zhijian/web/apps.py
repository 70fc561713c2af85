"""The app of pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages people see; its only table is what a user chose to see in a list."""

    name = "zhijian.web"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "页面"
