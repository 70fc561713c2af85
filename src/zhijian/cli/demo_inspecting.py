"""The demonstration's inspection: findings, orders in several states, and one measure."""

from typing import Any

from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.cli.demo_story import EDUCATION, FORESTRY, LIUWAN, REPORT, Script, Stage
from zhijian.config import clock
from zhijian.demo.scenario import OFFICE
from zhijian.inspection.actions.findings import confirm_findings
from zhijian.inspection.actions.inspections import Plan, plan_inspection, start_inspection
from zhijian.inspection.actions.measures import issue, propose
from zhijian.inspection.actions.orders import order
from zhijian.inspection.actions.rechecking import mend_item, recheck_item
from zhijian.inspection.ladder import ladder_of
from zhijian.inspection.models import Finding, Inspection, Rectification
from zhijian.inspection.running import run

INSPECTED, ORDERED = 5, 4
"""Workdays before today; the order is overdue by now where nobody signed for it."""
MOST = 3
"""Findings in one order, so that its page is short enough to be looked at."""


def tale(script: Script) -> None:
    """The scenes."""
    script.does(INSPECTED, "08:10", _inspect)
    for unit in (LIUWAN, EDUCATION, FORESTRY):
        back = 1 if unit == FORESTRY else ORDERED
        script.does(back, "09:00", lambda stage, unit=unit: _order(stage, unit))
    script.does(ORDERED - 1, "10:00", lambda stage: _sign(stage, EDUCATION, "edu"))
    script.does(ORDERED - 1, "11:00", lambda stage: _mend(stage, EDUCATION, "edu", "edu-lead"))
    script.does(ORDERED - 2, "15:00", lambda stage: _pass_by_hand(stage, EDUCATION))
    script.does(1, "14:00", lambda stage: _sign(stage, FORESTRY, "clerk"))
    script.does(1, "16:00", lambda stage: _measure(stage, LIUWAN))


def _inspect(stage: Stage) -> None:
    """A full inspection of the county, confirmed for three units."""
    office = stage.user("office")
    plan = Plan(on=clock.today())
    inspection = plan_inspection(
        stage.cast.unit(OFFICE), by=office, kind=Inspection.Kind.SWEEP, plan=plan
    )
    run(start_inspection(inspection, by=office), by=office)
    for unit in (LIUWAN, EDUCATION, FORESTRY):
        confirm_findings(_findings(stage, unit), by=office)


def _findings(stage: Stage, unit: str) -> list[Finding]:
    rows = Finding.objects.filter(
        organization=stage.cast.unit(unit), state__in=("open", "confirmed")
    )
    accounts = list(rows.exclude(account=None).order_by("pk")[:MOST])
    return accounts or list(rows.order_by("pk")[:MOST])


def _order(stage: Stage, unit: str) -> None:
    if findings := _findings(stage, unit):
        (stage.cases[f"order {unit}"],) = order(
            findings, by=stage.user("office"), remark="请逐项整改，并自查同类情况。"
        )


def _rows(case: Case) -> Any:
    return Rectification.objects.filter(case=case).order_by("pk")


def _sign(stage: Stage, unit: str, by: str) -> None:
    if f"order {unit}" in stage.cases:
        cases.act(stage.case(f"order {unit}"), "sign", by=stage.user(by))


def _mend(stage: Stage, unit: str, by: str, reporter: str) -> None:
    """Every item is mended with a proof, and the whole reported."""
    if f"order {unit}" not in stage.cases:
        return
    clerk = stage.user(by)
    for row in _rows(stage.case(f"order {unit}")):
        proof = Upload("整改后截图.pdf", REPORT)
        mend_item(row, by=clerk, done="已按要求改正，并逐个账号核对。", uploads=[proof])
    case = cases.act(stage.case(f"order {unit}"), "mended", by=clerk, opinion="逐项整改完毕。")
    if case.step == "report":
        upload = Upload("整改情况报告.pdf", REPORT, "report")
        cases.act(case, "report", by=stage.user(reporter), attachments=[upload])


def _pass_by_hand(stage: Stage, unit: str) -> None:
    """One item was looked at; the others wait."""
    if f"order {unit}" not in stage.cases:
        return
    row = _rows(stage.case(f"order {unit}")).first()
    if row is not None and row.case is not None and row.case.step == "recheck":
        recheck_item(
            row, by=stage.user("leader"), is_passed=False, says="首页仍是原来的内容，没有改到位。"
        )


def _measure(stage: Stage, unit: str) -> None:
    """The unit that has not even signed for its order is to be talked to."""
    case, organization = stage.cases.get(f"order {unit}"), stage.cast.unit(unit)
    rungs = ladder_of(organization)
    if case is None or not rungs:
        return
    measure = propose(
        organization,
        rungs[0].word,
        by=stage.user("office"),
        office=stage.cast.unit(OFFICE),
        reason="整改通知下达后逾期没有签收，也没有报告整改情况",
        case=stage.case(f"order {unit}"),
        due_on=stage.today,
    )
    issue(measure, by=stage.user("leader"), decision="同意，请办公室通知。")
