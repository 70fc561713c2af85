"""What the pages of accounts and cases show of reporting."""

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.exchange.lights import light_of
from zhijian.exchange.models import Task
from zhijian.ledger.models import Account
from zhijian.people.models import User
from zhijian.web.menu import address
from zhijian.web.panels import Panel

SHOWN = 20


def case_tasks(user: User, case: Case) -> Panel | None:
    """The recipients and systems of a case, each with its light or its receipt."""
    return _panel(Task.objects.visible_to(user).filter(case=case), "报送任务")


def account_tasks(user: User, account: Account) -> Panel | None:
    """What was and is to be reported of an account."""
    return _panel(Task.objects.visible_to(user).filter(account=account), "报送任务")


def _panel(rows: object, title: str) -> Panel | None:
    found = list(rows.filter(dropped_on__isnull=True).order_by("-pk")[: SHOWN + 1])  # type: ignore[attr-defined]
    if not found:
        return None
    today = clock.today()
    waiting = sum(1 for task in found if task.is_open)
    return Panel(
        title,
        "exchange/panel.html",
        {"rows": [(task, light_of(task, today)) for task in found[:SHOWN]]},
        note=f"待报送 {waiting} 件" if waiting else "都已报送",
        more_label="全部",
        more_url=address("exchange"),
    )
