"""The tables of cases."""

from zhijian.cases.models.case import Barred, Case, Guest, Numbering, Rules, Seat, Step
from zhijian.cases.models.happenings import (
    Attachment,
    Cosign,
    Delegation,
    DueChange,
    Extension,
    Opinion,
    Pause,
    Reminder,
)

__all__ = [
    "Attachment",
    "Barred",
    "Case",
    "Cosign",
    "Delegation",
    "DueChange",
    "Extension",
    "Guest",
    "Numbering",
    "Opinion",
    "Pause",
    "Reminder",
    "Rules",
    "Seat",
    "Step",
]
