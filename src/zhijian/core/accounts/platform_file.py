"""Reads ``platforms.yaml`` strictly: what is wrong is told with file and line, all at once."""

import re
from collections.abc import Mapping
from typing import Any

from zhijian.core.accounts.platforms import LinkKind
from zhijian.core.accounts.shapes import ShapeFault, atom_fault, compile_shape, names_in
from zhijian.core.rules import fields
from zhijian.core.rules.fields import Field
from zhijian.core.rules.sources import Source, Where

FILE = {
    "tracking": Field("texts"),
    "atoms": Field("titles"),
    "forms": Field("mapping"),
    "payments": Field("texts"),
    "platforms": Field("mapping"),
}
FORM = {
    "title": Field("text", required=True),
    "options": Field("texts", required=True),
    "otherwise": Field("text", required=True),
}
PLATFORM = {
    "title": Field("text", required=True),
    "operator": Field("text", required=True),
    "form": Field("choice", allowed=("text", "video", "app")),
    "types": Field("titles"),
    "words": Field("mapping"),
    "id": Field("mapping"),
    "name": Field("mapping"),
    "menus": Field("mapping"),
    "is_account": Field("flag"),
    "is_store_product": Field("flag"),
    "domains": Field("texts"),
    "links": Field("records", required=True),
}
IDENTIFIER = {
    "title": Field("text", required=True),
    "atom": Field("code", required=True),
    "example": Field("text", required=True),
    "hint": Field("text"),
}
NAME = {"min": Field("int", required=True), "max": Field("int", required=True)}
MENUS = {"levels": Field("int", required=True), "top": Field("int"), "below": Field("int")}
LINK = {
    "shape": Field("text", required=True),
    "kind": Field(
        "choice",
        required=True,
        allowed=tuple(kind.value for kind in LinkKind if kind is not LinkKind.UNKNOWN),
    ),
    "as": Field("text"),
    "store": Field("text"),
    "says": Field("text"),
    "fold": Field("choice", allowed=("lower", "base64")),
    "not": Field("texts"),
}
_UNITED = ("tracking", "payments")
_MERGED = ("atoms", "forms", "platforms")


def platforms_of(source: Source, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The platform file laid over that of the folders before; every fault of it is reported.

    Lists are joined; atoms, forms and platforms are replaced one by one, each as a whole.
    """
    before = len(source.problems.found)
    if not fields.check(source, (), source.data, FILE, "平台目录"):
        return dict(earlier)
    data: dict[str, Any] = dict(earlier)
    for key in _UNITED:
        data[key] = list(dict.fromkeys([*earlier.get(key, ()), *source.data.get(key, ())]))
    for key in _MERGED:
        data[key] = {**earlier.get(key, {}), **source.data.get(key, {})}
    for name, pattern in source.data.get("atoms", {}).items():
        fault = atom_fault(pattern)
        if fault:
            source.report(("atoms", name), f"字符类 {name} 写作“{fields.shown(pattern)}”，{fault}")
    for form, record in source.data.get("forms", {}).items():
        _check_form(source, ("forms", form), record)
    if len(source.problems.found) == before:
        for code, record in source.data.get("platforms", {}).items():
            _check_platform(source, code, record, data)
    return data if len(source.problems.found) == before else dict(earlier)


def _check_form(source: Source, where: Where, record: Any) -> None:
    if not fields.check(source, where, record, FORM, "表格用词"):
        return
    if record["otherwise"] not in record["options"]:
        says = f"“{record['otherwise']}”不在这张表的选项之列。请改为其中一个。"
        source.report((*where, "otherwise"), says)


def _check_platform(source: Source, code: str, record: Any, data: Mapping[str, Any]) -> None:
    where: Where = ("platforms", code)
    if not fields.CODE.fullmatch(code):
        source.report(where, f"平台代码“{code}”应由英文字母、数字组成。请改名。")
    if not fields.check(source, where, record, PLATFORM, "平台"):
        return
    identifier = record.get("id")
    if identifier is not None and fields.check(
        source, (*where, "id"), identifier, IDENTIFIER, "账号标识"
    ):
        _check_identifier(source, (*where, "id"), identifier, data["atoms"])
    for key, spec, what in (("name", NAME, "名称长度"), ("menus", MENUS, "菜单限制")):
        if record.get(key) is not None:
            fields.check(source, (*where, key), record[key], spec, what)
    for form, word in record.get("words", {}).items():
        _check_word(source, (*where, "words", form), form, word, record, data)
    for index, link in enumerate(record["links"]):
        _check_link(source, (*where, "links", index), link, data["atoms"])


def _check_identifier(
    source: Source, where: Where, record: Mapping[str, Any], atoms: Mapping[str, str]
) -> None:
    atom = atoms.get(record["atom"])
    if atom is None:
        source.report((*where, "atom"), f"字符类“{record['atom']}”没有定义。请在 atoms 里补上。")
    elif not re.fullmatch(atom, record["example"]):
        says = f"样例“{record['example']}”不合字符类 {record['atom']}。请改正其中一个。"
        source.report((*where, "example"), says)


def _check_word(
    source: Source,
    where: Where,
    form: str,
    word: Any,
    record: Mapping[str, Any],
    data: Mapping[str, Any],
) -> None:
    known = data["forms"].get(form)
    if known is None:
        says = f"没有表格“{form}”的用词。请先在 forms 里登记，或改正表格代码。"
        source.report(where, says)
        return
    words = word if isinstance(word, dict) else {"": word}
    for account_type, one in words.items():
        if account_type and account_type not in record.get("types", {}):
            source.report(where, f"平台没有账号类型“{account_type}”。请改正，或在 types 里补上。")
        if one not in known["options"]:
            says = f"“{fields.shown(one)}”不在这张表的选项之列。请改为：{'、'.join(known['options'])}。"
            source.report(where, says)


def _check_link(source: Source, where: Where, record: Any, atoms: Mapping[str, str]) -> None:
    if not fields.check(source, where, record, LINK, "网址"):
        return
    try:
        shape = compile_shape(record["shape"], atoms)
    except ShapeFault as fault:
        source.report((*where, "shape"), f"网址“{record['shape']}”{fault}")
        return
    strange = names_in(record.get("as", "")) - shape.parts
    if strange:
        says = f"规范写法用到了“{'、'.join(sorted(strange))}”，但网址里没有取出它。请改正。"
        source.report((*where, "as"), says)
    if record["kind"] == LinkKind.INNER.value and "inner" not in shape.parts:
        source.report(where, "包着另一个网址的，要用 {inner:text} 标出在哪里。请补上。")
