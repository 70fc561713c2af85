"""The public directory: everybody may look, only what is public shows, no script is needed."""

import gzip
import io
import json
from datetime import date, datetime

import pytest
import segno
from django.urls import reverse

from zhijian.config import clock
from zhijian.directory.indexing import rebuild
from zhijian.directory.models import ImpostorReport
from zhijian.ledger.models import Account, Announcement, Posting

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)
WEIBO = "https://weibo.com/u/1000000001"
PAGES = ("directory", "directory_verify", "directory_announcements", "directory_report")


@pytest.fixture(autouse=True)
def friday(tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr("zhijian.directory.published._folder", lambda: tmp_path / "public")
    with clock.set_to(NOW):
        yield


@pytest.fixture
def listed(county):
    account = Account.objects.create(
        organization=county.units[1],
        name="青禾教育<b>",
        platform="weibo",
        handle="1000000001",
        link=WEIBO,
        state="operating",
        is_filed=True,
        opened_on=date(2024, 3, 1),
    )
    rebuild()
    return account


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_script_and_is_small(client, listed, name):
    answer = client.get(reverse(name))

    body = answer.content.decode()
    assert answer.status_code == 200
    assert "<script" not in body
    assert len(gzip.compress(answer.content)) < 20_000
    assert body.count("<h1") == 1


def test_a_name_is_found_and_shown_as_text(client, listed):
    body = client.get(reverse("directory"), {"q": "教育"}).content.decode()

    assert "青禾教育&lt;b&gt;" in body
    assert "青禾县教育局" in body


@pytest.mark.parametrize("wanted", ["不存在", "%", "_", "'; drop table", "\x00", "a" * 5000])
def test_any_search_is_answered(client, listed, wanted):
    assert client.get(reverse("directory"), {"q": wanted}).status_code == 200


def test_an_account_that_was_not_filed_is_not_there(client, listed):
    Account.objects.filter(pk=listed.pk).update(is_filed=None)

    assert client.get(reverse("directory_account", args=(listed.pk,))).status_code == 404


@pytest.mark.parametrize(
    ("state", "says"),
    [("operating", "是登记在册"), ("suspended", "暂停运行"), ("deregistered", "已经停止运行")],
)
def test_a_link_is_verified_by_what_the_register_says(client, listed, state, says):
    Account.objects.filter(pk=listed.pk).update(state=state)

    answer = client.post(reverse("directory_verify"), {"text": f"{WEIBO}?from=share"})

    assert says in answer.content.decode()


def test_a_link_that_is_not_listed_is_not_called_false(client, listed):
    answer = client.post(reverse("directory_verify"), {"text": "https://weibo.com/u/2000000002"})

    body = answer.content.decode()
    assert "名录里没有这个账号" in body
    assert "不等于一定是假冒" in body
    assert "是登记在册" not in body


def test_a_code_is_read_and_verified(client, listed):
    picture = io.BytesIO()
    segno.make(WEIBO).save(picture, kind="png", scale=6)
    picture.name = "code.png"
    picture.seek(0)

    answer = client.post(reverse("directory_verify"), {"picture": picture})

    assert "是登记在册" in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_code_is_refused_in_words(client, listed, content):
    picture = io.BytesIO(content)
    picture.name = "code.png"

    answer = client.post(reverse("directory_verify"), {"picture": picture})

    assert answer.status_code == 422
    assert "class=" in answer.content.decode()


def test_a_report_is_taken_from_a_stranger(client, listed):
    form = {"link": "https://weibo.com/u/2000000002", "claims": "青禾县教育局", "says": "冒充"}

    answer = client.post(reverse("directory_report"), form, follow=True)

    assert ImpostorReport.objects.get().number in answer.content.decode()


def test_an_announcement_shows_where_it_stands(client, listed, county):
    one = Announcement.objects.create(
        number="GG-1", organization=county.units[1], account=listed, kind="CHANGE",
        title="更名公告", text="<script>1</script>", posted_on=date(2026, 11, 1),
    )  # fmt: skip
    Posting.objects.create(announcement=one, place="县政府门户网站", posted_on=date(2026, 11, 1))

    body = client.get(reverse("directory_announcement", args=(one.pk,))).content.decode()

    assert "县政府门户网站" in body
    assert "<script>1" not in body


def test_an_announcement_to_come_is_not_shown_yet(client, listed, county):
    one = Announcement.objects.create(
        number="GG-1", organization=county.units[1], kind="CHANGE", posted_on=date(2026, 11, 21)
    )

    assert client.get(reverse("directory_announcement", args=(one.pk,))).status_code == 404


@pytest.mark.parametrize("name", ["accounts.json", "accounts.csv", "accounts.json.sig", "key.pem"])
def test_the_whole_list_is_handed_out_with_its_proof(client, listed, name):
    answer = client.get(reverse("directory_file", args=(name,)))

    assert answer.status_code == 200
    if name == "accounts.json":
        assert json.loads(answer.content)["accounts"][0]["name"] == "青禾教育<b>"


@pytest.mark.parametrize("name", ["written.json", "..%2Fkeys", "none"])
def test_no_other_file_is_handed_out(client, listed, name):
    assert client.get(f"/public/files/{name}").status_code == 404


def test_the_page_about_proof_shows_the_key(client, listed):
    body = client.get(reverse("directory_about")).content.decode()

    assert "openssl pkeyutl -verify" in body
