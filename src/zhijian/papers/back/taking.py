"""Ticked differences become writes: each through the action that keeps what it changes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from zhijian.core.refused import Refused
from zhijian.ledger.actions.accounts import change_account
from zhijian.ledger.actions.menus import arrange_menus
from zhijian.ledger.actions.seen import see_followers
from zhijian.ledger.models import Account
from zhijian.papers.back.difference import Difference, Writes
from zhijian.papers.subjects import Subject
from zhijian.people import actions as people
from zhijian.people.models import Person, User

POST = "ADMIN"
"""What those of a form's 管理队伍 are: it calls them 管理员."""


def take_over(chosen: Sequence[Difference], subject: Subject, *, by: User, on: Any) -> None:
    """Write what was chosen; to be called inside an action, which undoes all if one is refused.

    Raises:
        Refused: one of the actions refused; its sentence names what it was about.
    """
    accounts, persons = _merged(chosen)
    for pk, values in accounts.items():
        account = Account.objects.get(pk=pk)
        _told(account, lambda a=account, v=values: change_account(a, by=by, **v))
    for one in chosen:
        assert one.write is not None
        if one.write.kind is Writes.FOLLOWERS:
            _see(one, by, on)
        elif one.write.kind is Writes.MENUS:
            lines = one.write.values["lines"]
            arrange_menus(Account.objects.get(pk=one.write.row), lines, by=by)
        elif one.write.kind is Writes.NEW_PERSON:
            _told(one.label, lambda w=one.write: _appoint(w.row, w.values, subject, by, on))
    for pk, values in persons.items():
        person = Person.objects.get(pk=pk)
        _told(person, lambda p=person, v=values: people.change_person(p, by=by, **v))


def _merged(chosen: Sequence[Difference]) -> tuple[dict[int, Any], dict[int, Any]]:
    """The fields to write of each account and each person, one write a row."""
    accounts: dict[int, dict[str, Any]] = defaultdict(dict)
    persons: dict[int, dict[str, Any]] = defaultdict(dict)
    for one in chosen:
        assert one.write is not None
        into = {Writes.ACCOUNT: accounts, Writes.PERSON: persons}.get(one.write.kind)
        if into is not None:
            into[one.write.row].update(one.write.values)
    return accounts, persons


def _see(one: Difference, by: User, on: date) -> None:
    assert one.write is not None
    account = Account.objects.get(pk=one.write.row)
    count = int(one.write.values["followers"])
    _told(account, lambda: see_followers(account, by=by, seen_on=on, followers=count))


def _appoint(known: int, values: Any, subject: Subject, by: User, on: date) -> None:
    if known:
        person = Person.objects.get(pk=known)
    else:
        person = people.add_person(subject.unit, by=by, **values)
    account = subject.row.handle if isinstance(subject.row, Account) else ""
    people.appoint(person, kind=POST, from_on=on, by=by, account=account)


def _told(what: Any, run: Any) -> None:
    try:
        run()
    except Refused as refusal:
        raise Refused(f"“{what}”：{refusal}", refusal.lines) from None
