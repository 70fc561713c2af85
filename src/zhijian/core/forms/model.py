"""What a form's definition consists of: what it asks, in which order it is signed, how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from zhijian.core.forms.layout import Block
from zhijian.core.rules.process_model import RuleRef

NOTHING: Mapping[str, str] = MappingProxyType({})


class Shape(Enum):
    """What kind of plain value a field holds."""

    TEXT = "一行文字"
    LONG = "一段文字"
    NUMBER = "整数"
    DAY = "日期"
    MOMENT = "日期和时刻"
    FLAG = "是或否"
    CHOICE = "选项中的一项"
    CHOICES = "选项中的若干项"
    LIST = "逐行的列表"
    IMAGE = "图片"


TYPES = {
    "text": Shape.TEXT,
    "unit": Shape.TEXT,
    "unit_with_seal": Shape.TEXT,
    "person": Shape.TEXT,
    "person_with_title": Shape.TEXT,
    "contact": Shape.TEXT,
    "phone": Shape.TEXT,
    "url": Shape.TEXT,
    "longtext": Shape.LONG,
    "integer": Shape.NUMBER,
    "money": Shape.NUMBER,
    "percent": Shape.NUMBER,
    "date": Shape.DAY,
    "datetime": Shape.MOMENT,
    "bool": Shape.FLAG,
    "enum": Shape.CHOICE,
    "multi_enum": Shape.CHOICES,
    "list": Shape.LIST,
    "image": Shape.IMAGE,
}
STATUSES = {"contained": "文件附有表样", "named": "文件只写了名称", "implied": "办事少不了的纸面"}
EVENTS = {
    "OPEN": "开设",
    "CHANGE": "变更",
    "SPONSOR": "主办单位变更",
    "MERGE": "整合",
    "CLOSE": "关停",
    "DEREGISTER": "注销",
    "RETAIN": "特殊需求保留",
    "INVENTORY": "排查统计",
    "STAFF": "人员报备",
    "HANDOVER": "人员交接",
    "OUTSOURCE": "委托运维",
    "REVIEW": "信息发布审核",
    "OFFLINE": "网站下线",
    "RECTIFY": "整改",
    "CIRCULAR": "抽查通报",
    "INCIDENT": "舆情与安全事件",
    "IMPOSTOR": "假冒账号",
    "TRANSFER": "问题线索移交",
    "ANNUAL": "年度报告",
}
NEEDS = (
    *("意见", "签字", "印章", "日期", "时间"),
    *("收讫", "姓名", "联系电话", "落款"),
)
EXPORTS = ("docx", "pdf", "xlsx", "html")


@dataclass(frozen=True, slots=True)
class Condition:
    """When something is required. Exactly one of the tests is set.

    ``differs`` names another field; ``equals`` holds the words of an option, or 是 and 否;
    ``has_any`` holds options of a list field.
    """

    field: str
    equals: str = ""
    differs: str = ""
    has_any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks, or one column of its tables.

    ``free_option`` is the option that asks for words of one's own; they are held as
    ``其他：words``. ``source`` is a name of ``sources``, '' when it is filled in by hand.
    ``parts`` make a column that asks several things at once; it has no value of its own.
    """

    key: str
    label: str
    type: str
    is_required: bool = False
    required_if: Condition | None = None
    options: tuple[str, ...] = ()
    sub_options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    free_option: str = ""
    hint: str = ""
    unit: str = ""
    is_personal: bool = False
    source: str = ""
    parts: tuple[Field, ...] = ()
    width: int = 0

    @property
    def shape(self) -> Shape:
        """What kind of plain value it holds."""
        return TYPES[self.type]

    @property
    def name(self) -> str:
        """Its label without the line breaks of paper."""
        return self.label.replace("\n", "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a form: ``blank_rows`` are printed at least, ``min_rows`` must be filled."""

    key: str
    label: str
    columns: tuple[Field, ...]
    blank_rows: int = 1
    min_rows: int = 0
    min_rows_if: Condition | None = None
    covers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""

    @property
    def cells(self) -> tuple[Field, ...]:
        """The fields a row holds: parts in place of the columns made of them."""
        return tuple(each for column in self.columns for each in column.parts or (column,))


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap in a printed sentence, filled from a rule; ``look`` is amount, number or numeral."""

    name: str
    rule: RuleRef
    look: str = "amount"


@dataclass(frozen=True, slots=True)
class Wording:
    """A printed sentence in our words; ``otherwise`` stands where a rule sets no figure."""

    key: str
    says: str
    slots: tuple[Slot, ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One place where the form is signed: who, and what is asked there.

    ``text`` names the printed sentence above; ``line`` stands before the signature; ``outcomes``
    are printed with boxes to tick by hand.
    """

    order: int
    block: str
    label: str
    who: str
    needs: tuple[str, ...]
    line: str = ""
    text: str = ""
    checks: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    is_optional: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term the form is bound to; the figure stands in the rule."""

    what: str
    rule: RuleRef


@dataclass(frozen=True, slots=True)
class Form:
    """One form: identity, what it asks, who signs, and its layout from top to bottom.

    ``is_inferred``: the notice has no table; the fields are our proposal.
    """

    id: str
    title: str
    place: str
    also_for: tuple[str, ...]
    source: str
    status: str
    is_inferred: bool
    purpose: str
    clauses: tuple[str, ...]
    events: tuple[str, ...]
    is_landscape: bool
    pages: int
    texts: Mapping[str, Wording]
    fields: Mapping[str, Field]
    tables: Mapping[str, Table]
    signatures: tuple[Signature, ...]
    deadlines: tuple[Deadline, ...]
    copies: RuleRef | None
    exports: tuple[str, ...]
    layout: tuple[Block, ...]
    printed_title: str = ""
    short_title: str = ""
    title_size: int = 20

    @property
    def is_for(self) -> tuple[str, ...]:
        """The division codes it is printed for."""
        return (self.place, *self.also_for)

    @property
    def rules(self) -> tuple[RuleRef, ...]:
        """Every rule it needs a value of: for its sentences, its terms and its copies."""
        slots = [slot.rule for text in self.texts.values() for slot in text.slots]
        terms = [deadline.rule for deadline in self.deadlines]
        return tuple(dict.fromkeys([*slots, *terms, *([self.copies] if self.copies else [])]))

    def signature(self, block: str) -> Signature:
        """The signature of a block."""
        return next(each for each in self.signatures if each.block == block)


@dataclass(frozen=True)
class Forms:
    """The forms of one installation, by id, in the order of their ids."""

    by_id: Mapping[str, Form]

    def __getitem__(self, name: str) -> Form:
        return self.by_id[name]

    def __len__(self) -> int:
        return len(self.by_id)

    def get(self, name: str) -> Form | None:
        """The form of that id, or None."""
        return self.by_id.get(name)

    @property
    def all(self) -> tuple[Form, ...]:
        """Every form."""
        return tuple(self.by_id.values())

    def of_place(self, *places: str) -> tuple[Form, ...]:
        """The forms printed for any of the division codes; those of their own notice first."""
        own = [form for form in self.all if form.place in places]
        shared = [form for form in self.all if form not in own and set(form.also_for) & {*places}]
        return (*own, *shared)

    def for_event(self, event: str, *places: str) -> tuple[Form, ...]:
        """The forms of a place that an event asks for."""
        return tuple(form for form in self.of_place(*places) if event in form.events)
