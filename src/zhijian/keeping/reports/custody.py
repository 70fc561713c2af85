"""How a unit's accounts in use are kept, against what the place's rules ask of custody."""

from dataclasses import dataclass
from datetime import date

from zhijian.core.process.definition import Basis
from zhijian.keeping import rules
from zhijian.keeping.models import Credential
from zhijian.ledger.models import Account
from zhijian.ledger.platforms import title_of
from zhijian.people.models import Organization

ASKED = (
    ("on_dedicated_device", "security.dedicated_device", "专用设备登录"),
    ("auto_login_off", "security.no_auto_login", "关闭自动登录"),
    ("is_full_time", "security.full_time_custodian", "专职人员保管"),
)


@dataclass(frozen=True)
class Kept:
    """An account with its custody; ``faults`` are (word, tone) of what is wrong or not known."""

    account: Account
    credential: Credential | None
    faults: tuple[tuple[str, str], ...]

    @property
    def platform(self) -> str:
        """The platform of the account in words."""
        return title_of(self.account.platform)


@dataclass(frozen=True)
class Custody:
    """The custody of a unit's accounts and the rules it was held against."""

    accounts: tuple[Kept, ...]
    bases: tuple[tuple[str, Basis], ...]

    @property
    def lacking(self) -> int:
        """Accounts with something wrong or unknown."""
        return sum(bool(one.faults) for one in self.accounts)


def custody_of(unit: Organization, on: date) -> Custody:
    """The custody of the unit's accounts in use."""
    asked = [
        (field, word, basis)
        for field, rule, word in ASKED
        if (basis := rules.holds(unit, on, rule)) is not None
    ]
    rows = Account.objects.live().filter(organization=unit).order_by("pk")
    held = Credential.objects.filter(account__organization=unit).defer("phone", "mail")
    kept = {one.account_id: one for one in held}
    return Custody(
        tuple(_kept(account, kept.get(account.pk), asked) for account in rows),
        tuple((word, basis) for _, word, basis in asked),
    )


def _kept(
    account: Account, credential: Credential | None, asked: list[tuple[str, str, Basis]]
) -> Kept:
    if credential is None:
        return Kept(account, None, (("没有登记保管", "red"),))
    found: list[tuple[str, str]] = []
    if not credential.custodian:
        found.append(("没有保管人", "red"))
    if credential.changed_on is None:
        found.append(("没有密码更换日期", "amber"))
    for field, word, _ in asked:
        value = getattr(credential, field)
        if value is None:
            found.append((f"{word}：没有登记", "amber"))
        elif not value:
            found.append((f"没有{word}", "red"))
    return Kept(account, credential, tuple(found))
