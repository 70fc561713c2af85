"""Documents with their clauses, controls, readings and indicators, from their files."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from zhijian.core.rules import fields
from zhijian.core.rules.model import Clause, Control, Document, Indicator, Reading
from zhijian.core.rules.numbers import is_well_formed, normalise
from zhijian.core.rules.problems import listed
from zhijian.core.rules.sources import Source

_NEEDED_OF_NOTICES = ("control", "capability", "automation")


def controls_of(source: Source, taken: Mapping[str, Control]) -> dict[str, Control]:
    """The controls a ``controls.yaml`` lists, by key."""
    found: dict[str, Control] = {}
    for index, record in enumerate(_records(source, source.data, ())):
        if fields.check(source, (index,), record, fields.CONTROL, "控制项"):
            if record["key"] in found or record["key"] in taken:
                source.report((index, "key"), f"控制项 {record['key']} 列了两次。请删去一处。")
            found[record["key"]] = Control(**record)
    return found


def readings_of(source: Source, taken: Mapping[str, Reading]) -> dict[str, Reading]:
    """The readings a ``readings.yaml`` lists, by id."""
    found: dict[str, Reading] = {}
    for index, record in enumerate(_records(source, source.data, ())):
        if fields.check(source, (index,), record, fields.READING, "读法"):
            if record["id"] in found or record["id"] in taken:
                source.report((index, "id"), f"读法 {record['id']} 列了两次。请换一个编号。")
            applies = tuple(record["applies"])
            found[record["id"]] = Reading(record["id"], record["title"], record["says"], applies)
    return found


def check_applies(source: Source, rules: Collection[str]) -> None:
    """Report every reading that names a rule the catalogue does not have."""
    for index, record in enumerate(source.data if isinstance(source.data, list) else ()):
        applies: Any = record.get("applies") if isinstance(record, dict) else None
        for key in applies if fields.is_of("texts", applies) else ():
            if key != "*" and key not in rules:
                says = f"读法所适用的规则“{key}”不存在。请改正。"
                source.report((index, "applies"), says)


def document_of(
    source: Source,
    stem: str,
    controls: Mapping[str, Control],
    documents: Mapping[str, Document],
    clauses: dict[str, Clause],
) -> Document | None:
    """The document of one file; its clauses are added to ``clauses``."""
    record = source.data
    if not fields.check(source, (), record, fields.DOCUMENT, "文件"):
        return None
    name = record["id"]
    if name != stem:
        source.report(("id",), f"文件的 id 是“{name}”，文件名却是“{stem}.yaml”。请改成一致。")
    if name in documents:
        source.report(("id",), f"文件 {name} 已有，不能再写一份。请换一个 id。")
    _check_number(source, record["number"])
    issued, effective = record["issued_on"], record["effective_on"]
    if issued and effective and effective < issued:
        source.report(
            ("effective_on",), f"施行日期 {effective} 早于印发日期 {issued}。请核对后改正。"
        )
    own = [
        clause
        for index, item in enumerate(_records(source, record["clauses"], ("clauses",)))
        if (clause := _clause(source, index, item, name, controls, clauses)) is not None
    ]
    return Document(
        id=name,
        title=record["title"],
        issuer=record["issuer"],
        number=normalise(record["number"]) if record["number"] else None,
        issued_on=issued,
        effective_on=effective,
        effective_marked=record.get("effective_marked", False),
        status=record["status"],
        confidence=record.get("confidence", "high"),
        basis=tuple(record.get("basis", ())),
        aliases=tuple(record.get("aliases", ())),
        note=record.get("note", ""),
        clauses=tuple(clause.id for clause in own),
    )


def _check_number(source: Source, number: str | None) -> None:
    if number is None or is_well_formed(number):
        return
    says = f"文号“{number}”的写法不规范。请写成 房政办发〔2023〕16号 这样，年份用六角括号〔〕。"
    source.report(("number",), says)


def _clause(
    source: Source,
    index: int,
    record: Any,
    document: str,
    controls: Mapping[str, Control],
    clauses: dict[str, Clause],
) -> Clause | None:
    where = ("clauses", index)
    if not fields.check(source, where, record, fields.CLAUSE, "条款"):
        return None
    name = record["id"]
    if name in clauses:
        source.report(
            (*where, "id"),
            f"条款 {name} 写了两次（另一处在 {clauses[name].document}）。请改一处的 id。",
        )
        return None
    if record["kind"] not in fields.NATIONAL_KINDS:
        missing = [needed for needed in _NEEDED_OF_NOTICES if needed not in record]
        if missing:
            source.report(where, f"条款 {name} 缺少“{listed(missing)}”。请补上。")
    control = record.get("control", "")
    if control and control not in controls:
        says = f"条款 {name} 的控制项“{control}”不存在。请从 controls.yaml 中选用，或先在那里登记。"
        source.report((*where, "control"), says)
    clauses[name] = clause = Clause(document=document, **record)
    return clause


def check_basis(source: Source, documents: Mapping[str, Document]) -> None:
    """Report every upstream document that is not in the library."""
    for index, name in enumerate(source.data.get("basis", ())):
        if name not in documents:
            says = f"上位依据“{name}”不在 documents 文件夹中。请先登记该文件，或改正 id。"
            source.report(("basis", index), says)


def indicators_of(source: Source, clauses: Mapping[str, Clause]) -> tuple[Indicator, ...]:
    """The indicators of ``indicators.yaml``, in the file's order."""
    found: dict[str, Indicator] = {}
    data = source.data if isinstance(source.data, dict) else {}
    for index, record in enumerate(_records(source, data.get("indicators"), ("indicators",))):
        where = ("indicators", index)
        if not fields.check(source, where, record, fields.INDICATOR, "指标"):
            continue
        if record["id"] in found:
            source.report((*where, "id"), f"指标 {record['id']} 列了两次。请删去一处。")
        if record["clause"] not in clauses:
            source.report(
                (*where, "clause"), f"没有条款“{record['clause']}”。请先在 documents 中登记。"
            )
        found[record["id"]] = Indicator(
            id=record["id"],
            name=record["name"],
            target=record["target"],
            kind=record["kind"],
            group=record.get("group", ""),
            clause=record["clause"],
            confidence=record["confidence"],
            points=record["points"],
            points_proposed=record.get("points_proposed"),
            points_per_occurrence=record.get("points_per_occurrence"),
            checks=tuple(record["checks"]),
        )
    return tuple(found.values())


def formats_of(source: Source) -> dict[str, Any]:
    """The formats of ``formats.yaml`` by name; every pattern must be one that compiles."""
    if not isinstance(source.data, dict):
        source.report((), "格式文件应是“格式代码: 内容”形式的映射。请对照手册改写。")
        return {}
    for name, record in source.data.items():
        for field, pattern in record.items() if isinstance(record, dict) else ():
            if field.endswith("regex") and not _compiles(pattern):
                source.report(
                    (name, field), f"格式 {name} 的 {field} 不是正确的正则表达式。请改正。"
                )
    return source.data


def _compiles(pattern: Any) -> bool:
    try:
        re.compile(pattern)
    except (re.error, TypeError):
        return False
    return True


def _records(source: Source, data: Any, where: tuple[str, ...]) -> list[Any]:
    if isinstance(data, list):
        return data
    source.report(where, "这里应是逐条以“- ”开头的列表。请对照手册的样例改写。")
    return []
