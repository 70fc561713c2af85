"""The tables of the exchange."""

from zhijian.exchange.models.reconciling import Compared, Mismatch, Reconciliation, Ruling
from zhijian.exchange.models.systems import Login, SystemSetting
from zhijian.exchange.models.tasks import Returned, Task, TaskQuerySet

__all__ = (
    "Compared",
    "Login",
    "Mismatch",
    "Reconciliation",
    "Returned",
    "Ruling",
    "SystemSetting",
    "Task",
    "TaskQuerySet",
)
