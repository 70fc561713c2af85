"""A bureau with one row in every register, its clerk, a colleague above, and a stranger."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.cases.conftest import FRIDAY
from apps.people.conftest import County, county  # noqa: F401
from zhijian.config import clock
from zhijian.core.facts.model import Column, Kind
from zhijian.law import books
from zhijian.ledger import registers
from zhijian.ledger.own_registers import own_registers
from zhijian.ledger.registers import Register, ids_by

DAY = 20_000


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings) -> Iterator[None]:
    """One day, an empty store of files, and no calendar left over."""
    books._with_own_years.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(FRIDAY):
        yield


def a_record(register: Register, named: dict[str, Any], mark: str = "一") -> dict[str, Any]:
    """A record with something in every column; references name what ``named`` holds."""
    return {
        column.name: named.get(column.refers) or _value(column, mark)
        for column in register.declared.asked
    }


def _value(column: Column, mark: str) -> Any:
    if column.kind is Kind.CHOICE:
        return column.choices[0][0]
    if column.kind is Kind.TEXT:
        return f"{column.label[:10]}{mark}"
    return {Kind.FLAG: 1, Kind.DAY: DAY}.get(column.kind, 7)


def fill(unit: Any, mark: str = "一") -> None:
    """One row in every register, all of one unit."""
    named: dict[str, Any] = {"organizations": unit.name}
    for one in registers.registers():
        record = a_record(one, named, mark)
        registers.load({one.relation: [record]})
        if not one.refs:  # a list for all: here the unit's own
            one.model._default_manager.update(**{one.model.UNIT: unit})
        (key, *_) = one.declared.key
        named.setdefault(one.relation, record[key])
    for own in own_registers():
        record = a_record(own, named, mark)
        if "year" in record:
            record["year"] = 2026
        record |= {name: unit.name for name, ref in own.refs.items() if ref.model is type(unit)}
        keys = {name: ids_by(ref).get(record[name]) for name, ref in own.refs.items()}
        own.row(record, keys).save()


@pytest.fixture
def filled(county: County) -> County:  # noqa: F811
    """One row in every register of the bureau, with who keeps them and who does not."""
    county.user("文员", "教育局", "EDITOR", "ADMIN")
    county.user("外人", "林业局", "EDITOR", "ADMIN")
    county.user("看客", "教育局", "MONITOR")
    fill(county.units["教育局"])
    return county


@pytest.fixture
def clerk(filled: County) -> Client:
    return browser(filled, "文员")


@pytest.fixture
def stranger(filled: County) -> Client:
    return browser(filled, "外人")


def browser(county: County, name: str) -> Client:  # noqa: F811
    """A browser in which somebody is signed in."""
    user = county.users[name]
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    client = Client()
    client.force_login(user)
    return client


def sent(form: Any, **changed: Any) -> dict[str, Any]:
    """What a browser sends of a form that was shown, with some fields filled otherwise."""
    told = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, date):
            value = value.isoformat()
        if value is not None and name != "cleared":
            told[name] = value
    return told | changed
