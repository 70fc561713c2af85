"""What the queue does for inspections."""

from typing import Any

from django.db import Error

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection import jobs_ahead, jobs_measures  # noqa: F401
from zhijian.inspection.actions.inspections import (
    JOB,
    Plan,
    close_inspection,
    fail_inspection,
    plan_inspection,
    start_inspection,
)
from zhijian.inspection.models import Inspection, Watch
from zhijian.inspection.running import run
from zhijian.jobs.registry import handler, periodic
from zhijian.people.models import User

BROKEN = "程序出错，没有完成，也没有登记任何结果。请再开始一次；仍不成功的，请管理员查看日志。"


@handler(JOB, title="执行检查", outside=True)
def run_inspection(payload: dict[str, Any]) -> None:
    """Run one inspection; done again, it records nothing twice."""
    inspection = Inspection.objects.filter(pk=payload["inspection"]).first()
    if inspection is None:
        return
    try:
        done = run(inspection, by=User.objects.filter(pk=payload["by"]).first())
        if done.kind == Inspection.Kind.WATCH and done.state == Inspection.State.RECORDED:
            close_inspection(done, by=None)
    except Refused as refusal:
        fail_inspection(inspection, why=" ".join((str(refusal), *refusal.lines[:3])))
    except Error:
        raise  # the database may answer next time: the queue tries again
    except Exception:
        fail_inspection(inspection, why=BROKEN)
        raise


@periodic("inspection.watch", title="每日监测", daily_at="05:30")
def watch(payload: dict[str, Any]) -> None:
    """Have the units of every office that asked for it watched today, once."""
    today, kind = clock.today(), Inspection.Kind.WATCH
    for one in Watch.objects.filter(is_on=True).select_related("office").order_by("pk"):
        if Inspection.objects.filter(office=one.office, kind=kind, on=today).exists():
            continue
        try:
            plan = Plan(on=today, place=one.place)
            made = plan_inspection(one.office, by=None, kind=kind, plan=plan)
            start_inspection(made, by=None)
        except Refused:
            continue  # a later day was inspected already; tomorrow there is another watch
