"""Rows that point to nothing: an account in one ledger that the accounts' own does not know."""

from __future__ import annotations

from zhijian.core.facts.collection import Facts, Rows
from zhijian.core.facts.lines import Lines
from zhijian.core.facts.schema import RELATIONS

_SHOWN = 3


def dangling(facts: Facts) -> tuple[str, ...]:
    """Return a sentence for each column whose values another ledger should know and does not.

    Such rows take no part in the checks that go through the other ledger; saying so keeps them from
    being lost in silence. Relations not in memory, and ledgers not handed over, are passed over.
    """
    notes = []
    for name, table in facts.tables.items():
        if not isinstance(table, Rows):
            continue
        for column in RELATIONS[name].asked:
            target = facts.tables.get(column.refers) if column.refers else None
            if not isinstance(target, Rows) or column.refers == name:
                continue
            if isinstance(table, Lines) and column.name in table.vouched:
                continue
            known = set(target.column(RELATIONS[column.refers].key[0]))
            lost = [value for value in table.column(column.name) if value and value not in known]
            if lost:
                shown = "、".join(dict.fromkeys(str(value) for value in lost[:_SHOWN]))
                notes.append(
                    f"{RELATIONS[name].title}有 {len(lost)} 行的{column.label}（如 {shown}）"
                    f"在{RELATIONS[column.refers].title}中找不到，相关检查看不到这些行。请核对名称或补登。"
                )
    return tuple(notes)
