"""The tables of inspections and of what follows from them."""

from zhijian.inspection.models.bulletins import Bulletin
from zhijian.inspection.models.duties import Fulfilment, SpotLook
from zhijian.inspection.models.findings import Evidence, FalseAlarm, Finding, Sighting, Unseen
from zhijian.inspection.models.inspections import Drawn, Inspection, Watch
from zhijian.inspection.models.rectifying import Measure, Rectification
from zhijian.inspection.models.scoring import Appeal, Award, LocalScheme, ScoreLine, ScoreSheet

__all__ = (
    "Appeal",
    "Award",
    "Bulletin",
    "Drawn",
    "Evidence",
    "FalseAlarm",
    "Finding",
    "Fulfilment",
    "Inspection",
    "LocalScheme",
    "Measure",
    "Rectification",
    "ScoreLine",
    "ScoreSheet",
    "Sighting",
    "SpotLook",
    "Unseen",
    "Watch",
)
