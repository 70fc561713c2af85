"""The panels of an account's page that say what it is and what was seen of it."""

from zhijian.ledger import policy
from zhijian.ledger.menus import tree_of
from zhijian.ledger.models import Account
from zhijian.ledger.registers import register_of
from zhijian.ledger.remarks import remarks_on
from zhijian.people.models import User
from zhijian.web.account_facts import groups_of, newest_count
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address
from zhijian.web.panels import Panel
from zhijian.web.register_files import files_panel
from zhijian.web.register_words import said as words_of

SHOWN = 8
"""Counts and certifications on the page itself; all of them are in their registers."""


def keeps(user: User, account: Account) -> bool:
    """Whether this person keeps the account's register; asked once a page."""
    held = getattr(account, "_kept_by", None)
    if held is None or held[0] != user.pk:
        held = (user.pk, policy.keeps(user, account.organization))
        account._kept_by = held  # type: ignore[attr-defined]
    return bool(held[1])


def remarks(user: User, account: Account) -> Panel | None:
    """What does not fit: the name, the link, the QR code. Warnings, never verdicts."""
    found = remarks_on(account, user)
    if not found:
        return None
    note = "提醒您核对，不影响办理"
    return Panel("核对", "ledger/remarks.html", {"remarks": found}, note=note)


def facts(user: User, account: Account) -> Panel:
    """Everything in the register, in groups."""
    may = keeps(user, account)
    return Panel(
        "登记信息",
        "ledger/facts.html",
        {"groups": groups_of(user, account)},
        more_label="修改" if may else "",
        more_url=address("account_edit", account.pk) if may else "",
    )


def menus(user: User, account: Account) -> Panel:
    """The menu as a tree, with what was seen of its links."""
    items = list(account.menu_items.order_by("order", "pk"))
    may = keeps(user, account)
    dead = sum(item.link_works is False for item in items)
    unseen = sum(bool(item.link) and item.link_works is None for item in items)
    context = {
        "tree": tree_of(items),
        "dead": dead,
        "unseen": unseen,
        "check_url": address("check_links", account.pk) if may and items else "",
    }
    return Panel(
        "菜单（栏目）",
        "ledger/menus.html",
        context,
        note=f"{len(items)} 项" if items else "",
        more_label="编辑菜单" if may else "",
        more_url=address("account_menus", account.pk) if may else "",
    )


def stores(user: User, account: Account) -> Panel | None:
    """The stores that offer an app; nothing for accounts of other platforms."""
    rows = list(account.store_listings.order_by("removed_on", "store"))
    if account.platform != "app" and not rows:
        return None
    may = keeps(user, account)
    left = sum(row.removed_on is None for row in rows)
    return Panel(
        "应用市场",
        "ledger/stores.html",
        {"rows": rows, "may": may, "ended": account.state in ("closed", "deregistered")},
        note=f"{len(rows)} 家，在架 {left} 家" if rows else "",
        more_label="登记应用市场" if may else "",
        more_url=address("store_new", account.pk) if may else "",
    )


def certifications(user: User, account: Account) -> Panel:
    """What the platform showed of the certification, newest first."""
    rows = list(account.certifications.order_by("-seen_on")[:SHOWN])
    register = register_of("certifications")
    for row in rows:
        row.kind_words = words_of(register, row, "subject_kind")  # type: ignore[attr-defined]
    may = keeps(user, account)
    return Panel(
        "认证信息",
        "ledger/certifications.html",
        {"rows": rows},
        more_label="登记认证信息" if may else "",
        more_url=address("certification_new", account.pk) if may else "",
    )


def followers(user: User, account: Account) -> Panel:
    """The newest count and those before it."""
    rows = list(account.follower_counts.order_by("-seen_on")[: SHOWN + 1])
    steps = [
        (row, row.followers - rows[place + 1].followers if place + 1 < len(rows) else None)
        for place, row in enumerate(rows[:SHOWN])
    ]
    may = keeps(user, account)
    return Panel(
        "关注量",
        "ledger/followers.html",
        {"facts": newest_count(account), "steps": steps},
        more_label="登记" if may else "",
        more_url=address("followers_new", account.pk) if may else "",
        is_side=True,
    )


def picture(user: User, account: Account) -> Panel:
    """The QR code and what it holds."""
    may = keeps(user, account)
    return Panel(
        "二维码",
        "ledger/picture.html",
        {
            "url": address("qr_picture", account.pk) if account.qr_digest else "",
            "drop_url": address("qr_drop", account.pk) if account.qr_digest and may else "",
        },
        more_label=("更换" if account.qr_digest else "上传") if may else "",
        more_url=address("qr_new", account.pk) if may else "",
        is_side=True,
    )


def files(user: User, account: Account) -> Panel:
    """Scans and proofs."""
    return Panel("文件", "ledger/files.html", {"files": files_panel(user, account)}, is_whole=True)


def edit_button(user: User, account: Account) -> HeadAction | None:
    """Mending the particulars."""
    return HeadAction("修改", address("account_edit", account.pk)) if keeps(user, account) else None


def followers_button(user: User, account: Account) -> HeadAction | None:
    """A count seen today."""
    if not keeps(user, account) or account.state not in ("operating", "suspended"):
        return None
    return HeadAction("登记关注量", address("followers_new", account.pk))
