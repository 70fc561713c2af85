"""What can be wrong with a cell, with its reason and its cure."""

from __future__ import annotations

from enum import Enum


class CellRefused(Exception):
    """A cell was not read. ``reason`` and ``cure`` are Chinese clauses without a full stop."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(f"{reason}。{cure}。")
        self.reason = reason
        self.cure = cure


class Trouble(Enum):
    """What stands in a grid in place of a cell that carries no value of its own.

    The value is the reason and the cure.
    """

    ERROR = ("公式结果是错误值（如 #REF!、#N/A）", "请改正公式，或改填数值")
    NO_RESULT = (
        "公式没有保存计算结果",
        "请用表格软件打开文件，重新计算后保存，或把公式粘贴为数值",
    )

    @property
    def why(self) -> tuple[str, str]:
        """Reason and cure."""
        reason, cure = self.value
        return reason, cure


class FileRefused(Exception):
    """A file or a sheet was not read. ``reason`` and ``cure`` are Chinese clauses."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(f"{reason}。{cure}。")
        self.reason = reason
        self.cure = cure
