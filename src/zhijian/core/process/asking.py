"""What a place's rules say on a day, as bases that a definition can carry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from zhijian.core.process.definition import Basis, Item, Limit
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.model import UNITS, Entry, Rule, RuleRow
from zhijian.core.rules.process_model import Amount, RuleRef, TermTemplate
from zhijian.core.terms import Term, Unit
from zhijian.core.workdays import day_number

PROPOSED = "proposed"


@dataclass(frozen=True)
class Asker:
    """Asks the rules in force for a place on a day; ``kind`` is that of the matter."""

    rulebooks: Rulebooks
    place: str
    on: date
    kind: str = ""
    turn: int = 0
    _rows: dict[str, list[RuleRow]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not self._rows:
            for row in self.rulebooks.in_force(self.place, self.on):
                self._rows.setdefault(row.rule, []).append(row)

    def for_turn(self, turn: int) -> "Asker":
        """The same for the nth turn of a repeated step."""
        return replace(self, turn=turn)

    def ask(self, ref: RuleRef) -> Basis | None:
        """What the place says on a rule; None where no value holds."""
        rule = self.rulebooks.rule(ref.rule)
        rows = self._rows_of(ref)
        if not rows:
            return None
        row = rows[0]
        words = "、".join(_words(each, rule) for each in rows)
        return self._with_wording(self._basis(row, rule, words), ref)

    def silent(self, ref: RuleRef | None, words: str) -> Basis:
        """A proposal of ours, with what the text says on the rule if it says anything."""
        if ref is None:
            return Basis("", "", words, PROPOSED)
        blank = Basis(ref.rule, self.rulebooks.rule(ref.rule).title, words, PROPOSED)
        return self._with_wording(blank, ref)

    def bases(self, refs: Iterable[RuleRef]) -> tuple[Basis, ...]:
        """What the place says on each rule; a rule it says nothing at all on is left out."""
        found = []
        for ref in refs:
            basis = self.ask(ref) or self.silent(ref, "")
            if basis.words or basis.stated:
                found.append(basis)
        return tuple(found)

    def code_of(self, ref: RuleRef) -> str:
        """The code of the choice in force; empty if none is."""
        rows = self._rows_of(ref)
        return (rows[0].text or "") if rows else ""

    def amount_of(self, ref: RuleRef) -> int | None:
        """The number in force."""
        rows = self._rows_of(ref)
        return rows[0].amount if rows else None

    def holds(self, ref: RuleRef) -> bool:
        """A flag is set, or a rule of another type has a value."""
        rows = self._rows_of(ref)
        if self.rulebooks.rule(ref.rule).type == "flag":
            return bool(rows and rows[0].amount)
        return bool(rows)

    def items(self, ref: RuleRef) -> tuple[Item, ...]:
        """The items of a list rule, each with its own clause."""
        rule = self.rulebooks.rule(ref.rule)
        return tuple(
            Item(
                row.text or "",
                rule.items.get(row.text or "", row.text or ""),
                self._basis(row, rule, _words(row, rule)),
            )
            for row in self._rows_of(ref)
        )

    def item_titles(self, ref: RuleRef | None) -> Mapping[str, str]:
        """How the items of a list rule are called."""
        return self.rulebooks.rule(ref.rule).items if ref else {}

    def limit(self, term: TermTemplate | None) -> Limit | None:
        """A term: the rule's if it has a figure, else our proposal; None if neither is there."""
        if term is None:
            return None
        rows = self._rows_of(term.rule) if term.rule else []
        if term.rule and rows and rows[0].amount is not None:
            basis = self.ask(term.rule)
            assert basis is not None
            return Limit(rows[0].amount, rows[0].unit, term.start, basis)
        if term.proposed is None:
            return None
        words = _length(term.proposed)
        return Limit(
            term.proposed.amount, term.proposed.unit, term.start, self.silent(term.rule, words)
        )

    def _kind(self, rule: Rule, ref: RuleRef) -> str:
        if ref.kind or not rule.kinds:
            return ref.kind
        return str(self.turn) if str(self.turn) in rule.kinds else self.kind

    def _rows_of(self, ref: RuleRef) -> list[RuleRow]:
        rule = self.rulebooks.rule(ref.rule)
        rows = self._rows.get(ref.rule, [])
        if not rule.kinds:
            return rows
        kind = self._kind(rule, ref)
        return [row for row in rows if row.kind == kind]

    def _basis(self, row: RuleRow, rule: Rule, words: str) -> Basis:
        basis = Basis(
            rule=rule.key,
            title=rule.title,
            words=words,
            strength=row.strength,
            clause=row.clause or "",
            cited=self._cited(row.clause or ""),
            says=self.rulebooks.clause(row.clause).says if row.clause else "",
        )
        if not row.reading:
            return basis
        return replace(basis, reading=self.rulebooks.readings[row.reading].says)

    def _cited(self, clause: str) -> str:
        if not clause:
            return ""
        found = self.rulebooks.clause(clause)
        return f"{self.rulebooks.document(found.document).cited_as}{found.locator}"

    def _with_wording(self, basis: Basis, ref: RuleRef) -> Basis:
        """Beside a proposal, what the nearest text says without a figure."""
        entry = self._stated(ref) if basis.is_proposed else None
        if entry is None:
            return basis
        return replace(
            basis,
            stated=entry.stated,
            stated_clause=entry.clause,
            stated_cited=self._cited(entry.clause),
        )

    def _stated(self, ref: RuleRef) -> Entry | None:
        rule, day = self.rulebooks.rule(ref.rule), day_number(self.on)
        kind = self._kind(rule, ref)
        for level in self.rulebooks.levels(self.place, ref.rule):
            active = [
                entry
                for entry in level
                if entry.from_d <= day < entry.until_d and (not entry.kinds or kind in entry.kinds)
            ]
            if any(entry.is_repeal for entry in active):
                return None
            worded = [entry for entry in active if entry.stated]
            if worded:
                return max(worded, key=lambda entry: entry.layer)
        return None


def _words(row: RuleRow, rule: Rule) -> str:
    """A value as a reader of Chinese would say it."""
    if row.text is not None:
        return rule.items.get(row.text, rule.choices.get(row.text, row.text))
    if rule.type == "flag":
        return "是" if row.amount else "否"
    if row.amount is None:
        return ""
    if rule.type == "amount" and row.unit in {unit.value for unit in Unit}:
        return str(Term(row.amount, Unit(row.unit)))
    return f"{row.amount}{'' if row.unit == 'count' else UNITS.get(row.unit, '')}"


def _length(amount: Amount) -> str:
    return str(Term(amount.amount, Unit(amount.unit)))
