"""Which account an address leads to, as far as the address alone can tell.

Nothing is opened. A short link stays open, a look-alike host is named as such, and what the
catalogue does not know is said not to be known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from zhijian.core.accounts.imitation import imitated
from zhijian.core.accounts.platforms import Catalogue, LinkKind, LinkShape, Platform
from zhijian.core.accounts.shapes import fill, quoted
from zhijian.core.accounts.web_address import (
    MAX_TEXT,
    Address,
    addresses_in,
    cleaned,
    cut_at_words,
    is_dangerous,
    without_spaces,
)
from zhijian.core.refused import Refused

_GOVERNMENT = "website"
_DEPTH = 2


@dataclass(frozen=True)
class Resolved:
    """What an address leads to. ``account`` is empty if the address does not tell.

    ``link`` is the address in its one written form, without what follows visitors about.
    ``name`` is a nickname in the address; ``imitates`` the platform that a false host looks like.
    """

    platform: str
    account: str
    link: str
    kind: LinkKind
    why: str
    name: str = ""
    imitates: str = ""

    @property
    def is_determined(self) -> bool:
        """Whether the address itself says whose it is."""
        return bool(self.account)


def resolve(text: str, catalogue: Catalogue) -> Resolved:
    """The account that the address in a text leads to, with the reason in a sentence.

    Of several addresses the one that tells an account is taken; if they tell different ones,
    none is.

    Raises:
        Refused: the text is empty, too long, or a script or data in place of an address.
    """
    if len(text) > MAX_TEXT:
        raise Refused(f"内容超过 {MAX_TEXT} 个字符，不像一个链接。请只粘贴链接本身。")
    plain = cleaned(text)
    if not plain:
        raise Refused("没有填写链接。请粘贴账号主页的链接，或填写账号标识。")
    if is_dangerous(plain):
        raise Refused("这是一段脚本或数据，不是账号的链接，已拒绝。请从平台上重新复制链接。")
    found = _best(plain, catalogue)
    if not found.is_determined and plain.count("://") <= 1:
        closed = without_spaces(plain)
        again = _best(closed, catalogue) if closed != plain else found
        found = again if again.is_determined else found
    return found


def _best(plain: str, catalogue: Catalogue) -> Resolved:
    bare = _bare(plain, catalogue)
    if bare is not None:
        return bare
    found = [_of_address(one, catalogue) for one in addresses_in(plain, catalogue.schemes)]
    if not found:
        return Resolved("", "", "", LinkKind.UNKNOWN, "没有认出链接。请粘贴完整的网址。")
    told = {(one.platform, one.account): one for one in reversed(found) if one.account}
    false = next((one for one in found if one.imitates), None)
    if false is not None:
        return false
    if len(told) > 1:
        which = "、".join(f"{_title(one, catalogue)} {one.account}" for one in told.values())
        why = f"内容里有 {len(told)} 个不同账号的链接（{which}），请只留一个。"
        return Resolved("", "", "", LinkKind.UNKNOWN, why)
    return next(iter(told.values()), None) or next((x for x in found if x.platform), found[0])


def _title(one: Resolved, catalogue: Catalogue) -> str:
    return catalogue.platform(one.platform).title


def _bare(plain: str, catalogue: Catalogue) -> Resolved | None:
    """An identifier that stands alone."""
    for platform, link in catalogue.bare:
        values = link.shape.match(plain, {})
        if values is not None:
            return _made(platform, link, values)
    if plain.startswith("wxid_") and len(plain) < 60 and plain.isascii():
        why = "这是个人微信号的标识，不是公众号。公众号的原始ID以 gh_ 开头。"
        return Resolved("", "", "", LinkKind.UNKNOWN, why)
    if plain.startswith("#小程序://"):
        why = "这是小程序的分享口令，只能在微信里打开。请改填小程序的 AppID。"
        return Resolved("miniprogram", "", "", LinkKind.SHORT, why)
    return None


def _of_address(address: Address, catalogue: Catalogue, depth: int = 0) -> Resolved:
    if address.user:
        return _disguised(address, catalogue)
    found = _matched(address, catalogue)
    if found is None:
        shorter = cut_at_words(address)
        found = None if shorter is None else _matched(shorter, catalogue)
    if found is None:
        return _unmatched(address, catalogue)
    platform, link, values = found
    if link.kind is LinkKind.INNER:
        return _inner(values.get("inner", ""), address, catalogue, depth)
    if link.kind is LinkKind.SITE:
        return _site(platform, address)
    return _made(platform, link, values)


def _matched(
    address: Address, catalogue: Catalogue
) -> tuple[Platform, LinkShape, dict[str, str]] | None:
    for tried in _readings(address):
        for platform, link in catalogue.shapes_at(address.scheme, address.host):
            if address.port and link.kind is not LinkKind.SITE:
                continue
            values = link.shape.match(tried.path, tried.values)
            if values is not None and _is_an_account(values.get("id", ""), link):
                return platform, link, values
    return None


def _is_an_account(account: str, link: LinkShape) -> bool:
    """Not a page of the platform that stands where an account would, nor a cut code."""
    is_cut = link.fold == "base64" and len(account.rstrip("=")) % 4 == 1
    return account.lower() not in link.reserved and not is_cut


def _readings(address: Address) -> Iterator[Address]:
    """The address, and the one after its # where a page of one address holds many."""
    yield address
    if address.fragment.startswith(("/", "!/")):
        path, _, query = address.fragment.lstrip("!").partition("?")
        pairs = tuple(pair.partition("=")[::2] for pair in query.split("&") if pair)
        yield replace(address, path=path.rstrip("/"), query=pairs)


def _made(platform: Platform, link: LinkShape, values: Mapping[str, str]) -> Resolved:
    values = dict(values)
    if "id" in values:
        values["id"] = _folded(values["id"], link.fold)
    account, name = values.get("id", ""), values.get("name", "")
    return Resolved(
        platform=platform.code,
        account="" if link.kind in (LinkKind.SHORT, LinkKind.PAGE) else account,
        link=fill(link.canonical, values),
        kind=link.kind,
        why=_why(platform, link, account, name),
        name=name,
    )


def _folded(text: str, fold: str) -> str:
    if fold == "lower":
        return text.lower()
    if fold == "base64":
        bare = text.rstrip("=")
        return bare + "=" * (-len(bare) % 4)
    return text


def _why(platform: Platform, link: LinkShape, account: str, name: str) -> str:
    title = platform.title
    if link.says:
        return f"{link.says}。请填写账号主页的链接。"
    if link.kind is LinkKind.SHORT:
        return f"这是{title}的短链接，不打开看不出是哪个账号。请打开后复制账号主页的完整网址。"
    if link.kind is LinkKind.STORE:
        return f"这是{link.store or '应用商店'}的应用页，应用标识为 {account}。"
    if link.kind is LinkKind.CONTENT and account:
        return f"这是{title}账号 {account} 发布的一条内容，不是账号主页。"
    if link.kind is LinkKind.CONTENT:
        return f"这是{title}上的一条内容，网址里没有写明是哪个账号。请填写账号主页的链接。"
    if name and not account:
        return f"这是按昵称“{name}”找到{title}账号的网址，昵称会改。请填写带账号标识的主页链接。"
    return f"这是{title}的账号主页，账号标识为 {account}。"


def _inner(text: str, address: Address, catalogue: Catalogue, depth: int) -> Resolved:
    """The address wrapped in another, but not without end."""
    if depth < _DEPTH and not is_dangerous(text):
        for one in addresses_in(text, catalogue.schemes):
            return _of_address(one, catalogue, depth + 1)
    return _unmatched(address, catalogue)


def _site(platform: Platform, address: Address) -> Resolved:
    host = address.host + (f":{address.port}" if address.port else "")
    scheme = "http" if address.scheme == "http" else "https"
    why = f"这是{platform.title}的网址，域名为 {address.host}。"
    return Resolved(platform.code, address.host, f"{scheme}://{host}", LinkKind.SITE, why)


def _disguised(address: Address, catalogue: Catalogue) -> Resolved:
    """A host hidden behind an @; no written form is given, for it would look honest."""
    fake = address.user.split(":")[0].lower()
    owner = catalogue.domain_owner(fake)
    why = (
        f"网址里 @ 前面的“{fake[:60]}”不是网站，真正打开的是 {address.host}。"
        "这是常见的假冒写法，请勿打开，并核对来源。"
    )
    return Resolved("", "", "", LinkKind.UNKNOWN, why, imitates=owner.code if owner else "")


def _unmatched(address: Address, catalogue: Catalogue) -> Resolved:
    link = _plain(address, catalogue)
    owner = catalogue.domain_owner(address.host)
    if owner is not None and address.port and owner.code != _GOVERNMENT:
        why = f"网址带有端口号 {address.port[:5]}，{owner.title}的网址不这样写。请核对来源。"
        return Resolved(owner.code, "", link, LinkKind.PAGE, why)
    if owner is not None:
        why = f"这是{owner.title}的网址，但不是账号主页的写法。请打开账号主页后复制网址。"
        return Resolved(owner.code, "", link, LinkKind.PAGE, why)
    like = imitated(address.host, catalogue)
    if like is not None:
        own = "、".join(like.domains[:2])
        why = (
            f"{address.host} 不是{like.title}的网址，只是写法相似"
            f"（{like.title}用的是 {own}）。可能是假冒，请勿打开，并核对来源。"
        )
        return Resolved("", "", link, LinkKind.UNKNOWN, why, imitates=like.code)
    why = f"{address.host} 不是平台目录里任何平台的网址。请核对，或由管理员把平台补进目录。"
    return Resolved("", "", link, LinkKind.UNKNOWN, why)


def _plain(address: Address, catalogue: Catalogue) -> str:
    """An address nobody knows, in one written form and without what follows visitors about."""
    kept = [
        f"{quoted(name)}={quoted(value)}"
        for name, value in address.query
        if not catalogue.is_tracking(name)
    ]
    port = f":{address.port}" if address.port else ""
    path = "/".join(map(quoted, address.path.split("/")))
    return f"{address.scheme}://{address.host}{port}{path}" + (f"?{'&'.join(kept)}" if kept else "")
