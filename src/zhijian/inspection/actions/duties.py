"""Signing duties, taking statements back, and looking whether they are true."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.core.terms import Term, Unit
from zhijian.core.terms import estimate as reckoned
from zhijian.inspection import policy
from zhijian.inspection.actions.manual import Proof, write_finding
from zhijian.inspection.duties import Item, unit_list
from zhijian.inspection.models import Finding, Fulfilment, Inspection, SpotLook
from zhijian.law.books import calendar, rulebooks
from zhijian.ledger import policy as keeping
from zhijian.ledger.actions import attach_file
from zhijian.ledger.actions.files import files_of
from zhijian.people import edits
from zhijian.people.models import Organization, User

MOST = 4000
Verdict = SpotLook.Verdict


@transaction.atomic
def sign_duties(
    unit: Organization,
    controls: Sequence[str],
    *,
    by: User,
    statement: str,
    signer: str,
    files: Sequence[Upload],
    signed_on: date | None = None,
    until_on: date | None = None,
) -> list[Fulfilment]:
    """State that some duties are met, with proof, in one go: one row a duty.

    Each holds for the months that its clause or the place names, or until the earlier ``until_on``.

    Raises:
        Refused: no leave, nothing chosen, no words, name or proof, a day to come, a duty that the
            unit does not owe, or one whose statement holds for long yet.
    """
    unit = Organization.objects.select_for_update().get(pk=unit.pk)
    keeping.require_keeper(by, unit, to="签署履职声明")
    today = clock.today()
    signed_on = signed_on or today
    statement = edits.plain(statement, label="做了什么", most=MOST)
    signer = edits.plain(signer, label="签字人", most=60)
    _check_words(statement, signer, files, signed_on, today)
    owed = {one.control: one for one in unit_list(unit, today).items}
    if not controls:
        raise Refused("没有选择要签署的事项，请至少勾选一项。")
    made = []
    for control in dict.fromkeys(controls):
        item = _to_sign(owed.get(control), unit, control)
        row = Fulfilment.objects.create(
            organization=unit,
            control=control,
            statement=statement,
            signer=signer,
            signed_on=signed_on,
            until_on=_last_day(item, signed_on, until_on, today),
            by=by,
        )
        for upload in files:
            attach_file(row, upload, by=by, kind="履职佐证")
        made.append(row)
    for row in made:
        proofs = ",".join(sorted(file.digest[:16] for file in files_of(row)))
        journal.record(
            "duty.signed",
            row,
            by=by,
            duty=_title(row),
            until_on=str(row.until_on),
            duty_proofs=proofs,
        )
    return made


@transaction.atomic
def withdraw_statement(row: Fulfilment, *, by: User, reason: str) -> Fulfilment:
    """Take a statement back; it and its looks stay on record.

    Raises:
        Refused: no leave, no reason, or it was taken back before.
    """
    held = _held(row)
    keeping.require_keeper(by, held.organization, to="撤回履职声明")
    reason = edits.plain(reason, label="理由", most=200)
    if not reason:
        raise Refused("撤回声明须写明理由，请填写。")
    if held.withdrawn_on is not None:
        raise Refused(f"这份声明已于 {held.withdrawn_on} 撤回。")
    held.withdrawn_on = clock.today()
    held.save(update_fields=("withdrawn_on",))
    journal.record("duty.withdrawn", held, by=by, remark=reason, duty=_title(held))
    return held


@transaction.atomic
def look_at_statement(
    row: Fulfilment,
    *,
    by: User,
    office: Organization,
    verdict: str,
    says: str,
    inspection: Inspection | None = None,
    proof: Proof | None = None,
    clause: str = "",
) -> tuple[SpotLook, Finding | None]:
    """An inspector's verdict on a statement; what is untrue becomes a finding by its clause.

    ``clause`` is asked for where the duty rests on several. What could not be seen is no pass: it
    is kept as such, and the statement stands as before.

    Raises:
        Refused: no leave, the own statement, no words, one that was taken back, or (for what is
            untrue) no inspection to which the finding belongs.
    """
    held = _held(row)
    policy.require_inspector(by, office, to="核实履职声明")
    unit = held.organization
    if not policy.units_of(office).filter(pk=unit.pk).exists():
        raise Refused(f"{office}不检查{unit}，不能核实它的声明。")
    if held.by_id == by.pk or (by.person is not None and by.person.organization_id == unit.pk):
        raise Refused("不能核实本单位或自己签署的声明，请由检查单位的其他人办理。")
    if held.withdrawn_on is not None:
        raise Refused("这份声明已经撤回，不用核实。")
    says = edits.plain(says, label="核实情况", most=1000)
    if not says:
        raise Refused("请写明看了什么、看到什么。")
    if verdict not in Verdict.values:
        raise Refused("请选择核实结果。")
    if inspection is not None and inspection.office_id != office.pk:
        raise Refused(f"{inspection.number} 不是{office}的检查，请重新选择。")
    finding = None
    if verdict == Verdict.FAIL:
        if inspection is None:
            raise Refused(
                "认定不属实要登记为问题，请选择这次核实所属的检查；没有的，先安排一次检查。"
            )
        finding = write_finding(
            inspection,
            by=by,
            organization=unit,
            clause=_clause_of(held, clause),
            title="履职声明与实际不符",
            says=says,
            proof=_with_statement(proof, held),
        )
    look = SpotLook.objects.create(
        fulfilment=held,
        inspection=inspection,
        verdict=verdict,
        says=says,
        looked_on=clock.today(),
        by=by,
    )
    told = {"duty": _title(held), "verdict": str(Verdict(verdict).label)}
    journal.record("duty.looked_at", held, by=by, remark=says[:200], **told)
    return look, finding


def _title(row: Fulfilment) -> str:
    """What a duty is called; its code where the rulebooks know it no more."""
    found = rulebooks().controls.get(row.control)
    return found.title if found is not None else row.control


def _held(row: Fulfilment) -> Fulfilment:
    rows = Fulfilment.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.get(pk=row.pk)  # type: ignore[no-any-return]


def _check_words(
    statement: str, signer: str, files: Sequence[Upload], signed_on: date, today: date
) -> None:
    if not statement:
        raise Refused("请写明做了什么，不能只打勾。")
    if not signer:
        raise Refused("请写明签字人。")
    if not files:
        raise Refused("声明要附佐证：签字的扫描件、照片或记录，至少一个文件。")
    if signed_on > today:
        raise Refused(f"签字日期 {signed_on} 还没有到，请核对。")


def _to_sign(item: Item | None, unit: Organization, control: str) -> Item:
    if item is None:
        raise Refused(f"{unit}的履职清单里没有“{control[:60]}”，请刷新页面后重选。")
    if item.papers:
        raise Refused(f"“{item.title}”由“制度与承诺”回答，不用再签，请到那里登记。")
    if not item.may_sign:
        raise Refused(
            f"“{item.title}”的声明有效至 {item.until}，到期前 30 天起才用续签；情况变了的，先撤回。"
        )
    return item


def _last_day(item: Item, signed_on: date, until_on: date | None, today: date) -> date:
    """The last day of the duty's period, or the earlier day that the unit names.

    Raises:
        Refused: no period is known here, or it is over already.
    """
    if not item.months:
        raise Refused(f"规则集没有给出“{item.title}”的有效期，请管理员在规则集中补上。")
    last = reckoned(signed_on, Term(item.months, Unit.MONTH), calendar())[0]
    chosen = last if until_on is None else min(until_on, last)
    if chosen < today:
        raise Refused(f"按签字日期 {signed_on}，这份声明 {chosen} 就到期了，请重新签署。")
    return chosen


def _clause_of(held: Fulfilment, wanted: str) -> str:
    item = unit_list(held.organization, clock.today()).of(held.control)
    known = [clause.id for clause in item.clauses] if item is not None else []
    if wanted and wanted not in known:
        raise Refused("所选条款不是这一项的依据，请重新选择。")
    if not known:
        raise Refused("当地有效的文件里已经没有这一条，不能登记为问题。请核对规则集。")
    return wanted or known[0]


def _with_statement(proof: Proof | None, held: Fulfilment) -> Proof:
    """What the inspector handed in, and beside it the words of the statement."""
    quoted = f"{held.signer} {held.signed_on} 声明：{held.statement}"
    if proof is None:
        return Proof(quoted=quoted)
    words = "\n".join(part for part in (proof.quoted.strip(), quoted) if part)
    return Proof(files=proof.files, link=proof.link, quoted=words)
