"""What the auditor does with the record."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import BinaryIO

from django.db import models, transaction

from zhijian import jobs, journal, notices
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal import evidence
from zhijian.journal.models import EntryQuerySet, Head, Verification
from zhijian.journal.package import SHORTEST_PREFIX
from zhijian.people import policy
from zhijian.people.models import User

VERIFY = "journal.verify"
_PRINTED = re.compile(rf"(\d{{1,15}})[:：]([0-9a-f]{{{SHORTEST_PREFIX},64}})", re.IGNORECASE)


@transaction.atomic
def ask_verification(*, by: User, printed: str = "") -> Verification:
    """Put a verification of the whole record into the queue; one that waits already is given back.

    ``printed`` holds heads as they stand on paper: ``1234:9f86d081884c7d65``, one a line.

    Raises:
        Refused: ``by`` is not the auditor, or a line is no head.
    """
    policy.require_office(by, User.Office.AUDIT, to="核验留痕")
    heads = printed_heads(printed)
    waiting = Verification.objects.filter(
        state=Verification.State.WAITING, asked_at__gt=clock.now() - timedelta(hours=1)
    ).first()
    if waiting and not heads:
        return waiting
    asked = Verification.objects.create(asked_by=by, asked_at=clock.now())
    payload = {"verification": asked.pk, "printed": {str(k): v for k, v in heads.items()}}
    jobs.enqueue(VERIFY, payload, key=f"{VERIFY}-{asked.pk}")
    journal.record("journal.verification_asked", asked, by=by)
    return asked


def printed_heads(text: str) -> dict[int, str]:
    """The heads that somebody copied from paper: entry → beginning of its digest.

    Raises:
        Refused: a line is no head.
    """
    heads = {}
    for line in filter(None, (part.strip() for part in text.splitlines())):
        found = _PRINTED.fullmatch("".join(line.split()))
        if found is None:
            raise Refused(
                f"“{line[:40]}”不是链头，请写成“序号:摘要”，如 1234:9f86d081884c7d65，"
                f"摘要至少写开头 {SHORTEST_PREFIX} 位。"
            )
        heads[int(found[1])] = found[2].lower()
    return heads


def run_verification(pk: int | None, printed: dict[int, str]) -> Verification:
    """Verify the record now and keep what was found; a break is told to every auditor at once.

    ``pk`` is the verification somebody asked for; None is the nightly one.
    """
    finding = journal.verify(printed=printed)
    with transaction.atomic():
        row = Verification(asked_at=clock.now())
        if pk is not None:
            row = Verification.objects.select_for_update().get(pk=pk)
        if row.state != Verification.State.WAITING:
            return row
        row.state = Verification.State.SOUND if finding.is_sound else Verification.State.BROKEN
        row.count, row.head_digest = finding.count, finding.head_digest
        row.broken_seq, row.reason = finding.broken_seq, finding.reason
        row.finished_at = clock.now()
        row.save()
        if not finding.is_sound:
            _tell_auditors(finding.says)
        journal.record(
            "journal.verified", row, by=row.asked_by, count=row.count, sound=finding.is_sound
        )
    return row


@transaction.atomic
def export_evidence(
    asked: models.Model | EntryQuerySet,
    to: BinaryIO,
    *,
    by: User,
    scope: str = "",
    whole: bool = False,
    attachments: Iterable[evidence.Attachment] = (),
) -> evidence.Exported:
    """Write an evidence package to ``to``; who took it out goes into the record.

    ``whole`` says that ``asked`` holds all entries of one object, which may be gone by now.

    Raises:
        Refused: ``by`` is not the auditor, or there is no sound evidence to give.
    """
    policy.require_office(by, User.Office.AUDIT, to="出具证据包")
    exported = evidence.export(asked, to, attachments=attachments, scope=scope, whole=whole)
    journal.record(
        "journal.evidence_exported",
        asked if isinstance(asked, models.Model) else Head.objects.get(),
        by=by,
        entries=exported.entries,
        attachments=exported.attachments,
        head=exported.head_seq,
        scope=scope,
    )
    return exported


@transaction.atomic
def note_list_export(rows: int, *, by: User) -> None:
    """Record that the list of the record was taken out."""
    policy.require_office(by, User.Office.AUDIT, to="导出操作记录")
    journal.record("journal.list_exported", Head.objects.get(), by=by, rows=rows)


def _tell_auditors(sentence: str) -> None:
    auditors = User.objects.filter(office=User.Office.AUDIT, is_active=True)
    notices.send(
        list(auditors),
        kind="journal.broken",
        title="留痕核验发现断裂，请立即查明",
        body=sentence,
        url="/journal/verify/",
        red=True,
    )
