"""The tables of watch and incidents."""

from zhijian.duty.models.incidents import Incident, IncidentReport
from zhijian.duty.models.watch import DutyShift, Patrol

__all__ = ("DutyShift", "Incident", "IncidentReport", "Patrol")
