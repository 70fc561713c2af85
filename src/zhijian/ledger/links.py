"""Links as they are kept: one way of writing each, without the tails of whoever shared it."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from zhijian.core.accounts.links import Resolved, resolve
from zhijian.core.accounts.platforms import LinkKind
from zhijian.core.refused import Refused
from zhijian.law.carriers import carriers
from zhijian.ledger.platforms import title_of

MOST = 500
_SCHEMES = ("https://", "http://")
_WHOLE = (LinkKind.SITE, LinkKind.PAGE)
"""Addresses whose path means something that no shape of the catalogue knows."""


def clean_link(text: str, *, label: str = "链接") -> str:
    """The link as it is kept; "" for an empty field.

    Raises:
        Refused: it is no address of a page.
    """
    if not (pasted := text.strip()):
        return ""
    found = _resolved(pasted, label)
    link = found.link if found.link.startswith(_SCHEMES) else ""
    if found.kind in _WHOLE or (not link and not found.imitates):
        link = _without_tail(pasted)
    if not link or not _leads_to_a_page(link):
        raise Refused(
            f"{label}“{pasted[:60]}”不是网页地址，请粘贴以 https:// 或 http:// 开头的完整链接。"
        )
    if len(link) > MOST:
        raise Refused(f"{label}有 {len(link)} 个字符，最多 {MOST} 个，请去掉问号以后的跟踪参数。")
    return link


@dataclass(frozen=True)
class Told:
    """What a link tells of an account: its platform and id ("" where it does not), and why."""

    platform: str
    handle: str
    why: str
    imitates: str = ""


def told_by(text: str) -> Told:
    """What an address or an id that somebody pasted tells; nothing that the catalogue lacks."""
    try:
        found = resolve(text, carriers())
    except Refused as refusal:
        return Told("", "", str(refusal))
    known = carriers().platforms.get(found.platform)
    if known is None or not known.is_account:
        return Told("", "", found.why, found.imitates)
    fits = known.identifier is None or known.identifier.fits(found.account)
    return Told(found.platform, found.account if fits else "", found.why, found.imitates)


def disagreement(platform: str, handle: str, link: str) -> str:
    """How a link contradicts the platform or id beside it; "" if it does not."""
    if not link:
        return ""
    told = told_by(link)
    if told.imitates:
        return f"访问链接：{told.why}"
    if told.platform and told.platform != platform:
        return f"访问链接是{title_of(told.platform)}的，与发布平台“{title_of(platform)}”不符。"
    if told.handle and handle and told.handle.casefold() != handle.casefold():
        return f"访问链接上的账号是 {told.handle}，与账号ID“{handle}”不符。"
    return ""


def _resolved(text: str, label: str) -> Resolved:
    try:
        return resolve(text, carriers())
    except Refused as refusal:
        raise Refused(f"{label}：{refusal}") from None


def _without_tail(text: str) -> str:
    """The address as it was pasted, without the query values that only follow visitors about."""
    full = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(full)
    except ValueError:
        return full
    is_tail = carriers().is_tracking
    kept = [pair for pair in parts.query.split("&") if not is_tail(pair.partition("=")[0])]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), parts.fragment))


def _leads_to_a_page(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    blank = any(sign.isspace() or not sign.isprintable() for sign in link)
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not blank
