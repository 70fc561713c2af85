"""The parts of a process file: terms, actors, moves, bars, each with its own complaint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhijian.core.refused import Refused
from zhijian.core.rules import process_fields as table
from zhijian.core.rules.fields import check
from zhijian.core.rules.model import Rule
from zhijian.core.rules.problems import listed
from zhijian.core.rules.process_model import (
    MAY,
    POSTS,
    UNITS_OF_ACTORS,
    Amount,
    BarTemplate,
    ChecklistTemplate,
    ExtendTemplate,
    Habits,
    MoveTemplate,
    PaperTemplate,
    RuleRef,
    TermTemplate,
    Who,
)
from zhijian.core.rules.sources import Source, Where
from zhijian.core.terms import Term, Unit

_DURATIONS = ("workday", "calendar_day", "month", "year")


@dataclass(frozen=True)
class Reader:
    """Reads the parts of one file; what is wrong goes to the file's problems."""

    source: Source
    rules: Mapping[str, Rule]

    def fault(self, where: Where, says: str) -> None:
        self.source.report(where, says)

    def sound(self, where: Where, record: Any, fields: Mapping[str, Any], what: str) -> bool:
        return check(self.source, where, record, fields, what)

    def ref(self, where: Where, text: str, types: tuple[str, ...] = ()) -> RuleRef | None:
        """The rule that ``rule`` or ``rule/kind`` names, of one of ``types`` if given."""
        key, _, kind = text.partition("/")
        rule = self.rules.get(key)
        if rule is None:
            near = [name for name in self.rules if name.split(".")[0] == key.split(".")[0]]
            self.fault(where, f"没有规则“{key}”。可用的有：{listed(near or self.rules)}。请改正。")
        elif kind and kind not in rule.kinds:
            known = listed(rule.kinds) or "（本规则不分种类）"
            self.fault(where, f"规则 {key} 没有种类“{kind}”。可用的有：{known}。请改正。")
        elif types and rule.type not in types:
            self.fault(
                where,
                f"规则 {key} 的类型是 {rule.type}，这里要用类型为 {listed(types)} 的规则。请换一条。",
            )
        else:
            return RuleRef(key, kind)
        return None

    def optional_ref(
        self, where: Where, record: Mapping[str, Any], field: str, types: tuple[str, ...] = ()
    ) -> RuleRef | None:
        """The rule that a field names, if the field is there."""
        return self.ref((*where, field), record[field], types) if field in record else None

    def refs(self, where: Where, texts: list[str]) -> tuple[RuleRef, ...]:
        """The rules a list names; unknown ones are reported."""
        found = (self.ref((*where, index), text) for index, text in enumerate(texts))
        return tuple(ref for ref in found if ref is not None)

    def amount(self, where: Where, record: Any) -> Amount | None:
        """A length of time of our own."""
        if not self.sound(where, record, table.AMOUNT, "建议期限"):
            return None
        try:
            Term(record["amount"], Unit(record["unit"]))
        except Refused as refused:
            self.fault((*where, "amount"), str(refused))
            return None
        return Amount(record["amount"], record["unit"])

    def term(self, where: Where, record: Any) -> TermTemplate | None:
        """A term; it needs a rule or a proposal."""
        if not self.sound(where, record, table.TERM, "期限"):
            return None
        rule = self.optional_ref(where, record, "rule", ("amount",))
        if rule and not set(self.rules[rule.rule].units) & set(_DURATIONS):
            self.fault(
                (*where, "rule"),
                f"规则 {rule.rule} 的单位不是工作日、天、月或年，不能作期限。请换一条。",
            )
            return None
        proposed = (
            self.amount((*where, "proposed"), record["proposed"]) if "proposed" in record else None
        )
        if "rule" not in record and "proposed" not in record:
            self.fault(where, "期限既没有写规则（rule），也没有写建议（proposed）。请至少写一项。")
        return TermTemplate(rule, proposed, record.get("start", "entry"))

    def optional_term(
        self, where: Where, record: Mapping[str, Any], field: str
    ) -> TermTemplate | None:
        """The term under a field, if the field is there."""
        return self.term((*where, field), record[field]) if field in record else None

    def who(self, where: Where, record: Any) -> Who | None:
        """Who acts."""
        if not self.sound(where, record, table.WHO, "办理人"):
            return None
        unit, posts = record["unit"], record.get("posts", [])
        if unit not in UNITS_OF_ACTORS:
            known = listed(UNITS_OF_ACTORS)
            self.fault(
                (*where, "unit"),
                f"办理单位写作“{unit}”，不在可用的值之列。请改为：{known}。",
            )
            return None
        for post in posts:
            if post not in POSTS:
                self.fault((*where, "posts"), f"没有岗位“{post}”。可用的有：{listed(POSTS)}。")
        if unit == "opener" and posts:
            self.fault(
                (*where, "posts"), "发起人本人（opener）办理的环节不再写岗位。请删去 posts。"
            )
        return Who(unit, tuple(posts))

    def move(
        self, where: Where, record: Any, attachments: Mapping[str, str]
    ) -> MoveTemplate | None:
        """One way out of a step."""
        if not self.sound(where, record, table.MOVE, "办法"):
            return None
        needs = tuple(record.get("needs", []))
        for kind in needs:
            if kind not in attachments:
                known = listed(attachments) or "（本流程没有列出附件）"
                self.fault((*where, "needs"), f"没有附件种类“{kind}”。可用的有：{known}。请改正。")
        is_return = record.get("is_return", False)
        return MoveTemplate(
            verb=record["verb"],
            title=record["title"],
            to=record["to"],
            is_return=is_return,
            needs_opinion=record.get("needs_opinion", False) or is_return,
            needs=needs,
        )

    def bars(self, where: Where, records: list[Any]) -> tuple[BarTemplate, ...]:
        """Who may not act, each bar with the flag that asks for it."""
        found = []
        for index, record in enumerate(records):
            here = (*where, index)
            if self.sound(here, record, table.BAR, "回避"):
                rule = self.optional_ref(here, record, "if", ("flag",))
                steps = tuple(record["steps"])
                found.append(BarTemplate(steps, rule, record.get("with_reason", False)))
        return tuple(found)

    def checklist(self, where: Where, record: Any) -> ChecklistTemplate | None:
        """What must be ticked."""
        if not self.sound(where, record, table.CHECKLIST, "核对单"):
            return None
        if not record:
            self.fault(where, "核对单是空的。请写 rule 或 proposed，或删去。")
        rule = self.optional_ref(where, record, "rule", ("list",))
        return ChecklistTemplate(rule, tuple(record.get("proposed", [])))

    def extend(self, where: Where, record: Any) -> ExtendTemplate | None:
        """How far a term may be prolonged."""
        if not self.sound(where, record, table.EXTEND, "延期"):
            return None
        longest = self.term((*where, "longest"), record["longest"])
        approver = self.who((*where, "approver"), record["approver"])
        if record["times"] < 1:
            self.fault((*where, "times"), f"延期次数写作“{record['times']}”，应不小于 1。请改正。")
        if longest is None or approver is None:
            return None
        return ExtendTemplate(longest, record["times"], approver)

    def paper(self, where: Where, record: Any) -> PaperTemplate | None:
        """How a stamped scan closes the step."""
        if not self.sound(where, record, table.PAPER, "纸质办理"):
            return None
        by = self.who((*where, "by"), record["by"])
        return PaperTemplate(record["move"], by) if by else None

    def habits(self, where: Where, record: Mapping[str, Any]) -> Habits:
        """What else may be done, when to remind and to escalate."""
        for index, name in enumerate(record.get("may", [])):
            if name not in MAY:
                self.fault(
                    (*where, "may", index),
                    f"“{name}”不是可办的事。可用的有：{listed(MAY)}。请改正。",
                )
        to = (
            self.who((*where, "escalate_to"), record["escalate_to"])
            if ("escalate_to" in record)
            else None
        )
        extend = self.extend((*where, "extend"), record["extend"]) if "extend" in record else None
        return Habits(
            may=_optional_texts(record, "may"),
            warn_before=self.optional_term(where, record, "warn_before"),
            remind_every=self.optional_term(where, record, "remind_every"),
            escalate_after=self.optional_term(where, record, "escalate_after"),
            escalate_to=to,
            extend=extend,
            pause_reasons=_optional_texts(record, "pause_reasons"),
        )


def _optional_texts(record: Mapping[str, Any], field: str) -> tuple[str, ...] | None:
    return tuple(record[field]) if field in record else None
