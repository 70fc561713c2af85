"""What a process definition is, and which step may follow.

``resolve`` makes the definition that holds in a place on a day; ``allowed`` and ``advance`` move a
``State`` along it. A case keeps its definition as ``to_record`` and reads it by ``from_record``.
"""

from zhijian.core.process.clock import backed, due_at, reckon, shifted, working_of
from zhijian.core.process.definition import (
    Bar,
    Basis,
    Definition,
    Extend,
    Item,
    Limit,
    Move,
    Paper,
    Step,
    Who,
)
from zhijian.core.process.moving import (
    Offer,
    advance,
    allowed,
    begin,
    holds_seat,
    open_moves,
    require_offer,
    settle,
    take_move,
    why_not_here,
    why_not_withdrawn,
    withdraw,
)
from zhijian.core.process.record import from_record, to_record, to_text
from zhijian.core.process.resolving import resolve
from zhijian.core.process.state import Actor, Doing, Due, DueChange, Grant, State, Stop
from zhijian.core.process.timing import extend, pause, require_extendable, resume

__all__ = [
    "Actor",
    "Bar",
    "Basis",
    "Definition",
    "Doing",
    "Due",
    "DueChange",
    "Extend",
    "Grant",
    "Item",
    "Limit",
    "Move",
    "Offer",
    "Paper",
    "State",
    "Step",
    "Stop",
    "Who",
    "advance",
    "allowed",
    "backed",
    "begin",
    "due_at",
    "extend",
    "from_record",
    "holds_seat",
    "open_moves",
    "pause",
    "reckon",
    "require_extendable",
    "require_offer",
    "resolve",
    "resume",
    "settle",
    "shifted",
    "take_move",
    "to_record",
    "to_text",
    "why_not_here",
    "why_not_withdrawn",
    "withdraw",
    "working_of",
]
