"""The sentences that leave the platform: kind, counts, case number, link, and nothing else."""

from collections.abc import Mapping
from urllib.parse import urljoin

from zhijian.config.options import options
from zhijian.notices import kinds

NAME = "指尖"


def link(url: str) -> str:
    """The full address of a page; empty if the installation does not say where it is."""
    site = options().site_url
    return urljoin(site.rstrip("/") + "/", url) if site and url else site


def subject(kind: str, *, red: bool) -> str:
    """The subject of a mail about one notice."""
    return f"【{NAME}】{'紧急：' if red else ''}{kinds.title_of(kind)}提醒"


def one(kind: str, *, number: str, url: str, red: bool) -> str:
    """The text of a mail about one notice."""
    about = f"（办件号 {number}）" if number else ""
    urgent = "，请尽快处理" if red else ""
    return _with_link(f"您有 1 件{kinds.title_of(kind)}提醒{about}{urgent}。", url)


def told(kind: str, *, number: str, url: str, red: bool, count: int) -> str:
    """The text for a group: how many were told about one matter."""
    about = f"，办件号 {number}" if number else ""
    urgent = "，请尽快处理" if red else ""
    return _with_link(f"{kinds.title_of(kind)}提醒已发给 {count} 人{about}{urgent}。", url)


def digest_subject(counts: Mapping[str, int]) -> str:
    """The subject of a digest."""
    return f"【{NAME}】您有 {sum(counts.values())} 件未读提醒"


def digest(counts: Mapping[str, int], url: str) -> str:
    """The text of a user's digest: ``counts`` is how many by the title of their kind."""
    return _with_link(f"您有 {sum(counts.values())} 件未读提醒：{_listed(counts)}。", url)


def group_digest(counts: Mapping[str, int], people: int, url: str) -> str:
    """The text of a digest for a group."""
    text = f"休息时间共有 {sum(counts.values())} 件提醒，涉及 {people} 人：{_listed(counts)}。"
    return _with_link(text, url)


def _listed(counts: Mapping[str, int]) -> str:
    return "，".join(f"{title} {count} 件" for title, count in sorted(counts.items()))


def _with_link(text: str, url: str) -> str:
    address = link(url)
    return f"{text}\n请登录查看：{address}" if address else f"{text}\n请登录系统查看。"
