"""Cards of people's registers that other pages show: a handover, a contract, a training."""

from typing import Any

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.keeping.models import Attendance, Contract, Credential, Handover, TrainingSession
from zhijian.keeping.reports.handing import devices_of, lacks_of, returned_of
from zhijian.keeping.reports.operators import outsiders_of
from zhijian.keeping.reports.papers import papers_of_contract
from zhijian.ledger import policy
from zhijian.ledger.models import Account
from zhijian.people.models import User
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address
from zhijian.web.panels import Panel
from zhijian.web.parts import Fact

CONTRACT_TONES = {
    "在用": "green",
    "资质过期": "red",
    "已到期": "red",
    "已暂停": "amber",
    "未生效": "blue",
}


def handover_panel(user: User, case: Case) -> Panel | None:
    """The sheet of a handover on the page of its case: what is on it, and what is missing."""
    sheet = Handover.objects.filter(case=case).select_related("leaver", "organization").first()
    if sheet is None:
        return None
    context = {
        "sheet": sheet,
        "accounts": sheet.accounts.select_related("account"),  # type: ignore[attr-defined]
        "devices": devices_of(sheet),
        "returned": returned_of(sheet),
        "lacks": lacks_of(sheet) if case.is_open else [],
    }
    return Panel(
        "交接清单",
        "keeping/handover_panel.html",
        context,
        note=f"移交人 {sheet.leaver}",
        more_label="填写" if case.is_open else "查看",
        more_url=address("handover", case.pk),
    )


def contract_panel(user: User, contract: Contract) -> Panel:
    """What the rules ask of a contract against what is on file, and who works under it."""
    today = clock.today()
    context = {
        "contract": contract,
        "state": contract.state_on(today),
        "tone": CONTRACT_TONES[contract.state_on(today)],
        "papers": papers_of_contract(contract, today),
        "outsiders": outsiders_of(contract, today),
        "keeps": policy.keeps(user, contract.organization),
    }
    return Panel("材料与外包人员", "keeping/contract_panel.html", context)


def contract_actions(user: User, contract: Contract) -> list[HeadAction]:
    """Suspending, or going on."""
    if contract.suspended_on is not None:
        return [HeadAction("恢复委托", address("contract_resume", contract.pk))]
    if contract.state_on(clock.today()) in ("在用", "资质过期"):
        return [HeadAction("暂停委托", address("contract_suspend", contract.pk))]
    return []


def session_panel(user: User, session: TrainingSession) -> Panel:
    """The sign-in sheet of a training, by unit."""
    rows = Attendance.objects.filter(session=session).select_related("organization")
    units: dict[Any, list[Attendance]] = {}
    for row in rows.order_by("organization__name", "pk"):
        units.setdefault(row.organization, []).append(row)
    context = {
        "session": session,
        "units": [
            (unit, signed, sum(row.is_present for row in signed)) for unit, signed in units.items()
        ],
        "keeps": policy.keeps(user, session.organization),
        "came": sum(row.is_present for signed in units.values() for row in signed),
    }
    return Panel("签到表", "keeping/session_panel.html", context)


def custody_panel(user: User, account: Account) -> Panel | None:
    """Who keeps an account, on its page."""
    keeps = policy.keeps(user, account.organization)
    found = Credential.objects.filter(account=account).defer("phone", "mail").first()
    if found is None:
        url = f"{address('register_new', 'credentials')}?account={account.pk}" if keeps else ""
        facts = [Fact("保管人", "没有登记")]
        context = {"facts": facts}
        return Panel(
            "账号保管", "keeping/facts.html", context,
            more_label="登记" if keeps else "", more_url=url, is_side=True,
        )  # fmt: skip
    words = {True: "是", False: "否", None: "未填"}
    facts = [
        Fact("保管人", found.custodian or "未填"),
        Fact("专职", words[found.is_full_time]),
        Fact("密码更换", found.changed_on.isoformat() if found.changed_on else "未填"),
        Fact("专用设备", words[found.on_dedicated_device]),
        Fact("关闭自动登录", words[found.auto_login_off]),
    ]
    return Panel(
        "账号保管",
        "keeping/facts.html",
        {"facts": facts},
        more_label="查看",
        more_url=address("register_row", "credentials", found.pk),
        is_side=True,
    )
