"""The tables of people's registers."""

from zhijian.keeping.models.custody import Credential, Device
from zhijian.keeping.models.handover import HandedAccount, Handover
from zhijian.keeping.models.operators import Contract, ContractPaper
from zhijian.keeping.models.promises import Attestation, Budget
from zhijian.keeping.models.staffing import StaffChange, StaffFiling
from zhijian.keeping.models.training import Attendance, Training, TrainingPlan, TrainingSession

__all__ = (
    "Attendance",
    "Attestation",
    "Budget",
    "Contract",
    "ContractPaper",
    "Credential",
    "Device",
    "HandedAccount",
    "Handover",
    "StaffChange",
    "StaffFiling",
    "Training",
    "TrainingPlan",
    "TrainingSession",
)
