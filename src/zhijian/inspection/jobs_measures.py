"""What the queue does for measures: it reminds of those whose day has come. Nothing else."""

from typing import Any

from zhijian import notices
from zhijian.config import clock
from zhijian.inspection.models import Measure
from zhijian.jobs.registry import periodic
from zhijian.notices.models import Notice

DUE = "measure.due"


@periodic("inspection.measures", title="问责措施到期提醒", daily_at="08:05")
def remind(payload: dict[str, Any]) -> None:
    """Tell who proposed and who decided a measure, once, that its day has come."""
    rows = Measure.objects.filter(state=Measure.State.ISSUED, due_on__lte=clock.today())
    related = rows.select_related("organization", "proposed_by", "decided_by").order_by("pk")
    for measure in related:
        url = f"/measures/{measure.pk}/"
        if Notice.objects.filter(kind=DUE, url=url).exists():
            continue
        who = {one.pk: one for one in (measure.proposed_by, measure.decided_by) if one is not None}
        notices.send(
            list(who.values()),
            kind=DUE,
            title=f"{measure.due_on} 到期：{measure.word}（{measure.organization}）",
            body=f"解除条件：{measure.release}。请核对后解除，或采取进一步的措施。",
            url=url,
            red=True,
            organization=measure.organization,
            number=measure.number,
        )
