"""Conditions of a list, kept in its address. What makes no sense is left out with a notice."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from zhijian.config.clock import CHINA
from zhijian.people.models import Lineage, Organization

MAX_CHARS = 100
MAX_WORDS = 5
SELECT_LIMIT = 60
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass
class Reading:
    """What a filter found in the address.

    ``values``  goes back into addresses: names and texts; empty when the filter is not used
    ``chosen``  what ``apply`` needs; ``options`` what the template offers (value, label)
    """

    values: dict[str, str] = field(default_factory=dict)
    chosen: Any = None
    notices: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


class Filter:
    """One condition. ``read`` the address, then ``apply`` what was chosen."""

    kind: ClassVar[str]
    key: str
    label: str

    def read(self, request: HttpRequest, params: Mapping[str, str]) -> Reading:
        """What ``params`` say of this filter."""
        raise NotImplementedError

    def apply(self, rows: QuerySet[Any], chosen: Any) -> QuerySet[Any]:
        """``rows`` that meet the condition; called only when something was chosen."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Filter):
    """Words to be found; each must be found by one of ``lookups`` (``name__contains``).

    ``also`` adds a condition for a word, such as the blind index of a sealed number.
    """

    key: str
    label: str
    lookups: tuple[str, ...]
    also: Callable[[str], Q] | None = None
    kind: ClassVar[str] = "text"

    def read(self, request: HttpRequest, params: Mapping[str, str]) -> Reading:
        """The words, without what no text contains, and not too many of them."""
        raw = params.get(self.key, "").replace("\0", "").strip()
        text = raw[:MAX_CHARS].strip()
        if not text:
            return Reading()
        notices = []
        words = text.split()
        if len(raw) > MAX_CHARS or len(words) > MAX_WORDS:
            notices.append(f"查找的内容太长，只按前 {MAX_CHARS} 个字、{MAX_WORDS} 个词查找。")
        return Reading({self.key: text}, words[:MAX_WORDS], notices)

    def apply(self, rows: QuerySet[Any], chosen: list[str]) -> QuerySet[Any]:
        """Every word in some of the fields."""
        for word in chosen:
            found = Q()
            for lookup in self.lookups:
                found |= Q(**{lookup: word})
            if self.also:
                found |= self.also(word)
            rows = rows.filter(found)
        return rows


@dataclass(frozen=True)
class Choice(Filter):
    """One of a few values of ``field``; ``choices`` may be worked out from the request."""

    key: str
    label: str
    choices: Iterable[tuple[Any, Any]] | Callable[[HttpRequest], Iterable[tuple[Any, Any]]]
    field: str = ""
    condition: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    kind: ClassVar[str] = "choice"

    def read(self, request: HttpRequest, params: Mapping[str, str]) -> Reading:
        """The value, if it is one of those offered."""
        offered = self.choices(request) if callable(self.choices) else self.choices
        options = [(str(value), str(label)) for value, label in offered]
        value = params.get(self.key, "")
        if not value:
            return Reading(options=options)
        if value not in dict(options):
            return Reading(options=options, notices=[_unknown(self.label)])
        return Reading({self.key: value}, value, options=options)

    def apply(self, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        """The rows with that value."""
        if self.condition:
            return self.condition(rows, chosen)
        return rows.filter(**{self.field or self.key: chosen})


@dataclass(frozen=True)
class Subtree(Filter):
    """A unit and every unit below it. ``field`` is the path to the unit, ``pk`` in its own list.

    A person who sees few units chooses from a list, one who sees many types part of a name.
    """

    key: str
    label: str
    field: str = "organization"
    kind: ClassVar[str] = "subtree"

    def read(self, request: HttpRequest, params: Mapping[str, str]) -> Reading:
        """The ids of the chosen units."""
        visible = Organization.objects.visible_to(request.user)
        # Sorted here: the database would sort thousands only to say that there are too many.
        few = list(visible.order_by().values_list("name", "pk")[: SELECT_LIMIT + 1])
        options = [(str(pk), name) for name, pk in sorted(few)] if len(few) <= SELECT_LIMIT else []
        value = params.get(self.key, "").replace("\0", "").strip()[:MAX_CHARS]
        if not value:
            return Reading(options=options)
        if options:
            known = value in dict(options)
            found = [int(value)] if known else []
        else:
            value, found = _named(visible, value)
        if not found:
            said = f"您能看到的单位里没有“{value}”，这一条没有用上。"
            return Reading(options=options, notices=[said])
        return Reading({self.key: value}, found, options=options)

    def apply(self, rows: QuerySet[Any], chosen: list[int]) -> QuerySet[Any]:
        """Rows of those units and the units below."""
        below = Lineage.objects.filter(ancestor__in=chosen).values("descendant")
        return rows.filter(**{f"{self.field}__in": below})


def _named(visible: QuerySet[Organization], value: str) -> tuple[str, list[int]]:
    """The units whose name holds ``value``; a link names one by its id, shown by its name."""
    if value.isdecimal() and len(value) < 19:
        one = visible.filter(pk=int(value)).first()
        if one is not None:
            return one.name, [one.pk]
    named = visible.filter(name__contains=value).order_by("pk")
    return value, list(named.values_list("pk", flat=True)[:SELECT_LIMIT])


@dataclass(frozen=True)
class Dates(Filter):
    """From one day to another, both included; either may be open. ``is_moment`` for datetimes."""

    key: str
    label: str
    field: str
    is_moment: bool = False
    kind: ClassVar[str] = "dates"

    def read(self, request: HttpRequest, params: Mapping[str, str]) -> Reading:
        """The two days."""
        reading = Reading()
        days: list[date | None] = []
        for name in (f"{self.key}_from", f"{self.key}_to"):
            text = params.get(name, "").strip()
            on = _day(text)
            if text and on is None:
                reading.notices.append(_unknown(self.label))
            if on is not None:
                reading.values[name] = on.isoformat()
            days.append(on)
        first, last = days
        if first and last and first > last:
            said = f"“{self.label}”的起始日期晚于截止日期，这一条没有用上，请核对。"
            return Reading(notices=[said])
        reading.chosen = (first, last) if first or last else None
        return reading

    def apply(self, rows: QuerySet[Any], chosen: tuple[date | None, date | None]) -> QuerySet[Any]:
        """Rows within the days."""
        first, last = chosen
        if first:
            start = datetime.combine(first, time.min, CHINA) if self.is_moment else first
            rows = rows.filter(**{f"{self.field}__gte": start})
        if last:
            end = last + timedelta(days=1)
            stop = datetime.combine(end, time.min, CHINA) if self.is_moment else end
            rows = rows.filter(**{f"{self.field}__lt": stop})
        return rows


def _day(text: str) -> date | None:
    try:
        on = date.fromisoformat(text[:10]) if len(text) == 10 else None
    except ValueError:
        return None
    return on if on and EARLIEST <= on <= LATEST else None


def _unknown(label: str) -> str:
    return f"地址里“{label}”的值不认识，这一条没有用上，请重新选择。"
