"""What an inspection makes of a finding: one table, by what was seen and how the finding stood.

==================  ====================  =============================================
seen                the finding stood     it becomes
==================  ====================  =============================================
fails               (new)                 open
fails               open, confirmed,      the same
                    in rectification,
                    reopened
fails               excepted              reopened if it was confirmed before, else open:
                                          the exception has ended
fails               false alarm           the same while the memory of it holds (context
                                          and span); else reopened, with the reason
fails               settled               reopened; what settled it stays on record
failed before       settled               the same: nothing after the settling fails
failed before       any other             as if it fails
lifted              in rectification,     the same
                    false alarm
lifted              (new), any other      excepted
fails no longer     open, confirmed,      settled, naming the inspection
                    reopened, excepted
fails no longer     in rectification      the same: its recheck decides
fails no longer     false alarm, settled  the same
cannot be told      any                   the same, and the inspection says so (``Unseen``)
not looked at       any                   the same
==================  ====================  =============================================

*Failed before*: what fails was over when the finding was settled, as a silence that ended or an
item published unreviewed, and the inspected period still reaches back to it. *Lifted*: an approved
exception lifts the failure. *Fails no longer*: the check spoke of the subject and found it right,
or no longer applicable. *Not looked at*: another unit, another check, not in the sample, outside
the period, or no longer in the ledgers. What was not looked at is never settled.
"""

from dataclasses import dataclass
from enum import StrEnum

from zhijian.inspection.models import Finding

State = Finding.State


class Seen(StrEnum):
    """What an inspection saw of a finding's subject."""

    FAILS = "fails"
    FAILED_BEFORE = "failed_before"
    LIFTED = "lifted"
    PASSES = "passes"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"
    NOT_LOOKED_AT = "not_looked_at"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """The state a finding comes to, and in words why; ``why`` is empty where nothing changes."""

    state: str
    why: str = ""


_STAYS_WHEN_LIFTED = (State.IN_RECTIFICATION, State.FALSE_ALARM, State.EXCEPTED)
_SETTLES = (State.OPEN, State.CONFIRMED, State.REOPENED, State.EXCEPTED)
_GOOD = {Seen.PASSES: "检查合格", Seen.NOT_APPLICABLE: "规定不再适用于它"}


def changed(
    state: str, seen: Seen, *, was_confirmed: bool = False, forgotten: str = "", number: str = ""
) -> Change:
    """What becomes of a finding; ``state`` is "" for one that was never seen before.

    ``forgotten`` says why the memory of a false alarm does not hold any more ("" while it holds),
    ``number`` names the inspection.
    """
    if seen is Seen.FAILED_BEFORE and state == State.SETTLED:
        return Change(state)
    if seen in (Seen.FAILS, Seen.FAILED_BEFORE):
        return _failing(state, was_confirmed=was_confirmed, forgotten=forgotten)
    if seen is Seen.LIFTED:
        if state in _STAYS_WHEN_LIFTED:
            return Change(state)
        return Change(State.EXCEPTED, "经批准的例外适用" if state else "")
    if seen in _GOOD and state in _SETTLES:
        return Change(State.SETTLED, f"{number} {_GOOD[seen]}".strip())
    return Change(state)


def _failing(state: str, *, was_confirmed: bool, forgotten: str) -> Change:
    if not state:
        return Change(State.OPEN)
    if state == State.EXCEPTED:
        return Change(State.REOPENED if was_confirmed else State.OPEN, "例外已经结束")
    if state == State.FALSE_ALARM and forgotten:
        return Change(State.REOPENED, forgotten)
    if state == State.SETTLED:
        return Change(State.REOPENED, "销号后再次出现")
    return Change(state)
