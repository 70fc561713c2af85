"""What a handover still lacks."""

from zhijian.keeping.models import Credential, Device, HandedAccount, Handover
from zhijian.ledger.models import Account
from zhijian.ledger.platforms import title_of


def titled(account: Account) -> str:
    """An account's name with its platform: a unit's accounts often bear one name."""
    return f"{account}（{title_of(account.platform)}）"


def devices_of(sheet: Handover) -> list[Device]:
    """The devices the leaver has and has not given back."""
    if not sheet.is_whole:
        return []
    return list(Device.objects.held_by(sheet.organization, sheet.leaver.name).order_by("pk"))


def returned_of(sheet: Handover) -> list[Device]:
    """The devices the leaver gave back."""
    rows = Device.objects.filter(organization=sheet.organization, holder=sheet.leaver.name)
    return list(rows.filter(returned_on__isnull=False).order_by("pk"))


def lacks_of(sheet: Handover) -> list[str]:
    """What must be there before the handover can be closed, by name; empty if nothing is missing.

    Signatures are asked for when anything was handed over: an account or a device.
    """
    accounts = list(sheet.accounts.select_related("account"))  # type: ignore[attr-defined]
    found = [f"账号“{titled(one.account)}”{_missing(one)}" for one in accounts if not one.is_done]
    listed = {item.account_id for item in accounts}
    found += [f"账号“{one}”仍登记由{sheet.leaver}保管" for one in _still_kept(sheet, listed)]
    devices = devices_of(sheet)
    found += [f"设备“{one}”没有收回" for one in devices]
    if accounts or devices or returned_of(sheet):
        found += ["移交人没有签字"] * (not sheet.is_given) + ["接手人没有签字"] * (
            not sheet.is_taken
        )
    return found


def _missing(item: HandedAccount) -> str:
    words = []
    if not item.custodian:
        words.append("没有新保管人")
    if item.password_changed_on is None:
        words.append("没有登记密码更换日期")
    return "、".join(words)


def _still_kept(sheet: Handover, listed: set[int]) -> list[str]:
    if not sheet.is_whole:
        return []
    kept = Credential.objects.of_person(sheet.organization, sheet.leaver.name)
    rows = kept.exclude(account__in=listed).select_related("account")
    return [titled(one.account) for one in rows.order_by("pk")]
