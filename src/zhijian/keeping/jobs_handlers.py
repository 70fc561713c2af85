"""Each morning: who keeps a unit's registers hears once of what is about to lapse there."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from zhijian import jobs, notices
from zhijian.cases.units import holders
from zhijian.config import clock
from zhijian.jobs.registry import handler, periodic
from zhijian.keeping.models import Attestation, Contract, ContractPaper
from zhijian.keeping.reports.papers import WARN_DAYS
from zhijian.people.policy import KEEPERS

EACH_MORNING = "08:10"
WATCHED: dict[str, tuple[Any, str, str, str]] = {
    "contracts": (Contract, "until_on", "委托合同", "contracts"),
    "qualifications": (Contract, "qualified_until_on", "受托方资质", "contracts"),
    "papers": (ContractPaper, "until_on", "合同附件", "contract_papers"),
    "attestations": (Attestation, "until_on", "制度与承诺", "attestations"),
}
"""Table, field of the last day, words, and register of everything that lapses."""


@periodic("keeping.watch", title="到期材料提醒", daily_at=EACH_MORNING)
def watch(payload: dict[str, Any]) -> None:
    """Put one job per row that lapses soon; keyed by its last day, so none is told of twice."""
    today = clock.today()
    for name, (model, field, _, _) in WATCHED.items():
        soon = {f"{field}__gte": today, f"{field}__lte": today + timedelta(WARN_DAYS)}
        rows = model.objects.filter(**soon).order_by("pk").values_list("pk", field)
        for pk, until in rows:
            jobs.enqueue(
                "keeping.warn",
                {"what": name, "row": pk, "until": until.isoformat()},
                key=f"keeping.warn@{name}-{pk}@{until}",
            )


@handler("keeping.warn", title="提醒一份材料到期")
def warn(payload: dict[str, Any]) -> None:
    """Tell the keepers of the unit; nobody if the row is gone or was prolonged meanwhile."""
    model, field, words, register = WATCHED[payload["what"]]
    until = date.fromisoformat(payload["until"])
    with transaction.atomic():
        row = model.objects.filter(pk=payload["row"], **{field: until}).first()
        if row is None:
            return
        readers = holders(row.unit, KEEPERS, clock.today())
        if readers:
            notices.send(
                readers,
                kind="keeping.lapses",
                title=f"{words}“{row}”{until} 到期",
                body="请在到期前续签或更新，并在台账里登记新的日期。",
                url=f"/registers/{register}/{row.pk}/",
                organization=row.unit,
            )
