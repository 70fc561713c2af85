"""Whether the scores of an inspection may be ranked, and in which order they are listed.

Only an adopted scheme ranks, and only with a period and a number of units that make a comparison
fair; both stand in the rulebooks. Otherwise units are listed by name, and the list says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from zhijian.config import clock
from zhijian.core.rules import RuleRow
from zhijian.inspection.models import Inspection, ScoreSheet
from zhijian.inspection.planning import place_of
from zhijian.law.books import rulebooks

MIN_UNITS, MIN_DAYS = "assessment.ranking_min_units", "assessment.ranking_min_days"


@dataclass(frozen=True)
class Place:
    """A sheet in a list of scores; ``place`` is None where none is given."""

    sheet: ScoreSheet
    place: int | None


@dataclass(frozen=True)
class Ranking:
    """Sheets in order. ``why_not`` says why there is no ranking, ``bounds`` by which limits."""

    places: tuple[Place, ...]
    why_not: tuple[str, ...]
    bounds: tuple[str, ...]

    @property
    def is_ranked(self) -> bool:
        """Whether places are given."""
        return not self.why_not


def ranking_of(inspection: Inspection, sheets: Sequence[ScoreSheet]) -> Ranking:
    """The sheets of one scheme of an inspection, ranked if that is fair, else by name.

    ``sheets`` come with their organization. Sheets that are not whole (something was not seen) or
    without points (a veto stopped the counting) get no place; equal points get the same one.
    """
    limits = _limits(inspection)
    why = tuple(_why_not(inspection, sheets, limits))
    bounds = tuple(_in_words(row) for row in limits.values())
    named = sorted(sheets, key=lambda one: one.organization.name)
    if why:
        return Ranking(tuple(Place(one, None) for one in named), why, bounds)
    held = [one for one in named if _is_whole(one)]
    points = sorted((one.points for one in held), reverse=True)
    ranked = sorted(held, key=lambda one: -one.points)
    rest = [one for one in named if not _is_whole(one)]
    places = [Place(one, points.index(one.points) + 1) for one in ranked]
    return Ranking((*places, *(Place(one, None) for one in rest)), (), bounds)


def _is_whole(sheet: ScoreSheet) -> bool:
    return sheet.is_complete and sheet.points is not None


def _limits(inspection: Inspection) -> dict[str, RuleRow]:
    day = inspection.on or clock.today()
    rows = rulebooks().in_force(inspection.place or place_of(inspection.office), day)
    return {row.rule: row for row in rows if row.rule in (MIN_UNITS, MIN_DAYS)}


def _why_not(
    inspection: Inspection, sheets: Sequence[ScoreSheet], limits: dict[str, RuleRow]
) -> list[str]:
    found = []
    if any(one.is_proposal for one in sheets):
        found.append("计分方案是本平台的建议，没有经本地文件采用。")
    units, days = (_amount(limits, name) for name in (MIN_UNITS, MIN_DAYS))
    whole = sum(map(_is_whole, sheets))
    if units is None or days is None:
        found.append("规则集没有写明排名须有的单位数和检查时段。")
    elif whole < units:
        found.append(f"得分完整的单位有{whole}个，少于{units}个，比较不公平。")
    if days is not None and (length := _length(inspection)) < days:
        found.append(f"检查时段为{length}天，短于{days}天，比较不公平。")
    return found


def _amount(limits: dict[str, RuleRow], name: str) -> int | None:
    return limits[name].amount if name in limits else None


def _length(inspection: Inspection) -> int:
    if inspection.on is None or inspection.since is None:
        return 0
    return (inspection.on - inspection.since).days


def _in_words(row: RuleRow) -> str:
    title = rulebooks().rules[row.rule].title
    source = "" if row.clause else "（本平台建议值）"
    return f"{title}：{row.amount}{source}"
