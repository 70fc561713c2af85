"""Reconciling the register with exports of systems above, and what is done about what is found."""

import hashlib
from datetime import date

from django.db import transaction

from zhijian import jobs, journal
from zhijian.config import clock
from zhijian.core.exchange.reconcile import identity
from zhijian.core.refused import Refused
from zhijian.exchange.actions.returned import open_upload, shown_name
from zhijian.exchange.actions.tasks import open_task
from zhijian.exchange.books import known, title_of
from zhijian.exchange.comparing import columns_told, compare, ours_of, put_down, refused_told
from zhijian.exchange.matching import LIVE
from zhijian.exchange.models import Compared, Mismatch, Reconciliation, Ruling, SystemSetting, Task
from zhijian.exchange.scope import rows_of
from zhijian.ledger import policy
from zhijian.ledger.models import Account
from zhijian.people import edits
from zhijian.people.encryption import encrypt_bytes
from zhijian.people.models import Organization, User

LARGE = 2**20
"""Files beyond a megabyte are read by a worker, not while somebody waits for the page."""
JOB = "exchange.reconcile"
State = Reconciliation.State


@transaction.atomic
def open_reconciliation(organization: Organization, *, by: User, title: str = "") -> Reconciliation:
    """A reconciliation of a unit and those below; the exports are added to it next.

    Raises:
        Refused: no leave.
    """
    policy.require_keeper(by, organization, to="发起对账")
    title = edits.plain(title, label="名称", most=120) or f"{clock.today():%Y年%m月%d日}对账"
    made = Reconciliation.objects.create(organization=organization, title=title, by=by)
    journal.record("exchange.reconciliation_opened", made, by=by)
    return made


@transaction.atomic
def add_export(
    reconciliation: Reconciliation,
    system: str,
    *,
    by: User,
    content: bytes,
    name: str,
    as_of_on: date,
    headers: dict[str, str] | None = None,
) -> Compared:
    """The export of one system, kept sealed until it is compared; one of each system.

    A small one is read at once, so that the page shows how it was understood.

    Raises:
        Refused: no leave, the day lies ahead, or the file cannot be read.
    """
    held = _held(reconciliation)
    policy.require_keeper(by, held.organization, to="上传系统导出表")
    setting = known(system, held.organization).setting
    if as_of_on > clock.today():
        raise Refused(f"数据截至日期 {as_of_on} 还没有到，请核对。")
    if held.state == State.RUNNING:
        raise Refused("正在核对，请等它完成后再换文件。")
    kept = {**(setting.headers if setting else {}), **(headers or {})}
    told: dict[str, object] = {"columns": [], "refused": [], "counts": {}}
    if len(content) <= LARGE:
        export = open_upload(content, name, kept)
        told = {
            "columns": columns_told(export),
            "refused": refused_told(export),
            "counts": {"rows": export.rows_in, "read": len(export.rows)},
        }
    elif not content:
        raise Refused("文件是空的（0 字节），请核对是否选错了文件。")
    Compared.objects.filter(reconciliation=held, system=system).delete()
    added = Compared.objects.create(
        reconciliation=held,
        system=system,
        as_of_on=as_of_on,
        file_name=shown_name(name),
        digest=hashlib.sha256(content).hexdigest(),
        sealed=encrypt_bytes(content),
        headers=kept,
        **told,
    )
    held.state, held.trouble = State.LOADING, ""
    held.save(update_fields=("state", "trouble"))
    journal.record(
        "exchange.export_read",
        held,
        by=by,
        system=title_of(system),
        sha256=added.digest,
        size=len(content),
    )
    return added


@transaction.atomic
def correct_headers(export: Compared, *, by: User, headers: dict[str, str]) -> Compared:
    """The export read anew with headers told otherwise; the office's setting keeps them.

    Raises:
        Refused: no leave, or read so it tells no accounts.
    """
    held = Compared.objects.select_for_update(of=("self",)).get(pk=export.pk)
    office = held.reconciliation.organization
    policy.require_keeper(by, office, to="改正列的对应")
    if held.reconciliation.state == State.RUNNING:
        raise Refused("正在核对，请等它完成后再改。")
    held.headers = {**held.headers, **headers}
    held.save(update_fields=("headers",))
    setting, _ = SystemSetting.objects.get_or_create(organization=office, system=held.system)
    setting.headers = {**setting.headers, **headers}
    setting.save(update_fields=("headers",))
    Reconciliation.objects.filter(pk=held.reconciliation_id).update(state=State.LOADING)
    journal.record("exchange.export_read", held.reconciliation, by=by, system=title_of(held.system))
    return held  # type: ignore[no-any-return]


@transaction.atomic
def run_reconciliation(reconciliation: Reconciliation, *, by: User) -> Reconciliation:
    """Compare every export with the register; large ones are compared by a worker.

    Raises:
        Refused: no leave, no export yet, or it runs already.
    """
    held = _held(reconciliation)
    policy.require_keeper(by, held.organization, to="核对")
    if held.state == State.RUNNING:
        raise Refused("正在核对，请稍候刷新页面。")
    exports = list(held.exports.defer("sealed"))
    if not exports:
        raise Refused("还没有上传任何系统的导出表，请先上传。")
    held.state, held.trouble = State.RUNNING, ""
    held.save(update_fields=("state", "trouble"))
    is_large = any(not one.columns for one in exports)
    if is_large or rows_of(Account.objects.all(), held.organization).count() > MOST_AT_ONCE:
        jobs.enqueue(JOB, {"reconciliation": held.pk, "by": by.pk})
        return held
    finish(held, by=by)
    return held


MOST_AT_ONCE = 5_000
"""A register beyond this is compared by a worker."""


def finish(reconciliation: Reconciliation, *, by: User | None) -> None:
    """Compare and put down what was found; what is refused stands on the reconciliation."""
    try:
        ours = ours_of(reconciliation.organization)
        exports = reconciliation.exports.all()
        found = [(one, *compare(reconciliation, one, ours)) for one in exports]
    except Refused as refusal:
        with transaction.atomic():
            reconciliation.state = State.FAILED
            reconciliation.trouble = " ".join((str(refusal), *refusal.lines))[:500]
            reconciliation.save(update_fields=("state", "trouble"))
            journal.record("exchange.reconciliation_failed", reconciliation, by=by)
        return
    with transaction.atomic():
        counts = {"missing": 0, "extra": 0, "different": 0}
        for export, read, outcome in found:
            put_down(reconciliation, export, read, outcome)
            for name in counts:
                counts[name] += export.counts[name]
        reconciliation.state, reconciliation.ran_at = State.DONE, clock.now()
        reconciliation.accounts = rows_of(
            Account.objects.in_books(), reconciliation.organization
        ).count()
        reconciliation.save(update_fields=("state", "ran_at", "accounts"))
        journal.record("exchange.reconciled", reconciliation, by=by, files=len(found), **counts)


@transaction.atomic
def drop_reconciliation(reconciliation: Reconciliation, *, by: User, reason: str) -> None:
    """A reconciliation made by mistake, with its files; rulings and tasks stay.

    Raises:
        Refused: no leave, no reason, or it runs.
    """
    held = _held(reconciliation)
    policy.require_keeper(by, held.organization, to="删除对账")
    if not (reason := edits.plain(reason, label="理由", most=200)):
        raise Refused("删除须写明理由，请填写。")
    if held.state == State.RUNNING:
        raise Refused("正在核对，请等它完成后再删除。")
    gone = Reconciliation(pk=held.pk, organization=held.organization, title=held.title, by=held.by)
    held.delete()
    journal.record("exchange.reconciliation_dropped", gone, by=by, remark=reason)


@transaction.atomic
def rule_pair(
    mismatch: Mismatch,
    *,
    by: User,
    is_same: bool,
    account: Account | None = None,
    reason: str = "",
) -> Ruling:
    """A person's word: the two sides of a difference are two accounts, or an extra row is ours.

    It holds in every later reconciliation with that system.

    Raises:
        Refused: no leave, no reason, or there is nothing to rule.
    """
    held = _held_mismatch(mismatch)
    policy.require_keeper(by, held.organization, to="认定是否同一账号")
    reason = edits.plain(reason, label="理由", most=200)
    if not reason:
        raise Refused("认定须写明理由，请填写。")
    chosen = account if is_same else held.account
    if chosen is None or not held.identity:
        raise Refused("没有可以认定的两边。请先选择台账里的账号。")
    if is_same:
        policy.require_keeper(by, chosen.organization, to="认定是否同一账号")
    system = held.export.system
    Ruling.objects.filter(system=system, account=chosen, identity=held.identity).delete()
    if is_same:
        Ruling.objects.filter(system=system, account=chosen, is_same=True).delete()
    ruling = Ruling.objects.create(
        system=system,
        account=chosen,
        identity=held.identity,
        is_same=is_same,
        remark=reason,
        by=by,
    )
    _follow(held, chosen, is_same=is_same, reason=reason)
    journal.record(
        "exchange.pair_ruled",
        chosen,
        by=by,
        remark=reason,
        system=title_of(system),
        is_same=is_same,
    )
    return ruling


def _follow(held: Mismatch, account: Account, *, is_same: bool, reason: str) -> None:
    """What a ruling changes in the list at once; the rest comes with the next reconciliation."""
    rows = Mismatch.objects.filter(export=held.export)
    if is_same:
        rows.filter(pk=held.pk).update(
            state=Mismatch.State.SETTLED, remark=f"已认定：{reason}"[:200]
        )
        rows.filter(kind=Mismatch.Kind.MISSING, account=account).update(
            state=Mismatch.State.SETTLED, remark=f"已认定：{reason}"[:200]
        )
        return
    rows.filter(pk=held.pk).update(state=Mismatch.State.APART, remark=reason)
    if account.state in LIVE:
        Mismatch.objects.create(
            export=held.export,
            organization=account.organization,
            kind=Mismatch.Kind.MISSING,
            account=account,
            name=account.name,
            platform=account.platform,
            sides="system",
        )
    Mismatch.objects.create(
        export=held.export,
        organization=held.export.reconciliation.organization,
        kind=Mismatch.Kind.EXTRA,
        name=str(held.told.get("name") or "")[:200],
        platform=str(held.told.get("platform") or "")[:80],
        unit_name=str(held.told.get("organization") or "")[:200],
        told=held.told,
        identity=identity(held.told),
    )


@transaction.atomic
def open_task_for(mismatch: Mismatch, *, by: User) -> Task:
    """The task of entering an account in the system, or of mending what stands there.

    Raises:
        Refused: no leave, there is no account of ours, or a task runs already.
    """
    held = _held_mismatch(mismatch)
    if held.account is None:
        raise Refused("这一条在台账里没有对应的账号，不能登记报送任务。")
    system = held.export.system
    what = "补登记" if held.kind == Mismatch.Kind.MISSING else "更正系统里的内容"
    task = open_task(
        held.account.organization,
        by=by,
        kind=Task.Kind.ACCOUNT,
        title=f"{what}：{held.account}"[:200],
        system=system,
        account=held.account,
        basis=f"对账发现（{title_of(system)}，数据截至 {held.export.as_of_on}）"[:300],
    )
    Mismatch.objects.filter(pk=held.pk).update(task=task)
    return task


@transaction.atomic
def settle_mismatch(mismatch: Mismatch, *, by: User, remark: str) -> Mismatch:
    """Something that was found has been dealt with; how.

    Raises:
        Refused: no leave, or it is not said how.
    """
    held = _held_mismatch(mismatch)
    policy.require_keeper(by, held.organization, to="处理对账问题")
    if not (remark := edits.plain(remark, label="处理说明", most=200)):
        raise Refused("请写明怎样处理的。")
    if held.state != Mismatch.State.OPEN:
        raise Refused(f"这一条{held.get_state_display()}，不用再办。")
    held.state, held.remark = Mismatch.State.SETTLED, remark
    held.save(update_fields=("state", "remark"))
    journal.record("exchange.mismatch_settled", held, by=by, remark=remark)
    return held


def _held(reconciliation: Reconciliation) -> Reconciliation:
    rows = Reconciliation.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.get(pk=reconciliation.pk)  # type: ignore[no-any-return]


def _held_mismatch(mismatch: Mismatch) -> Mismatch:
    rows = Mismatch.objects.select_for_update(of=("self",))
    related = ("organization", "account__organization", "export__reconciliation__organization")
    found = rows.select_related(*related).defer("export__sealed")
    return found.get(pk=mismatch.pk)  # type: ignore[no-any-return]
