"""The app of organizations, persons, positions and users."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who works here."""

    name = "zhijian.people"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "单位与人员"

    def ready(self) -> None:
        """Units and staff can be imported."""
        from zhijian.people.importing import takers
        from zhijian.people.importing.staff.taker import StaffTaker

        takers.register(StaffTaker())
