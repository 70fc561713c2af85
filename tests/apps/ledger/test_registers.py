"""A register keeps what its relation says, gives it back unchanged, and records every write."""

from datetime import date

import pytest

from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.ledger import actions, registers
from zhijian.ledger.models import Account, MenuItem
from zhijian.ledger.registers import register_of
from zhijian.people.edits import Outdated, fingerprint

ACCOUNT = {
    "account": "gh_0000000001",
    "name": "青禾教育",
    "platform": "wechat",
    "account_type": "subscription",
    "organization": "青禾县教育局",
    "state": "operating",
    "is_filed": 1,
    "registered_d": 19_783,
    "followers": 1_200,
}


@pytest.mark.parametrize("register", registers.registers(), ids=lambda one: one.relation)
def test_every_column_of_a_relation_is_kept_or_read_from_elsewhere(register):
    known = set(register.by_column) | set(register.paths)

    assert known == {column.name for column in RELATIONS[register.relation].asked}


@pytest.mark.parametrize("register", registers.registers(), ids=lambda one: one.relation)
def test_every_kept_column_has_its_field(register):
    for kept in register.kept:
        register.model._meta.get_field(kept.field)


def test_what_is_loaded_comes_back_unchanged(county):
    records = {
        "accounts": [ACCOUNT],
        "menus": [{"account": "gh_0000000001", "level_1": "办事", "level_2": "查询"}],
        "life_events": [
            {"event": "E1", "account": "gh_0000000001", "kind": "OPEN", "event_d": 19_783}
        ],
        "filings": [{"event": "E1", "recipient": "县政府办公室", "filed_d": 19_790}],
    }

    registers.load(records)

    for name, rows in records.items():
        (found,) = register_of(name).records()
        for column, value in rows[0].items():
            assert found[column] == value, (name, column)
    assert next(register_of("filings").records())["account"] == "gh_0000000001"


def test_a_planned_account_is_no_fact(county):
    Account.objects.create(
        organization=county.units["教育局"], name="拟开", platform="weibo", state="planned"
    )

    assert list(register_of("accounts").records()) == []


def test_a_row_is_added_changed_and_removed_with_a_record_each(county, account):
    clerk = county.user("文员", "教育局", "EDITOR")
    menus = register_of("menus")

    row = actions.add_row(menus, by=clerk, account=account, level_1="办事")
    actions.change_row(menus, row, by=clerk, level_1="办事服务")
    actions.remove_row(menus, row, by=clerk, reason="重复登记")

    assert not MenuItem.objects.exists()
    names = list(Entry.objects.order_by("seq").values_list("action", flat=True))
    assert names[-3:] == ["register.added", "register.changed", "register.removed"]


def test_a_neighbour_may_not_write(county, account):
    neighbour = county.user("外人", "林业局", "EDITOR", "ADMIN")

    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.add_row(register_of("menus"), by=neighbour, account=account, level_1="办事")


def test_a_row_that_changed_meanwhile_is_not_overwritten(county, account):
    clerk = county.user("文员", "教育局", "EDITOR")
    menus = register_of("menus")
    row = actions.add_row(menus, by=clerk, account=account, level_1="办事")
    seen = fingerprint(row, menus.form_fields)
    actions.change_row(menus, row, by=clerk, level_1="办事服务")

    with pytest.raises(Outdated):
        actions.change_row(menus, row, by=clerk, seen=seen, level_1="服务")


def test_a_row_cannot_be_given_to_a_unit_one_does_not_keep(county, account):
    clerk = county.user("文员", "教育局", "EDITOR")
    other = Account.objects.create(
        organization=county.units["林业局"], name="青禾林业", platform="weibo", state="operating"
    )
    menus = register_of("menus")
    row = actions.add_row(menus, by=clerk, account=account, level_1="办事")

    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.change_row(menus, row, by=clerk, account=other)


def test_a_stranger_sees_no_rows(county, account):
    stranger = county.user("外人", "林业局", "EDITOR")
    clerk = county.user("文员", "教育局", "EDITOR")

    assert not Account.objects.visible_to(stranger).exists()
    assert Account.objects.visible_to(clerk).get() == account


@pytest.fixture
def account(county):
    registers.load({"accounts": [ACCOUNT]})
    found = Account.objects.get()
    assert found.registered_on == date(2024, 3, 1)
    return found
