"""Exceptions an office has approved: which hold, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhijian.core.engines import Engine
from zhijian.core.rules import Rulebooks
from zhijian.core.rules.grants import ExceptionGrant, faults_of

if TYPE_CHECKING:
    from zhijian.core.judge import Run

Grants = Mapping[tuple[str, str], str]
"""Approving office and number, by rule and subject."""


def granted(engine: Engine, run: Run, rulebooks: Rulebooks) -> tuple[Grants, tuple[str, ...]]:
    """Return the exceptions that hold on the day of the run, and a sentence for each that cannot.

    An exception holds from its first to its last day, both included. It can lift only what the text
    states in principle, unless it names a higher norm.
    """
    rows = engine.fetch(
        "SELECT rule, subject, number, approved_by, reason, higher_norm, approved_d, from_d, until_d "
        "FROM exceptions"
    )
    found: dict[tuple[str, str], str] = {}
    notes: list[str] = []
    for rule, subject, number, by, reason, norm, approved_d, from_d, until_d in sorted(
        rows, key=lambda row: str(row[2])
    ):
        days = (approved_d, from_d, until_d)
        if any(day is None for day in days):
            notes.append(f"例外登记“{number}”没有写全批准、起始和截止日期，不作数。请补上。")
            continue
        grant = ExceptionGrant(
            rule=str(rule),
            subject=str(subject),
            organization=str(subject),
            from_d=int(from_d or 0),
            until_d=int(until_d or 0) + 1,
            approved_by=str(by),
            approved_d=int(approved_d or 0),
            number=str(number),
            reason=str(reason),
            higher_norm=str(norm or ""),
        )
        faults = faults_of(grant, rulebooks, run.place)
        notes.extend(f"例外登记“{number}”不作数：{fault}" for fault in faults)
        if not faults and grant.from_d <= run.on_d < grant.until_d:
            found[grant.rule, grant.subject] = f"{grant.approved_by} {grant.number}"
    return found, tuple(notes)
