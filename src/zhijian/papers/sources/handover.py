"""A change of person and its handover."""

from typing import Any

from zhijian.keeping.models import Device, HandedAccount, Handover, StaffChange
from zhijian.papers.answers import Rows, Said, Value
from zhijian.papers.matter import Matter
from zhijian.papers.platforms import Platforms


def change(matter: Matter) -> StaffChange | None:
    """The change of person: of the case, else the unit's latest."""
    rows = StaffChange.objects.of_unit(matter.unit)
    if matter.case is not None:
        own = rows.filter(case=matter.case) | rows.filter(refiling=matter.case)
        return own.order_by("-pk").first()  # type: ignore[no-any-return]
    return rows.order_by("-changed_on", "-pk").first()  # type: ignore[no-any-return]


def handover(matter: Matter) -> Handover | None:
    """The sheet of the handover."""
    case = matter.case
    if case is None:
        held = change(matter)
        case = held.case if held else None
    return Handover.objects.filter(case=case).first() if case else None


def _reason(matter: Matter) -> Any:
    row = change(matter)
    return Said((row.reason,), is_exact=True) if row and row.reason else None


def _on(matter: Matter) -> Any:
    row = change(matter)
    if row is not None:
        return row.changed_on
    return matter.case.event_on if matter.case and matter.case.process == "handover" else None


def _handed_over_on(matter: Matter) -> Any:
    row, sheet = change(matter), handover(matter)
    return (row.handed_over_on if row else None) or (sheet.handed_over_on if sheet else None)


def _leaver(matter: Matter) -> str:
    row, sheet = change(matter), handover(matter)
    return sheet.leaver.name if sheet else (row.person if row else "")


def _receiver(matter: Matter) -> str:
    sheet = handover(matter)
    return sheet.taker.name if sheet and sheet.taker else ""


def _accounts(matter: Matter) -> list[dict[str, Any]]:
    """The accounts that are handed over; to which number and mail is written by hand."""
    sheet, platforms = handover(matter), Platforms()
    rows = HandedAccount.objects.filter(handover=sheet).select_related("account") if sheet else ()
    return [
        {
            "moved.account": row.account.name,
            "moved.platform": platforms.title(row.account),
            "moved.phone": None,
            "moved.mail": None,
        }
        for row in rows
    ]


def _devices(matter: Matter) -> list[dict[str, Any]]:
    """The devices that the leaver had."""
    name = _leaver(matter)
    rows = Device.objects.of_unit(matter.unit).filter(holder=name) if name else ()
    return [
        {
            "device.name": row.name,
            "device.number": row.serial,
            "device.state": f"{row.returned_on:%Y-%m-%d} 收回" if row.returned_on else "未收回",
        }
        for row in rows
    ]


def _open_tasks(matter: Matter) -> list[dict[str, Any]]:
    """What was under way when it was handed over."""
    sheet = handover(matter)
    tasks = sheet.tasks if sheet and isinstance(sheet.tasks, list) else []
    return [
        {
            "task.title": str(task.get("title", "")) if isinstance(task, dict) else str(task),
            "task.due": None,
            "task.note": str(task.get("number", "")) if isinstance(task, dict) else None,
        }
        for task in tasks
    ]


VALUES: dict[str, Value] = {
    "change.reason": _reason,
    "change.on": _on,
    "change.handed_over_on": _handed_over_on,
    "change.leaver": _leaver,
    "change.receiver": _receiver,
}
TABLES: dict[str, Rows] = {
    "change.accounts": _accounts,
    "change.devices": _devices,
    "change.open_tasks": _open_tasks,
}
