"""The app of the auditor's duties."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """No tables of its own: actions and periodic work on the journal."""

    name = "zhijian.audit"
    verbose_name = "审计"
