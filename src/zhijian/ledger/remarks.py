"""What does not fit in an account's particulars: remarks that warn and decide nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhijian.config import clock
from zhijian.core.accounts import menus
from zhijian.core.accounts.alike import Alike, Named, NameIndex, fold, look_alike
from zhijian.core.accounts.name_file import NameTable
from zhijian.core.accounts.names import Sibling, name_faults
from zhijian.core.accounts.qr import QrVerdict
from zhijian.core.rules import RuleRow
from zhijian.law.books import rulebooks
from zhijian.law.carriers import carriers, name_table
from zhijian.ledger.actions.qr import judged
from zhijian.ledger.links import disagreement
from zhijian.ledger.menus import levels_of
from zhijian.ledger.models import Account, MenuItem
from zhijian.people.models import Organization, User
from zhijian.people.roster import book_place

InForce = Callable[[str], tuple[RuleRow, ...]]
MOST_ALIKE = 5
MOST_COMPARED = 200


@dataclass(frozen=True)
class Remark:
    """One remark: a word, what it says, and on what it rests. ``tone`` is amber or red."""

    word: str
    says: str
    basis: str = ""
    tone: str = "amber"


def remarks_on(account: Account, user: User) -> list[Remark]:
    """Everything to look at once more, as far as ``user`` may know it."""
    return [
        *name_remarks(account, user),
        *_link(account),
        *_picture(account),
        *_menu(account),
        *_days(account),
    ]


def name_remarks(account: Account, user: User) -> list[Remark]:
    """What the rules of the unit's place and our proposals say of the name."""
    table = name_table()
    faults = name_faults(
        account.name,
        account.organization.name,
        _siblings(account),
        in_force_for(account.organization),
        table,
        carriers().platforms.get(account.platform),
        alike_of(account, user, table),
    )
    return [
        Remark("名称", f"{one.says}。", cited(one.clause), "amber" if one.is_warning else "red")
        for one in faults
    ]


def alike_of(account: Account, user: User, table: NameTable) -> list[Alike]:
    """Names of other units' accounts that read or look alike; hidden ones are not named."""
    form = fold(account.name, table)
    core = form.core or form.plain
    if not core:
        return []
    wanted = Q(name_norm__contains=core) | Q(name_norm=form.plain)
    others = Account.objects.in_books().filter(wanted).exclude(pk=account.pk)
    others = others.exclude(organization=account.organization_id)
    names = others.order_by("pk").values_list("pk", "name", "organization")[:MOST_COMPARED]
    index = NameIndex.of((Named(str(pk), name, str(unit)) for pk, name, unit in names), table)
    found = look_alike(account.name, index, str(account.organization_id), MOST_ALIKE)
    seen = set(
        Account.objects.visible_to(user)
        .filter(pk__in=[int(one.key) for one in found])
        .values_list("pk", flat=True)
    )
    hidden = "别的单位的一个账号"
    return [one if int(one.key) in seen else Alike(one.key, hidden, one.degree) for one in found]


def in_force_for(unit: Organization, on: date | None = None) -> InForce:
    """The rules of a unit's place on a day, one at a time."""
    books = rulebooks()
    place, day = book_place(unit, books), on or clock.today()
    return lambda rule: books.in_force(place, day, rule)


def cited(clause: str | None) -> str:
    """A clause with its document and what it says; "" without one."""
    books = rulebooks()
    known = books.clauses.get(clause or "")
    if known is None:
        return ""
    return f"{books.document(known.document).cited_as}{known.locator}：{known.says}"


def _siblings(account: Account) -> list[Sibling]:
    rows = Account.objects.live().filter(organization=account.organization_id)
    rows = rows.exclude(pk=account.pk).order_by("pk")
    return [Sibling(platform, name) for platform, name in rows.values_list("platform", "name")]


def _link(account: Account) -> list[Remark]:
    said = disagreement(account.platform, account.handle, account.link)
    return [Remark("链接", f"{said}请核对。")] if said else []


def _picture(account: Account) -> list[Remark]:
    said = judged(account)
    if said is None or said.verdict is QrVerdict.AGREES:
        return []
    return [Remark("二维码", said.says)]


def _menu(account: Account) -> list[Remark]:
    items = MenuItem.objects.filter(account=account).order_by("order", "pk")
    typed = [menus.MenuItem(levels_of(item), item.link) for item in items]
    if not typed:
        return []
    platform = carriers().platforms.get(account.platform)
    faults = menus.menu_faults(typed, in_force_for(account.organization), carriers(), platform)
    return [Remark("菜单", fault.says, cited(fault.clause)) for fault in faults]


def _days(account: Account) -> list[Remark]:
    registered, opened, stopped = account.registered_on, account.opened_on, account.stopped_on
    found = []
    if registered and opened and opened < registered:
        says = f"正式运营时间 {opened} 早于注册日期 {registered}，请核对。"
        found.append(Remark("日期", says))
    if opened and stopped and stopped < opened:
        found.append(Remark("日期", f"停止运营日期 {stopped} 早于正式运营时间 {opened}，请核对。"))
    return found
