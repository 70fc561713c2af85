"""Who is asked before a case moves, and who hears of it: in the transaction of the move itself.

Who keeps a due day of its own hears of due days that moved, too.

An app above this one that keeps what a process changes (an account, a filing) registers a hook for
the process once, in its ``AppConfig.ready``. What a hook raises undoes the move.
"""

from collections.abc import Callable
from dataclasses import dataclass

from zhijian.cases.models import Case
from zhijian.core.process import State
from zhijian.people.models import User


@dataclass(frozen=True)
class Moved:
    """A case was opened (``verb`` is "opened"), moved, or withdrawn ("withdrawn").

    ``left`` is the id of the step it left ("" when opened); ``case.step`` is where it is now, an
    end's id when ``case.is_open`` is false. ``by_scan``: a stamped scan made the move.
    """

    case: Case
    left: str
    verb: str
    by: User
    is_return: bool = False
    by_scan: bool = False


Guard = Callable[[Case, str, User], None]
Hearer = Callable[[Moved], None]
DueHearer = Callable[[Case, State], None]
_guards: dict[str, list[Guard]] = {}
_hearers: dict[str, list[Hearer]] = {}
_due_hearers: dict[str, list[DueHearer]] = {}


def before_moving(process: str, guard: Guard) -> None:
    """``guard(case, verb, by)`` is asked before a move that is open to ``by``; it may refuse."""
    if guard not in (known := _guards.setdefault(process, [])):
        known.append(guard)


def on_moved(process: str, hearer: Hearer) -> None:
    """``hearer(moved)`` hears of every opening, move and withdrawal of cases of a process."""
    if hearer not in (known := _hearers.setdefault(process, [])):
        known.append(hearer)


def on_due_moved(process: str, hearer: DueHearer) -> None:
    """``hearer(case, state)`` hears whenever a due day of such a case came, moved or went."""
    if hearer not in (known := _due_hearers.setdefault(process, [])):
        known.append(hearer)


def ask(case: Case, verb: str, by: User) -> None:
    """Ask every guard of the case's process.

    Raises:
        Refused: what a guard objects.
    """
    for guard in tuple(_guards.get(case.process, ())):
        guard(case, verb, by)


def tell(moved: Moved) -> None:
    """Let everybody hear who listens for the case's process, in the order of registration."""
    for hearer in tuple(_hearers.get(moved.case.process, ())):
        hearer(moved)


def tell_due(case: Case, state: State) -> None:
    """Let everybody hear who keeps a due day of the case's process."""
    for hearer in tuple(_due_hearers.get(case.process, ())):
        hearer(case, state)
