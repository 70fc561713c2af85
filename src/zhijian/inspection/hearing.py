"""The items of an order follow its case: what each step asks of them, and what it does to them."""

from collections.abc import Iterable
from datetime import date

from zhijian.cases.hooks import Moved, before_moving, on_due_moved, on_moved
from zhijian.cases.models import Case
from zhijian.cases.standing import state_of
from zhijian.config import clock
from zhijian.core.process import Due, State, due_at
from zhijian.core.refused import Refused
from zhijian.inspection.actions.orders import ORDERED, give_back, lock_offices
from zhijian.inspection.models import Finding, Rectification
from zhijian.inspection.ordering import MEND, PROCESS, said
from zhijian.law.books import calendar
from zhijian.people.models import User

Item = Rectification.State
RECHECK, SETTLE, REPORT, ORDER = "recheck", "settle", "report", "order"
LOOKED_AT = (RECHECK, SETTLE)
"""The steps at which items are looked at again."""
_BEFORE_MENDED = (ORDER, "sign_for", MEND)
_SHOWN = 5


def register() -> None:
    """Let orders hear of their cases; doing so again changes nothing."""
    before_moving(PROCESS, guard)
    on_moved(PROCESS, hear)
    on_due_moved(PROCESS, follow)


def standing(case: Case) -> list[Rectification]:
    """The items of an order that were not taken off it, in their order."""
    rows = Rectification.objects.filter(case=case).exclude(state=Item.DROPPED)
    return list(rows.select_related("finding", "account").order_by("pk"))


def guard(case: Case, verb: str, by: User) -> None:
    """Before an order moves: every item is as the step asks.

    It only reads: pages ask it, too, to tell what is missing.

    Raises:
        Refused: with the items that are not.
    """
    asks = _GUARDS.get((case.step, verb))
    if asks is not None:
        asks(standing(case), by)


def _require_mended(rows: list[Rectification], by: User) -> None:
    open_rows = [row for row in rows if row.state in (Item.ORDERED, Item.FAILED)]
    if open_rows and not (len(rows) == 1):
        raise Refused(f"还有 {len(open_rows)} 项没有登记整改情况：{_named(open_rows)}。")


def _require_passed(rows: list[Rectification], by: User) -> None:
    _require_another(rows, by)
    waiting = [row for row in rows if row.state != Item.PASSED]
    if not waiting or (len(rows) == 1 and may_pass_by_move(rows[0])):
        return
    words = "；".join(f"{row.number}（{row.get_state_display()}）" for row in waiting[:_SHOWN])
    raise Refused(
        f"还有 {len(waiting)} 项没有复查合格：{words}。请逐项复查，不合格的退回继续整改。"
    )


def _require_settled(rows: list[Rectification], by: User) -> None:
    _require_another(rows, by)
    waiting = [row for row in rows if row.state != Item.PASSED]
    if waiting:
        raise Refused(f"还有 {len(waiting)} 项没有复查合格，不能销号：{_named(waiting)}。")


def _require_failed(rows: list[Rectification], by: User) -> None:
    _require_another(rows, by)
    if rows and all(row.state == Item.PASSED for row in rows):
        raise Refused("各项都已复查合格，请点“复查合格”；确要退回的，先把那一项改记为不合格。")


def _require_another(rows: Iterable[Rectification], by: User) -> None:
    own = [row for row in rows if row.signed_by_id == by.pk]
    if own:
        raise Refused(f"{_named(own)}由您登记整改，应由另一人复查。")


_GUARDS = {
    (MEND, "mended"): _require_mended,
    (RECHECK, "pass"): _require_passed,
    (RECHECK, "send_back"): _require_failed,
    (SETTLE, "settle"): _require_settled,
}


def may_pass_by_move(row: Rectification) -> bool:
    """The one item of an order that no check can look at passes with the word on the whole."""
    return row.state == Item.MENDED and not is_checked(row)


def is_checked(row: Rectification) -> bool:
    """A check found it, so that the check can look again."""
    return row.finding is not None and row.finding.source == Finding.Source.CHECK


def hear(moved: Moved) -> None:
    """Let the items follow a move of their case."""
    case = moved.case
    if moved.verb == "opened":
        if not case.data.get(ORDERED):
            _enter(case)
        return
    rows = standing(case)
    if not case.is_open:
        _end(case, rows)
    elif moved.left == MEND and moved.verb == "mended":
        _mended_at_once(case, rows, moved.by)
    elif moved.left == REPORT and moved.verb == "report":
        _report(rows)
    elif moved.left == RECHECK and moved.verb == "pass":
        _passed_at_once(case, rows, moved.by)
    elif moved.left in LOOKED_AT and moved.is_return:
        _fail(case, rows, moved)


def _enter(case: Case) -> None:
    """An order that came from elsewhere, entered by hand: one item, and no finding."""
    note = str(case.data.get("说明", "")) if isinstance(case.data, dict) else ""
    row = Rectification(
        number=f"{case.number}-01",
        case=case,
        organization=case.organization,
        problem="：".join(part for part in (case.title, note) if part),
        received_on=case.event_on,
    )
    _set_due(row, due_at(case.definition, state_of(case), MEND, calendar()))
    row.save(force_insert=True)


def _mended_at_once(case: Case, rows: list[Rectification], by: User) -> None:
    """The opinion on an order with one item says how that was mended, if nothing did yet."""
    for row in rows:
        if row.state in (Item.ORDERED, Item.FAILED):
            sign(row, by, _opinion(case))


def sign(row: Rectification, by: User, done: str, on: date | None = None) -> None:
    """An item as mended by somebody; what an earlier look said stays to be read."""
    row.state, row.done, row.done_on = Item.MENDED, done, on or clock.today()
    row.done_by, row.signed_by = by.name[:60], by
    row.reported_on = row.rechecked_on = row.recheck_passed = None
    row.rechecked_by = ""
    row.save()


def _report(rows: list[Rectification]) -> None:
    for row in rows:
        if row.state in (Item.MENDED, Item.PASSED):
            row.reported_on = clock.today()
            row.save(update_fields=("reported_on",))


def _passed_at_once(case: Case, rows: list[Rectification], by: User) -> None:
    for row in rows:
        if row.state != Item.PASSED:
            judge_by_hand(row, by, _opinion(case), is_passed=True)


def judge_by_hand(row: Rectification, by: User, says: str, *, is_passed: bool) -> None:
    """An item as a person found it."""
    row.state = Item.PASSED if is_passed else Item.FAILED
    row.recheck_says, row.rechecked_on = says, clock.today()
    row.rechecked_by, row.recheck_passed = by.name[:60], is_passed
    row.save()


def _fail(case: Case, rows: list[Rectification], moved: Moved) -> None:
    """What failed goes back to be mended: all that did not pass if no item was singled out.

    From the last step everything goes back.
    """
    failing = [row for row in rows if row.state == Item.FAILED]
    if moved.left == SETTLE:
        failing = rows
    failing = failing or [row for row in rows if row.state != Item.PASSED]
    due = due_at(case.definition, state_of(case), MEND, calendar())
    for row in failing:
        if row.state != Item.FAILED:
            judge_by_hand(row, moved.by, _opinion(case), is_passed=False)
        row.failures += 1
        row.done_on, row.done_by, row.reported_on = None, "", None
        _set_due(row, due)
        row.save()


def _end(case: Case, rows: list[Rectification]) -> None:
    today = clock.today()
    if case.step != "settled":
        for row in rows:
            row.state = Item.DROPPED
            row.save(update_fields=("state",))
        give_back(rows)
        return
    lock_offices(row.finding.office_id for row in rows if row.finding is not None)
    for row in rows:
        row.state, row.settled_on = Item.SETTLED, today
        row.save(update_fields=("state", "settled_on"))
        Finding.objects.filter(pk=row.finding_id, state=Finding.State.IN_RECTIFICATION).update(
            state=Finding.State.SETTLED,
            settled_on=today,
            settled_how=f"复查合格销号（{row.number}）",
        )


def follow(case: Case, state: State) -> None:
    """The items have the due day that the order has for mending, as it moves."""
    if not case.is_open or case.step not in _BEFORE_MENDED:
        return
    due = due_at(case.definition, state, MEND, calendar())
    for row in standing(case):
        if row.state in (Item.ORDERED, Item.FAILED):
            _set_due(row, due)
            row.save(update_fields=("due_on", "due_basis"))


def _set_due(row: Rectification, due: Due | None) -> None:
    row.due_on = due.on if due is not None else None
    row.due_basis = ""
    if due is not None:
        mark = "（建议）" if due.limit.basis.is_proposed else ""
        row.due_basis = f"{said(due.limit.term)}{mark}：{due.limit.basis.citation}"[:200]


def _opinion(case: Case) -> str:
    last = case.opinions.order_by("-pk").first()
    return last.text if last is not None else ""


def _named(rows: Iterable[Rectification]) -> str:
    names = [row.number for row in rows]
    return "、".join(names[:_SHOWN]) + (f" 等 {len(names)} 项" if len(names) > _SHOWN else "")
