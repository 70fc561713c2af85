"""What single registers add to the import: what stays fixed, what a new row must say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger.links import MOST, clean_link
from zhijian.ledger.models import LifeEvent
from zhijian.people.importing.plan_parts import Cells, halves
from zhijian.people.importing.portions import portions

Complaint = tuple[str, str, str]
"""Column, reason and cure."""
PART = 1_000
_STOPPED = ("closed", "deregistered")


def nobody(ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """No row is held fast."""
    return {}


def content(cells: Cells) -> Complaint | None:
    """Every new row will do."""
    return None


@dataclass(frozen=True)
class Rules:
    """What an import of one register minds.

    ``fixed`` are columns that a sheet does not change in a row that stands, with the cure; ``once``
    are columns that no two rows share; ``clean`` mends a cell by column; ``check`` looks at a new
    row; ``held`` finds the rows (ids) that must not be changed now, with reason and cure.
    """

    fixed: Mapping[str, str] = field(default_factory=dict)
    once: tuple[str, ...] = ()
    clean: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    check: Callable[[Cells], Complaint | None] = content
    held: Callable[[Iterable[int]], Mapping[int, tuple[str, str]]] = nobody


def rules_of(relation: str) -> Rules:
    """What is minded for a relation; nothing in particular for most."""
    return _RULES.get(relation, _NONE)


def cases_about(label: str, ids: Sequence[int]) -> Mapping[str, int]:
    """How many cases are about rows of a table."""
    found = Case.objects.filter(subject_type=label, subject_id__in=[str(pk) for pk in ids])
    return {"办件": found.count()}


def _existing(cells: Cells) -> Complaint | None:
    """A new account in a ledger exists already: its days lie behind us and fit its state."""
    is_stopped = cells["state"] in _STOPPED
    if is_stopped and cells["stopped_d"] is None:
        return "stopped_d", "已经关停或注销的账号没有填停止运营日期", "请补填停止运营日期"
    if not is_stopped and cells["stopped_d"] is not None:
        return (
            "stopped_d",
            "账号还在运行，却填了停止运营日期",
            "请删去日期；已经停止的，请把运行状态改为关停或注销",
        )
    today = clock.today()
    for name in ("registered_d", "opened_d", "stopped_d"):
        on: date | None = cells[name]
        if on is not None and on > today:
            return name, f"日期 {on} 还没有到", "请核对日期；还没有开设的，请办理开设申请"
    return None


def _ending(ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Accounts that are being closed or cancelled."""
    found: dict[int, tuple[str, str]] = {}
    for part in portions(ids, PART):
        events = LifeEvent.objects.filter(
            account__in=part, kind__in=("CLOSE", "DEREGISTER"), done_on=None
        )
        for account, number in events.values_list("account", "number"):
            found[account] = (
                f"账号正在办理关停或注销（{number}）",
                "请等办结以后再改；办错了的，请先撤回那一件",
            )
    return found


def _from_cases(ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Events that a case brought about."""
    found: dict[int, tuple[str, str]] = {}
    for part in portions(ids, PART):
        for pk in LifeEvent.objects.filter(pk__in=part, case__isnull=False).values_list(
            "pk", flat=True
        ):
            found[pk] = ("这条变动由办件产生，不随表更改", "请在那件办件里更正")
    return found


def _link(text: str) -> str:
    """A link as ``clean_link`` keeps it, without asking the catalogue for every page of a site.

    What has neither query nor fragment stays as it is where a page of the same host and the same
    first step did.
    """
    text = text.strip()
    parts = text.split("/", 4)
    if len(parts) < 5 or "?" in text or "#" in text or len(text) > MOST or not text.isprintable():
        return clean_link(text)
    if " " in parts[4] or not parts[4] or not parts[4].isascii():
        return clean_link(text)
    return text if _stays("/".join(parts[:4]), parts[4]) else clean_link(text)


_plain: dict[str, bool] = {}


def _stays(beginning: str, rest: str) -> bool:
    if beginning not in _plain:
        if len(_plain) > PART:
            _plain.clear()
        link = f"{beginning}/{rest}"
        _plain[beginning] = clean_link(link) == link
    return _plain[beginning]


_BY_EVENT = "请在账号页面上办理相应的变更，经备案后生效"
_NONE = Rules()
_RULES: Mapping[str, Rules] = {
    "accounts": Rules(
        fixed=dict.fromkeys(("name", "organization", "state", "stopped_d"), _BY_EVENT),
        once=("link",),
        clean={"link": _link},
        check=_existing,
        held=_ending,
    ),
    "life_events": Rules(held=_from_cases),
}


def cleaned(relation: str, column: str, value: Any) -> tuple[Any, tuple[str, str] | None]:
    """A cell as the register keeps it, or reason and cure if it cannot."""
    clean = rules_of(relation).clean.get(column)
    if clean is None:
        return value, None
    try:
        return clean(value), None
    except Refused as refusal:
        return None, halves(str(refusal))
