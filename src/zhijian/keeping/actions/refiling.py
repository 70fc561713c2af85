"""Filing who holds which post: first, anew after a change, and from which day that is due."""

from datetime import date
from typing import Any

from zhijian import journal
from zhijian.cases.actions import start_earlier
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.keeping import rules
from zhijian.keeping.models import StaffChange, StaffFiling
from zhijian.people.models import User

REFILED, ENDORSED = "refiled", "endorse"
FROM_HANDOVER = "staff.refile_from_handover"


def restart(change: StaffChange, by: User | None) -> None:
    """Let the term of the refiling run from the handover where the place's rules say so.

    Only a handover before the change moves it; the day moves once and never back.
    """
    handed, case = change.handed_over_on, change.refiling
    if case is None or handed is None or handed >= change.changed_on:
        return
    basis = rules.holds(change.organization, change.changed_on, FROM_HANDOVER)
    if basis is None or basis.is_proposed:
        return
    why = f"{handed} 已交接，早于变动之日，报备自交接之日起算（{basis.citation}）"
    start_earlier(case, handed, by=by, why=why)


def file_again(case: Case, *, by: User) -> StaffFiling:
    """The refiling was received: its changes are filed as of the day the unit handed it in."""
    sent = case.steps.filter(step=ENDORSED, left_on__isnull=False).order_by("-number").first()
    on: date = sent.left_on if sent is not None and sent.left_on else clock.today()
    case.refiled_changes.filter(refiled_on__isnull=True).update(refiled_on=on)  # type: ignore[attr-defined]
    last = case.steps.select_related("desk").order_by("-number").first()
    told: dict[str, Any] = {
        "organization": case.organization,
        "kind": StaffFiling.Kind.REFILING,
        "filed_on": on,
        "recipient": last.desk.name if last is not None else "",
        "receipt": case.number,
        "by": by,
    }
    filing, _ = StaffFiling.objects.get_or_create(case=case, defaults=told)
    journal.record("staff.refiled", filing, by=by, about=case.number, filed_on=on)
    return filing
