"""Any part of a name of two letters or more finds it, on every database."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from zhijian import journal
from zhijian.core.facts.derive import comparable
from zhijian.directory.indexing import MOST_AT_ONCE, catch_up, grams_of, rebuild, text_of
from zhijian.directory.models import Gram, Listed, Progress
from zhijian.directory.search import search
from zhijian.ledger import actions
from zhijian.ledger.registers import register_of


def names(text: str) -> list[str]:
    return [account.name for account in search(text).accounts]


@pytest.mark.parametrize("part", ["青禾", "禾教育", "教育发布", "发布", "教 育", "青禾 发布", "布"])
def test_a_part_of_a_name_finds_it(listed, part):
    listed("青禾教育发布")
    listed("望山林业", unit="林业局")

    assert "青禾教育发布" in names(part)


def test_the_sponsor_finds_its_accounts(listed):
    listed("教育微博")
    listed("林业微博", unit="林业局")

    assert names("县林业局") == ["林业微博"]


def test_letters_that_stand_apart_are_no_part(listed):
    listed("青禾教育发布")

    assert names("青育") == []
    assert names("育发布青") == []


def test_a_part_does_not_run_from_the_name_into_the_sponsor(listed):
    listed("发布")

    assert names("布青") == []


def test_rare_letters_case_and_width_are_found(listed):
    listed("䶮𬭚发布ＡＢ")

    assert names("䶮𬭚") == ["䶮𬭚发布ＡＢ"]
    assert names("ab") == ["䶮𬭚发布ＡＢ"]
    assert names("𬭚") == ["䶮𬭚发布ＡＢ"]


def test_the_id_finds_exactly_its_account(listed):
    listed("甲账号", handle="gh_0000000001")
    listed("乙账号", handle="gh_0000000002")

    assert names("gh_0000000002") == ["乙账号"]


@pytest.mark.parametrize(
    "fields",
    [{"is_filed": False}, {"is_filed": None}, {"state": "planned"}, {"state": "dropped"}],
)
def test_what_was_not_filed_is_not_shown(listed, fields):
    listed("未备案的账号", **fields)

    assert names("账号") == []
    assert names("") == []


def test_an_ended_account_stays_in_the_list(listed):
    listed("已经注销", state="deregistered")

    assert names("注销") == ["已经注销"]


def test_pages_follow_one_another_without_gap(listed):
    for number in range(25):
        listed(f"账号{number:02}")

    first = search("账号", limit=10)
    second = search("账号", after=first.after, limit=10)
    third = search("账号", after=second.after, limit=10)

    found = [one.name for part in (first, second, third) for one in part.accounts]
    assert found == [f"账号{number:02}" for number in range(25)]
    assert third.after == 0


def test_the_index_follows_the_record(listed, county):
    clerk = county.user("文员", "教育局", "EDITOR")
    account = listed("青禾教育")
    catch_up()
    type(account).objects.filter(pk=account.pk).update(name="望山教育")
    with transaction.atomic():
        journal.record("register.changed", account, by=clerk)

    assert names("青禾教") == ["望山教育"] or names("望山") == []
    catch_up()

    assert names("望山") == ["望山教育"]
    assert names("青禾教") == []


def test_a_renamed_unit_is_followed(listed, county):
    unit = county.units["教育局"]
    listed("微博")
    catch_up()
    unit.name = "青禾县教育体育局"
    unit.save()
    with transaction.atomic():
        journal.record("organization.changed", unit, by=None)

    catch_up()

    assert names("体育") == ["微博"]


def test_rows_entered_at_once_are_indexed_anew(listed, county):
    account = listed("青禾教育")
    Listed.objects.all().delete()
    with transaction.atomic():
        journal.record("register.loaded", county.units["教育局"], by=None)

    catch_up()

    assert names("青禾") == [account.name]
    assert MOST_AT_ONCE > 0


def test_a_change_through_the_register_is_listed(listed, county):
    clerk = county.user("文员", "教育局", "EDITOR")
    account = listed("青禾教育")
    catch_up()

    actions.change_row(register_of("accounts"), account, by=clerk, is_filed=False)
    catch_up()

    assert names("青禾") == []


@given(st.text(min_size=2, max_size=20), st.data())
def test_every_part_of_a_text_shares_its_grams(name, data):
    text = text_of(name, "")
    norm = comparable(name)
    start = data.draw(st.integers(0, max(0, len(norm) - 2)))
    part = norm[start : start + data.draw(st.integers(2, 8))]

    if "\n" not in part and len(part) > 1 and part in text.split("\n")[0]:
        assert grams_of(part) <= grams_of(text)


def test_making_anew_leaves_nothing_behind(listed):
    listed("青禾教育")
    before = Gram.objects.count()

    rebuild()

    assert Gram.objects.count() == before


def test_before_there_is_an_index_the_answers_are_the_same(listed):
    listed("青禾教育发布")
    Gram.objects.all().delete()
    Listed.objects.all().delete()
    Progress.objects.all().delete()

    assert names("教育") == names("县教育局") == ["青禾教育发布"]
    assert names("青育") == []
