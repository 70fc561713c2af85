"""The menu of an account, put in place as a whole."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.actions.accounts import locked
from zhijian.ledger.links import clean_link
from zhijian.ledger.menus import MenuLine, faults_of, level_limit, levels_of
from zhijian.ledger.models import Account, MenuItem
from zhijian.people import edits
from zhijian.people.models import User

_MOST = 60


@transaction.atomic
def arrange_menus(account: Account, lines: Sequence[MenuLine], *, by: User, seen: str = "") -> int:
    """The menu as ``lines`` say, in their order; how many items were added, changed or removed.

    An item that stays keeps what was seen of its link, unless the link is another one. ``seen`` is
    the fingerprint (``menus_seen``) of the menu that the writer looked at.

    Raises:
        Refused: no leave, too many levels, an item twice, or it was changed meanwhile.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="修改菜单")
    wanted = [_cleaned(line) for line in lines]
    if faults := faults_of(wanted, level_limit(held)):
        raise Refused(faults[0], faults[1:])
    if seen and seen != menus_seen(held):
        raise Refused("这个账号的菜单在您打开之后已被别人修改，没有保存。请重新打开后再改。")
    now = {levels_of(item): item for item in held.menu_items.all()}
    gone = [item for levels, item in now.items() if levels not in {w.levels for w in wanted}]
    added, changed = [], []
    for order, line in enumerate(wanted):
        item = now.get(line.levels)
        if item is None:
            added.append(_filled(MenuItem(account=held, **_levels(line)), line, order))
        elif _differs(item, line, order):
            changed.append(_filled(item, line, order))
    MenuItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
    MenuItem.objects.bulk_update(
        changed, ["order", "name", "link", "remark", "link_works", "link_seen_on"]
    )
    MenuItem.objects.bulk_create(added)
    touched = len(added) + len(changed) + len(gone)
    if touched:
        journal.record(
            "account.menus_arranged",
            held,
            by=by,
            added=[str(item) for item in added],
            removed=[str(item) for item in gone],
            changed=[str(item) for item in changed],
        )
    return touched


def menus_seen(account: Account) -> str:
    """A fingerprint of an account's menu as somebody looks at it."""
    rows = account.menu_items.order_by("order", "pk")
    marks = "".join(edits.fingerprint(row, FIELDS) for row in rows)
    return hashlib.sha256(marks.encode()).hexdigest()[:16]


FIELDS = ("order", "name", "level_1", "level_2", "level_3", "link", "remark")


def _cleaned(line: MenuLine) -> MenuLine:
    levels = [edits.plain(level, label="菜单", most=_MOST) for level in line.levels]
    while levels and not levels[-1]:
        levels.pop()
    return MenuLine(
        tuple(levels),
        edits.plain(line.name, label="栏目名称", most=_MOST),
        clean_link(line.link, label="链接"),
        edits.plain(line.remark, label="备注", most=200),
    )


def _levels(line: MenuLine) -> dict[str, str]:
    names = ("level_1", "level_2", "level_3")
    return dict(zip(names, (*line.levels, "", ""), strict=False))


def _differs(item: MenuItem, line: MenuLine, order: int) -> bool:
    stands = (item.order, item.name, item.link, item.remark)
    return stands != (order, line.name, line.link, line.remark)


def _filled(item: MenuItem, line: MenuLine, order: int) -> MenuItem:
    if item.link != line.link:
        item.link_works = item.link_seen_on = None
    item.order, item.name, item.link, item.remark = order, line.name, line.link, line.remark
    return item
