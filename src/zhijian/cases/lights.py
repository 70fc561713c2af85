"""Green, amber, red or grey: how a case stands against its term, in words, with its reasons."""

from dataclasses import dataclass, field
from datetime import date

from zhijian.cases.models import Case
from zhijian.cases.standing import state_of
from zhijian.core.process import working_of
from zhijian.law.books import calendar

ESTIMATED = "（按周末推算）"


@dataclass(frozen=True)
class Light:
    """``colour``: green, amber, red or grey. ``word``: what it means, never told by colour alone.

    ``basis`` cites the clause, or says that the term is our proposal. ``working`` is read when
    asked for: the sentences that show how the due day was reached.
    """

    colour: str
    word: str
    due_on: date | None = None
    basis: str = ""
    is_estimate: bool = False
    _case: Case | None = field(default=None, repr=False, compare=False)

    @property
    def working(self) -> tuple[str, ...]:
        """工作说明, day by day; empty where no term runs."""
        return working_lines(self._case) if self._case is not None and self.due_on else ()


def light_of(case: Case, today: date) -> Light:
    """The light of a case on a day, from its own row alone."""
    if not case.is_open:
        return Light("grey", case.step_title)
    if case.is_paused:
        return Light("grey", "计时暂停", case.due_on, case.due_basis, case.due_is_estimate, case)
    if case.due_on is None:
        return Light("green", "没有期限")
    left = (case.due_on - today).days
    colour = "red" if left < 0 else "amber" if today >= (case.warn_on or case.due_on) else "green"
    word = f"逾期 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天到期"
    if case.due_is_estimate:
        word += ESTIMATED
    return Light(colour, word, case.due_on, case.due_basis, case.due_is_estimate, case)


def working_lines(case: Case) -> tuple[str, ...]:
    """How the due day of the present step was reached, a sentence each."""
    state = state_of(case)
    if state.due is None:
        return ()
    return working_of(state, state.due, calendar()).lines
