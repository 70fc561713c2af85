"""Who is in which post that must be filed, and whether it was: first, anew, or not yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhijian.core.process.asking import Asker
from zhijian.core.process.definition import Basis
from zhijian.core.rules.process_model import RuleRef
from zhijian.core.workdays import from_day_number
from zhijian.keeping import rules
from zhijian.keeping.models import StaffChange, StaffFiling
from zhijian.people.models import Organization

INITIAL_DUE = "staff.initial_filing_due"


@dataclass(frozen=True)
class FilingState:
    """Where a unit stands: a word with its colour, and what it rests on."""

    word: str
    tone: str
    note: str
    first: StaffFiling | None
    filings: tuple[StaffFiling, ...]
    unfiled: tuple[StaffChange, ...]
    due_on: date | None = None
    basis: Basis | None = None


def state_of(unit: Organization, on: date) -> FilingState:
    """The filing of a unit's roster as of a day."""
    filings = StaffFiling.objects.filter(organization=unit, filed_on__lte=on)
    changes = StaffChange.objects.unfiled().filter(organization=unit, needs_refiling=True)
    unfiled = changes.filter(changed_on__lte=on).select_related("refiling").order_by("changed_on")
    return judged(unit, on, tuple(filings), tuple(unfiled))


def judged(
    unit: Organization,
    on: date,
    filings: Sequence[StaffFiling],
    unfiled: Sequence[StaffChange],
) -> FilingState:
    """The state by what is on record; ``filings`` newest first."""
    asker, ref = rules.asker_of(unit, on), RuleRef(INITIAL_DUE)
    due, basis = _due(asker, ref), asker.ask(ref)
    firsts = [one for one in filings if one.kind == StaffFiling.Kind.INITIAL]
    first = firsts[0] if firsts else None
    found = (first, tuple(filings), tuple(unfiled), due, basis)
    if unfiled:
        days = [one.refiling.due_on for one in unfiled if one.refiling and one.refiling.due_on]
        late = [day for day in days if day < on]
        note = f"{len(unfiled)} 次变动还没有重新报备"
        if late:
            return FilingState("逾期未报备", "red", f"{note}，最早的应在 {min(late)} 前", *found)
        return FilingState("待重新报备", "amber", note, *found)
    if not filings:
        if due is not None and due < on and basis is not None and not basis.is_proposed:
            return FilingState("没有首次备案", "red", f"期限是 {due}", *found)
        return FilingState("没有报备记录", "amber", "还没有登记首次备案", *found)
    last = filings[0]
    word = "已重新报备" if last.kind == StaffFiling.Kind.REFILING else "已备案"
    note = str(last.filed_on)
    if first is not None and due is not None and first.filed_on > due and last == first:
        note = f"{note}，晚于 {due} 的期限"
    return FilingState(word, "green", note, *found)


def _due(asker: Asker, ref: RuleRef) -> date | None:
    """The day in force; dates are kept as day numbers."""
    amount = asker.amount_of(ref)
    return from_day_number(amount) if amount is not None else None
