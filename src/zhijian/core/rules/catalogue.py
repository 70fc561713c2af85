"""The catalogue of rules: which keys a place file may use, and what may stand under each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhijian.core.rules.fields import CODE, MIXED, RULE, check
from zhijian.core.rules.model import UNITS, Control, Mixed, Reading, Rule
from zhijian.core.rules.problems import listed
from zhijian.core.rules.sources import Source, Where


@dataclass(frozen=True)
class Known:
    """What the base folder and earlier overlays already define, to be referred to."""

    controls: Mapping[str, Control]
    readings: Mapping[str, Reading]


def rules_of(source: Source, known: Known, taken: Mapping[str, Rule]) -> dict[str, Rule]:
    """The rules a ``rules.yaml`` defines, by key. A key already taken is refused."""
    rules: dict[str, Rule] = {}
    if not isinstance(source.data, dict):
        source.report((), "规则目录应是“规则代码: 内容”形式的映射。请对照手册改写。")
        return rules
    for key, record in source.data.items():
        where = (key,)
        if not CODE.fullmatch(key) or "." not in key:
            source.report(where, f"规则代码“{key}”应写成 主题.名称，如 updates.max_gap。请改写。")
        elif key in taken:
            source.report(where, f"规则 {key} 已有定义，叠加文件夹不能改写。请换一个代码。")
        elif check(source, where, record, RULE, f"规则 {key} "):
            rule = _rule(source, where, key, record, known)
            if rule is not None:
                rules[key] = rule
    return rules


def _rule(
    source: Source, where: Where, key: str, record: dict[str, Any], known: Known
) -> Rule | None:
    kind = record["type"]
    units = record.get("unit", kind)
    units = tuple(units) if isinstance(units, list) else (units,)
    items = record.get("items", {})
    rule = Rule(
        key=key,
        title=record["title"],
        type=kind,
        units=units,
        merge=record["merge"],
        kinds=record.get("kinds", {}),
        choices=record.get("choices", {}),
        items=items,
        mixed=_mixed(source, where, record, known),
        range=tuple(record["range"]) if "range" in record else None,
        pattern=record.get("pattern", ""),
        note=record.get("note", ""),
    )
    faults = list(_faults(rule, record))
    for field, says in faults:
        source.report((*where, field), says)
    return None if faults else rule


def _faults(rule: Rule, record: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of a rule that do not go together, each with the sentence that says so."""
    faults = []
    if rule.type == "amount":
        unknown = [unit for unit in rule.units if unit not in UNITS]
        if "unit" not in record or unknown:
            shown = unknown[0] if unknown else ""
            faults.append(
                (
                    "unit",
                    f"规则 {rule.key} 的单位写作“{shown}”，不在可用单位之列。可用：{listed(UNITS)}。",
                )
            )
        if rule.range is None or rule.range[0] > rule.range[1]:
            faults.append(("range", f"规则 {rule.key} 须写明数字的范围，如 range: [1, 366]。"))
    elif "unit" in record or "range" in record:
        faults.append(
            ("type", f"规则 {rule.key} 的类型是 {rule.type}，不应写 unit 或 range。请删去。")
        )
    if (rule.type == "choice") != bool(rule.choices):
        faults.append(
            ("choices", f"规则 {rule.key}：类型为 choice 的须列出 choices，其他类型不应写。")
        )
    if rule.items and rule.type != "list":
        faults.append(("items", f"规则 {rule.key}：只有类型为 list 的可写 items。请删去。"))
    if rule.kinds and rule.type == "list":
        faults.append(("kinds", f"规则 {rule.key}：类型为 list 的不分种类。请删去 kinds。"))
    if rule.merge != "local_replaces" and (
        rule.type not in ("amount", "flag", "date") or len(rule.units) > 1
    ):
        faults.append(
            (
                "merge",
                f"规则 {rule.key}：{rule.merge} 只用于单位唯一的数字、是否和日期。请改为 local_replaces。",
            )
        )
    return faults


def _mixed(source: Source, where: Where, record: dict[str, Any], known: Known) -> Mixed | None:
    mixed = record.get("mixed")
    where = (*where, "mixed")
    if mixed is None or not check(source, where, mixed, MIXED, "mixed "):
        return None
    kinds = record.get("kinds", {})
    reading = mixed.get("reading", "")
    if "mixed" not in kinds or not mixed["of"] or any(kind not in kinds for kind in mixed["of"]):
        source.report(where, "mixed 须由本规则的种类推得，且种类中要有 mixed。请核对 kinds 和 of。")
    elif reading and reading not in known.readings:
        source.report(
            (*where, "reading"), f"没有读法“{reading}”。可用：{listed(known.readings, 20)}。"
        )
    else:
        return Mixed(tuple(mixed["of"]), mixed["strictest"], reading)
    return None
