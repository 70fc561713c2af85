"""An address tells whose account it is, or why it does not; it never guesses and never breaks."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhijian.core.accounts.links import resolve
from zhijian.core.accounts.platforms import LinkKind
from zhijian.core.refused import Refused

TABLE = Path(__file__).with_name("addresses.csv")


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"][:60])
def test_an_address_of_a_known_shape_is_read_as_it_should_be(row, catalogue):
    found = resolve(row["text"], catalogue)

    assert (found.platform, found.account, found.kind.value) == (
        row["platform"],
        row["account"],
        row["kind"],
    )
    assert not row["link"] or found.link == row["link"]
    assert found.why.endswith("。")


def test_the_table_holds_enough_shapes_and_every_platform(catalogue):
    table = rows()

    assert len(table) >= 120
    assert {row["platform"] for row in table} >= set(catalogue.platforms)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"][:60])
def test_a_written_form_is_its_own_written_form(row, catalogue):
    first = resolve(row["text"], catalogue)
    if not first.link:
        return

    second = resolve(first.link, catalogue)

    assert (second.platform, second.account, second.link) == (
        first.platform,
        first.account,
        first.link,
    )
    assert second.kind is first.kind


@pytest.mark.parametrize(
    ("text", "imitates"),
    [
        ("https://weib0.com/u/1234567890", "weibo"),
        ("https://we1bo.com/u/1234567890", "weibo"),
        ("https://www.weibo-gov.com/qinghe", "weibo"),
        ("https://weibo.com.login.example/u/1234567890", "weibo"),
        ("https://weibo.net/u/1234567890", "weibo"),
        ("https://weiibo.com/u/1234567890", "weibo"),
        ("https://wiebo.com/u/1234567890", "weibo"),
        ("https://wеibo.com/u/1234567890", "weibo"),
        ("https://xn--wibo-v4d.com/u/1234567890", "weibo"),
        ("https://douyln.com/user/MS4wLjABAAAAqinghe0example0token0invented", "douyin"),
        ("https://v.d0uyin.com/iAbCdEf/", "douyin"),
        ("https://mp.we1xin.qq.com/s/abc", "wechat"),
        ("https://toutia0.com/c/user/1234567890123/", "toutiao"),
        ("https://xiaohongshu.vip/user/profile/5f0123456789abcdef012345", "xiaohongshu"),
        ("https://kuaish0u.com/profile/3xqinghe0example", "kuaishou"),
        ("http://www.qinghe.gov.cn.evil.example/", "website"),
        ("http://www.qinghe-gov.cn/", "website"),
        ("http://qinghegov.cn/", "website"),
        ("http://www.qinghe.g0v.cn/", "website"),
        ("https://weibo.com@evil.example/u/1234567890", "weibo"),
        ("https://weibo.com:secret@evil.example/", "weibo"),
        ("https://evil.example\\@weibo.com/u/1234567890", ""),
    ],
)
def test_a_false_host_is_named_and_nothing_is_read_from_it(text, imitates, catalogue):
    found = resolve(text, catalogue)

    assert (found.platform, found.account) == ("", "")
    assert found.imitates == imitates
    assert not imitates or "假冒" in found.why


def test_a_code_that_decodes_to_plain_letters_does_not_pass_for_them(catalogue):
    assert resolve("https://xn--weibo-.com/u/1234567890", catalogue).platform == ""


@pytest.mark.parametrize(
    "host",
    ["www.gov.uk", "www.usa.gov", "m.weibo.com.cn", "qinghe.cn", "www.people.com.cn", "zhihe.com"],
)
def test_other_sites_are_no_imitations_of_government_sites(host, catalogue):
    assert resolve(f"https://{host}/", catalogue).imitates in ("", "weibo")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\u200b\ufeff",
        "javascript:alert(1)",
        "  JavaScript : alert(1)",
        "java\nscript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "file:///etc/passwd",
        "x" * 10_001,
    ],
)
def test_what_is_no_address_at_all_is_refused(text, catalogue):
    with pytest.raises(Refused) as caught:
        resolve(text, catalogue)

    assert str(caught.value).endswith("。")


def test_links_of_two_accounts_are_not_chosen_between(catalogue):
    text = "https://weibo.com/u/1234567890 https://weibo.com/u/1234567891"

    found = resolve(text, catalogue)

    assert (found.platform, found.account) == ("", "")
    assert "2 个不同账号" in found.why


def test_a_short_link_beside_a_full_one_gives_way_to_it(catalogue):
    text = "https://v.douyin.com/iAbCdEf/ https://weibo.com/u/1234567890"

    assert resolve(text, catalogue).account == "1234567890"


def test_a_short_link_is_never_determined(catalogue):
    for row in rows():
        found = resolve(row["text"], catalogue)
        if found.kind in (LinkKind.SHORT, LinkKind.PAGE):
            assert not found.is_determined


@pytest.mark.parametrize(
    "text",
    [
        "a." * 4999,
        "https://" + "a-" * 4900,
        "https://weibo.com/" + "u/" * 4900,
        "https://weibo.com/u/1?" + "a=1&" * 2400,
        "https://ds.alipay.com/?scheme=" + "https%3A%2F%2Fds.alipay.com%2F%3Fscheme%3D" * 200,
        "https://" + "@" * 9000,
        "h" * 10_000,
        "https://weibo.com/n/" + "青" * 9900,
        "://" * 3000,
        "weixin.qq.com " * 700,
        "https://xn--" + "a" * 9000 + ".com",
        "https://" + "%E9" * 3000,
        " :/" * 3000,
    ],
)
def test_ten_thousand_hostile_characters_take_no_time(text, catalogue):
    before = time.process_time()

    resolve(text[:10_000], catalogue)

    assert time.process_time() - before < 0.5


_PIECES = st.sampled_from(
    [
        *("https://", "http://", "weixin://", "weibo.com", "mp.weixin.qq.com", "/u/", "/s?", "gh_"),
        *(
            "__biz=",
            "MzI0MDEyMzQ1Ng==",
            "1234567890",
            "@",
            "#/",
            "%",
            "%2F",
            "xn--",
            "。",
            "：",
            "／",
        ),
        *("v.douyin.com/", "[", "]", "\\", "\x00", "\u202e", "青禾", ".gov.cn", ":", "?", "&", " "),
        *("ds.alipay.com/?scheme=", "…", "…", "𬭚", "\ud7ff", "&amp;", "&#0;"),
    ]
)


@given(text=st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=12).map("".join)))
@example(text="https://[::1]/u/1")
@example(text="https://weibo.com/u/1%00")
@example(text="//weibo.com/u/1234567890")
def test_nothing_is_raised_but_a_refusal_and_a_written_form_stays(text, catalogue):
    try:
        found = resolve(text, catalogue)
    except Refused:
        return
    again = resolve(found.link, catalogue) if found.is_determined else found

    assert (again.platform, again.account, again.link) == (
        found.platform,
        found.account,
        found.link,
    )


def test_every_example_of_an_identifier_has_its_look(catalogue):
    for platform in catalogue.platforms.values():
        if platform.identifier is not None:
            assert platform.identifier.fits(platform.identifier.example), platform.code
