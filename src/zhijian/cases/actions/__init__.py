"""Every write on cases. Each is one transaction: lock, ask leave, step, record."""

from zhijian.cases.actions.asking import answer_cosign, cosign, drop_cosign
from zhijian.cases.actions.attaching import attach, close_by_scan
from zhijian.cases.actions.handing import delegate, free, revoke_delegation, take, transfer
from zhijian.cases.actions.moving import act, tick, withdraw
from zhijian.cases.actions.opening import open_case
from zhijian.cases.actions.reminding import escalate, remind_overdue, urge
from zhijian.cases.actions.starting import start_earlier
from zhijian.cases.actions.timing import ask_extension, decide_extension, pause, reckon, resume

__all__ = [
    "act",
    "answer_cosign",
    "ask_extension",
    "attach",
    "close_by_scan",
    "cosign",
    "decide_extension",
    "delegate",
    "drop_cosign",
    "escalate",
    "free",
    "open_case",
    "pause",
    "reckon",
    "remind_overdue",
    "resume",
    "revoke_delegation",
    "start_earlier",
    "take",
    "tick",
    "transfer",
    "urge",
    "withdraw",
]
