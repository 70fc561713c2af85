"""Every write of the exchange. Each is one transaction: lock, ask leave, step, record."""

from zhijian.exchange.actions.receipts import record_receipt, take_back_receipt
from zhijian.exchange.actions.reconciling import (
    add_export,
    correct_headers,
    drop_reconciliation,
    open_reconciliation,
    open_task_for,
    rule_pair,
    run_reconciliation,
    settle_mismatch,
)
from zhijian.exchange.actions.returned import drop_returned, read_returned, record_returned
from zhijian.exchange.actions.systems import (
    ask_login,
    deal_login,
    end_login,
    set_system,
)
from zhijian.exchange.actions.tasks import drop_task, open_task

__all__ = [
    "add_export",
    "ask_login",
    "correct_headers",
    "deal_login",
    "drop_reconciliation",
    "drop_returned",
    "drop_task",
    "end_login",
    "open_reconciliation",
    "open_task",
    "open_task_for",
    "read_returned",
    "record_receipt",
    "record_returned",
    "rule_pair",
    "run_reconciliation",
    "set_system",
    "settle_mismatch",
    "take_back_receipt",
]
