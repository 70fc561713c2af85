"""The county of the cases' tests, and a data folder of its own."""

from datetime import date, timedelta

import pytest

from apps.cases.conftest import county, kept_apart  # noqa: F401
from zhijian.inspection import worked_out
from zhijian.ledger.models import Account
from zhijian.people.models import Organization
from zhijian.publishing.models import Publication


@pytest.fixture(autouse=True)
def a_data_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(worked_out, "_folder", lambda: tmp_path / "ahead")


def an_account(unit: Organization, handle: str, last: date, every: int = 2) -> Account:
    """An account that spoke every so many days until a last one."""
    account = Account.objects.create(
        organization=unit, handle=handle, name=f"青禾{handle}", platform="weibo",
        media_form="text", state="operating", opened_on=date(2023, 1, 1),
    )  # fmt: skip
    for n in range(60):
        day = last - timedelta(days=every * n)
        Publication.objects.create(
            number=f"{handle}-{n}", account=account, published_on=day, title="动态"
        )
    return account
