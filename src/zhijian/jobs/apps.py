"""The app jobs."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Durable work: rows written in the caller's transaction, done by workers."""

    name = "zhijian.jobs"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Read the ``jobs_handlers`` of every app, so that each kind of job is known."""
        autodiscover_modules("jobs_handlers")
