"""Tasks opened by hand, and tasks that came to nothing."""

from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.exchange.books import known, title_of
from zhijian.exchange.models import Task
from zhijian.exchange.planning import entry_of
from zhijian.ledger import policy
from zhijian.ledger.models import Account, Campaign, Site
from zhijian.people import edits
from zhijian.people.models import Organization, User


@transaction.atomic
def open_task(
    organization: Organization,
    *,
    by: User,
    kind: str,
    title: str,
    recipient: str = "",
    system: str = "",
    account: Account | None = None,
    site: Site | None = None,
    campaign: Campaign | None = None,
    due_on: date | None = None,
    basis: str = "",
) -> Task:
    """A task that no case brings: an account missing in a system, a table for the office above.

    Raises:
        Refused: no leave, no recipient, account or site of another unit, or the same task is open.
    """
    policy.require_keeper(by, organization, to="登记报送任务")
    found = known(system, organization) if system else None
    recipient = edits.plain(recipient, label="接收方", most=120) or (found.name if found else "")
    title = edits.plain(title, label="事项", most=200)
    if not recipient or not title:
        raise Refused("事项和接收方（或系统）都要写明，请填写。")
    for row in (account, site):
        if row is not None and row.organization_id != organization.pk:
            raise Refused(f"“{row}”不是{organization}的，请重新选择。")
    about = {"account": account, "site": site, "campaign": campaign}
    same = Task.objects.open().filter(
        organization=organization, kind=kind, recipient=recipient, **about
    )
    if any(about.values()) and (other := same.first()) is not None:
        raise Refused(f"同一事项报{recipient}的任务还没有办完（{other.title}），不用再登记。")
    entry = None
    if account is not None and found is not None and kind == Task.Kind.ACCOUNT:
        entry = entry_of(account, found.system)
    task = Task.objects.create(
        organization=organization,
        kind=kind,
        title=title,
        recipient=recipient,
        system=system,
        caused_on=clock.today(),
        due_on=due_on,
        due_basis="经办人自定" if due_on else "",
        basis=edits.plain(basis, label="依据", most=300),
        entry=entry,
        **about,
    )
    journal.record(
        "exchange.task_opened", task, by=by, recipient=recipient, system=title_of(system)
    )
    return task


@transaction.atomic
def drop_task(task: Task, *, by: User, reason: str) -> Task:
    """A task that need not be done after all. One that a case brought cannot be dropped.

    Raises:
        Refused: no leave, no reason, the task is not open, or a filing hangs on it.
    """
    rows = Task.objects.select_for_update(of=("self",)).select_related("organization")
    held: Task = rows.get(pk=task.pk)
    policy.require_keeper(by, held.organization, to="取消报送任务")
    if not (reason := edits.plain(reason, label="理由", most=200)):
        raise Refused("取消任务须写明理由，请填写。")
    if not held.is_open:
        raise Refused(f"“{held}”已经办完或取消，不能再取消。")
    if held.event_id or held.staff_change_id or held.site_id:
        raise Refused("这项报送是规定要求的，不能取消。办件撤回时会随之取消；写错的请更正原记录。")
    held.dropped_on, held.dropped_why = clock.today(), reason
    held.save(update_fields=("dropped_on", "dropped_why"))
    entry = held.entry
    if entry is not None and entry.submitted_on is None:
        entry.delete()
    journal.record("exchange.task_dropped", held, by=by, remark=reason, recipient=held.recipient)
    return held
