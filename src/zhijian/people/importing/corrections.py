"""How somebody said that the tables of an upload are to be read.

A correction is kept as plain JSON on the batch: ``{"sheet", "headers": fingerprint, "relation",
"columns": [[header, column or ""], …]}``. An empty relation leaves the table out, an empty column
leaves the column out; a header that is not named is read as it would be anyway.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from zhijian.core.facts.reading.mapping import needed, twin
from zhijian.core.facts.reading.profiles import KnownTable, Profile
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.people.importing.takers import taken

Correction = dict[str, Any]


def profile_of(corrections: Sequence[Mapping[str, Any]]) -> Profile | None:
    """The corrections as the core's reader takes them; None without any."""
    if not corrections:
        return None
    return Profile(
        "corrected",
        tuple(
            KnownTable(
                str(one["headers"]),
                str(one["relation"]),
                tuple((str(header), str(target)) for header, target in one["columns"]),
                str(one["sheet"]),
            )
            for one in corrections
        ),
    )


def correction(
    sheet: str, headers: str, relation: str, columns: Sequence[tuple[str, str]]
) -> Correction:
    """A sound correction of one table.

    Raises:
        Refused: no such ledger or column, one column twice, or a needed one missing.
    """
    where = f"工作表“{sheet}”：" if sheet else ""
    if not relation:
        # Its words are named all the same: that is how the reader finds the table to leave out.
        none = [[header, ""] for header, _ in columns]
        return {"sheet": sheet, "headers": headers, "relation": "", "columns": none}
    if relation not in taken():
        raise Refused(f"{where}没有这种台账，请在列出的台账中选择。")
    ledger = RELATIONS[relation]
    labels = {column.name: column.label for column in ledger.asked}
    chosen: dict[str, str] = {}
    for header, target in columns:
        if target and target not in labels:
            raise Refused(f"{where}{ledger.title}没有这一列，请重新选择“{header}”对应的列。")
        if target and target in chosen:
            raise Refused(
                f"{where}“{chosen[target]}”和“{header}”都对应“{labels[target]}”，请只留一列。"
            )
        if target:
            chosen[target] = header
    missing = [
        f"“{column.label}”"
        for column in needed(ledger)
        if column.name not in chosen and twin(column.name) not in chosen
    ]
    # A form or a line above the table may supply what no column holds; the reader says so itself.
    if missing and not any(target for _, target in columns):
        raise Refused(f"{where}没有一列对应{ledger.title}，请至少指明{'、'.join(missing)}。")
    return {
        "sheet": sheet,
        "headers": headers,
        "relation": relation,
        "columns": [[header, target] for header, target in columns],
    }
