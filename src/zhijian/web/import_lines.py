"""The rows of an import as its page shows them."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhijian.core.facts.schema import RELATIONS
from zhijian.people.encryption import masked
from zhijian.people.importing.choosing import is_choosable, is_chosen
from zhijian.people.importing.refused import place_of
from zhijian.people.importing.rows import unpacked
from zhijian.people.models import ImportBatch, ImportRow
from zhijian.web.parts import Tag

TONES = {"new": "green", "changed": "blue", "same": "", "refused": "red"}
STATES = {
    "reading": "amber",
    "unread": "red",
    "preview": "amber",
    "committing": "amber",
    "committed": "green",
    "undoing": "amber",
    "undone": "",
    "dropped": "",
}


@dataclass(frozen=True)
class Line:
    """One row: where it stood, whom it is about, what comes of it, and whether it is chosen."""

    row: ImportRow
    tag: Tag
    where: str
    who: str
    changes: tuple[tuple[str, str, str], ...]
    is_choosable: bool
    is_chosen: bool


def state_tag(batch: ImportBatch) -> Tag:
    """The state of a batch with its colour."""
    return Tag(str(batch.get_state_display()), STATES[batch.state])


def title_of(relation: str) -> str:
    """A ledger's Chinese name."""
    return RELATIONS[relation].title if relation in RELATIONS else "未能识别的表"


def lines_of(batch: ImportBatch, rows: list[ImportRow]) -> list[Line]:
    """The rows as lines."""
    return [_line(batch, row) for row in rows]


def _line(batch: ImportBatch, row: ImportRow) -> Line:
    values = unpacked(row.sealed)
    where = place_of(row)
    who = "，".join(
        part for part in (values.get("person") or "", masked(values.get("phone") or "")) if part
    )
    if row.outcome == "refused" and not row.loses_row:
        return Line(row, Tag("该格未采用", "amber"), where, who, (), False, False)  # noqa: FBT003
    tag = Tag(str(row.get_outcome_display()), TONES[row.outcome])
    changes = tuple(_changes(row))
    return Line(row, tag, where, who, changes, is_choosable(row), is_chosen(batch, row))


def _changes(row: ImportRow) -> Iterator[tuple[str, str, str]]:
    for name, before, after in unpacked(row.before).get("changes", ()):
        yield str(name), str(before), str(after)
