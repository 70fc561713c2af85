"""Scans, screenshots and proofs that belong to a row of a register."""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError

from zhijian import journal
from zhijian.cases.media import Upload, keep, kind_of, safe_name
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.models import File
from zhijian.people.models import User

MOST_PER_ROW = 100


@transaction.atomic
def attach_file(row: Any, upload: Upload, *, by: User, kind: str = "") -> File:
    """A file put to a row (anything with a ``unit``); ``kind`` says what it proves.

    Raises:
        Refused: no leave, or the file is not of a kind that is taken.
    """
    policy.require_keeper(by, row.unit, to="上传文件")
    file = put_file(row, upload, by=by, kind=kind)
    journal.record(
        "register.file_added", row, by=by, file=file.pk, sha256=file.digest, size=file.size
    )
    return file


def put_file(row: Any, upload: Upload, *, by: User, kind: str = "") -> File:
    """The same inside an action that asked leave itself and records what it does.

    Raises:
        Refused: the file is not of a kind that is taken, or there are too many.
    """
    held = files_of(row)
    if held.count() >= MOST_PER_ROW:
        raise Refused(f"一条记录最多 {MOST_PER_ROW} 个文件，请合并后再上传。")
    taken = kind_of(upload.content, upload.name)
    file = File.objects.create(
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        organization=row.unit,
        kind=(kind or upload.kind)[:60],
        name=safe_name(upload.name, taken),
        media_type=taken.media_type,
        size=len(upload.content),
        digest=keep(upload.content),
        by=by,
    )
    _say_so(row, has=True)
    return file


@transaction.atomic
def drop_file(file: File, *, by: User, reason: str) -> None:
    """A file taken off its row; the record keeps its digest, the bytes stay.

    Raises:
        Refused: no leave, or no reason.
    """
    held = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
    policy.require_keeper(by, held.organization, to="撤下文件")
    if not (reason := " ".join(reason.split())[:200]):
        raise Refused("撤下文件须写明理由，请填写。")
    gone = File(pk=held.pk)
    digest = held.digest
    try:
        with transaction.atomic():
            held.delete()
    except ProtectedError:
        raise Refused("这个文件是一次签字或办理的依据，不能撤下。") from None
    _forget_last(held)
    journal.record("register.file_dropped", gone, by=by, remark=reason, sha256=digest)


def _say_so(row: Any, *, has: bool) -> None:
    """Rows that say whether a file is on hand (``has_attachment``) say what is so."""
    if hasattr(row, "has_attachment"):
        type(row)._default_manager.filter(pk=row.pk).update(has_attachment=has)


def _forget_last(file: File) -> None:
    rest = File.objects.filter(subject_type=file.subject_type, subject_id=file.subject_id)
    if not rest.exists():
        model: Any = apps.get_model(file.subject_type)
        for row in model._default_manager.filter(pk=file.subject_id):
            _say_so(row, has=False)


def files_of(row: Any) -> Any:
    """The files of a row, oldest first."""
    return File.objects.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))
