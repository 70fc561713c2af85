"""What already runs about an account or a site, and keeps something new from beginning."""

from typing import Any

from zhijian.cases.models import Case
from zhijian.core.refused import Refused
from zhijian.ledger.life.matters import ENDING, OFFLINE, ON_ACCOUNTS
from zhijian.ledger.models import Account, LifeEvent, Site


def cases_about(row: Any) -> Any:
    """Every case whose subject is a row."""
    return Case.objects.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))


def open_case_of(account: Account) -> Case | None:
    """The case of an account's life that is not over yet."""
    return cases_about(account).filter(process__in=ON_ACCOUNTS).open().order_by("pk").first()


def require_free(account: Account) -> None:
    """Pass if nothing is under way about an account.

    Raises:
        Refused: something is; with its name and number.
    """
    case = open_case_of(account)
    if case is None:
        return
    what = "正在办理注销、关停等终止手续" if case.process == ENDING else "还有没办完的事项"
    raise Refused(
        f"“{account}”{what}：{case.number}“{case.title}”，现在是“{case.step_title}”。"
        "一个账号同时只办一件，请等它办结，或由发起人撤回后再办。"
    )


def open_case_of_site(site: Site) -> Case | None:
    """The case that takes a site offline and is not over yet."""
    return cases_about(site).filter(process=OFFLINE).open().order_by("pk").first()


def account_of(case: Case) -> Account | None:
    """The account a case is about; None where it is about something else."""
    if case.subject_type != Account._meta.label_lower:
        return None
    return Account.objects.filter(pk=int(case.subject_id)).select_related("organization").first()


def held_account(case: Case) -> Account:
    """The account a case is about, locked to the end of the transaction."""
    rows = Account.objects.select_for_update(of=("self",))
    return rows.get(pk=int(case.subject_id))  # type: ignore[no-any-return]


def event_of(case: Case) -> LifeEvent | None:
    """The event that a case brings about."""
    return LifeEvent.objects.filter(case=case).select_related("account", "successor").first()
