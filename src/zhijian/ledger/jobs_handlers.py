"""The work of the ledger that the clock does: reminding of campaigns whose day comes near."""

from datetime import timedelta
from typing import Any

from zhijian import jobs, notices
from zhijian.cases.units import holders
from zhijian.config import clock
from zhijian.jobs.registry import handler, periodic
from zhijian.ledger.models import Campaign, CampaignItem
from zhijian.people.models import Organization
from zhijian.people.policy import KEEPERS

EACH_MORNING = "08:10"
DAYS_BEFORE = (14, 7, 3, 1, 0)
"""How many days before its due day a campaign reminds; a convenience, no term of any notice."""


@periodic("ledger.campaigns", title="清理整合提醒", daily_at=EACH_MORNING)
def remind(payload: dict[str, Any]) -> None:
    """One job per unit that still has accounts to settle, when a campaign's day comes near."""
    today = clock.today()
    days = [today + timedelta(number) for number in DAYS_BEFORE]
    running = Campaign.objects.filter(state=Campaign.State.OPEN, due_on__in=days)
    left = CampaignItem.objects.filter(campaign__in=running, done_on__isnull=True)
    pairs = left.order_by().values_list("campaign", "account__organization").distinct()
    for campaign, unit in pairs:
        jobs.enqueue(
            "ledger.remind_unit",
            {"campaign": campaign, "unit": unit},
            key=f"ledger.remind_unit@{campaign}-{unit}@{today}",
        )


@handler("ledger.remind_unit", title="提醒一个单位清理整合")
def remind_unit(payload: dict[str, Any]) -> None:
    """Tell the keepers of one unit how many of its accounts are still open."""
    campaign = Campaign.objects.filter(pk=payload["campaign"]).first()
    unit = Organization.objects.filter(pk=payload["unit"]).first()
    if campaign is None or unit is None or campaign.state != Campaign.State.OPEN:
        return
    left = campaign.items.filter(account__organization=unit, done_on__isnull=True).count()
    readers = holders(unit, KEEPERS, clock.today())
    if not left or not readers:
        return
    notices.send(
        readers,
        kind="case.reminded",
        title=f"“{campaign}”还有 {left} 个账号没有办完，期限 {campaign.due_on}",
        body="请打开清理整合，逐个决定并办理。",
        url=f"/campaigns/{campaign.pk}/accounts/?unit={unit.pk}",
        organization=unit,
    )
