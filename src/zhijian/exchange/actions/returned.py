"""Receipts that a system gives back in a file: matched with open tasks, looked at, entered."""

import hashlib
import tempfile
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.config.options import options
from zhijian.core.exchange.reading import Export, read_export
from zhijian.core.exchange.reconcile import reconcile
from zhijian.core.facts.reading.sheets import READABLE
from zhijian.core.refused import Refused
from zhijian.core.workdays import from_day_number
from zhijian.exchange.actions.receipts import require_day, write_receipt
from zhijian.exchange.books import known, title_of
from zhijian.exchange.matching import entries_from, entries_of
from zhijian.exchange.models import Returned, Task
from zhijian.exchange.scope import rows_of
from zhijian.ledger import policy
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, User

MOST_LINES = 20_000


def open_upload(content: bytes, name: str, headers: dict[str, str] | None = None) -> Export:
    """An uploaded export, read.

    Raises:
        Refused: empty, too large, no table, or nothing in it tells accounts.
    """
    shown = shown_name(name)
    most = options().attachment_max_mb
    if not content:
        raise Refused("文件是空的（0 字节），请核对是否选错了文件。")
    if len(content) > most * 2**20:
        raise Refused(f"文件有 {len(content) // 2**20} MB，上限为 {most} MB，请分成几个文件。")
    suffix = PurePath(shown).suffix.lower()
    if suffix not in READABLE:
        raise Refused(f"“{shown}”不是表格。可读的格式：{'、'.join(READABLE)}。")
    with tempfile.TemporaryDirectory(prefix="zhijian-exchange-") as folder:
        path = Path(folder) / f"upload{suffix}"
        path.write_bytes(content)
        return read_export(path, shown, headers)


def shown_name(name: str) -> str:
    """What a file is called on pages: no folder, nothing that cannot be shown."""
    return "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[-200:]


def read_returned(
    organization: Organization,
    system: str,
    *,
    by: User,
    content: bytes,
    name: str,
    on: date | None = None,
) -> Returned:
    """A file of receipts to look at: which row is the receipt of which open task.

    ``on`` is the day for rows that tell none.

    Raises:
        Refused: no leave, the file cannot be read, or no row in it carries a receipt.
    """
    policy.require_keeper(by, organization, to="批量登记回执")
    known(system, organization)
    export = open_upload(content, name)
    if not export.named & {"receipt", "submitted_d"} and on is None:
        raise Refused(
            "文件里没有回执编号，也没有报送日期的列，看不出哪些已经报送。请核对导出的是哪张表。"
        )
    if len(export.rows) > MOST_LINES:
        raise Refused(
            f"文件有 {len(export.rows)} 行，一次最多登记 {MOST_LINES} 行，请分成几个文件。"
        )
    lines = _lines(organization, system, export, on)
    with transaction.atomic():
        returned = Returned.objects.create(
            organization=organization,
            system=system,
            file_name=shown_name(name),
            digest=hashlib.sha256(content).hexdigest(),
            lines=lines,
            counts={
                "rows": export.rows_in,
                "repeated": export.duplicates,
                "refused": export.refused_rows,
                "matched": sum(1 for line in lines if not line["why"]),
            },
            by=by,
        )
        journal.record(
            "exchange.returned_read",
            returned,
            by=by,
            system=title_of(system),
            sha256=returned.digest,
            recorded=returned.counts["matched"],
        )
    return returned


def _lines(
    organization: Organization, system: str, export: Export, on: date | None
) -> list[dict[str, Any]]:
    tasks = (
        rows_of(Task.objects.all(), organization)
        .open()
        .filter(system=system, account__isnull=False)
        .select_related("event")
        .order_by("pk")
    )
    by_account: dict[str, list[Task]] = {}
    for task in tasks:
        by_account.setdefault(str(task.account_id), []).append(task)
    accounts = Account.objects.filter(pk__in=[int(pk) for pk in by_account])
    found = reconcile(entries_of(accounts), entries_from(export.rows), {})
    of_row = {pair.theirs: pair.ours for pair in found.pairs}
    lines = []
    for number, row in enumerate(export.rows):
        matched = by_account.get(of_row.get(str(number), ""), [])
        lines.append(_line(row, matched, on))
    return lines


def _line(row: Any, matched: list[Task], on: date | None) -> dict[str, Any]:
    submitted = row.get("submitted_d")
    day = from_day_number(submitted) if isinstance(submitted, int) else on
    number = str(row.get("receipt") or "")[:120]
    told = " / ".join(str(row[k]) for k in ("name", "platform", "organization") if row.get(k))
    line: dict[str, Any] = {
        "told": told[:200],
        "tasks": [task.pk for task in matched],
        "number": number,
        "on": day.isoformat() if day else "",
        "why": "",
    }
    if not matched:
        line["why"] = "没有与之对应、还没办完的报送任务"
    elif not number:
        line["why"] = "没有回执编号，请逐个登记并上传截图"
    elif day is None:
        line["why"] = "没有报送日期"
    else:
        try:
            for task in matched:
                require_day(task, day)
        except Refused as refusal:
            line["why"] = str(refusal)
    return line


@transaction.atomic
def record_returned(returned: Returned, *, by: User) -> int:
    """Enter the receipts that were matched; how many. All or none.

    Raises:
        Refused: no leave, or the file was decided already.
    """
    held = _held(returned)
    policy.require_keeper(by, held.organization, to="批量登记回执")
    _require_undecided(held)
    wanted = {pk: line for line in held.lines if not line["why"] for pk in line["tasks"]}
    rows = Task.objects.select_for_update(of=("self",)).open().filter(pk__in=wanted)
    related = ("filing", "entry", "site", "staff_change", "event")
    done = 0
    for task in rows.select_related(*related).order_by("pk"):
        line = wanted[task.pk]
        write_receipt(task, on=date.fromisoformat(line["on"]), number=line["number"], by=by)
        done += 1
    held.state = Returned.State.RECORDED
    held.counts = {**held.counts, "recorded": done}
    held.save(update_fields=("state", "counts"))
    journal.record(
        "exchange.returned_recorded",
        held,
        by=by,
        system=title_of(held.system),
        sha256=held.digest,
        recorded=done,
        tasks=sorted(wanted)[:2_000],
    )
    return done


@transaction.atomic
def drop_returned(returned: Returned, *, by: User) -> None:
    """A file that is not entered.

    Raises:
        Refused: no leave, or the file was decided already.
    """
    held = _held(returned)
    policy.require_keeper(by, held.organization, to="放弃回执文件")
    _require_undecided(held)
    held.state, held.lines = Returned.State.DROPPED, []
    held.save(update_fields=("state", "lines"))
    journal.record(
        "exchange.task_dropped", held, by=by, system=title_of(held.system), sha256=held.digest
    )


def _require_undecided(returned: Returned) -> None:
    if returned.state != Returned.State.PREVIEW:
        raise Refused(f"这个文件{returned.get_state_display()}，不能再办。")


def _held(returned: Returned) -> Returned:
    rows = Returned.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.get(pk=returned.pk)  # type: ignore[no-any-return]
