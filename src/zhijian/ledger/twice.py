"""Whether an account is registered already, by the same unit or by another one."""

from django.db.models import Q

from zhijian.core.refused import Refused
from zhijian.ledger.models import Account
from zhijian.ledger.platforms import title_of
from zhijian.people.models import Organization, User
from zhijian.people.policy import supervisor_of


def registered_already(
    platform: str, handle: str, link: str, *, but: int | None = None
) -> Account | None:
    """The account that bears this id on this platform, or stands under this link."""
    same = Q()
    if handle:
        same |= Q(platform=platform, handle=handle)
    if link:
        same |= Q(link=link)
    if not same:
        return None
    rows = Account.objects.filter(same).exclude(pk=but).select_related("organization")
    found: Account | None = rows.order_by("pk").first()
    return found


def refuse_twice(
    platform: str, handle: str, link: str, *, by: User, but: int | None = None
) -> None:
    """Pass if nobody has registered this account.

    Raises:
        Refused: with who has, as far as ``by`` may know it, and what to do.
    """
    held = registered_already(platform, handle, link, but=but)
    if held is None:
        return
    what = _what(platform, handle, link, held)
    if Account.objects.visible_to(by).filter(pk=held.pk).exists():
        raise Refused(
            f"{what}已经登记在{held.organization}名下：“{held.name}”，{held.get_state_display()}。"
            "不要重复登记；换了主办单位的，请在那个账号的页面上办理主办单位变更。"
        )
    raise Refused(f"{what}已经由{whose(held.organization, by)}")


def _what(platform: str, handle: str, link: str, held: Account) -> str:
    """What was found, in words of what the person typed and nothing else."""
    if handle and (held.platform, held.handle) == (platform, handle):
        return f"{title_of(platform)}账号“{handle}”"
    return f"链接 {link} 上的账号"


def whose(unit: Organization, by: User) -> str:
    """Who has registered an account, as far as ``by`` may know it, and what to do."""
    if Organization.objects.known_to(by).filter(pk=unit.pk).exists():
        return (
            f"{unit}登记，不能重复登记。账号归您单位的，请与{unit}联系，"
            "由其办理主办单位变更；属对方误登的，请其更正。"
        )
    office = supervisor_of(unit)
    if office is None:
        return "别的单位登记，不能重复登记。请报主管单位核实归属后再办理。"
    return (
        f"{office}主管的一个单位登记，不能重复登记。账号归您单位的，"
        f"请与{office}联系核实，由登记的单位办理主办单位变更或更正。"
    )
