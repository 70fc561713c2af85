"""What a unit says it mended, and the second look at it: by the checks, else by a person."""

import json
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload, keep
from zhijian.cases.models import Case
from zhijian.cases.policy import require_handler
from zhijian.cases.standing import offers_for
from zhijian.cases.words import digest_of, required
from zhijian.config import clock
from zhijian.core.outcomes import Verdict
from zhijian.core.refused import Refused
from zhijian.inspection.actions.orders import locked
from zhijian.inspection.hearing import LOOKED_AT, is_checked, judge_by_hand, sign, standing
from zhijian.inspection.models import Evidence, Rectification
from zhijian.inspection.ordering import MEND
from zhijian.inspection.rechecking import Look, look_again
from zhijian.ledger.actions.files import put_file
from zhijian.people.models import User

Item = Rectification.State
PROOF_MENDED, PROOF_RECHECK = "整改佐证", "复查佐证"
_STATES = {Verdict.PASS: Item.PASSED, Verdict.FAIL: Item.FAILED}


@transaction.atomic
def mend_item(
    row: Rectification,
    *,
    by: User,
    done: str,
    done_on: date | None = None,
    uploads: Iterable[Upload] = (),
) -> Rectification:
    """Say how an item was mended, on which day, with what proves it.

    Raises:
        Refused: the order is not at its mending, ``by`` does not handle it, or the day is not one
            between the order and today.
    """
    done = required(done, "整改情况")
    fresh, case = locked(row)
    require_handler(case, by)
    if case.step != MEND:
        raise Refused(f"本件现在是“{case.step_title}”，到“整改”环节才登记整改情况。")
    if fresh.state not in (Item.ORDERED, Item.FAILED, Item.MENDED):
        raise Refused(f"{fresh.number} {fresh.get_state_display()}，不用再登记整改情况。")
    today = clock.today()
    on = done_on or today
    if not fresh.received_on <= on <= today:
        raise Refused(f"完成日期应在 {fresh.received_on}（下达）到 {today}（今天）之间，请核对。")
    sign(fresh, by, done, on)
    files = [put_file(fresh, upload, by=by, kind=PROOF_MENDED) for upload in uploads]
    journal.record(
        "rectification.mended",
        fresh,
        by=by,
        case=case.number,
        done_on=on,
        attached_sha256=[file.digest for file in files],
        done_sha256=digest_of(done),
    )
    return fresh


def recheck(case: Case, *, by: User) -> dict[str, int]:
    """Let the checks look again at every item of an order that a check found.

    How many passed, failed, and could not be told: of these a person must look. The looking itself
    holds nobody up; what it saw is written down in one transaction.

    Raises:
        Refused: it is not the time, ``by`` may not, or there is nothing a check can look at.
    """
    rows = _to_look_at(case, by)
    return _write_down(case, look_again(rows, on=clock.today()), by=by)


def _to_look_at(case: Case, by: User) -> list[Rectification]:
    every = standing(case)
    _require_rechecker(case, every, by)
    rows = [row for row in every if row.state != Item.PASSED and is_checked(row)]
    if not rows:
        raise Refused("没有可以自动复查的事项，请逐项填写复查情况。")
    return rows


@transaction.atomic
def _write_down(case: Case, looks: Mapping[int, Look], *, by: User) -> dict[str, int]:
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    rows = [row for row in _to_look_at(held, by) if row.pk in looks]
    counts = dict.fromkeys(("passed", "failed", "unseen"), 0)
    for row in rows:
        look = looks[row.pk]
        row.state = _STATES.get(look.verdict, Item.UNSEEN)
        row.recheck_says, row.rechecked_on = look.says, clock.today()
        row.rechecked_by = by.name[:60]
        row.recheck_passed = None if row.state == Item.UNSEEN else look.is_pass
        row.save()
        counts[row.state] += 1
    evidence = Evidence.objects.bulk_create(_evidence(row, looks[row.pk], by) for row in rows)
    journal.record(
        "rectification.rechecked",
        held,
        by=by,
        **counts,
        evidence=[one.digest for one in evidence],
    )
    return counts


@transaction.atomic
def recheck_item(
    row: Rectification,
    *,
    by: User,
    is_passed: bool,
    says: str,
    uploads: Iterable[Upload] = (),
) -> Rectification:
    """Write down what a person saw of an item.

    What a check can see passes by the check alone; where the check could not see, a person's pass
    needs proof. A person may always say that something is not mended.

    Raises:
        Refused: it is not the time, ``by`` may not or signed the item, or proof is missing.
    """
    says = required(says, "复查情况", longest=2_000)
    fresh, case = locked(row)
    _require_rechecker(case, [fresh], by)
    given = list(uploads)
    if is_passed:
        _require_seen(fresh, given)
    judge_by_hand(fresh, by, says, is_passed=is_passed)
    files = [put_file(fresh, upload, by=by, kind=PROOF_RECHECK) for upload in given]
    if fresh.finding is not None:
        Evidence.objects.bulk_create(
            Evidence(
                finding=fresh.finding,
                kind=_kind(file.media_type),
                text=f"{PROOF_RECHECK}：{says}",
                file=file,
                digest=file.digest,
                by=by,
            )
            for file in files
        )
    journal.record(
        "rectification.rechecked_by_hand",
        fresh,
        by=by,
        case=case.number,
        passed=is_passed,
        attached_sha256=[file.digest for file in files],
        says_sha256=digest_of(says),
    )
    return fresh


def _require_rechecker(case: Case, rows: Iterable[Rectification], by: User) -> None:
    if not case.is_open or case.step not in LOOKED_AT:
        raise Refused(f"本件现在是“{case.step_title}”，到“复查”环节才能复查。")
    offers = offers_for(case, by)
    if offers and not any(offer.is_open for offer in offers):
        raise Refused(offers[0].why_not)
    for row in rows:
        if row.signed_by_id == by.pk:
            raise Refused(f"{row.number} 由您登记整改，应由另一人复查。")
        if row.state in (Item.SETTLED, Item.DROPPED):
            raise Refused(f"{row.number} {row.get_state_display()}，不用再复查。")


def _require_seen(row: Rectification, uploads: list[Upload]) -> None:
    if row.state == Item.UNSEEN and not uploads:
        raise Refused("自动复查没有看到这一项，人工认定合格须附上证明（截图或文件），请上传。")
    if not is_checked(row) or row.state in (Item.UNSEEN, Item.PASSED):
        return
    if row.state == Item.FAILED and row.rechecked_on is not None:
        raise Refused(
            "这一项复查不合格，不能直接改为合格。请先再次自动复查；确属误报的，在问题页面认定。"
        )
    raise Refused("这一项可以自动复查，请先点“自动复查”；看不到的再由人工核实。")


def _evidence(row: Rectification, look: Look, by: User) -> Evidence:
    """What the look turned on, stored under its own hash."""
    told = {"item": row.number, "on": clock.today().isoformat(), "verdict": str(look.verdict)}
    told |= {"says": look.says, "facts": dict(look.facts)}  # type: ignore[dict-item]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert row.finding is not None
    return Evidence(
        finding=row.finding,
        kind=Evidence.Kind.TEXT,
        text=look.says,
        digest=keep(text.encode()),
        by=by,
    )


def _kind(media_type: str) -> str:
    return Evidence.Kind.SCREENSHOT if media_type.startswith("image/") else Evidence.Kind.SNAPSHOT
