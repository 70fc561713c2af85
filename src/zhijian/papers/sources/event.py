"""What happens to an account, and its public notice."""

from typing import Any

from zhijian.papers.answers import Said, Value, said
from zhijian.papers.matter import Matter
from zhijian.papers.sources.account import title_of

_KINDS = {
    "open": ("开设", "新开设", "开办"),
    "retroactive": ("补备案", "保留"),
    "rename": ("更名", "变更"),
    "sponsor": ("主办单位变更", "变更"),
    "other": ("变更",),
    "suspend": ("暂停",),
    "resume": ("恢复",),
    "merge": ("合并", "整合"),
    "close": ("关停",),
    "deregister": ("注销",),
}
_BY_KIND = {"OPEN": "open", "CHANGE": "other", "CLOSE": "close", "DEREGISTER": "deregister"}


def _kind(matter: Matter) -> Any:
    event = matter.event
    if event is None:
        return None
    return said(*_KINDS.get(event.detail or _BY_KIND.get(event.kind, ""), ()))


def _reason(matter: Matter) -> str:
    if matter.event is not None and matter.event.reason:
        return matter.event.reason
    data = matter.case.data if matter.case and isinstance(matter.case.data, dict) else {}
    return str(data.get("reason") or data.get("理由") or "")


def _reason_kind(matter: Matter) -> Any:
    reason = _reason(matter)
    return Said((reason,), is_exact=True) if reason else None


def _on(matter: Matter) -> Any:
    event = matter.event
    if event is not None:
        return event.caused_on or event.event_on
    return matter.case.event_on if matter.case else None


def _number(matter: Matter) -> str:
    if matter.case is not None:
        return matter.case.number
    return matter.event.number if matter.event else ""


def _successor(matter: Matter) -> str:
    return title_of(matter.event.successor) if matter.event else ""


def _stop_on(matter: Matter) -> Any:
    return matter.account.stopped_on if matter.account else None


def _until(matter: Matter) -> Any:
    notice = matter.announcement
    return (notice.posted_until_on or notice.due_until_on) if notice else None


VALUES: dict[str, Value] = {
    "event.kind": _kind,
    "event.reason": _reason,
    "event.reason_kind": _reason_kind,
    "event.on": _on,
    "event.stop_on": _stop_on,
    "event.successor": _successor,
    "event.number": _number,
    "announcement.from": lambda m: m.announcement.posted_on if m.announcement else None,
    "announcement.until": _until,
}
TABLES: dict[str, Any] = {}
