"""The days off that law grants, and the days on which the festivals fall.

Source: 全国年节及纪念日放假办法
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from zhijian.core.strict_yaml import A_DATE, Part, parse_date, parse_part, read_text


@dataclass(frozen=True)
class HolidayLaw:
    """The days off that law grants, as offsets from each festival's own day."""

    number: str
    document: str
    in_force: date
    days: int
    festivals: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Statutory:
    """What the yearly tables rest on: laws by date, and the day of every festival."""

    laws: tuple[HolidayLaw, ...]
    fixed: Mapping[str, str]
    moving: Mapping[int, Mapping[str, str]]
    days_off_range: tuple[int, int]
    makeup_range: tuple[int, int]
    rest_day_remark: str

    def law(self, year: int) -> HolidayLaw | None:
        """The law in force on the first day of ``year``, if we hold one."""
        held = [law for law in self.laws if law.in_force <= date(year, 1, 1)]
        return max(held, key=lambda law: law.in_force, default=None)

    def festival_day(self, name: str, year: int) -> date | None:
        """The festival's own day in ``year``; None where its lunar day is not on file."""
        known = self.fixed.get(name) or self.moving.get(year, {}).get(name)
        return date.fromisoformat(f"{year}-{known}") if known else None

    def days(self, year: int) -> dict[date, str]:
        """The statutory days off in ``year`` with their names, as far as festivals are on file."""
        found: dict[date, str] = {}
        law = self.law(year)
        for name, offsets in law.festivals.items() if law else ():
            if own_day := self.festival_day(name, year):
                for offset in offsets:
                    day = own_day + timedelta(offset)
                    found[day] = f"{found[day]}、{name}" if day in found else name
        return dict(sorted(found.items()))


def read_statutory(path: Path) -> Statutory:
    """The laws and festival days in ``path``.

    Raises:
        Refused: something in it is unknown, missing or contradictory; the sentence names the line.
    """
    root = parse_part(read_text(path), path.name)
    root.only("laws", "fixed", "moving", "sensible", "rest_day_end")
    sensible = root.part("sensible").only("proposed", "days_off", "makeup_workdays")
    rest = root.part("rest_day_end").only("document", "article", "confidence", "says")
    says, of = rest.get("says", str, "一句话"), rest.get("document", str, "文件名称")
    moving = root.part("moving")
    return Statutory(
        laws=tuple(_law(part) for part in root.parts("laws")),
        fixed=_days_of(root.part("fixed")),
        moving={int(year): _days_of(moving.part(year)) for year in moving.named()},
        days_off_range=_range(sensible.part("days_off")),
        makeup_range=_range(sensible.part("makeup_workdays")),
        rest_day_remark=f"{of}{rest.get('article', str, '条款')}：{says}",
    )


def _law(part: Part) -> HolidayLaw:
    part.only(
        *("id", "document", "number", "issuer", "issued_on", "in_force", "article"),
        *("confidence", "days", "festivals"),
    )
    festivals = {
        name: tuple(int(offset) for offset in offsets)
        for name, offsets in part.part("festivals").named().items()
    }
    law = HolidayLaw(
        number=part.get("number", str, "令号"),
        document=part.get("document", str, "文件名称"),
        in_force=part.get("in_force", parse_date, A_DATE),
        days=part.get("days", int, "天数"),
        festivals=festivals,
    )
    if law.days != (total := sum(len(offsets) for offsets in festivals.values())):
        raise part.refuse(f"写明放假 {law.days} 天，各节日合计却是 {total} 天，请核对。")
    return law


def _days_of(part: Part) -> dict[str, str]:
    for name in part.named():
        part.get(name, lambda text: parse_date(f"2028-{text}"), "02-06 这样的月日")
    return part.named()


def _range(part: Part) -> tuple[int, int]:
    part.only("least", "most")
    return part.get("least", int, "天数"), part.get("most", int, "天数")
