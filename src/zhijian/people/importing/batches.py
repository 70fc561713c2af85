"""Uploading, reading anew as corrected, and giving up an import."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.people.encryption import decrypt_bytes, encrypt_bytes
from zhijian.people.importing.choosing import undecided
from zhijian.people.importing.plan_parts import Outcome, Planned
from zhijian.people.importing.reading import Upload, digest_of, file_name, read_upload
from zhijian.people.importing.rows import keep_rows, packed
from zhijian.people.importing.takers import plan_all, takers
from zhijian.people.models import ImportBatch, ImportUpload, User

State = ImportBatch.State


def may_import(user: User) -> bool:
    """Whether ``user`` may import rows of any register."""
    return any(taker.may(user) for taker in takers())


def upload(content: bytes, name: str, *, by: User) -> ImportBatch:
    """A batch to look at: what was understood, and what each row would do. Nothing is written yet.

    Raises:
        Refused: no leave, or nothing in the file can be imported.
    """
    require_may(by)
    found = read_upload(content, name)
    planned = plan_all(found.rows, by=by, place=_place(by))
    with transaction.atomic():
        batch = _enter(content, found.name, by, State.PREVIEW)
        _keep(batch, found, planned)
        journal.record("import.uploaded", batch, by=by, digest=found.digest, counts=batch.counts)
    return batch


@transaction.atomic
def receive(content: bytes, name: str, *, by: User) -> ImportBatch:
    """A batch that is still to be read; the file is kept sealed.

    Raises:
        Refused: no leave, or the file is no table by its name, empty, or too large.
    """
    require_may(by)
    batch = _enter(content, file_name(content, name), by, State.READING)
    journal.record("import.uploaded", batch, by=by, digest=batch.file_digest)
    return batch


def read_again(batch: ImportBatch, *, by: User) -> ImportBatch:
    """The batch with a new preview of its file, read as the corrections on it say.

    Raises:
        Refused: decided already, the file is gone, or nothing in it can be imported.
    """
    kept = ImportUpload.objects.filter(batch=batch).first()
    if kept is None:
        raise Refused("上传的文件已经不在了，请重新上传。")
    content = decrypt_bytes(bytes(kept.sealed))
    del kept
    found = read_upload(content, batch.file_name, batch.corrections)
    del content
    planned = plan_all(found.rows, by=by, place=batch.place)
    with transaction.atomic():
        fresh = undecided(batch, by, State.PREVIEW, State.READING, State.UNREAD)
        fresh.state, fresh.trouble, fresh.picks = State.PREVIEW, "", {}
        _keep(fresh, found, planned)
        journal.record(
            "import.read", fresh, by=by, counts=fresh.counts, corrected=len(fresh.corrections)
        )
    return fresh


@transaction.atomic
def set_corrections(
    batch: ImportBatch, corrections: Sequence[Mapping[str, Any]], *, by: User
) -> ImportBatch:
    """The batch with other corrections; it is to be read again.

    Raises:
        Refused: decided already.
    """
    found = undecided(batch, by, State.PREVIEW, State.UNREAD)
    found.corrections = [dict(one) for one in corrections]
    found.save(update_fields=("corrections",))
    return found


@transaction.atomic
def drop_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """The batch, given up; its rows and the file are erased, what was counted stays.

    Raises:
        Refused: decided already.
    """
    found = undecided(batch, by, State.PREVIEW, State.UNREAD)
    found.rows.all().delete()
    decide(found, State.DROPPED)
    journal.record("import.dropped", found, by=by, digest=found.file_digest)
    return found


def decide(batch: ImportBatch, state: str, **fields: Any) -> None:
    """Close a batch; what was read is needed no longer."""
    fields |= {"state": state, "decided_at": clock.now(), "trouble": "", "outline": ""}
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(fields))
    ImportUpload.objects.filter(batch=batch).delete()


def require_may(by: User) -> None:
    """Pass if ``by`` may import.

    Raises:
        Refused: with the positions that may.
    """
    if not may_import(by):
        raise Refused(
            "导入由单位的联系人、账号管理员、分管负责人、主要负责人、信息采编员、专职维护人员、"
            "信息指挥长或系统管理员办理，您不在这些岗位上。"
        )


def _enter(content: bytes, name: str, by: User, state: str) -> ImportBatch:
    batch = ImportBatch.objects.create(
        file_name=name,
        file_digest=digest_of(content),
        file_bytes=len(content),
        state=state,
        place=_place(by),
        uploaded_by=by,
        organization=by.organization,
        uploaded_at=clock.now(),
    )
    ImportUpload.objects.create(batch=batch, sealed=encrypt_bytes(content))
    return batch


def _place(by: User) -> str:
    return by.organization.place if by.organization else options().place


def _keep(batch: ImportBatch, found: Upload, planned: Sequence[Planned]) -> None:
    batch.understood = list(found.understood)
    batch.outline = packed({"headers": found.outline})
    batch.by_ledger = _by_ledger(planned, found)
    batch.counts = {
        name: sum(counts.get(name, 0) for counts in batch.by_ledger.values())
        for name in (*Outcome.values, "cells")
    }
    batch.save()
    keep_rows(batch, planned, found)


def _by_ledger(planned: Sequence[Planned], found: Upload) -> dict[str, dict[str, int]]:
    """Rows by ledger and outcome, and cells left out; ``""`` for what belongs to no ledger."""
    counts: dict[str, dict[str, int]] = {}

    def add(relation: str, name: str, number: int = 1) -> None:
        of_ledger = counts.setdefault(relation, dict.fromkeys((*Outcome.values, "cells"), 0))
        of_ledger[name] += number

    for (relation, outcome), number in Counter((o.relation, o.outcome) for o in planned).items():
        add(relation, str(outcome), number)
    for one in planned:
        if one.faults and (cells := sum(not fault.loses_row for fault in one.faults)):
            add(one.relation, "cells", cells)
    for cell in found.unread:
        add(cell.relation, str(Outcome.REFUSED) if cell.loses_row else "cells")
    return counts
