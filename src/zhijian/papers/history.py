"""An account as it was on an earlier day: what changed later is taken back, event by event."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from zhijian.ledger.models import Account, LifeEvent

Before = Mapping[int, Mapping[str, Any]]
"""By account: the fields that later events changed, with what they held before the first."""
STATE_BEFORE = {
    LifeEvent.Detail.SUSPEND: Account.State.OPERATING,
    LifeEvent.Detail.RESUME: Account.State.SUSPENDED,
}
"""The state that an event found; of those that end an account, ``stopped_on`` tells."""


class Then:
    """An account as of a day; what no later event changed is as it is now."""

    def __init__(self, account: Account, before: Mapping[str, Any]) -> None:
        self.account = account
        self.before = before

    def get(self, name: str) -> Any:
        """A field."""
        if name not in self.before:
            return getattr(self.account, name)
        return self.account._meta.get_field(name).to_python(self.before[name])


def later_changes(accounts: Iterable[int], on: date) -> Before:
    """What events after ``on`` changed of the accounts."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = LifeEvent.objects.filter(account__in=accounts, event_on__gt=on).order_by(
        "event_on", "pk"
    )
    for account, detail, before in rows.values_list("account_id", "detail", "before"):
        for name, value in before.items() if isinstance(before, dict) else ():
            found[account].setdefault(name, value)
        if detail in STATE_BEFORE:
            found[account].setdefault("state", STATE_BEFORE[detail])
    return found


def sponsored_then(on: date) -> dict[int, int]:
    """The unit that had an account on ``on``, by account, where another has it now."""
    rows = LifeEvent.objects.filter(detail=LifeEvent.Detail.SPONSOR, event_on__gt=on)
    found: dict[int, int] = {}
    for account, before in rows.order_by("event_on", "pk").values_list("account_id", "before"):
        unit = before.get("organization") if isinstance(before, dict) else None
        if account is not None and isinstance(unit, int):
            found.setdefault(account, unit)
    return found


def as_of(account: Account, on: date, changed: Before | None = None) -> Then:
    """The account as it was on ``on``."""
    changed = later_changes((account.pk,), on) if changed is None else changed
    before = {name: value for name, value in changed.get(account.pk, {}).items() if _is_field(name)}
    if "state" not in before and account.stopped_on is not None and account.stopped_on > on:
        before["state"] = Account.State.OPERATING
    return Then(account, before)


def _is_field(name: str) -> bool:
    return name in _FIELDS


_FIELDS = {field.name for field in Account._meta.concrete_fields} - {"organization"}
