"""The same facts judged by two places: what turns from what to what, with both clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhijian.core.documents.matters import Law
from zhijian.core.documents.sheets import Cell, Sheet, SheetColumn, workbook_bytes
from zhijian.core.documents.tables import csv_bytes
from zhijian.core.documents.words import amount, kind_word, state_word
from zhijian.core.outcomes import Judgement, Outcome, Standing, Verdict

FINE = "符合或不适用"
_HEADS = (
    *("check", "subject_kind", "subject", "organization", "item", "from_place", "from_state"),
    *("from_observed", "from_limit", "from_unit", "from_clause", "to_place", "to_state"),
    *("to_observed", "to_limit", "to_unit", "to_clause", "title", "subject_name"),
)
_COLUMNS = (
    SheetColumn("单位", 24),
    SheetColumn("对象", 26),
    SheetColumn("检查内容", 22),
    SheetColumn("原结果", 13),
    SheetColumn("换后结果", 13),
    SheetColumn("原规定", 12),
    SheetColumn("换后规定", 12),
    SheetColumn("原情况", 40),
    SheetColumn("换后情况", 40),
    SheetColumn("原依据", 32),
    SheetColumn("换后依据", 32),
    SheetColumn("检查编号", 24),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One subject that a check judges otherwise. A side without outcome passes or does not apply.

    ``clauses`` are those of both sides; where a side has no outcome, the clause of its passing if
    the whole relation of outcomes tells it, else empty.
    """

    places: tuple[str, str]
    former: Outcome | None
    latter: Outcome | None
    clauses: tuple[str, str]

    @property
    def known(self) -> Outcome:
        """The side that has an outcome; both tell the same subject."""
        outcome = self.former or self.latter
        assert outcome is not None
        return outcome


Clauses = Mapping[tuple[str, str], str]
"""(check, subject) → the clause it was judged by, passes included."""


def changes_between(
    former: Judgement,
    latter: Judgement,
    places: tuple[str, str],
    clauses: tuple[Clauses, Clauses] = ({}, {}),
) -> tuple[Change, ...]:
    """Return every check and subject whose verdict, standing or limit changes, in order.

    ``clauses`` gives for either side the clause of (check, subject) where it passes.
    """
    befores, afters = _keyed(former.outcomes), _keyed(latter.outcomes)
    changes = []
    for key in sorted(befores.keys() | afters.keys()):
        before, after = befores.get(key), afters.get(key)
        if _state(before) == _state(after):
            continue
        cited = tuple(
            outcome.clause if outcome else passed.get(key, "")
            for outcome, passed in zip((before, after), clauses, strict=True)
        )
        changes.append(Change(places, before, after, (cited[0], cited[1])))
    return tuple(changes)


def difference_csv(changes: Iterable[Change]) -> bytes:
    """Return ``difference.csv``, one row per change."""
    return csv_bytes(_HEADS, map(_english, changes))


def difference_book(changes: Iterable[Change], law: Law, on: date, *, note: str = "") -> bytes:
    """Return ``difference.xlsx``, one row per change, with both clauses in words.

    ``note`` says what was changed where it is not the place.
    """
    held, told = tuple(changes), note
    note = told or "换一地规定后结果的变化"
    if held and not told:
        note += f"：{_place(law, held[0].places[0])} → {_place(law, held[0].places[1])}"
    sheet = Sheet("差异", _COLUMNS, _rows(held, law), note)
    return workbook_bytes([sheet], title=note, made_on=on)


def _keyed(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], Outcome]:
    return {(outcome.check, outcome.subject): outcome for outcome in outcomes}


def _state(outcome: Outcome | None) -> tuple[Verdict | None, Standing]:
    return (outcome.verdict, outcome.standing) if outcome else (None, Standing.PLAIN)


def _word(outcome: Outcome | None) -> str:
    return state_word(outcome) if outcome else FINE


def _english(change: Change) -> Sequence[str | int | None]:
    known = change.known
    sides: list[str | int | None] = []
    for place, outcome, clause in zip(
        change.places, (change.former, change.latter), change.clauses, strict=True
    ):
        sides += [place, _word(outcome)]
        sides += [outcome.observed, outcome.limit, outcome.unit] if outcome else [None, None, ""]
        sides.append(clause)
    ends = (known.title, known.subject_name)
    start = (known.check, known.subject_kind, known.subject, known.organization, known.item)
    return (*start, *sides, *ends)


def _rows(changes: Iterable[Change], law: Law) -> Iterator[Sequence[Cell]]:
    for change in changes:
        known, former, latter = change.known, change.former, change.latter
        yield (
            known.organization,
            f"{kind_word(known.subject_kind)}“{known.subject_name or known.subject}”",
            known.title,
            _word(former),
            _word(latter),
            amount(former.limit, former.unit) if former else "",
            amount(latter.limit, latter.unit) if latter else "",
            former.says if former else "",
            latter.says if latter else "",
            _cited(law, former, change.clauses[0]),
            _cited(law, latter, change.clauses[1]),
            known.check,
        )


def _cited(law: Law, outcome: Outcome | None, clause: str) -> str:
    if outcome is None and not clause:
        return "—"
    return law.basis(clause).cited


def _place(law: Law, code: str) -> str:
    place = law.rulebooks.places.get(law.rulebooks.book_of(code))
    return place.name if place else code
