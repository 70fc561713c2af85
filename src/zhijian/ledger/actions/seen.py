"""What somebody saw of an account on a day: followers, certification, whether links work."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.actions.accounts import locked, locked_all
from zhijian.ledger.models import Account, Certification, FollowerCount, MenuItem
from zhijian.people import edits
from zhijian.people.models import User

MOST_FOLLOWERS = 10**12


@transaction.atomic
def see_followers(account: Account, *, by: User, seen_on: date, followers: int) -> FollowerCount:
    """How many followers an account had on a day; a second look on the same day corrects it.

    The account shows the newest count, whatever the order in which they are entered.

    Raises:
        Refused: no leave, a day to come, or no possible number.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="登记关注量")
    _require_past(seen_on)
    if not 0 <= followers <= MOST_FOLLOWERS:
        raise Refused(f"关注量 {followers} 不合理，请填写平台上显示的整数。")
    row = FollowerCount.objects.filter(account=held, seen_on=seen_on).first()
    before = row.followers if row else None
    if before == followers:
        return row  # type: ignore[return-value]
    row = row or FollowerCount(account=held, seen_on=seen_on)
    row.followers = followers
    row.save()
    if held.followers_on is None or seen_on >= held.followers_on:
        held.followers, held.followers_on = followers, seen_on
        held.save(update_fields=["followers", "followers_on"])
    journal.record(
        "account.followers_seen",
        held,
        by=by,
        seen_on=seen_on.isoformat(),
        followers=followers,
        before=before,
    )
    return row


@transaction.atomic
def see_followers_of(counts: Mapping[int, int], *, by: User, seen_on: date) -> int:
    """The counts of several accounts, by id, all or none; how many there are.

    Raises:
        Refused: as for one of them, with its name before the reason.
    """
    found = locked_all(Account.objects.visible_to(by).filter(pk__in=counts))
    for account in found:
        try:
            see_followers(account, by=by, seen_on=seen_on, followers=counts[account.pk])
        except Refused as refusal:
            raise Refused(f"“{account}”：{refusal}") from None
    if not found:
        raise Refused("还没有填任何一个账号的关注量，请填写后再保存。")
    return len(found)


@transaction.atomic
def see_certification(
    account: Account,
    *,
    by: User,
    seen_on: date,
    subject: str,
    subject_kind: str = "",
    statement: str = "",
    expires_on: date | None = None,
) -> Certification:
    """What the platform showed of an account's certification; the newest is the account's own.

    Raises:
        Refused: no leave, a day to come, or a field is not sound.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="登记认证信息")
    _require_past(seen_on)
    row = Certification.objects.filter(account=held, seen_on=seen_on).first()
    row = row or Certification(account=held, seen_on=seen_on)
    row.subject = edits.plain(subject, label="认证主体", most=120)
    row.subject_kind = subject_kind
    row.statement = edits.plain(statement, label="公开认证信息", most=300)
    row.expires_on = expires_on
    edits.check_row(row)
    row.save()
    newest = Certification.objects.filter(account=held).aggregate(on=Max("seen_on"))["on"]
    if newest == seen_on:
        held.certified_subject, held.certified_subject_kind = row.subject, row.subject_kind
        held.certification_text, held.is_certified = row.statement, True
        held.save(
            update_fields=[
                "certified_subject",
                "certified_subject_kind",
                "certification_text",
                "is_certified",
            ]
        )
    journal.record(
        "account.certification_seen",
        held,
        by=by,
        seen_on=seen_on.isoformat(),
        certified_subject=row.subject,
    )
    return row


@transaction.atomic
def see_links(account: Account, *, by: User, seen_on: date, works: Mapping[int, bool]) -> int:
    """Whether the links of menu items worked when somebody opened them; how many were noted.

    Raises:
        Refused: no leave, a day to come, or nothing was said.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="登记链接查看结果")
    _require_past(seen_on)
    if not works:
        raise Refused("还没有给任何一个菜单项选“有效”或“失效”，请选择后再保存。")
    noted = _note_links(held, seen_on, works)
    journal.record("account.links_seen", held, by=by, **noted)
    return noted["seen"]


@transaction.atomic
def note_crawled_links(account: Account, *, seen_on: date, works: Mapping[int, bool]) -> int:
    """The same, found by a job that opened the links; an older look never covers a newer one."""
    held = locked(account)
    noted = _note_links(held, seen_on, works)
    if noted["seen"]:
        journal.record("account.links_crawled", held, by=None, **noted)
    return noted["seen"]


def links_to_see(accounts: Iterable[int], *, before: date) -> list[tuple[int, int, str]]:
    """Menu items with a link that nobody has looked at since ``before``: (account, item, link)."""
    rows = MenuItem.objects.filter(account__in=accounts).exclude(link="")
    unseen = rows.exclude(link_seen_on__gte=before).order_by("account", "order", "pk")
    return list(unseen.values_list("account", "pk", "link"))


def _note_links(held: Account, seen_on: date, works: Mapping[int, bool]) -> dict[str, Any]:
    items = MenuItem.objects.filter(account=held, pk__in=works).exclude(link="")
    chosen = [item for item in items if item.link_seen_on is None or item.link_seen_on <= seen_on]
    for item in chosen:
        item.link_works, item.link_seen_on = works[item.pk], seen_on
    MenuItem.objects.bulk_update(chosen, ["link_works", "link_seen_on"])
    dead = sum(not item.link_works for item in chosen)
    return {"seen": len(chosen), "dead": dead, "seen_on": seen_on.isoformat()}


def _require_past(seen_on: date) -> None:
    if seen_on > clock.today():
        raise Refused(f"查看日期 {seen_on} 还没有到，请填写实际查看的日期。")
