"""Writing the record: the one function that adds an entry to the chain."""

import ipaddress
import re
import secrets
from typing import Any

from django.db import models, transaction

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.journal import canonical
from zhijian.journal.context import address
from zhijian.journal.data_values import plain, remark_text
from zhijian.journal.models import Entry, Head


def record(action: str, subject: models.Model, *, by: Any, remark: str = "", **data: Any) -> Entry:
    """Add one entry about ``subject``; call it last in the transaction of the change itself.

    The lock on the head of the chain is held from here to the end of the transaction: this is the
    single point through which all changes pass, one after the other.

    Raises:
        RuntimeError: there is no open transaction.
        TypeError: ``data`` holds what has no exact JSON form.
        Refused: ``data`` or ``remark`` looks like a personal number, or is too long.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("journal.record must run inside the transaction of the change")
    written, said = plain(data), remark_text(remark)
    head = Head.objects.select_for_update().get()
    about = {"subject_type": subject._meta.label_lower, "subject_id": str(subject.pk)}
    entry = Entry(
        seq=head.seq + 1,
        at=clock.now(),
        actor_id=getattr(by, "pk", None),
        actor_name=_name(getattr(by, "name", ""), 60),
        organization_id=_organization_id(subject),
        action=action,
        **about,
        subject_name=_name(str(subject), 200),
        subject_previous=_previous_about(about),
        remark=said,
        data=written,
        address=_address(),
        salt=secrets.token_hex(16),
        algorithm=options().digest,
        previous=head.digest,
    )
    entry.digest = canonical.link(
        entry.seq, entry.algorithm, content_digest(entry), entry.previous, _skip(entry)
    )
    entry.save(force_insert=True)
    Head.objects.update(seq=entry.seq, digest=entry.digest)
    return entry


def content_bytes(entry: Entry) -> bytes:
    """The canonical bytes of what an entry says."""
    fields = {name: getattr(entry, name) for name in canonical.FIELDS if not _is_id(name)}
    return canonical.content(
        fields | {"actor": entry.actor_id, "organization": entry.organization_id}
    )


def content_digest(entry: Entry) -> str:
    """The digest of what an entry says."""
    return canonical.digest(content_bytes(entry), entry.algorithm)


def _is_id(name: str) -> bool:
    return name in ("actor", "organization")


def _skip(entry: Entry) -> str:
    earlier = canonical.skip_of(entry.seq)
    if earlier == entry.seq - 1:
        return entry.previous
    if earlier == 0:
        return canonical.ORIGIN
    return Entry.objects.values_list("digest", flat=True).get(seq=earlier)


def _previous_about(about: dict[str, str]) -> int:
    newest = Entry.objects.filter(**about).order_by("-seq").values_list("seq", flat=True).first()
    return newest or 0


def _organization_id(subject: models.Model) -> int | None:
    if subject._meta.label_lower == "people.organization":
        return subject.pk
    if hasattr(subject, "organization_id"):
        return subject.organization_id
    return getattr(getattr(subject, "organization", None), "pk", None)


def _name(text: str, length: int) -> str:
    return re.sub("[\x00\ud800-\udfff]", "", text)[:length]


def _address() -> str:
    """The address of the request in its shortest spelling; empty if it is none."""
    try:
        found = ipaddress.ip_address(address.get().partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
