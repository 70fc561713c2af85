"""Writing the record: the one function that adds an entry to the chain."""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.db import models, transaction

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.journal.context import address
from zhijian.journal.models import Entry, Head


def record(action: str, subject: models.Model, *, by: Any, remark: str = "", **data: Any) -> Entry:
    """Add one entry about ``subject``; call it last in the transaction of the change itself.

    The lock on the head of the chain is held from here to the end of the transaction.

    Raises:
        RuntimeError: there is no open transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("journal.record must run inside the transaction of the change")
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    entry = Entry(
        seq=head.seq + 1,
        at=clock.now(),
        actor=by,
        actor_name=getattr(by, "name", "") or "",
        organization=_organization_of(subject),
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_name=str(subject)[:200],
        remark=remark,
        data=data,
        address=address.get() or None,
        algorithm=options().digest,
        previous=head.digest,
    )
    entry.digest = digest(canonical(entry), entry.algorithm)
    entry.save(force_insert=True)
    head.seq, head.digest = entry.seq, entry.digest
    head.save(update_fields=("seq", "digest"))
    return entry


def canonical(entry: Entry) -> bytes:
    """The bytes that an entry's digest covers: JSON with sorted keys, UTF-8, no spaces."""
    content = {
        "seq": entry.seq,
        "at": entry.at.astimezone(clock.CHINA).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "organization": entry.organization_id,
        "action": entry.action,
        "subject_type": entry.subject_type,
        "subject_id": entry.subject_id,
        "subject_name": entry.subject_name,
        "remark": entry.remark,
        "data": entry.data,
        "address": entry.address,
        "algorithm": entry.algorithm,
        "previous": entry.previous,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(content: bytes, algorithm: str) -> str:
    """The digest in 64 hexadecimal digits; ``algorithm`` is sha256 or sm3."""
    if algorithm == "sm3":
        sm3 = hashes.Hash(hashes.SM3())
        sm3.update(content)
        return sm3.finalize().hex()
    return hashlib.sha256(content).hexdigest()


def _organization_of(subject: models.Model) -> Any:
    if subject._meta.label_lower == "people.organization":
        return subject
    return getattr(subject, "organization", None)
