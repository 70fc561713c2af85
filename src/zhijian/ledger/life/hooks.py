"""Which process asks and tells whom: registered once, when the app is ready."""

from zhijian.cases.hooks import before_moving, on_moved
from zhijian.ledger.life import changes, offline, openings, outside
from zhijian.ledger.life.matters import CHANGING, ENDING, OFFLINE, OPENING, RETROFILING, STRAY


def register() -> None:
    """Let the life of accounts and sites hear of its cases; doing so again changes nothing."""
    before_moving(OPENING, openings.guard)
    on_moved(OPENING, openings.hear)
    for process in (CHANGING, ENDING, RETROFILING):
        before_moving(process, changes.guard)
        on_moved(process, changes.hear)
    before_moving(STRAY, outside.guard)
    on_moved(STRAY, outside.hear)
    before_moving(OFFLINE, offline.guard)
    on_moved(OFFLINE, offline.hear)
