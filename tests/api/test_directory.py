"""Programs verify accounts without a token; everything else of the interface still asks for one."""

import pytest
from django.core.cache import cache
from django.test import Client

from zhijian.directory.indexing import rebuild
from zhijian.ledger.models import Account


@pytest.fixture
def listed(county):
    cache.clear()
    account = Account.objects.create(
        organization=county.bureau,
        name="青禾林业",
        platform="weibo",
        handle="1000000001",
        state="operating",
        is_filed=True,
    )
    rebuild()
    return account


def test_a_link_is_verified_without_a_token(listed):
    answer = Client().get("/api/public/verify", {"text": "https://weibo.com/u/1000000001"})

    assert answer.status_code == 200
    assert answer.json()["state"] == "official"
    assert answer.json()["accounts"][0]["name"] == "青禾林业"


def test_a_script_is_refused_in_words(listed):
    answer = Client().get("/api/public/verify", {"text": "javascript:alert(1)"})

    assert answer.status_code == 409
    assert "不是账号的链接" in answer.json()["title"] + answer.json()["detail"]


def test_the_list_is_searched_without_a_token(listed):
    found = Client().get("/api/public/accounts", {"q": "林业"}).json()

    assert [one["name"] for one in found["accounts"]] == ["青禾林业"]


def test_one_address_asks_so_often_a_minute(listed):
    client = Client()
    codes = [client.get("/api/public/accounts").status_code for _ in range(121)]

    assert codes[119] == 200
    assert codes[120] == 429
