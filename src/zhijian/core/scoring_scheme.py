"""Scoring schemes read from YAML: whatever is unknown or contradicts itself is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from zhijian.core.indicators import (
    NATION,
    WHOLE_POINT,
    Indicator,
    Kind,
    Scheme,
    Schemes,
    Target,
    points_text,
)
from zhijian.core.refused import Refused
from zhijian.core.strict_yaml import Part, parse_part, read_text

T = TypeVar("T")
POINTS = "不小于0、至多两位小数的分值"
CONFIDENCE = ("high", "medium", "low")
SCHEME_KEYS = (
    *("id", "title", "place", "target", "proposed", "adopted_by", "clause", "cites", "on_veto"),
    *("starts_at", "goal", "fail_below", "bonus_above", "bonus_max", "vetoes_of", "same_fault"),
    *("group_totals", "indicators"),
)
INDICATOR_KEYS = (
    *("id", "kind", "name", "group", "clause", "confidence", "checks", "points"),
    *("points_proposed", "per_finding", "items", "beyond", "at_least", "on_site"),
)


def load_schemes(*folders: Path) -> Schemes:
    """The schemes of the folders; one of the same id in a later folder takes the earlier's place.

    Raises:
        Refused: a file is unreadable, or holds what it should not; the first mistake is named.
    """
    found: dict[str, Scheme] = {}
    for folder in folders:
        paths = sorted(folder.glob("*.yaml"))
        if not paths:
            raise Refused(f"文件夹 {folder.name} 里没有计分方案，请放入 .yaml 文件。")
        here: dict[str, Scheme] = {}
        for path in paths:
            _take(read_text(path), f"{folder.name}/{path.name}", here)
        found |= here
    return schemes_together(found.values())


def read_schemes(text: str, file: str) -> tuple[Scheme, ...]:
    """The schemes in a text of the form of these files; ``file`` is its name in messages.

    Raises:
        Refused: the text holds what it should not; the first mistake is named.
    """
    found: dict[str, Scheme] = {}
    _take(text, file, found)
    return tuple(found.values())


def schemes_together(schemes: Iterable[Scheme]) -> Schemes:
    """Schemes that are used beside one another.

    Raises:
        Refused: they contradict one another.
    """
    held = tuple(schemes)
    _check_together(held)
    return Schemes(held)


def _take(text: str, file: str, found: dict[str, Scheme]) -> None:
    for part in parse_part(text, file).only("schemes").parts("schemes"):
        scheme = _scheme(part)
        if scheme.id in found:
            raise part.refuse(f"计分方案“{scheme.id}”写了两次，请改名或删去一个。")
        found[scheme.id] = scheme


def _scheme(part: Part) -> Scheme:
    part.only(*SCHEME_KEYS)
    is_proposal = part.get("proposed", _flag, "true 或 false")
    scheme = Scheme(
        id=part.get("id", _word, "方案编号"),
        title=part.get("title", _word, "方案名称"),
        place=_optional(part, "place", _place, "加引号的六位行政区划代码或 cn", ""),
        target=part.get("target", Target, _one_of(Target)),
        is_proposal=is_proposal,
        adopted_by=_optional(part, "adopted_by", _word, "采用本方案的文件", ""),
        clause=part.get("clause", _word, "条款编号"),
        cites=_optional(part, "cites", _words, "规则键的列表", ()),
        stops_at_veto=part.get("on_veto", _veto_stops, "stop 或 go_on"),
        indicators=tuple(_indicator(row, is_proposal) for row in part.parts("indicators")),
        starts_at=_optional(part, "starts_at", _points, POINTS, 0),
        goal=_optional(part, "goal", _points, POINTS, 0),
        fail_below=_optional(part, "fail_below", _points, POINTS, 0),
        bonus_above=_optional(part, "bonus_above", _points, POINTS, 0),
        bonus_max=_optional(part, "bonus_max", _points, POINTS, 0),
        vetoes_of=_optional(part, "vetoes_of", _words, "方案编号的列表", ()),
        same_fault=_optional(part, "same_fault", _patterns_lists, "检查编号的列表的列表", ()),
        group_totals=_group_totals(part),
    )
    _check_scheme(part, scheme)
    return scheme


def _indicator(part: Part, scheme_is_proposal: bool) -> Indicator:
    part.only(*INDICATOR_KEYS)
    kind = part.get("kind", Kind, _one_of(Kind))
    official = _optional(part, "points", _points, POINTS, None)
    value = _optional(part, "points_proposed", _points, POINTS, official)
    if official is not None and part.values.get("points_proposed") is not None:
        raise part.refuse("“points”与“points_proposed”只能写一个：已核实的分值写前者。")
    if kind is Kind.DEDUCTION and not value:
        raise part.refuse("扣分项须有分值，请写 points（已核实）或 points_proposed（建议）。")
    if kind is Kind.VETO and value is not None:
        raise part.refuse("单项否决没有分值，请删去 points 或 points_proposed。")
    per_finding = _optional(part, "per_finding", _points, POINTS, value or 0)
    if kind is Kind.DEDUCTION and not 0 < per_finding <= (value or 0):
        raise part.refuse("“per_finding”应大于0，且不超过本项分值。")
    return Indicator(
        id=part.get("id", _word, "指标编号"),
        kind=kind,
        name=part.get("name", _word, "指标名称"),
        group=_optional(part, "group", _word, "分组名称", ""),
        clause=_optional(part, "clause", _word, "条款编号", ""),
        confidence=_optional(part, "confidence", _confidence, "、".join(CONFIDENCE), "high"),
        checks=_optional(part, "checks", _patterns, "检查编号（或“前缀.*”）的列表", ()),
        value=value,
        per_finding=per_finding if kind is Kind.DEDUCTION else 0,
        is_proposal=scheme_is_proposal or (official is None and value is not None),
        items=_optional(part, "items", _words, "项目代码的列表", ()),
        beyond=_optional(part, "beyond", _word, "规则键", ""),
        at_least=_optional(part, "at_least", _word, "规则键", ""),
        on_site=_optional(part, "on_site", _flag, "true 或 false", otherwise=False),
    )


def _group_totals(part: Part) -> dict[str, int]:
    if part.values.get("group_totals") is None:
        return {}
    inner = part.part("group_totals")
    return {name: inner.get(name, _points, POINTS) for name in inner.named()}


def _check_scheme(part: Part, scheme: Scheme) -> None:
    """Refuse a scheme that contradicts itself."""
    items = scheme.of(Kind.DEDUCTION)
    ids = [indicator.id for indicator in scheme.indicators]
    for name in ids:
        if ids.count(name) > 1:
            raise part.refuse(f"指标“{name}”写了两次，请改编号或删去一个。")
    entries = [
        (own, entry) for item in items for entry in item.checks for own in item.items or [""]
    ]
    for own, entry in entries:
        if entries.count((own, entry)) > 1:
            raise part.refuse(f"检查“{entry}”归入了两处扣分，一个问题只能扣一次，请留一处。")
    for indicator in scheme.indicators:
        if not indicator.clause and indicator.kind is not Kind.DEDUCTION:
            raise part.refuse(f"指标“{indicator.id}”没有条款，否决和加分须有依据，请补上 clause。")
    if sum(item.value or 0 for item in items) > scheme.starts_at:
        raise part.refuse("各扣分项分值之和超过了起始分，得分会成负数，请调低分值。")
    if scheme.is_proposal and scheme.fail_below:
        raise part.refuse("建议方案不得设不合格线（fail_below）；经文件采用后方可设定。")
    if scheme.target is Target.ORGANIZATION and not scheme.is_proposal and not scheme.adopted_by:
        raise part.refuse("方案不再是建议的，须在 adopted_by 写明采用它的文件。")
    for group, total in scheme.group_totals.items():
        value = sum(item.value or 0 for item in items if item.group == group)
        if value != total:
            got, want = points_text(value), points_text(total)
            raise part.refuse(f"分组“{group}”各项之和为{got}分，应为{want}分，请核对。")


def _check_together(schemes: Iterable[Scheme]) -> None:
    """Refuse schemes that contradict one another."""
    schemes = list(schemes)
    ids = {scheme.id for scheme in schemes}
    taken: dict[tuple[Target, str], Scheme] = {}
    for scheme in schemes:
        for name in scheme.vetoes_of:
            if name not in ids:
                known = "、".join(sorted(ids))
                raise Refused(f"方案“{scheme.id}”引用的方案“{name}”不存在。现有方案：{known}。")
        other = taken.setdefault((scheme.target, scheme.place), scheme)
        if other is not scheme:
            raise Refused(f"方案“{other.id}”和“{scheme.id}”适用于同一地区的同一对象，请只留一个。")


def _optional(part: Part, key: str, read: Callable[[Any], T], should_be: str, otherwise: T) -> T:
    return otherwise if part.values.get(key) is None else part.get(key, read, should_be)


def _points(value: object) -> int:
    found = re.fullmatch(r"(\d{1,6})(?:\.(\d{1,2}))?", str(value))
    if not found or isinstance(value, bool):
        raise ValueError
    return int(found[1]) * WHOLE_POINT + int((found[2] or "").ljust(2, "0"))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _word(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _place(value: object) -> str:
    if not re.fullmatch(rf"\d{{6}}|{NATION}", _word(value)):
        raise ValueError
    return str(value)


def _veto_stops(value: object) -> bool:
    if value not in ("stop", "go_on"):
        raise ValueError
    return value == "stop"


def _confidence(value: object) -> str:
    if value not in CONFIDENCE:
        raise ValueError
    return str(value)


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(_word(word) for word in value)


def _patterns(value: object) -> tuple[str, ...]:
    words = _words(value)
    if not all(re.fullmatch(r"[a-z]+\.(\*|[a-z0-9_]+)", word) for word in words):
        raise ValueError
    return words


def _patterns_lists(value: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(_patterns(words) for words in value)


def _one_of(choices: type[StrEnum]) -> str:
    return "、".join(choices)
