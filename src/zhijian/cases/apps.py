"""The app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Everything an office must do by a day."""

    name = "zhijian.cases"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "办件"

    def ready(self) -> None:
        """Hear of changes of staff: they open handovers and refilings."""
        from zhijian.cases.staff_changes import open_cases
        from zhijian.people.events import on_staff_change

        on_staff_change(open_cases)
