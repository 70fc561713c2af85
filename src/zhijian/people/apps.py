"""The app of organizations, persons, positions and users."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who works here."""

    name = "zhijian.people"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "单位与人员"
