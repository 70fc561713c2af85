"""A list's address: what is asked for, read without trust, and the addresses of its links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from zhijian.web.listing.cursors import Anchor, unseal
from zhijian.web.listing.declared import Declared, Quick
from zhijian.web.listing.filters import Filter, Reading
from zhijian.web.listing.keyset import Order

SIZES = (20, 50, 100)
STALE = "地址里的翻页位置已经失效，已回到第一页。"


@dataclass
class Asked:
    """What the address asks of a list."""

    path: str
    readings: dict[str, Reading] = field(default_factory=dict)
    quick: Quick | None = None
    sort: str = ""
    order: Order = field(default_factory=lambda: Order("pk"))
    size: int = SIZES[0]
    after: Anchor | None = None
    before: Anchor | None = None
    notices: list[str] = field(default_factory=list)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the order was chosen."""
        return bool(self.quick) or any(reading.values for reading in self.readings.values())

    def params(self, **changed: str | None) -> dict[str, str]:
        """The address's parameters with some changed; None takes one out. Without the position."""
        found: dict[str, str] = {}
        for reading in self.readings.values():
            found.update(reading.values)
        if self.quick:
            found["set"] = self.quick.key
        if self.sort:
            found["sort"] = self.sort
        for name, value in changed.items():
            if value is None:
                found.pop(name, None)
            else:
                found[name] = value
        return found

    def url(self, **changed: str | None) -> str:
        """The address with some parameters changed."""
        params = self.params(**changed)
        return f"{self.path}?{urlencode(params)}" if params else self.path


def read(request: HttpRequest, declared: Declared, size: int) -> Asked:
    """What ``request`` asks of the list; what cannot be understood becomes a notice."""
    params = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    asked = Asked(request.path, size=size)
    for condition in declared.filters:
        reading = condition.read(request, params)
        asked.readings[condition.key] = reading
        asked.notices += reading.notices
    _read_quick(asked, declared, params)
    _read_order(asked, declared, params)
    _read_position(asked, declared, params)
    return asked


def scope(declared: Declared, asked: Asked) -> str:
    """What a cursor is good for: this list in this order."""
    falling = "-" if asked.order.descending else ""
    return f"{declared.name}:{falling}{asked.order.path}"


def conditions(declared: Declared, asked: Asked) -> list[tuple[Filter, Any]]:
    """The filters that were used, with what was chosen."""
    used = []
    for condition in declared.filters:
        reading = asked.readings[condition.key]
        if reading.values and reading.chosen is not None:
            used.append((condition, reading.chosen))
    return used


def _read_quick(asked: Asked, declared: Declared, params: Mapping[str, str]) -> None:
    key = params.get("set", "")
    asked.quick = next((quick for quick in declared.quick if quick.key == key), None)
    if key and asked.quick is None:
        asked.notices.append("地址里的分类不认识，已显示全部。")


def _read_order(asked: Asked, declared: Declared, params: Mapping[str, str]) -> None:
    key = params.get("sort", "")
    chosen = declared.order_by(key) if key else None
    if chosen:
        asked.sort, asked.order = key, chosen
        return
    if key:
        asked.notices.append("地址里的排序方式不认识，已按通常的顺序排列。")
    asked.order = declared.order_by(declared.order) or Order("pk", declared.order.startswith("-"))


def _read_position(asked: Asked, declared: Declared, params: Mapping[str, str]) -> None:
    for name in ("after", "before"):
        if cursor := params.get(name, ""):
            anchor = unseal(cursor, scope(declared, asked))
            if anchor is None or _misfits(anchor, asked.order):
                asked.notices.append(STALE)
            else:
                setattr(asked, name, anchor)
            return


def _misfits(anchor: Anchor, order: Order) -> bool:
    return anchor.value is None and not order.by_id and not order.can_lack
