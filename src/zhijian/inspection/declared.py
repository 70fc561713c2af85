"""The registers of inspections and of what must be mended. Importing this module declares them."""

from collections.abc import Sequence

from django.db.models import Q

from zhijian.inspection.models import Inspection, Rectification
from zhijian.ledger.declared import ACCOUNT
from zhijian.ledger.registers import Register, declare, unit_ref

GROUP = "检查与整改"


def _held(rows: Sequence[Inspection]) -> None:
    """Inspections from an older ledger are over: they count as held, and have no results."""
    for row in rows:
        if row.closed_on is not None and row.recorded_at is None:
            row.state, row.on = Inspection.State.CLOSED, row.closed_on
            row.title = row.title or f"{row.closed_on:%Y年%m月%d日}{row.get_kind_display()}"


def _inspection_fixed(row: Inspection) -> str:
    is_old = row.state == Inspection.State.CLOSED and not row.law_digest
    return "" if is_old else "本平台办的检查，编号、日期和结果由检查本身写入，不在台账里改。"


def _rectification_fixed(row: Rectification) -> str:
    return "" if row.case_id is None else "这项整改随整改办件逐步登记，请到办件里办理。"


def _standing(rows: Sequence[Rectification]) -> None:
    """What an older ledger says of a rectification, as its state; its due day is its own affair."""
    states = Rectification.State
    for row in rows:
        if row.case_id is not None:
            continue
        row.settled_on = row.rechecked_on if row.recheck_passed else None
        if row.recheck_passed:
            row.state = states.SETTLED
        elif row.recheck_passed is False:
            row.state = states.FAILED
        else:
            row.state = states.ORDERED if row.done_on is None else states.MENDED


declare(
    Register(
        relation="inspections",
        model=Inspection,
        fields={"inspection": "number"},
        refs={"organization": unit_ref("office")},
        facts=Q(closed_on__isnull=False),
        heading="number",
        group=GROUP,
        may_add=False,
        complete=_held,
        fixed=_inspection_fixed,
    ),
    Register(
        relation="rectifications",
        model=Rectification,
        fields={"rectification": "number"},
        refs={"organization": unit_ref(), "account": ACCOUNT},
        facts=~Q(state=Rectification.State.DROPPED),
        heading="number",
        group=GROUP,
        after=("accounts",),
        may_add=False,
        complete=_standing,
        fixed=_rectification_fixed,
    ),
)
