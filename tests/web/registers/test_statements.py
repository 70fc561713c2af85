"""What the office states of a register decides whether an empty or an old one may be judged."""

from datetime import date

import pytest
from django.urls import reverse

from apps.cases.conftest import FRIDAY
from web.registers.conftest import browser
from zhijian.core.refused import Refused
from zhijian.inspection.gather import gather
from zhijian.journal.models import Entry
from zhijian.ledger import actions
from zhijian.ledger.models import Account, Seen
from zhijian.ledger.registers import register_of
from zhijian.publishing.models import Publication

TODAY = FRIDAY.date()
INCIDENTS = register_of("incidents")


@pytest.fixture
def office(county):
    """Who keeps the unit at the top, and who keeps one below it."""
    top = next(iter(county.units.values()))
    while top.parent is not None:
        top = top.parent
    county.units[top.name] = top
    county.user("文员", "教育局", "EDITOR", "ADMIN")
    return county.user("县办", top.name, "CONTACT")


def seen(relation: str):
    return gather(TODAY).sight(relation)


def test_an_empty_register_is_declared_empty_only_by_a_statement(county, office):
    assert not seen("incidents").declared_empty

    answer = browser(county, "县办").post(
        reverse("register_seen", args=("incidents",)),
        {"as_of_on": TODAY.isoformat(), "is_complete": "on", "declared_empty": "on"},
    )

    assert answer.status_code == 302
    assert seen("incidents").declared_empty
    assert Entry.objects.latest("seq").action == "register.stated"
    text = browser(county, "县办").get(reverse("register", args=("incidents",))).content.decode()
    assert f"截至 {TODAY}，零报告" in text


def test_a_unit_below_does_not_speak_for_all(county, office):
    page = browser(county, "文员").get(reverse("register_seen", args=("incidents",)))

    assert page.status_code == 403
    with pytest.raises(Refused, match="替全部单位说的"):
        actions.state_seen(INCIDENTS, by=county.users["文员"], as_of_on=TODAY)
    assert not Seen.objects.exists()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"declared_empty": True}, "零报告须写明截至哪一天"),
        ({"declared_empty": True, "as_of_on": TODAY, "is_complete": False}, "零报告须写明"),
        ({"as_of_on": date(2030, 1, 1)}, "日期还没有到"),
        ({"as_of_on": date(2026, 1, 1), "from_on": date(2026, 1, 2)}, "起始日期晚于截至日期"),
    ],
)
def test_what_cannot_be_so_is_not_stated(county, office, told, why):
    with pytest.raises(Refused, match=why):
        actions.state_seen(INCIDENTS, by=office, **told)

    assert not Seen.objects.exists()


def test_a_register_with_rows_is_not_empty(county, office):
    published(county, 19)

    with pytest.raises(Refused, match="里有记录"):
        actions.state_seen(
            register_of("publications"), by=office, as_of_on=TODAY, declared_empty=True
        )


def test_a_stream_speaks_until_its_newest_row_or_what_was_stated(county, office):
    published(county, 10)
    assert seen("publications").as_of_d == days(date(2026, 11, 10))

    actions.state_seen(register_of("publications"), by=office, as_of_on=date(2026, 11, 12))
    assert seen("publications").as_of_d == days(date(2026, 11, 12))

    published(county, 15)
    assert seen("publications").as_of_d == days(date(2026, 11, 15))
    assert gather(date(2026, 11, 1)).sight("publications").as_of_d == days(date(2026, 11, 1))


def test_a_statement_says_from_when_and_whether_all_is_there(county, office):
    accounts = register_of("accounts")
    actions.state_seen(
        accounts, by=office, as_of_on=TODAY, from_on=date(2026, 1, 1), is_complete=False
    )

    found = seen("accounts")

    assert (found.from_d, found.complete) == (days(date(2026, 1, 1)), False)
    assert seen("filings").complete


def published(county, day: int) -> None:
    unit = county.units["教育局"]
    account, _ = Account.objects.get_or_create(
        organization=unit, handle="gh_1", name="青禾教育", platform="wechat", state="operating"
    )
    Publication.objects.create(
        account=account, number=f"FB-{day}", published_on=date(2026, 11, day)
    )


def days(on: date) -> int:
    return (on - date(1970, 1, 1)).days
