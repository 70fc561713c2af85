"""Clearing up: opening a campaign over the units below, deciding per account, closing it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from zhijian import journal
from zhijian.config import clock
from zhijian.core.accounts.advice import Measure
from zhijian.core.refused import Refused
from zhijian.core.workdays import from_day_number
from zhijian.ledger import policy
from zhijian.ledger.life.numbers import advice_of, words_of
from zhijian.ledger.life.place_rules import held
from zhijian.ledger.models import Account, Campaign, CampaignItem
from zhijian.people import edits
from zhijian.people.models import Organization, Oversight, User, in_force

DEADLINE = "cleanup.deadline"
AT_ONCE = 2_000
CHOICES = [one for one in Measure if one is not Measure.UNDETERMINED]


@dataclass(frozen=True)
class Progress:
    """How far one unit has come."""

    unit: str
    pk: int
    items: int
    decided: int
    done: int


def units_below(office: Organization, on: date) -> QuerySet[Organization]:
    """The units an office clears up: itself, those below it, and those it supervises."""
    overseen = Oversight.objects.filter(office=office, role=Oversight.Role.SUPERVISES)
    below = Organization.objects.under(office).values("pk")
    supervised = overseen.filter(in_force(on)).values("organization")
    return Organization.objects.filter(Q(pk__in=below) | Q(pk__in=supervised))


def deadline_of(office: Organization, on: date) -> date | None:
    """Until when surplus accounts must be cleared up by the place's rules; None without a day."""
    rule = held(office, DEADLINE, on)
    return from_day_number(rule.amount) if rule is not None and rule.amount else None


@transaction.atomic
def open_campaign(
    office: Organization,
    *,
    by: User,
    title: str,
    basis: str,
    cutoff_on: date,
    due_on: date,
) -> Campaign:
    """A campaign over every account in use below an office, each with what is advised for it.

    Raises:
        Refused: no leave, days that do not follow each other, or there is no account.
    """
    policy.require_keeper(by, office, to="发起清理整合")
    today = clock.today()
    if cutoff_on > today:
        raise Refused(f"数据截止日 {cutoff_on} 还没有到，请填写今天或以前的日期。")
    if due_on < today:
        raise Refused(f"完成期限 {due_on} 已经过去，请填写今天以后的日期。")
    campaign = Campaign(
        organization=office,
        title=edits.plain(title, label="名称", most=120),
        basis=edits.plain(basis, label="依据", most=300),
        started_on=today,
        cutoff_on=cutoff_on,
        due_on=due_on,
    )
    edits.check_row(campaign)
    units = units_below(office, today).values("pk")
    rows = Account.objects.live().filter(organization__in=units).order_by("pk")
    since = Q(opened_on__isnull=True) | Q(opened_on__lte=cutoff_on)
    accounts = list(rows.filter(since).select_related("organization"))
    if not accounts:
        raise Refused(f"{office}和下级单位没有在用账号，不用清理整合。")
    campaign.save(force_insert=True)
    for start in range(0, len(accounts), AT_ONCE):
        _enter(campaign, accounts[start : start + AT_ONCE], cutoff_on)
    journal.record("campaign.opened", campaign, by=by, items=len(accounts), due_on=str(due_on))
    return campaign


def _enter(campaign: Campaign, accounts: list[Account], on: date) -> None:
    advice = advice_of(accounts, on)
    CampaignItem.objects.bulk_create(
        CampaignItem(
            campaign=campaign,
            account=account,
            advised=advice[account.pk].measure.name,
            reasons=words_of(advice[account.pk]),
        )
        for account in accounts
    )


@transaction.atomic
def decide_item(item: CampaignItem, measure: str, *, by: User, reason: str = "") -> CampaignItem:
    """What a unit decides for one of its accounts; keeping it is done with that.

    Anything else is done when the case for it is, which is opened from the account.

    Raises:
        Refused: no leave, the campaign is over, a case runs already, or another measure than the
            one advised is chosen without a reason.
    """
    rows = CampaignItem.objects.select_for_update(of=("self",))
    row = rows.select_related("campaign", "account__organization", "case").get(pk=item.pk)
    policy.require_keeper(by, row.account.organization, to="决定清理措施")
    if row.campaign.state != Campaign.State.OPEN:
        raise Refused(f"“{row.campaign}”已经结束，不能再改决定。")
    if row.case is not None and (row.case.is_open or row.done_on is not None):
        raise Refused(f"“{row.account}”已经发起 {row.case.number}，请在该件中办理。")
    if measure not in {one.name for one in CHOICES}:
        raise Refused("没有选择措施，请从保留、变更、合并、关停、注销中选一项。")
    reason = edits.plain(reason, label="理由", most=300)
    is_advised = row.advised in (measure, Measure.UNDETERMINED.name)
    if not reason and not is_advised:
        raise Refused(
            f"决定“{Measure[measure].value}”与建议“{Measure[row.advised].value}”不同，须写明理由。"
        )
    row.measure, row.reason = measure, reason
    row.decided_by, row.decided_at = by, clock.now()
    row.done_on = clock.today() if measure == Measure.KEEP.name else None
    row.save()
    journal.record("campaign.decided", row, by=by, measure=measure, advised=row.advised)
    return row


@transaction.atomic
def close_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """The campaign over.

    Raises:
        Refused: no leave, it is over already, or something is open before its day has come.
    """
    row = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    policy.require_keeper(by, row.organization, to="结束清理整合")
    if row.state != Campaign.State.OPEN:
        raise Refused(f"“{row}”已经结束。")
    left = row.items.filter(done_on__isnull=True).count()
    if left and clock.today() <= row.due_on:
        raise Refused(f"还有 {left} 个账号没有办完，期限 {row.due_on} 未到，不能结束。")
    row.state = Campaign.State.CLOSED
    row.save(update_fields=("state",))
    journal.record("campaign.closed", row, by=by, left=left)
    return row


def progress(campaign: Campaign) -> list[Progress]:
    """How far each unit has come, those with the most left first."""
    rows = (
        campaign.items.values("account__organization__name", "account__organization")
        .annotate(
            items=Count("pk"),
            decided=Count("pk", filter=~Q(measure="")),
            done=Count("pk", filter=Q(done_on__isnull=False)),
        )
        .order_by("account__organization__name")
    )
    found = [
        Progress(
            row["account__organization__name"],
            row["account__organization"],
            row["items"],
            row["decided"],
            row["done"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.done - one.items, one.unit))
