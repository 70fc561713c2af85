"""What is wrong with an installation and how to mend it: one remark per thing looked at."""

from zhijian.upkeep.checkup.remarks import Level, Remark
from zhijian.upkeep.checkup.round import examine

__all__ = ("Level", "Remark", "examine")
