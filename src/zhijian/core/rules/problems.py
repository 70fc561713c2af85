"""What is wrong in a rulebook folder: every problem with its file and line, refused together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from zhijian.core.refused import Refused


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. ``line`` counts from 1; 0 means the file or folder as a whole."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{place}：{self.says}"


class RulebookRefused(Refused):
    """A rulebook folder was not loaded; ``problems`` holds all that was found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        lines = [str(problem) for problem in self.problems]
        if len(lines) == 1:
            super().__init__(lines[0])
        else:
            super().__init__(f"规则文件夹有 {len(lines)} 处问题，未予载入，请逐条修改。", lines)


@dataclass
class Problems:
    """The problems met so far while one or more folders are read."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, says: str, line: int = 0) -> None:
        self.found.append(Problem(file, line, says))

    def raise_if_any(self) -> None:
        """Raises: RulebookRefused, with every problem added so far."""
        if self.found:
            raise RulebookRefused(self.found)


def listed(allowed: Iterable[str], limit: int = 12) -> str:
    """The allowed values for a message: all of them if few, else the first and a count."""
    values = list(allowed)
    if len(values) <= limit:
        return "、".join(values)
    return "、".join(values[:limit]) + f" 等 {len(values)} 个"
