"""The catalogue of carriers: agrees with the ledgers, speaks each form's words, and is strict."""

import shutil
from pathlib import Path

import pytest

from zhijian.core.accounts.links import resolve
from zhijian.core.accounts.platforms import catalogue_of
from zhijian.core.facts.registry_relations import ACCOUNTS
from zhijian.core.refused import Refused
from zhijian.core.rules import RulebookRefused, Rulebooks

SOUND = Path(__file__).parents[2] / "bad_rulebooks" / "_sound"
ATOMS = "atoms: {digits: '[0-9]{1,24}'}\n"
LINKS = "links: [{shape: 'qinghe.example/u/{id:digits}', kind: account}]"
PLATFORM = "platforms:\n  qinghe:\n    title: 青禾通\n    operator: 青禾县\n    "


def load(tmp_path, text, name="platforms.yaml"):
    book = tmp_path / "book"
    shutil.copytree(SOUND, book, dirs_exist_ok=True)
    (book / name).write_text(text, encoding="utf-8")
    return Rulebooks.load(book)


def test_the_catalogue_and_the_ledger_know_the_same_carriers(catalogue):
    column = next(one for one in ACCOUNTS.columns if one.name == "platform")

    assert {one.code for one in catalogue.account_platforms()} == set(dict(column.choices))


def test_every_common_platform_of_the_rules_is_in_the_catalogue(catalogue, rulebooks):
    column = next(one for one in ACCOUNTS.columns if one.name == "platform")
    words = {word for _, word in (*column.choices, *column.words)} | {"微信订阅号", "微信服务号"}

    common = {row.text for row in rulebooks.resolve("cn") if row.rule == "accounts.platforms"}

    assert common <= words


@pytest.mark.parametrize(
    ("form", "code", "account_type", "word"),
    [
        ("hengnan_inventory_cleanup", "weibo", "", "新浪"),
        ("hengnan_inventory_cleanup", "channels", "", "腾讯"),
        ("hengnan_inventory_cleanup", "renmin", "", "人民网"),
        ("hengnan_inventory_cleanup", "douyin", "", "其他"),
        ("hengnan_filing_registration", "wechat", "service", "微信（服务号/订阅号/小程序）"),
        ("hengnan_filing_registration", "miniprogram", "", "微信（服务号/订阅号/小程序）"),
        ("hengnan_filing_registration", "weishi", "", "微视"),
        ("hengnan_filing_registration", "toutiao", "", "其他类型"),
        ("qingdao_statistics_table", "wechat", "subscription", "微信订阅号"),
        ("qingdao_statistics_table", "wechat", "", "其他第三方平台"),
        ("yinzhou_opening_approval", "app", "app", "移动客户端"),
    ],
)
def test_a_carrier_has_the_word_of_the_form(form, code, account_type, word, catalogue):
    assert catalogue.word_for(form, code, account_type) == word


def test_an_unknown_platform_or_form_is_refused_in_words(catalogue):
    with pytest.raises(Refused, match="平台目录里没有“myspace”"):
        catalogue.platform("myspace")
    with pytest.raises(Refused, match="没有表格“nowhere”"):
        catalogue.word_for("nowhere", "weibo")


def test_a_platform_says_its_type_beside_its_title(catalogue):
    assert catalogue.platform("wechat").titled("service") == "微信公众号（服务号）"
    assert catalogue.platform("weibo").titled() == "新浪微博"


def test_an_office_adds_a_platform_in_its_own_folder(tmp_path, rulebooks):
    own = tmp_path / "own"
    own.mkdir()
    (own / "platforms.yaml").write_text(f"tracking: [qh_from]\n{PLATFORM}{LINKS}\n", "utf-8")
    folder = Path(__file__).parents[3] / "rulebooks"

    catalogue = catalogue_of(Rulebooks.load(folder, [own]).platforms)
    found = resolve("https://qinghe.example/u/12?qh_from=a", catalogue)

    assert (found.platform, found.account) == ("qinghe", "12")
    assert resolve("weibo.com/u/1234567890", catalogue).platform == "weibo"
    assert catalogue.is_tracking("qh_from")
    assert catalogue.is_tracking("utm_source")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[]\n", "平台目录应是“名称: 内容”形式的映射"),
        ("colour: red\n", "没有“colour”这一项"),
        ("atoms: {digits: '[0-9]+'}\n", "字符类 digits 写作“[0-9]+”"),
        ("atoms: {digits: '(a|b){1,9}'}\n", "字符类 digits"),
        ("atoms: {x: '[a]{1,9}[a]{1,9}[a]{1,9}'}\n", "长短不定的部分最多两处"),
        (f"{ATOMS}{PLATFORM}links: []\n    colour: red\n", "平台没有“colour”这一项"),
        (f"{ATOMS}platforms: {{qinghe: {{title: 青禾通, links: []}}}}\n", "平台缺少“operator”"),
        (
            f"{ATOMS}{PLATFORM}links: [{{shape: 'qinghe.example/{{id:word}}', kind: account}}]\n",
            "字符类“word”没有定义",
        ),
        (
            f"{ATOMS}{PLATFORM}links: [{{shape: 'qinghe.example/{{id', kind: account}}]\n",
            "花括号没有成对",
        ),
        (
            f"{ATOMS}{PLATFORM}links: [{{shape: '/u/1', kind: account}}]\n",
            "应写成“主机/路径?参数={id:字符类}”",
        ),
        (
            f"{ATOMS}{PLATFORM}links: [{{shape: 'q.example/{{id:digits}}', kind: home}}]\n",
            "网址的 kind 写作“home”",
        ),
        (
            f"{ATOMS}{PLATFORM}"
            "links: [{shape: 'q.example/{id:digits}', kind: account, as: 'q.example/{name}'}]\n",
            "规范写法用到了“name”",
        ),
        (
            f"{ATOMS}{PLATFORM}links: [{{shape: 'q.example/{{id:digits}}', kind: inner}}]\n",
            "用 {inner:text} 标出",
        ),
        (
            f"{ATOMS}{PLATFORM}{LINKS}\n    id: {{title: 号, atom: digits, example: abc}}\n",
            "样例“abc”不合字符类 digits",
        ),
        (f"{ATOMS}{PLATFORM}{LINKS}\n    words: {{nowhere: 其他}}\n", "没有表格“nowhere”的用词"),
        (
            f"{ATOMS}forms: {{f: {{title: 表, options: [甲], otherwise: 乙}}}}\n",
            "“乙”不在这张表的选项之列",
        ),
        (
            f"{ATOMS}forms: {{f: {{title: 表, options: [甲], otherwise: 甲}}}}\n"
            f"{PLATFORM}{LINKS}\n    words: {{f: {{service: 甲}}}}\n",
            "平台没有账号类型“service”",
        ),
    ],
)
def test_a_malformed_catalogue_is_refused_with_its_line(text, wanted, tmp_path):
    with pytest.raises(RulebookRefused) as caught:
        load(tmp_path, text)

    message = "\n".join((str(caught.value), *caught.value.lines))
    assert wanted in message
    assert "book/platforms.yaml 第 " in message


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("confusables: {ab: c}\n", "应是一个字符对一个字符"),
        ("short_names: {公安局: 公安}\n", "公安局 的简称应是文字的列表"),
        ("words: [甲]\n", "没有“words”这一项"),
    ],
)
def test_a_malformed_table_of_names_is_refused(text, wanted, tmp_path):
    with pytest.raises(RulebookRefused, match=wanted):
        load(tmp_path, text, "names.yaml")
