"""The app of inspections."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    """Inspections, findings, rectification, scores, bulletins."""

    name = "zhijian.inspection"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "检查与整改"

    def ready(self) -> None:
        """Declare the registers kept here, and hear of the cases about them."""
        from zhijian.cases.hooks import before_moving, on_moved
        from zhijian.inspection import declared, hearing  # noqa: F401
        from zhijian.inspection.actions import bulletins

        hearing.register()
        before_moving(bulletins.PROCESS, bulletins.guard)
        on_moved(bulletins.PROCESS, bulletins.hear)
