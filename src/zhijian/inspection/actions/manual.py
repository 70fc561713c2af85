"""What inspectors find by eye: a finding with its clause, and the evidence that shows it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload, keep, kind_of, safe_name
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.clauses import clause_named
from zhijian.inspection.models import Evidence, Finding, Inspection, Sighting
from zhijian.ledger.models import Account, File, Site
from zhijian.people import edits
from zhijian.people.models import Organization, User

MANUAL = "inspection.manual"
MOST_FILES = 20
_OPEN = (Inspection.State.PLANNED, Inspection.State.RUNNING, Inspection.State.RECORDED)
_SCHEMES = ("http://", "https://")
State = Finding.State


@dataclass(frozen=True)
class Proof:
    """What shows a finding: a file, a link, words that were read. At least one is wanted."""

    files: Sequence[Upload] = ()
    link: str = ""
    quoted: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was handed in."""
        return not (self.files or self.link.strip() or self.quoted.strip())


@transaction.atomic
def write_finding(
    inspection: Inspection,
    *,
    by: User,
    organization: Organization,
    clause: str,
    says: str,
    proof: Proof,
    title: str = "",
    mend: str = "",
    account: Account | None = None,
    site: Site | None = None,
) -> Finding:
    """A finding that an inspector wrote: about a unit, or an account, site or page of it.

    The same words on the same subject by the same clause are the same finding: it is seen again.

    Raises:
        Refused: no leave, no clause, no words, no proof, a closed inspection, a unit that is not
            inspected, or an account or site of another unit.
    """
    office = Organization.objects.select_for_update().get(pk=inspection.office_id)
    inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    policy.require_inspector(by, office, to="登记问题")
    if inspection.state not in _OPEN:
        raise Refused(
            f"{inspection.number} {inspection.get_state_display()}，不能再登记问题。请选没有归档的检查。"
        )
    if not policy.units_of(office).filter(pk=organization.pk).exists():
        raise Refused(f"{office}不检查{organization}，请重新选择单位。")
    for row in (account, site):
        if row is not None and row.organization_id != organization.pk:
            raise Refused(f"“{row}”不是{organization}的，请重新选择。")
    says = edits.plain(says, label="问题", most=1000)
    if not says:
        raise Refused("请写明发现了什么问题。")
    if proof.is_empty:
        raise Refused("登记问题要有证据：照片或截图、链接、摘录的原文，至少一样。")
    on = clock.today()
    cited = clause_named(clause, inspection.place, on)
    subject, kind, name = _subject(organization, account, site, proof.link)
    finding, is_fresh = Finding.objects.get_or_create(
        office=office,
        check_id=MANUAL,
        subject=subject,
        item_key=_item_key(cited.clause, says),
        defaults={
            "title": edits.plain(title, label="标题", most=120) or "检查人员发现的问题",
            "subject_kind": kind,
            "subject_name": name,
            "organization": organization,
            "account": account,
            "site": site,
            "source": Finding.Source.MANUAL,
            "place": inspection.place,
            "clause": cited.clause,
            "document": cited.document,
            "says": says,
            "mend": edits.plain(mend, label="整改要求", most=1000),
            "first_seen_on": on,
            "last_seen_on": on,
            "first_inspection": inspection,
            "last_inspection": inspection,
            "by": by,
        },
    )
    was = State.OPEN if is_fresh else _again(finding, inspection)
    Sighting.objects.get_or_create(
        finding=finding,
        inspection=inspection,
        defaults={
            "verdict": "FAIL",
            "clause": cited.clause,
            "says": says,
            "became": finding.state if is_fresh or finding.state != was else "",
        },
    )
    journal.record(
        "finding.written",
        finding,
        by=by,
        inspection_number=inspection.number,
        was=State(was).label,
        attached_sha256=_keep_proof(finding, inspection, proof, by),
    )
    return finding


@transaction.atomic
def add_evidence(finding: Finding, *, by: User, proof: Proof) -> Finding:
    """Put more evidence to a finding.

    Raises:
        Refused: no leave, nothing handed in, or a file of a kind that is not taken.
    """
    rows = Finding.objects.select_for_update(of=("self",)).select_related("office", "organization")
    held: Finding = rows.get(pk=finding.pk)
    policy.require_inspector(by, held.office, to="添加证据")
    if proof.is_empty:
        raise Refused("请选择文件，或写明链接、原文，至少一样。")
    kept = _keep_proof(held, held.last_inspection, proof, by)
    journal.record("finding.evidence_added", held, by=by, attached_sha256=kept)
    return held


def _subject(
    organization: Organization, account: Account | None, site: Site | None, link: str
) -> tuple[str, str, str]:
    """Key, kind and name of what a finding is about: the nearest that was named."""
    if account is not None:
        return account.handle or f"account-{account.pk}", "account", account.name
    if site is not None:
        return site.code, "site", site.name
    if link.strip():
        return link.strip()[:200], "publication", link.strip()[:200]
    return organization.name[:200], "organization", organization.name


def _item_key(clause: str, says: str) -> str:
    return f"{clause}:{hashlib.sha256(says.encode()).hexdigest()[:32]}"


def _again(finding: Finding, inspection: Inspection) -> str:
    """The same was written before: seen once more, and open again if it was settled."""
    was = str(finding.state)
    finding.times_seen += 1
    finding.last_seen_on, finding.last_inspection = clock.today(), inspection
    if was in (State.SETTLED, State.FALSE_ALARM, State.EXCEPTED):
        finding.state = State.REOPENED
    finding.save(update_fields=("times_seen", "last_seen_on", "last_inspection", "state"))
    return was


def _keep_proof(finding: Finding, inspection: Inspection, proof: Proof, by: User) -> list[str]:
    """Keep what was handed in; the digests of it."""
    made = {"finding": finding, "inspection": inspection, "by": by}
    if len(proof.files) + finding.evidence.count() > MOST_FILES:
        raise Refused(f"一个问题最多 {MOST_FILES} 份证据，请合并后再上传。")
    digests = []
    for upload in proof.files:
        taken = kind_of(upload.content, upload.name)
        file = File.objects.create(
            subject_type=finding._meta.label_lower,
            subject_id=str(finding.pk),
            organization=finding.organization or finding.office,
            kind="证据",
            name=safe_name(upload.name, taken),
            media_type=taken.media_type,
            size=len(upload.content),
            digest=keep(upload.content),
            by=by,
        )
        kind = Evidence.Kind.SCREENSHOT
        Evidence.objects.create(**made, kind=kind, file=file, digest=file.digest, text=file.name)
        digests.append(file.digest)
    if link := proof.link.strip():
        if not link.startswith(_SCHEMES) or len(link) > 500:
            raise Refused("链接要写完整，以 http:// 或 https:// 开头，不超过 500 字。")
        Evidence.objects.create(**made, kind=Evidence.Kind.LINK, text=link, digest=_digest(link))
        digests.append(_digest(link))
    if quoted := proof.quoted.strip():
        Evidence.objects.create(
            **made, kind=Evidence.Kind.TEXT, text=quoted[:4000], digest=_digest(quoted[:4000])
        )
        digests.append(_digest(quoted[:4000]))
    return digests


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
