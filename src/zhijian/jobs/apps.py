"""The app jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Durable work: rows written in the caller's transaction, done by workers."""

    name = "zhijian.jobs"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "后台任务"
