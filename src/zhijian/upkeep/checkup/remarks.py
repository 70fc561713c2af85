"""A remark: what was looked at, how it stands, and the cure."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How it stands."""

    GOOD = "好"
    NOTICE = "注意"
    WRONG = "有误"


@dataclass(frozen=True)
class Remark:
    """``cure`` is empty where there is nothing to do."""

    subject: str
    level: Level
    says: str
    cure: str = ""


def good(subject: str, says: str) -> Remark:
    """Nothing to do."""
    return Remark(subject, Level.GOOD, says)


def notice(subject: str, says: str, cure: str) -> Remark:
    """It works, and somebody should see to it."""
    return Remark(subject, Level.NOTICE, says, cure)


def wrong(subject: str, says: str, cure: str) -> Remark:
    """It does not work, or data is at risk."""
    return Remark(subject, Level.WRONG, says, cure)
