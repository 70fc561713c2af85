"""The app of people's registers."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """Who keeps the accounts and how."""

    name = "zhijian.keeping"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "队伍与保管"

    def ready(self) -> None:
        """Declare the registers kept here, and hear of changes of staff and of their cases."""
        from zhijian.cases.hooks import before_moving, on_moved
        from zhijian.cases.staff_changes import HANDOVER, REFILING
        from zhijian.keeping import declared  # noqa: F401
        from zhijian.keeping.actions import hearing
        from zhijian.people.events import on_staff_change

        on_staff_change(hearing.hear_of_change)
        before_moving(HANDOVER, hearing.guard_handover)
        on_moved(HANDOVER, hearing.hear_of_handover)
        on_moved(REFILING, hearing.hear_of_refiling)
