"""An account's particulars: entering one that exists, and mending what is no event of its life."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.personal import personal_number
from zhijian.ledger import policy
from zhijian.ledger.actions.rows import plain
from zhijian.ledger.links import clean_link
from zhijian.ledger.models import Account
from zhijian.ledger.twice import refuse_twice
from zhijian.people import edits
from zhijian.people.models import Organization, User

PARTICULARS = (
    "account_type",
    "supervisor",
    "operator",
    "operator_leader",
    "operator_contact",
    "operator_phone",
    "operation_mode",
    "media_form",
    "section",
    "has_dedicated_staff",
    "staff_count",
    "budget_per_year",
    "registered_subject",
    "registered_subject_kind",
    "certified_subject",
    "certified_subject_kind",
    "is_certified",
    "certification_text",
    "is_approved",
    "approved_on",
    "registered_on",
    "opened_on",
    "link",
    "introduction",
    "tasks",
    "reads",
    "reads_period",
    "update_frequency",
    "publications_complete",
    "comments_open",
    "messages_open",
    "private_messages_open",
    "has_comment_module",
    "has_survey_module",
    "has_consult_module",
    "interaction_works",
    "is_usable",
    "provides_news",
    "has_license",
    "license_number",
    "license_until_on",
    "is_industry_guided",
    "remark",
)
"""What is mended at any time. Name, id, sponsor and state change by a filed event only."""
ENTERED = ("name", "platform", "handle", "state", "stopped_on", *PARTICULARS)
"""What ``enter_account`` takes."""
PERSONAL = ("operator_leader", "operator_contact", "operator_phone")
"""What the record keeps only as a mark that it changed."""
MOST_INTRODUCTION = 5_000
_SHOWN = 200


@transaction.atomic
def enter_account(organization: Organization, *, by: User, **fields: Any) -> Account:
    """An account that exists on its platform already, entered into the register.

    Whether it is filed stays open: the filing afterwards (补备案) is a matter of its own.

    Raises:
        Refused: no leave, it is registered already, or a field is not sound.
    """
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    policy.require_keeper(by, organization, to="登记账号")
    if organization.abolished_on is not None and organization.abolished_on <= clock.today():
        raise Refused(f"{organization}已撤并，不能再登记账号。请登记到承接其职责的单位名下。")
    wanted = cleaned({"state": Account.State.OPERATING, **fields}, ENTERED)
    account = Account(organization=organization, **wanted)
    _require_existing(account)
    refuse_twice(account.platform, account.handle, account.link, by=by)
    edits.check_row(account)
    _insert(account, by)
    journal.record(
        "account.entered", account, by=by, platform=account.platform, state=account.state
    )
    return account


@transaction.atomic
def change_account(account: Account, *, by: User, seen: str = "", **fields: Any) -> Account:
    """The particulars mended; ``seen`` is the fingerprint of what the writer looked at.

    An id that was not known can be filled in; one that is known changes by a filed event.

    Raises:
        Refused: no leave, or a field is not sound; ``edits.Outdated`` if it changed meanwhile.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="修改账号信息")
    names = PARTICULARS if held.handle else (*PARTICULARS, "handle")
    wanted = cleaned(fields, names)
    edits.refuse_outdated(held, PARTICULARS, seen, wanted)
    changed = edits.changed_names(held, wanted)
    if not changed:
        return held
    before = {name: recorded(held, name) for name in changed}
    for name in changed:
        setattr(held, name, wanted[name])
    if {"handle", "link"} & set(changed):
        refuse_twice(held.platform, held.handle, held.link, by=by, but=held.pk)
    edits.check_row(held)
    held.save(update_fields=changed)
    after = {name: recorded(held, name) for name in changed}
    journal.record("account.changed", held, by=by, before=before, after=after)
    return held


@transaction.atomic
def mark_guidance(account: Account, *, by: User, is_guided: bool, basis: str = "") -> Account:
    """Whether an account is guided by an industry department, and so no government account.

    Raises:
        Refused: no leave.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="标记行业指导账号")
    basis = edits.plain(basis, label="依据", most=200)
    if held.is_industry_guided == is_guided:
        return held
    held.is_industry_guided = is_guided
    held.save(update_fields=["is_industry_guided"])
    journal.record("account.guidance", held, by=by, remark=basis, is_industry_guided=is_guided)
    return held


@transaction.atomic
def mark_guided(
    accounts: models.QuerySet[Any], *, by: User, is_guided: bool, basis: str = ""
) -> int:
    """The same for several, all or none; how many there are."""
    chosen = locked_all(accounts)
    for account in chosen:
        mark_guidance(account, by=by, is_guided=is_guided, basis=basis)
    return len(chosen)


def locked(account: Account) -> Account:
    """The account as it stands, held until the transaction ends."""
    rows = Account.objects.select_for_update(of=("self",)).select_related("organization")
    return rows.get(pk=account.pk)


def locked_all(accounts: models.QuerySet[Any]) -> list[Account]:
    """Several accounts, held all before the first is written: the record takes the one lock that
    everybody waits for, so none may be waited for after it."""
    ids = list(accounts.order_by().values_list("pk", flat=True))
    rows = Account.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return list(rows)


def cleaned(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Texts without stray blanks, links without tails.

    Raises:
        TypeError: a field that ``names`` does not hold.
    """
    if unknown := fields.keys() - set(names):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    return {name: _value(name, value) for name, value in fields.items()}


def recorded(account: Account, name: str) -> Any:
    """A field as the record keeps it: no personal data, long texts cut."""
    value = plain(account, name)
    if name in PERSONAL:
        return "（个人信息，不留存内容）" if value else ""
    if isinstance(value, str) and personal_number(value):
        return "（有像个人号码的内容，不留存）"
    if isinstance(value, str) and len(value) > _SHOWN:
        return f"{value[:_SHOWN]}……（共 {len(value)} 字）"
    return value


def _value(name: str, value: Any) -> Any:
    declared = Account._meta.get_field(name)
    label = str(declared.verbose_name)
    if name == "link":
        return clean_link(str(value or ""), label=label)
    if name == "introduction":
        return _long_text(str(value or ""), label)
    if isinstance(declared, models.CharField | models.TextField):
        return edits.plain(str(value or ""), label=label, most=declared.max_length or 60)
    return value


def _long_text(text: str, label: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    found = "\n".join(lines).strip()
    if len(found) > MOST_INTRODUCTION:
        raise Refused(f"{label}有 {len(found)} 个字，最多 {MOST_INTRODUCTION} 个字，请缩短。")
    if not found.replace("\n", "").isprintable():
        raise Refused(f"{label}里有看不见的控制字符，请删去后重新填写。")
    return found


def _require_existing(account: Account) -> None:
    if account.state not in Account.KNOWN:
        raise Refused("这里登记已经存在的账号。还没有开设的，请办理开设申请。")
    stopped = account.state in ("closed", "deregistered")
    if stopped and account.stopped_on is None:
        raise Refused("已经关停或注销的账号，请填写停止运营日期。")
    if not stopped and account.stopped_on is not None:
        raise Refused("账号还在运行，不填停止运营日期；已经停止的，请把运行状态改为关停或注销。")
    for name in ("registered_on", "opened_on", "stopped_on"):
        on: date | None = getattr(account, name)
        if on is not None and on > clock.today():
            label = edits.label_of(account, name)
            raise Refused(f"{label}（{on}）还没有到。这里登记已经存在的账号，请核对日期。")


def _insert(account: Account, by: User) -> None:
    """Save a new row; who loses a race for the same account is told like any late comer."""
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        refuse_twice(account.platform, account.handle, account.link, by=by)
        raise
