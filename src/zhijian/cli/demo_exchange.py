"""The demonstration's reporting: systems set up, an opening half filed, a reconciliation."""

from datetime import timedelta
from typing import Any

from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.cli.demo_story import REPORT, Stage
from zhijian.config import clock
from zhijian.exchange import actions
from zhijian.exchange.books import systems
from zhijian.exchange.models import Task
from zhijian.exchange.scope import rows_of
from zhijian.exchange.sheets import as_csv, value_of
from zhijian.ledger.actions.life import open_account
from zhijian.ledger.actions.steps import note_registration
from zhijian.ledger.models import Account

FORESTRY, OFFICE = "青禾县林业局", "青禾县人民政府办公室"
NATIONAL, PROVINCIAL = "national-media", "hubei-media"


def tell(stage: Stage) -> None:
    """Set the systems up, open an account as far as its filing, and reconcile."""
    _set_up(stage)
    _half_filed(stage)
    _table(stage)
    _reconciled(stage)


def _set_up(stage: Stage) -> None:
    office = stage.user("office")
    unit = office.person.organization
    actions.set_system(
        unit,
        PROVINCIAL,
        by=office,
        address="https://media.example.gov.cn/login",
        contact="省政府办公厅政务公开办",
        login_post="ADMIN",
    )
    forestry = stage.cast.unit(FORESTRY)
    login = actions.ask_login(
        forestry,
        PROVINCIAL,
        by=stage.user("admin"),
        post="ADMIN",
        on=stage.today - timedelta(days=20),
    )
    actions.deal_login(login, by=stage.user("admin"), on=stage.today - timedelta(days=15))


def _half_filed(stage: Stage) -> None:
    """One of three systems has given its receipt; the others wait."""
    clerk, admin = stage.user("clerk"), stage.user("admin")
    forestry = stage.cast.unit(FORESTRY)
    case = open_account(
        forestry,
        by=clerk,
        reason="发布森林防火和林业科普短视频",
        name="青禾林业视频",
        platform="kuaishou",
        account_type="other",
    )
    for by, verb in ((clerk, "submit"), (stage.user("deputy"), "agree")):
        ticked = [item.code for item in case.present.checklist]
        case = cases.act(case, verb, by=by, opinion="同意", ticked=ticked)
    note_registration(
        case,
        by=admin,
        registered_on=stage.workday(1),
        handle="qinghelinye_video",
        link="https://www.kuaishou.com/profile/qinghelinye_video",
    )
    proof = Upload("平台注册结果.pdf", REPORT, "proof")
    case = cases.act(case, "registered", by=admin, attachments=[proof])
    task = Task.objects.filter(case=case, system=PROVINCIAL).first()
    if task is not None:
        actions.record_receipt(
            task,
            by=admin,
            on=clock.today(),
            number="HB-2026-0417",
            screenshot=Upload("省平台回执.pdf", REPORT),
        )


def _table(stage: Stage) -> None:
    office = stage.user("office")
    actions.open_task(
        office.person.organization,
        by=office,
        kind=Task.Kind.INVENTORY,
        title="四季度政务新媒体整改情况和统计表",
        recipient="市政务公开办",
        due_on=stage.today + timedelta(days=12),
        basis="市政务公开办电话通知",
    )


def _reconciled(stage: Stage) -> None:
    """The national system's export, made from the register with some rows spoilt."""
    office = stage.user("office")
    government = stage.cast.unit(OFFICE)
    found = actions.open_reconciliation(government, by=office, title="11月与全国系统对账")
    accounts = rows_of(Account.objects.in_books(), government).select_related("organization")
    sheet = systems().sheets["account-entry"]
    lines = [
        [
            value_of(one, {"accounts": account, "organizations": account.organization})
            for one in sheet.fields
        ]
        for account in accounts.order_by("pk")
    ]
    actions.add_export(
        found,
        NATIONAL,
        by=office,
        content=as_csv(sheet, _spoilt(lines, [field.heading for field in sheet.fields])),
        name="全国系统导出.csv",
        as_of_on=stage.today - timedelta(days=3),
    )
    actions.run_reconciliation(found, by=office)


def _spoilt(lines: list[list[str]], heads: list[str]) -> list[list[str]]:
    """Some rows missing, some with an old name or another state, one that is nobody's."""
    name, state, handle = (heads.index(one) for one in ("账号名称", "运行状态", "账号ID"))
    kept: list[Any] = []
    for number, line in enumerate(lines):
        if number % 11 == 3:
            continue
        told = list(line)
        if number % 9 == 4:
            told[name] = f"{told[name]}（旧名）"
        if number % 13 == 5:
            told[state] = "暂停" if told[state] != "暂停" else "正常"
        kept.append(told)
    if kept:
        extra = list(kept[0])
        extra[name], extra[handle] = "青禾夜话", "qinghe_yehua"
        kept.append(extra)
    return kept
