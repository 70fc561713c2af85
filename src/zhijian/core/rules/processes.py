"""Process definitions from ``processes/*.yaml``: one file, one process.

Source: docs/decisions/0007-processes-as-data.md
"""

from collections.abc import Mapping
from typing import Any

from zhijian.core.rules import process_fields as table
from zhijian.core.rules.model import Rule
from zhijian.core.rules.problems import listed
from zhijian.core.rules.process_graph import check_graph
from zhijian.core.rules.process_model import (
    Process,
    RuleRef,
    StepTemplate,
    TurnTemplate,
    VariantTemplate,
)
from zhijian.core.rules.process_parts import Reader
from zhijian.core.rules.sources import Source, Where

_FLAGS = ("flag", "text", "list", "choice")


def process_of(
    source: Source, stem: str, rules: Mapping[str, Rule], taken: Mapping[str, Process], layer: int
) -> Process | None:
    """The process of one file, if it is sound. A later layer replaces a process as a whole."""
    record, reader = source.data, Reader(source, rules)
    if not reader.sound((), record, table.PROCESS, "流程"):
        return None
    name = record["id"]
    if name != stem:
        reader.fault(("id",), f"流程的 id 是“{name}”，文件名却是“{stem}.yaml”。请改成一致。")
    if name in taken and taken[name].layer == layer:
        reader.fault(("id",), f"流程 {name} 已有。请换一个 id，或删去一份。")
    before = len(source.problems.found)
    steps = _steps(reader, record)
    chosen_by = reader.optional_ref((), record, "chosen_by", ("choice",))
    process = Process(
        id=name,
        title=record["title"],
        about=record.get("about", ""),
        steps=steps,
        ends=record["ends"],
        variants=_variants(reader, record, steps, chosen_by),
        chosen_by=chosen_by,
        otherwise=_otherwise(reader, record),
        kinds_of=_kinds_of(reader, record),
        attachments=record.get("attachments", {}),
        term=reader.optional_term((), record, "term"),
        habits=reader.habits((), record),
        file=source.name,
        layer=layer,
    )
    if len(source.problems.found) > before:
        return None
    check_graph(source, process)
    return process if len(source.problems.found) == before else None


def _steps(reader: Reader, record: Mapping[str, Any]) -> dict[str, StepTemplate]:
    steps: dict[str, StepTemplate] = {}
    for index, item in enumerate(record["steps"]):
        where: Where = ("steps", index)
        if not reader.sound(where, item, table.STEP, "环节"):
            continue
        if item["id"] in steps or item["id"] in record["ends"]:
            reader.fault((*where, "id"), f"环节或结果“{item['id']}”写了两次。请换一个 id，或合并。")
        step = _step(reader, where, item, record)
        if step is not None:
            steps[step.id] = step
    return steps


def _step(
    reader: Reader, where: Where, item: Mapping[str, Any], record: Mapping[str, Any]
) -> StepTemplate | None:
    actor = reader.who((*where, "actor"), item["actor"])
    moves = [
        move
        for index, raw in enumerate(item["moves"])
        if (move := reader.move((*where, "moves", index), raw, record.get("attachments", {})))
    ]
    if not item["moves"]:
        reader.fault((*where, "moves"), f"环节 {item['id']} 没有任何办法，进去就出不来。请补上。")
    verbs = [move.verb for move in moves]
    for verb in sorted({verb for verb in verbs if verbs.count(verb) > 1}):
        reader.fault(
            (*where, "moves"), f"环节 {item['id']} 的办法“{verb}”写了两次。请改一处的 verb。"
        )
    if item.get("repeat_proposed", 1) < 1 or item.get("repeat_proposed", 1) > 9:
        reader.fault((*where, "repeat_proposed"), "建议的次数应在 1 至 9 之间。请改正。")
    paper = reader.paper((*where, "paper"), item["paper"]) if "paper" in item else None
    if paper is not None and paper.move not in verbs:
        reader.fault(
            (*where, "paper", "move"),
            f"环节 {item['id']} 没有办法“{paper.move}”。可用的有：{listed(verbs)}。请改正。",
        )
    if actor is None:
        return None
    return StepTemplate(
        id=item["id"],
        title=item["title"],
        actor=actor,
        moves=tuple(moves),
        decides=item.get("decides", False),
        only_if=reader.optional_ref(where, item, "only_if", _FLAGS),
        repeat=reader.optional_ref(where, item, "repeat", ("amount",)),
        repeat_proposed=item.get("repeat_proposed", 1),
        each=_each(reader, where, item),
        not_by=reader.bars((*where, "not_by"), item.get("not_by", [])),
        term=reader.optional_term(where, item, "term"),
        checklist=reader.checklist((*where, "checklist"), item["checklist"])
        if "checklist" in item
        else None,
        basis=reader.refs((*where, "basis"), item.get("basis", [])),
        paper=paper,
        habits=reader.habits(where, item),
    )


def _each(reader: Reader, where: Where, item: Mapping[str, Any]) -> dict[str, TurnTemplate]:
    turns: dict[str, TurnTemplate] = {}
    if "each" in item and "repeat" not in item:
        reader.fault((*where, "each"), f"环节 {item['id']} 没有写 repeat，不能写 each。请删去。")
    for number, raw in item.get("each", {}).items():
        here = (*where, "each", number)
        if not number.isdecimal():
            reader.fault(here, f"each 下应写第几次，如 1、2、3，写作“{number}”。请改正。")
        elif reader.sound(here, raw, table.TURN, "每次不同的内容"):
            turns[number] = TurnTemplate(
                title=raw.get("title", ""),
                actor=reader.who((*here, "actor"), raw["actor"]) if "actor" in raw else None,
                not_by=reader.bars((*here, "not_by"), raw.get("not_by", [])),
            )
    return turns


def _variants(
    reader: Reader,
    record: Mapping[str, Any],
    steps: Mapping[str, StepTemplate],
    chosen_by: RuleRef | None,
) -> dict[str, VariantTemplate]:
    if ("chain" in record) == ("variants" in record):
        reader.fault(
            (), "流程应写 chain（一条环节链）或 variants（按规则选用），只写一项。请改正。"
        )
        return {}
    if ("variants" in record) != ("chosen_by" in record):
        reader.fault((), "variants 和 chosen_by（由哪条规则选用）要一起写。请补上。")
        return {}
    if "chain" in record:
        return {"": VariantTemplate("", _chain(reader, ("chain",), record["chain"], steps))}
    rule = reader.rules.get(chosen_by.rule) if chosen_by else None
    variants = {}
    for choice, raw in record["variants"].items():
        where: Where = ("variants", choice)
        if rule is not None and choice not in rule.choices:
            reader.fault(
                where,
                f"规则 {rule.key} 没有“{choice}”这个值。可用的有：{listed(rule.choices)}。请改正。",
            )
        elif reader.sound(where, raw, table.VARIANT, "变体"):
            chain = _chain(reader, (*where, "chain"), raw["chain"], steps)
            basis = reader.refs((*where, "basis"), raw.get("basis", []))
            variants[choice] = VariantTemplate(choice, chain, basis)
    for choice in rule.choices if rule else ():
        if choice not in record["variants"]:
            reader.fault(("variants",), f"没有写“{choice}”时怎样办。请补上这个变体。")
    return variants


def _chain(
    reader: Reader, where: Where, chain: list[str], steps: Mapping[str, StepTemplate]
) -> tuple[str, ...]:
    for index, name in enumerate(chain):
        if name not in steps:
            reader.fault(
                (*where, index), f"没有环节“{name}”。可用的有：{listed(steps, 20)}。请改正。"
            )
        elif chain.count(name) > 1:
            reader.fault((*where, index), f"环节“{name}”在一条链里写了两次。请删去一处。")
    if not chain:
        reader.fault(where, "环节链是空的。请按先后写上环节的 id。")
    return tuple(chain)


def _otherwise(reader: Reader, record: Mapping[str, Any]) -> str:
    """The variant for places whose rule is silent."""
    otherwise = str(record.get("otherwise", ""))
    if "variants" in record and otherwise not in record["variants"]:
        reader.fault(
            ("otherwise",),
            f"otherwise（规则没有写时用哪个）写作“{otherwise}”，不在变体之列。请改正。",
        )
    return otherwise


def _kinds_of(reader: Reader, record: Mapping[str, Any]) -> RuleRef | None:
    ref = reader.optional_ref((), record, "kinds_of")
    if ref is not None and not reader.rules[ref.rule].kinds:
        reader.fault(("kinds_of",), f"规则 {ref.rule} 不分种类，不能用来区分。请换一条。")
    return ref
