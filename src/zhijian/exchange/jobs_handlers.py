"""What the clock and the queue do for the exchange."""

from typing import Any

from zhijian.exchange.actions.reconciling import JOB, finish
from zhijian.exchange.models import Reconciliation, Task
from zhijian.exchange.planning import plan_site, plan_staff_change
from zhijian.exchange.settling import settle_from_registers
from zhijian.jobs.registry import handler, periodic
from zhijian.keeping.models import StaffChange
from zhijian.ledger.models import Site
from zhijian.people.models import User

AT_ONCE = 2_000


@handler(JOB, title="核对台账和系统导出表", outside=True)
def reconcile_exports(payload: dict[str, Any]) -> None:
    """Compare the exports of one reconciliation; done again, it finds the same."""
    found = (
        Reconciliation.objects.filter(pk=payload["reconciliation"])
        .select_related("organization")
        .first()
    )
    if found is not None and found.state == Reconciliation.State.RUNNING:
        finish(found, by=User.objects.filter(pk=payload["by"]).first())


@periodic("exchange.sweep", title="报送任务：人员、网站和已入账的", daily_at="06:30")
def sweep(payload: dict[str, Any]) -> None:
    """Open tasks for moved sites and changed staff; close those whose registers have the day."""
    for site in Site.objects.filter(migrated_on__isnull=False).select_related("organization"):
        plan_site(site)
    waiting = StaffChange.objects.filter(platforms_updated_on__isnull=True, tasks__isnull=True)
    for change in waiting.select_related("organization", "account").order_by("-pk")[:AT_ONCE]:
        plan_staff_change(change)
    rows = Task.objects.open().filter(filing__filed_on__isnull=False)
    settle_from_registers(rows.select_related("filing", "entry", "event")[:AT_ONCE])
    entered = Task.objects.open().filter(filing__isnull=True, entry__submitted_on__isnull=False)
    settle_from_registers(entered.select_related("filing", "entry", "event")[:AT_ONCE])
