"""Drafts of public notices, filled in from an event, a site or a campaign."""

from typing import Any

from zhijian.config import clock
from zhijian.ledger.life.wording import wording
from zhijian.ledger.models import Account, Announcement, LifeEvent, Site
from zhijian.ledger.platforms import title_of
from zhijian.people import edits
from zhijian.people.models import Organization


def draft_for(event: LifeEvent) -> Announcement:
    """The notice of an event, drafted once; it is no fact before it is posted."""
    held = event.announcements.order_by("pk").first()
    if held is not None:
        return held
    assert event.account is not None
    title, text = wording(event.detail.upper()).filled(blanks_of(event))
    return Announcement.objects.create(
        number=f"{event.number}-GG",
        organization=event.organization,
        event=event,
        account=event.account,
        kind=event.kind,
        title=title,
        text=text,
    )


def draft_of_site(site: Site, number: str, kind: str, known: dict[str, str]) -> Announcement:
    """The notice that a site goes offline or moved, drafted once a number."""
    blanks = {"单位": site.organization.name, "网站": site.name, "域名": site.domain}
    title, text = wording(kind).filled({**blanks, **known, "落款日期": in_words(clock.today())})
    found, _ = Announcement.objects.get_or_create(
        number=f"{number}-GG",
        defaults={
            "organization": site.organization,
            "site": site,
            "kind": kind,
            "title": title,
            "text": text,
        },
    )
    return found


def blanks_of(event: LifeEvent) -> dict[str, str]:
    """What the ledger knows of the blanks of a notice."""
    account = event.account
    assert account is not None
    successor = event.successor
    return {
        "单位": event.organization.name,
        "平台": title_of(account.platform),
        "账号名称": account.name,
        "账号ID": account.handle,
        "新名称": str(event.after.get("name") or ""),
        "接收单位": _unit_name(event.after.get("organization")),
        "承接账号": successor.name if successor is not None else "",
        "变更内容": "；".join(
            f"{label}由“{old}”变更为“{new}”" for label, old, new in changes_of(event)
        ),
        "事由": event.reason.rstrip("。；;，, "),
        "办理日期": in_words(event.event_on) if event.event_on else "",
        "落款日期": in_words(clock.today()),
    }


def changes_of(event: LifeEvent) -> list[tuple[str, str, str]]:
    """What an event changes: the label of each field, what stood there, and what will."""
    return [
        (label_of(name), shown(name, event.before.get(name)), shown(name, new))
        for name, new in event.after.items()
    ]


def label_of(name: str) -> str:
    """The label of a field of an account."""
    return edits.label_of(Account, name)


def shown(name: str, value: Any) -> str:
    """A field's value in words."""
    if name == "organization":
        return _unit_name(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    codes = dict(_codes(name))
    return str(codes.get(value, value)) if value not in (None, "") else "（空）"


def _codes(name: str) -> list[tuple[str, str]]:
    from zhijian.core.facts.schema import RELATIONS

    for column in RELATIONS["accounts"].asked:
        if column.name == name:
            return list(column.choices)
    return []


def _unit_name(pk: Any) -> str:
    unit = Organization.objects.filter(pk=pk).first() if pk else None
    return unit.name if unit is not None else ""


def in_words(day: Any) -> str:
    """2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"
