"""What each row of a register would do: new, changed, the same, or refused with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from zhijian.config import clock
from zhijian.core.facts.model import Kind
from zhijian.core.facts.schema import RELATIONS
from zhijian.ledger.importing import fitting
from zhijian.ledger.importing.rules import Rules, cleaned, rules_of
from zhijian.ledger.importing.there import References, There, Units, unit_path
from zhijian.ledger.registers import Kept, Ref, Register, registers
from zhijian.ledger.twice import whose
from zhijian.people import edits
from zhijian.people.importing.plan_parts import Outcome, Parsed, Planned
from zhijian.people.importing.portions import portions
from zhijian.people.models import Organization, User

PART = 1_000
Key = tuple[Any, ...]


@dataclass(slots=True)
class RowPlanned(Planned):
    """``refs`` by column name what the row names; ``there`` the row itself; ``unit`` its keeper."""

    refs: dict[str, There] = field(default_factory=dict)
    there: There | None = None
    unit: There | None = None
    left_out: tuple[str, ...] = ()


@dataclass
class Desk:
    """What one import knows while it plans."""

    by: User | None
    units: Units
    references: References
    asked: Sequence[Ref] = ()
    holders: dict[int, tuple[str, str]] = field(default_factory=dict)

    def whose(self, unit: There) -> tuple[str, str]:
        """Reason and cure where a row is another unit's already."""
        assert unit.pk is not None
        if unit.pk not in self.holders:
            words = f"{self.units.name_of(unit)}登记，不能重复登记。请与其联系核实"
            if self.by is not None:
                words = whose(Organization.objects.get(pk=unit.pk), self.by)
            reason, _, cure = words.rstrip("。").partition("。")
            self.holders[unit.pk] = f"已经由{reason}", cure or "请与其联系核实"
        return self.holders[unit.pk]


def plan(rows: Sequence[Parsed], desk: Desk) -> list[Planned]:
    """The rows of all registers, those first on which others lean."""
    planned: list[Planned] = []
    of_relation: dict[str, list[Parsed]] = {}
    for row in rows:
        of_relation.setdefault(row.relation, []).append(row)
    kept = {one.relation: one for one in registers()}
    desk.asked = [ref for name in of_relation if name in kept for ref in kept[name].refs.values()]
    for register in kept.values():
        if mine := of_relation.get(register.relation):
            planned += _Planner(register, desk).plan(mine)
    return planned


@dataclass(frozen=True, slots=True)
class _Fit:
    """What a column holds; ``is_plain``: its cells need no cleaning."""

    limits: tuple[int | None, int | None, int | None]
    is_plain: bool
    is_needed: bool


class _Planner:
    """One register at work."""

    def __init__(self, register: Register, desk: Desk) -> None:
        self.register = register
        self.desk = desk
        self.rules: Rules = rules_of(register.relation)
        self.identity = fitting.identity(register)
        self.refs = list(register.refs.items())
        self.columns = {k.column.name: k for k in register.kept if k.ref is None}
        self.fits = {
            name: _Fit(
                fitting.limits(register.model, kept.field),
                name not in self.rules.clean,
                kept.column.required or kept in self.identity,
            )
            for name, kept in self.columns.items()
        }
        self.unique = fitting.further(register) + [
            fitting.Unique((register.by_column[name].field,), None, "") for name in self.rules.once
        ]
        self.taken: list[dict[Key, RowPlanned]] = [{} for _ in self.unique]
        self.seen: dict[Key, int] = {}
        self.path = unit_path(register.model)
        self.keeper_field = self.path.split("__")[0].removesuffix("_id")
        self.heading = self._column_of(register.heading)
        self.named_by = [
            (self._column_of(ref.by), ref) for ref in desk.asked if ref.model is register.model
        ]

    def plan(self, rows: Sequence[Parsed]) -> list[RowPlanned]:
        planned = []
        for part in portions(rows, PART):
            fresh = [RowPlanned(row.number, row.relation, row.place, row.values) for row in part]
            for name, ref in self.refs:
                self.desk.references.load(ref, (str(one.raw[name] or "") for one in fresh))
            for one in fresh:
                self._begin(one)
            keys = {id(one): self._key(one) for one in fresh if not one.is_refused}
            standing = self._standing([keys[id(one)] for one in fresh if id(one) in keys])
            held = self.rules.held(int(row["pk"]) for row in standing.values())
            for one in fresh:
                if not one.is_refused:
                    self._meet(one, keys[id(one)], standing, held)
            self._refuse_twice([one for one in fresh if one.outcome in _WRITING])
            self._announce([one for one in fresh if one.outcome is Outcome.NEW])
            planned += fresh
        return planned

    def _begin(self, one: RowPlanned) -> None:
        """What the row names, and whether its cells fit."""
        one.about = str(one.raw[self.heading] or self._key_words(one))[:200]
        for name, ref in self.refs:
            text = str(one.raw[name] or "")
            if not text:
                continue
            found = self.desk.references.named(ref, text)
            if len(found) > 1 and (unit := one.refs.get("organization")):
                found = [there for there in found if there.unit is unit]
            if len(found) != 1:
                self._refuse_reference(one, name, text, len(found))
                return
            one.refs[name] = found[0]
        one.unit = self._unit(one)
        if one.unit is None:
            first = self.refs[0][0] if self.refs else self.identity[0].column.name
            one.refuse(first, "没有写明属于哪个单位（或哪个账号、网站）", "请补填后再导入")
            return
        for name, value in one.raw.items():
            fit = self.fits.get(name)
            if fit is not None and not (fit.is_plain and fitting.fits(fit.limits, value)):
                self._fit(one, name, value, fit)

    def _fit(self, one: RowPlanned, name: str, value: Any, fit: "_Fit") -> None:
        """Leave out a cell that the table cannot hold; with a needed one the row is lost."""
        why = None
        if not fit.is_plain:
            value, why = cleaned(self.register.relation, name, value)
        why = why or fitting.misfit(fit.limits, value)
        if why is None:
            one.raw[name] = value
        elif fit.is_needed:
            one.refuse(name, *why)
        else:
            one.leave_out(name, *why)
            one.left_out = (*one.left_out, name)

    def _unit(self, one: RowPlanned) -> There | None:
        """The unit that keeps the row: what its own way leads to, else the first that is named."""
        by_field = {ref.field: name for name, ref in self.refs}
        first = by_field.get(self.keeper_field, "")
        for name in (first, *(name for name, _ in self.refs)):
            if (there := one.refs.get(name)) is not None:
                is_unit = self.register.refs[name].model is Organization
                return there if is_unit else there.unit
        # A list that names no unit is kept by who brings it.
        return None if self.refs else self.desk.units.own

    def _key(self, one: RowPlanned) -> Key:
        found: list[Any] = []
        for kept in self.identity:
            if kept.ref is not None:
                there = one.refs.get(kept.column.name)
                found.append((there.id or there) if there else None)
            else:
                found.append(kept.to_row(one.raw[kept.column.name]))
        return tuple(found)

    def _standing(self, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
        """The rows that stand already, by identity."""
        at = next((n for n, kept in enumerate(self.identity) if kept.ref is not None), 0)
        if self.identity[at].ref is None:
            own = {kept.field for kept in self.register.key}
            at = next((n for n, kept in enumerate(self.identity) if kept.field in own), 0)
        wanted = {key[at] for key in keys if not isinstance(key[at], There | None)}
        if not wanted:
            return {}
        names = [self._attname(kept) for kept in self.register.kept]
        rows = self.register.model._default_manager.filter(
            **{f"{self._attname(self.identity[at])}__in": wanted}
        ).order_by("pk")
        found: dict[Key, dict[str, Any]] = {}
        for row in rows.values("pk", self.path or "pk", *names):
            key = tuple(row[self._attname(kept)] for kept in self.identity)
            found.setdefault(key, row)
        return found

    def _meet(
        self,
        one: RowPlanned,
        key: Key,
        standing: dict[Key, dict[str, Any]],
        held: Any,
    ) -> None:
        first = self.identity[0].column.name
        if (before := self.seen.get(key)) is not None:
            one.refuse(first, f"与第 {before} 行是同一条", "请核对后只留一行")
            return
        self.seen[key] = one.place.row
        row = standing.get(key)
        assert one.unit is not None
        if row is None:
            if self._may_write(one, one.unit):
                self._new(one)
            return
        one.target = int(row["pk"])
        keeper = self.desk.units.by_id.get(row[self.path]) if self.path else one.unit
        if keeper is not None and not self.desk.units.may_write(keeper):
            one.refuse(self.register.key[0].column.name, *self.desk.whose(keeper))
            return
        self._compare(one, row, held)
        if one.outcome is Outcome.CHANGED:
            self._may_write(one, one.unit)

    def _may_write(self, one: RowPlanned, unit: There) -> bool:
        if self.desk.units.may_write(unit):
            return True
        name = self.desk.units.name_of(unit)
        column = self.refs[0][0] if self.refs else self.identity[0].column.name
        one.refuse(
            column, f"您不能登记“{name}”的{self.register.title}", "请由该单位或其主管单位导入"
        )
        return False

    def _new(self, one: RowPlanned) -> None:
        assert one.unit is not None
        if self.desk.units.is_gone(one.unit, clock.today()):
            name = self.desk.units.name_of(one.unit)
            column = self.refs[0][0] if self.refs else self.identity[0].column.name
            one.refuse(column, f"“{name}”已撤并，不能再登记", "请登记到承接其职责的单位名下")
        elif complaint := self.rules.check(one.raw):
            one.refuse(*complaint)
        else:
            one.outcome = Outcome.NEW

    def _compare(self, one: RowPlanned, row: dict[str, Any], held: Any) -> None:
        for name in one.raw:
            kept = self.register.by_column.get(name)
            if kept is None or name in one.left_out:
                continue
            attname = self._attname(kept)
            if kept.ref is not None:
                there = one.refs[name]
                if (wanted := there.id) == row[attname] and wanted is not None:
                    continue
            elif (wanted := kept.to_row(one.raw[name])) == row[attname]:
                continue
            if cure := self.rules.fixed.get(name):
                one.leave_out(name, f"已登记的{kept.column.label}与此不同，不随表更改", cure)
                continue
            one.values[name] = wanted
            one.before[attname] = row[attname]
            one.changes.append(self._change(one, kept, row[attname], wanted))
        if not one.values:
            return
        if why := held.get(one.target):
            one.refuse(self.register.key[0].column.name, *why)
            return
        one.outcome = Outcome.CHANGED

    def _change(self, one: RowPlanned, kept: Kept, before: Any, after: Any) -> tuple[str, str, str]:
        column = kept.column
        if kept.ref is not None:
            said = kept.ref.model._default_manager.filter(pk=before).values_list(kept.ref.by)
            return column.label, str(next(iter(said), ("（空）",))[0]), str(one.raw[column.name])
        words = [_in_words(self.register.model, kept, value) for value in (before, after)]
        return column.label, words[0], words[1]

    def _refuse_twice(self, rows: Sequence[RowPlanned]) -> None:
        for unique, taken in zip(self.unique, self.taken, strict=True):
            self._refuse_shared(unique, taken, rows)

    def _refuse_shared(
        self, unique: fitting.Unique, taken: dict[Key, RowPlanned], rows: Sequence[RowPlanned]
    ) -> None:
        kept = [self._by_field(name) for name in unique.fields]
        asked = fitting.asked(unique.condition)
        telling = [k for k in self.columns.values() if k.field in asked]
        wanted: dict[Key, list[RowPlanned]] = {}
        for one in rows:
            touches = one.outcome is Outcome.NEW or any(k.column.name in one.values for k in kept)
            value = tuple(self._value(one, k) for k in kept)
            if not touches or any(part in ("", None) for part in value):
                continue
            said = {k.field: self._value(one, k) for k in telling if k.column.name in one.raw}
            if fitting.meets(unique.condition, said):
                wanted.setdefault(value, []).append(one)
        if not wanted:
            return
        attnames = [self._attname(k) for k in kept]
        found = self.register.model._default_manager.filter(
            **{f"{attnames[0]}__in": {value[0] for value in wanted}}
        )
        if unique.condition is not None:
            found = found.filter(unique.condition)
        standing = {
            tuple(row[name] for name in attnames): row
            for row in found.values("pk", self.path or "pk", *attnames)
        }
        for value, ones in wanted.items():
            for one in ones:
                self._refuse_if_shared(unique, one, standing.get(value), taken, value, kept[0])

    def _refuse_if_shared(
        self,
        unique: fitting.Unique,
        one: RowPlanned,
        row: dict[str, Any] | None,
        taken: dict[Key, RowPlanned],
        value: Key,
        kept: Kept,
    ) -> None:
        label = kept.column.label
        if row is not None and row["pk"] != one.target:
            keeper = self.desk.units.by_id.get(row[self.path]) if self.path else None
            if keeper is not None and not self.desk.units.may_write(keeper):
                reason, cure = self.desk.whose(keeper)
                one.refuse(kept.column.name, f"这个{label}{reason}", cure)
            else:
                says = unique.says or f"这个{label}已经登记在本单位另一行名下"
                one.refuse(kept.column.name, says, f"请核对{label}，不要重复登记")
        elif (other := taken.setdefault(value, one)) is not one:
            one.refuse(
                kept.column.name, f"{label}与第 {other.place.row} 行相同", "请核对后只留一行"
            )

    def _announce(self, rows: Sequence[RowPlanned]) -> None:
        """Rows of other registers in the file may name these."""
        for one in rows:
            one.there = There(None, one.unit)
        for column, ref in self.named_by:
            self.desk.references.load(ref, (str(one.raw[column] or "") for one in rows))
            for one in rows:
                if one.raw[column] and one.there is not None:
                    self.desk.references.add(ref, str(one.raw[column]), one.there)

    def _refuse_reference(self, one: RowPlanned, name: str, text: str, count: int) -> None:
        column = RELATIONS[one.relation].column(name)
        noun = "单位" if column.refers == "organizations" else column.label
        if count:
            one.refuse(name, f"有 {count} 个{noun}都是“{text}”", "请写能够区分的全称或编号")
            return
        ledger = RELATIONS[column.refers].title if column.refers else "相应的台账"
        one.refuse(
            name,
            f"没有名为“{text}”的单位" if noun == "单位" else f"没有{noun}“{text}”",
            f"请核对，或把它写进{ledger}一起导入；本文件里它那一行没有读入的，请先改正那一行",
        )

    def _value(self, one: RowPlanned, kept: Kept) -> Any:
        if kept.ref is not None:
            there = one.refs.get(kept.column.name)
            return (there.id or there) if there else None
        return kept.to_row(one.raw[kept.column.name])

    def _by_field(self, name: str) -> Kept:
        return next(kept for kept in self.register.kept if kept.field == name)

    def _column_of(self, name: str) -> str:
        """The column kept in a field."""
        return next((k.column.name for k in self.register.kept if k.field == name), name)

    def _key_words(self, one: RowPlanned) -> str:
        values = (one.raw[kept.column.name] for kept in self.register.key)
        return "　".join(str(value) for value in values if value)

    def _attname(self, kept: Kept) -> str:
        return f"{kept.field}_id" if kept.ref is not None else kept.field


_WRITING = (Outcome.NEW, Outcome.CHANGED)


def _in_words(model: Any, kept: Kept, value: Any) -> str:
    """A value as the preview shows it; a sealed one stays masked."""
    if isinstance(value, bool) or kept.column.kind is Kind.FLAG:
        return {True: "是", False: "否"}.get(value, "（空）")
    if word := dict(kept.column.choices).get(value):
        return word
    return edits.shown(model(), kept.field, value)
