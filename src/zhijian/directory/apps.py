"""The app of the public directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """What the public may look up, and what it reports."""

    name = "zhijian.directory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "公开名录"

    def ready(self) -> None:
        """List what a case has changed in the same moment; the rest is caught up with by a job."""
        from zhijian.cases.hooks import on_moved
        from zhijian.directory.indexing import list_anew

        for process in ("opening", "changing", "ending", "retrofiling"):
            on_moved(process, list_anew)
