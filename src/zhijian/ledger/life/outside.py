"""Accounts found outside of the register: how each is settled, and what must be there first."""

from zhijian.cases.hooks import Moved
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger.models import Stray
from zhijian.people.models import User

BRANCHES = {
    "ours": Stray.State.ADOPTED,
    "to_close": Stray.State.CLOSED,
    "not_ours": Stray.State.NOT_OURS,
}
"""What the verifying unit said, and the state this comes to once it is settled."""


def stray_of(case: Case) -> Stray | None:
    """The stray a case settles."""
    if case.subject_type != Stray._meta.label_lower:
        return None
    return Stray.objects.filter(pk=int(case.subject_id)).select_related("account").first()


def branch_of(case: Case) -> str:
    """What the unit said when it verified last; "" while it has not."""
    visit = case.steps.filter(step="verify", verb__in=BRANCHES).order_by("-number").first()
    return visit.verb if visit is not None else ""


def guard(case: Case, verb: str, by: User) -> None:
    """An adopted account must be in the register and filed; a closed one needs its outcome.

    Raises:
        Refused: with what is missing.
    """
    stray = stray_of(case)
    if stray is None:
        return
    if verb == "adopted" and (stray.account is None or not stray.account.is_filed):
        what = "还没有列入台账" if stray.account is None else "的补备案还没有办结"
        raise Refused(f"“{stray}”{what}。请在“处置”一栏办理，主管单位收备后再提交。")
    if verb in ("closed", "not_ours") and not stray.outcome:
        raise Refused("还没有写明处理情况。请在“处置”一栏填写后再提交。")


def hear(moved: Moved) -> None:
    """Link the case when it opens; settle the stray when it ends; leave it as found otherwise."""
    case = moved.case
    stray = stray_of(case)
    if stray is None:
        if moved.verb == "opened":
            raise Refused("这一事项要从体外账号页面发起，请先登记发现的账号。")
        return
    if moved.verb == "opened":
        stray.case = case
        stray.save(update_fields=("case",))
    elif case.step == "settled":
        stray.state = BRANCHES[branch_of(case)]
        stray.settled_on = clock.today()
        stray.save(update_fields=("state", "settled_on"))
