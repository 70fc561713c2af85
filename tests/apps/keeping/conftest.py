"""The county of the cases tests serves people's registers; its bureau may stand in 海盐."""

import pytest

from apps.cases.conftest import County, county, kept_apart  # noqa: F401
from zhijian.keeping.models import Credential, Device
from zhijian.ledger.models import Account
from zhijian.people.models import User

HAIYAN = "330424"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def haiyan(county: County) -> County:  # noqa: F811
    """The bureau stands in a place whose rules let a refiling run from the handover."""
    county.bureau.place = HAIYAN
    county.bureau.save()
    return county


@pytest.fixture
def chief(db: None) -> User:
    return User.objects.create_user("管", office="system")


def an_account(county: County, name: str = "青禾林业", **fields: object) -> Account:  # noqa: F811
    told = {"platform": "wechat", "state": "operating", "handle": f"gh_{name}"} | fields
    return Account.objects.create(organization=county.bureau, name=name, **told)


def kept_by(user: User, account: Account) -> Credential:
    return Credential.objects.create(account=account, custodian=user.person.name)


def a_device(user: User, serial: str = "SN1") -> Device:
    return Device.objects.create(
        organization=user.organization, kind="computer", name="工作站", serial=serial,
        holder=user.person.name, issued_on="2025-01-02",
    )  # fmt: skip
