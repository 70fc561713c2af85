"""What the 驾驶舱 shows: figures counted from the ledgers, never kept beside them.

Each figure is a set of rows with its list page; the number is how many rows that page lists for the
same person. ``ROWS`` is the one place where the sets are defined.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from zhijian.config import clock
from zhijian.config.once import while_reading
from zhijian.inspection.models import Appeal, Finding, Inspection, Rectification, ScoreSheet, Unseen
from zhijian.ledger.models import Account
from zhijian.people.models import Organization

MONTHS = 12
WORST = 5
RESULTS = (Inspection.State.RECORDED, Inspection.State.CLOSED)
_UNMENDED = (Rectification.State.ORDERED, Rectification.State.FAILED)


@dataclass(frozen=True)
class Figure:
    """One number of the six: its key in ``ROWS``, what it is called, and what it says."""

    key: str
    label: str
    number: int
    note: str = ""
    is_bad: bool = False


@dataclass(frozen=True)
class Month:
    """What happened in one month: findings seen for the first time, and settled ones."""

    first: date
    fresh: int
    settled: int


class Unit(NamedTuple):
    """A unit by its id and name; there may be thousands."""

    pk: int
    name: str


@dataclass(frozen=True)
class UnitState:
    """How a unit stands: its findings that stand, and its newest sheet's conclusion."""

    unit: Unit
    standing: int
    is_qualified: bool | None
    points: int | None
    has_sheet: bool

    @property
    def tone(self) -> str:
        """The colour of its cell; the number and the word beside it say the same."""
        if self.has_sheet and self.is_qualified is False:
            return "red"
        if self.standing:
            return "amber"
        return "green" if self.has_sheet and self.is_qualified else ""

    @property
    def word(self) -> str:
        """Its conclusion in a word."""
        if not self.has_sheet:
            return "未计分"
        return {True: "合格", False: "不合格", None: "尚不能认定"}[self.is_qualified]


def standing_findings(user: Any) -> QuerySet[Finding]:
    """Findings that wait: to be confirmed, ordered, mended."""
    return Finding.objects.visible_to(user).filter(state__in=Finding.STANDING)  # type: ignore[no-any-return]


def overdue_rectifications(user: Any) -> QuerySet[Rectification]:
    """What should have been mended by yesterday and was not."""
    rows = Rectification.objects.visible_to(user).filter(state__in=_UNMENDED)
    return rows.filter(due_on__lt=clock.today())  # type: ignore[no-any-return]


def live_accounts(user: Any) -> QuerySet[Account]:
    """Accounts in use."""
    return Account.objects.visible_to(user).live()  # type: ignore[no-any-return]


def unqualified_sheets(user: Any) -> QuerySet[ScoreSheet]:
    """Units that are not qualified by the newest scored inspection."""
    return newest_sheets(user).filter(is_qualified=False)


def open_appeals(user: Any) -> QuerySet[Appeal]:
    """Appeals that wait for a decision."""
    return Appeal.objects.visible_to(user).filter(state=Appeal.State.OPEN)  # type: ignore[no-any-return]


def unseen(user: Any) -> QuerySet[Unseen]:
    """What the newest scored inspection could not decide; of whole ledgers for who sees it."""
    newest = newest_inspection(user)
    if newest is None:
        return Unseen.objects.none()  # type: ignore[no-any-return]
    own = Unseen.objects.visible_to(user)
    ledgers = Unseen.objects.filter(
        organization=None, inspection__in=Inspection.objects.visible_to(user)
    )
    return (own | ledgers).filter(inspection=newest)  # type: ignore[no-any-return]


ROWS: dict[str, Callable[[Any], QuerySet[Any]]] = {
    "accounts": live_accounts,
    "findings": standing_findings,
    "late": overdue_rectifications,
    "unqualified": unqualified_sheets,
    "unseen": unseen,
    "appeals": open_appeals,
}


def newest_inspection(user: Any) -> Inspection | None:
    """The newest inspection that issued sheets of units that ``user`` sees."""

    def asked() -> tuple[Inspection | None]:
        sheets = ScoreSheet.objects.visible_to(user).filter(is_current=True)
        pk = sheets.order_by("-inspection_id").values_list("inspection_id", flat=True).first()
        rows = Inspection.objects.select_related("office").defer("coverage", "relations", "notes")
        return (None if pk is None else rows.get(pk=pk),)

    return while_reading(f"inspection.newest.{user.pk}", asked)[0]


def newest_sheets(user: Any) -> QuerySet[ScoreSheet]:
    """The current sheets of units (not of portals) in the newest scored inspection."""
    newest = newest_inspection(user)
    rows = ScoreSheet.objects.visible_to(user).filter(is_current=True)
    if newest is None:
        return rows.none()  # type: ignore[no-any-return]
    return rows.filter(inspection=newest, is_portal=False)  # type: ignore[no-any-return]


def standing_by_unit(user: Any) -> dict[int | None, int]:
    """How many findings wait at each unit.

    All states are counted, since that is one walk through an index, and the others left out after.
    """
    rows = Finding.objects.visible_to(user).order_by().values_list("organization", "state")
    waiting: Counter[int | None] = Counter()
    for unit, state, number in rows.annotate(Count("pk")):
        if state in Finding.STANDING:
            waiting[unit] += number
    return waiting


def figures(user: Any, standing: Mapping[int | None, int] | None = None) -> list[Figure]:
    """The six figures for somebody; ``standing`` if it was counted already."""
    waiting = standing_by_unit(user) if standing is None else standing
    number = {
        key: sum(waiting.values()) if key == "findings" else rows(user).order_by().count()
        for key, rows in ROWS.items()
    }
    newest = newest_inspection(user)
    when = f"{newest.on}检查" if newest and newest.on else "还没有计分的检查"
    return [
        Figure("accounts", "在用账号", number["accounts"]),
        Figure("findings", "待处理问题", number["findings"], is_bad=bool(number["findings"])),
        Figure("late", "整改逾期", number["late"], is_bad=bool(number["late"])),
        Figure(
            "unqualified", "不合格单位", number["unqualified"], when, bool(number["unqualified"])
        ),
        Figure("unseen", "未能判断", number["unseen"], "不等于合格", bool(number["unseen"])),
        Figure("appeals", "待复核申诉", number["appeals"]),
    ]


def months(user: Any, *, today: date | None = None) -> list[Month]:
    """The last twelve months, oldest first: findings first seen, and settled, in each."""
    firsts = _firsts(today or clock.today())
    fresh = _by_month(user, "first_seen_on", firsts[0])
    settled = _by_month(user, "settled_on", firsts[0])
    return [Month(one, fresh.get(one, 0), settled.get(one, 0)) for one in firsts]


def units_of(
    user: Any, newest: Iterable[ScoreSheet], standing: Mapping[int | None, int] | None = None
) -> list[UnitState]:
    """Every unit that somebody sees and that has accounts, findings or a sheet; worst first.

    ``newest`` are the sheets of ``newest_sheets``.
    """
    waiting = standing_by_unit(user) if standing is None else standing
    sheets = {one.organization_id: one for one in newest}
    owners = live_accounts(user).order_by().values_list("organization", flat=True).distinct()
    wanted = {*waiting, *sheets, *owners}
    units = Organization.objects.visible_to(user).order_by().values_list("pk", "name")
    found = [
        _state(Unit(pk, name), waiting.get(pk, 0), sheets.get(pk))
        for pk, name in units
        if pk in wanted
    ]
    return sorted(found, key=_worst_first)


def worst(units: Sequence[UnitState]) -> list[UnitState]:
    """The five that need looking after most; fewer if fewer do."""
    return [one for one in units if one.standing or one.tone == "red"][:WORST]


def _state(unit: Unit, standing: int, sheet: ScoreSheet | None) -> UnitState:
    if sheet is None:
        return UnitState(unit, standing, None, None, has_sheet=False)
    return UnitState(unit, standing, sheet.is_qualified, sheet.points, has_sheet=True)


def _worst_first(one: UnitState) -> tuple[bool, int, str]:
    return (one.tone != "red", -one.standing, one.unit.name)


def _firsts(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _by_month(user: Any, name: str, since: date) -> dict[date, int]:
    rows = Finding.objects.visible_to(user).filter(**{f"{name}__gte": since}).order_by()
    found: dict[date, int] = {}
    for day, number in rows.values_list(name).annotate(Count("pk")):
        first = day.replace(day=1)
        found[first] = found.get(first, 0) + number
    return found
