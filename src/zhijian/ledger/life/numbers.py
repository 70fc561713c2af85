"""What the registers know of accounts when they are cleared up, as the adviser takes it.

What no register holds yet (how often an account published) stays unknown, and the adviser then asks
for it instead of assuming anything.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from zhijian.core.accounts.advice import Advice, Numbers, Standing
from zhijian.core.accounts.consolidation import advise, main_of
from zhijian.core.facts.derive import comparable
from zhijian.core.rules.model import RuleRow
from zhijian.core.workdays import day_number
from zhijian.law.books import rulebooks
from zhijian.ledger.life.place_rules import cited
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, Oversight, Position, in_force
from zhijian.people.roster import book_place

KEEPING = ("EDITOR", "MAINTAINER")
_OPEN = ("comments_open", "messages_open", "private_messages_open")


def advice_of(accounts: Sequence[Account], on: date) -> dict[int, Advice]:
    """What to do with each account, by id, from the rules of its unit's place on a day."""
    books, numbers = rulebooks(), numbers_of(accounts, on)
    rows: dict[tuple[str, str], Sequence[RuleRow]] = {}
    places = {unit.pk: book_place(unit, books) for unit in {a.organization for a in accounts}}

    def of_place(place: str) -> Any:
        def ask(rule: str) -> Sequence[RuleRow]:
            if (place, rule) not in rows:
                rows[place, rule] = books.in_force(place, on, rule)
            return rows[place, rule]

        return ask

    return {
        account.pk: advise(numbers[account.pk], of_place(places[account.organization_id]))
        for account in accounts
    }


def numbers_of(accounts: Sequence[Account], on: date) -> dict[int, Numbers]:
    """What is known of each account on a day, by id; a few queries however many there are."""
    units = {account.organization_id for account in accounts}
    beside = _beside(units)
    editors = Counter(
        Position.objects.held_on(on)
        .filter(organization__in=units, kind__in=KEEPING)
        .values_list("organization", flat=True)
    )
    supervised = set(
        Oversight.objects.filter(organization__in=units, role=Oversight.Role.SUPERVISES)
        .filter(in_force(on))
        .values_list("organization", flat=True)
    )
    mains = {kind: main_of([_standing(one) for one in same]) for kind, same in beside.items()}
    tasks = _tasks(beside)
    return {
        account.pk: _numbers(
            account,
            on,
            same=beside[_kind(account)],
            main=mains[_kind(account)],
            editors=editors[account.organization_id],
            is_supervised=account.organization_id in supervised,
            tasks=tasks[account.organization_id],
        )
        for account in accounts
    }


def _numbers(
    account: Account,
    on: date,
    *,
    same: list[Account],
    main: str | None,
    editors: int,
    is_supervised: bool,
    tasks: Counter[str],
) -> Numbers:
    unit = account.organization
    is_gone = unit.abolished_on is not None and unit.abolished_on <= on
    seen = account.followers_on
    has_supervisor = bool(account.supervisor) or is_supervised or unit.parent_id is not None
    return Numbers(
        followers=account.followers if seen is not None else None,
        followers_age_days=(on - seen).days if seen is not None else None,
        same_platform=len(same) or None,
        is_main=None if main is None else main == str(account.pk),
        media_form=account.media_form,
        subject_faults=subject_faults(account),
        outside_policy=outside_policy(account),
        editors=editors,
        is_sponsor_abolished=is_gone,
        shares_function=_shares(account, tasks),
        has_function=bool(account.tasks),
        has_interaction=_interacts(account),
        has_supervisor=has_supervisor,
    )


def subject_faults(account: Account) -> tuple[str, ...] | None:
    """The rules on subjects and certification that an account breaks; None if nobody looked."""
    kinds = {account.registered_subject_kind, account.certified_subject_kind} - {""}
    if not kinds and not account.certified_subject:
        return None
    found = []
    if account.certified_subject and not _same(account.certified_subject, account.organization):
        found.append("accounts.certified_subject_agrees")
    if "individual" in kinds:
        found.append("accounts.individual_forbidden")
    if "internal" in kinds:
        found.append("accounts.internal_organ_forbidden")
    return tuple(found)


def outside_policy(account: Account) -> tuple[str, ...] | None:
    """The rules on opening that an account breaks; None if it is not known whether it is filed."""
    if account.is_filed is None:
        return None
    found = [] if account.is_filed else ["accounts.approved_only"]
    if account.platform == "app" and account.organization.level not in ("government", ""):
        found.append("opening.app_governments_only")
    return tuple(found)


def words_of(advice: Advice) -> list[dict[str, str]]:
    """The reasons of an advice and what is missing for it, as a campaign keeps them."""
    lines = [
        {
            "says": reason.says,
            "basis": cited(reason.clause or "") or "本平台建议",
            "confidence": reason.confidence.value,
            "measure": reason.measure.value,
        }
        for reason in advice.reasons
    ]
    lines += [{"says": one.says, "basis": "", "confidence": "缺数据"} for one in advice.missing]
    return lines


def _same(name: str, unit: Organization) -> bool:
    return comparable(name) in {comparable(unit.name), comparable(unit.short_name or unit.name)}


def _beside(units: Iterable[int]) -> dict[tuple[int, str, str], list[Account]]:
    """The accounts in use of each unit by platform and type."""
    found: dict[tuple[int, str, str], list[Account]] = defaultdict(list)
    for account in Account.objects.live().filter(organization__in=list(units)):
        found[_kind(account)].append(account)
    return found


def _kind(account: Account) -> tuple[int, str, str]:
    return account.organization_id, account.platform, account.account_type


def _standing(account: Account) -> Standing:
    opened = account.opened_on or account.registered_on
    return Standing(
        str(account.pk), account.followers, None, day_number(opened) if opened else None
    )


def _tasks(beside: dict[tuple[int, str, str], list[Account]]) -> dict[int, Counter[str]]:
    """How many accounts of each unit declare the same tasks."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for (unit, _, _), same in beside.items():
        found[unit].update(comparable(account.tasks) for account in same)
    return found


def _shares(account: Account, tasks: Counter[str]) -> bool | None:
    if sum(tasks.values()) < 2:
        return False
    if not account.tasks:
        return None
    return tasks[comparable(account.tasks)] > 1


def _interacts(account: Account) -> bool | None:
    values = [getattr(account, name) for name in _OPEN]
    if any(values):
        return True
    return None if None in values else False
