"""The county of the cases' tests, with accounts, and a data folder of its own."""

from datetime import timedelta

import pytest

from apps.cases.conftest import FRIDAY, county, kept_apart  # noqa: F401
from apps.inspection.ahead.conftest import an_account
from zhijian.core.checks.catalogue import CHECKS
from zhijian.inspection import foresight, previewing, worked_out
from zhijian.ledger.models import Account

TODAY = FRIDAY.date()
FEW = ("updates.gap", "updates.weekly", "people.required_posts")


@pytest.fixture(autouse=True)
def a_data_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(worked_out, "_folder", lambda: tmp_path / "ahead")
    few = {name: CHECKS[name] for name in FEW}
    monkeypatch.setattr(foresight, "CHECKS", few)
    monkeypatch.setattr(previewing, "CHECKS", few)


@pytest.fixture
def account(county) -> Account:  # noqa: F811
    """An account that has been silent for nine of the ten days it may."""
    an_account(county.government, "今天", TODAY)
    return an_account(county.bureau, "林业发布", TODAY - timedelta(days=9))
