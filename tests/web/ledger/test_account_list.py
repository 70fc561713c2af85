"""The list of accounts: who sees which, how they are counted, and what is done with many."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from web.conftest import add_unit
from web.ledger.conftest import TODAY, an_account, signed_in, text
from zhijian.ledger.models import Account, FollowerCount, LifeEvent

pytestmark = pytest.mark.django_db
QUERIES = 40
"""As recorded when the page was written, with every quick set, menu and frame."""


def test_the_list_shows_accounts_of_the_units_one_sees_and_no_others(county, account, page_of):
    an_account(county.stranger, "远山发布")

    shown = text(page_of.get(reverse("accounts")))

    assert "青禾教育" in shown
    assert "gh_0a1b2c3d4e5f" in shown
    assert "远山发布" not in shown


def test_accounts_guided_by_an_industry_are_shown_and_not_counted(county, account, page_of):
    water = add_unit("青禾县供水公司", county.office, kind="enterprise")
    an_account(water, "青禾供水", handle="1")
    an_account(county.units[0], "青禾林业", handle="2", is_industry_guided=True)

    shown = text(page_of.get(reverse("accounts")))

    assert "在用 3 个，计入政府账号 1 个，行业指导不计入 2 个" in shown
    assert "青禾供水" in shown
    assert Account.objects.counted().count() == 1


def test_a_script_in_a_name_is_shown_as_text(unit, page_of):
    an_account(unit, "<script>alert(1)</script>")

    shown = text(page_of.get(reverse("accounts")))

    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize("name", ["䶮溪发布", "𬭚山镇"])
def test_rare_characters_are_found_and_shown(unit, page_of, name):
    an_account(unit, name)

    found = text(page_of.get(reverse("accounts"), {"q": name[0]}))

    assert name in found


@pytest.mark.parametrize(
    ("key", "fields", "is_in"),
    [
        ("live", {"state": "suspended"}, True),
        ("live", {"state": "closed"}, False),
        ("unfiled", {"is_filed": None}, True),
        ("unfiled", {"is_filed": False}, True),
        ("unfiled", {"is_filed": False, "state": "closed"}, False),
        ("unfiled", {"is_filed": True}, False),
        ("unseen", {"followers": 5}, True),
        ("unseen", {"followers": 5, "followers_on": TODAY}, False),
        ("license", {"license_until_on": TODAY + timedelta(90)}, True),
        ("license", {"license_until_on": TODAY + timedelta(91)}, False),
        ("guided", {"is_industry_guided": True}, True),
        ("guided", {"is_industry_guided": False}, False),
    ],
)
def test_each_quick_set_holds_what_it_says(unit, page_of, key, fields, is_in):
    an_account(unit, "要找的账号", **fields)

    shown = text(page_of.get(reverse("accounts"), {"set": key}))

    assert ("要找的账号" in shown) is is_in


def test_an_account_with_an_open_matter_is_in_its_set(unit, account, page_of):
    LifeEvent.objects.create(number="E1", account=account, organization=unit, kind="CHANGE")

    assert "青禾教育" in text(page_of.get(reverse("accounts"), {"set": "moving"}))
    LifeEvent.objects.update(done_on=TODAY)
    assert "青禾教育" not in text(page_of.get(reverse("accounts"), {"set": "moving"}))


def test_ticked_accounts_go_to_the_page_of_counts_and_come_back_counted(unit, account, page_of):
    answer = page_of.post(reverse("accounts"), {"bulk": "followers", "id": account.pk})
    assert answer.status_code == 302
    form = text(page_of.get(answer["Location"]))
    assert f'name="count-{account.pk}"' in form

    page_of.post(reverse("followers"), {"seen_on": "2026-11-20", f"count-{account.pk}": "1.2万"})

    account.refresh_from_db()
    assert (account.followers, account.followers_on) == (12_000, TODAY)


def test_one_impossible_count_keeps_all_of_them_out(unit, account, page_of):
    other = an_account(unit, "青禾教育二", handle="2")
    sent = {
        "seen_on": "2026-11-21",
        f"count-{account.pk}": "5",
        f"count-{other.pk}": "6",
    }

    answer = page_of.post(reverse("followers"), sent)

    assert answer.status_code == 422
    assert "还没有到" in text(answer)
    assert not FollowerCount.objects.exists()


def test_many_are_marked_as_guided_after_a_question(account, page_of):
    asked = page_of.post(reverse("accounts"), {"bulk": "guide", "id": account.pk})
    assert "标记行业指导" in text(asked)

    page_of.post(
        reverse("accounts"),
        {"bulk": "guide", "id": account.pk, "confirmed": "1", "is_guided": "1"},
    )

    account.refresh_from_db()
    assert account.is_industry_guided is True


def test_a_reader_is_offered_nothing_to_change(account, reader):
    shown = text(signed_in(reader).get(reverse("accounts")))

    assert "青禾教育" in shown
    assert "登记既有账号" not in shown
    assert 'value="guide"' not in shown


def sheet_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if "xml" in name)


def test_the_export_holds_the_filtered_rows(unit, account, page_of):
    an_account(unit, "青禾微博", platform="weibo", handle="9")

    answer = page_of.get(reverse("accounts"), {"platform": "weibo", "export": "xlsx"})

    content = b"".join(answer.streaming_content)
    answer.close()
    assert answer["Content-Type"].endswith("sheet")
    assert "青禾微博" in sheet_text(content)
    assert "青禾教育" not in sheet_text(content)


def test_the_list_takes_as_many_queries_for_fifty_accounts_as_for_one(unit, page_of):
    an_account(unit, "账号一", handle="1")
    with CaptureQueriesContext(connection) as one:
        page_of.get(reverse("accounts"))
    for number in range(2, 52):
        an_account(unit, f"账号{number}", handle=str(number))

    with CaptureQueriesContext(connection) as fifty:
        page_of.get(reverse("accounts"))

    assert len(fifty) <= len(one) <= QUERIES
