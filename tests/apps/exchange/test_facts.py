"""Receipts make the facts by which the core's checks pass or fail, on both sides of each limit."""

from datetime import date, datetime
from pathlib import Path

import pytest

from zhijian.config import clock
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.exchange import actions
from zhijian.exchange.models import Task
from zhijian.inspection.gather import gather
from zhijian.ledger.models import Account, Filing, LifeEvent, SystemEntry

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"
ASKED = ("filing.in_time", "filing.recipients", "accounts.filed_everywhere")
NATIONAL = "全国政务新媒体信息报送系统"


@pytest.fixture(scope="module")
def law():
    return Law.load(RULEBOOKS)


def on_day(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00+08:00")


def verdicts(one, day: str, law) -> dict[str, str]:
    on = date.fromisoformat(day)
    with clock.set_to(on_day(day)):
        facts = gather(on)
    checks = {key: CHECKS[key] for key in ASKED}
    found = judge(facts, place=one.place, on=on, law=law, checks=checks)
    mine = {row["check"]: row for row in found.read_outcomes() if row["subject"] in subjects(one)}
    return {key: word(mine[key]) if key in mine else "NONE" for key in ASKED}


def subjects(one) -> set[str]:
    """The account and its event, as the facts name them; the old ones left out."""
    accounts = Account.objects.filter(organization=one.unit).exclude(handle="old")
    events = LifeEvent.objects.filter(account__in=accounts)
    return {*accounts.values_list("handle", flat=True), *events.values_list("number", flat=True)}


def word(row: dict) -> str:
    return "WARN" if row["standing"] == "WARNED" else str(row["verdict"])


def opened(one, **account):
    """An account whose opening is to be filed, beside one that was filed long ago."""
    known = one.account(state="closed", handle="old", name="旧号")
    event = LifeEvent.objects.create(
        number="旧", account=known, organization=one.unit, kind="OPEN", event_on=date(2024, 3, 1)
    )
    Filing.objects.create(event=event, recipient="旧处", filed_on=date(2024, 3, 1))
    SystemEntry.objects.create(account=known, system="旧系统", submitted_on=date(2024, 3, 1))
    account = {"state": "operating", "registered_on": date(2026, 11, 19), **account}
    return one.case(one.account(**account))


def receipt(case, one, day: str, *recipients: str) -> None:
    with clock.set_to(on_day(day)):
        tasks = Task.objects.filter(case=case).open()
        for task in tasks.filter(recipient__in=recipients) if recipients else tasks:
            on = date.fromisoformat(day)
            actions.record_receipt(task, by=one.clerk, on=on, number="1")


@pytest.mark.parametrize(("day", "verdict"), [("2026-11-26", "PASS"), ("2026-11-27", "FAIL")])
def test_the_fifth_workday_is_in_time_and_the_sixth_is_not(bureau, law, day, verdict):
    one = bureau("fangxian")

    receipt(opened(one), one, day)

    assert verdicts(one, day, law)["filing.in_time"] == verdict


@pytest.mark.parametrize(("day", "verdict"), [("2026-11-30", "PASS"), ("2026-12-01", "FAIL")])
def test_hengnan_has_seven_workdays_for_a_change(bureau, law, day, verdict):
    one = bureau("hengnan")
    case = one.case(one.account(state="operating"), kind="CHANGE", detail="rename")

    receipt(case, one, day)

    assert verdicts(one, day, law)["filing.in_time"] == verdict


@pytest.mark.parametrize("place", ["yinzhou", "qingdao", "hengnan", "haiyan"])
def test_where_only_we_propose_a_term_lateness_warns(bureau, law, place):
    one = bureau(place)

    receipt(opened(one), one, "2026-12-03")

    assert verdicts(one, "2026-12-03", law)["filing.in_time"] == "WARN"


def test_one_recipient_too_few_fails_where_the_term_is_the_clauses(bureau, law):
    one = bureau("fangxian")
    case = opened(one)
    receipt(case, one, "2026-11-20", "全省政务新媒体管理平台", NATIONAL)

    late = verdicts(one, "2026-11-27", law)
    assert (late["filing.recipients"], late["accounts.filed_everywhere"]) == ("FAIL", "FAIL")
    receipt(case, one, "2026-11-27")
    mended = verdicts(one, "2026-11-27", law)
    assert (mended["filing.recipients"], mended["accounts.filed_everywhere"]) == ("PASS", "PASS")


def test_the_other_of_two_offices_is_asked_for_too(bureau, law):
    one = bureau("haiyan")
    case = opened(one)
    receipt(case, one, "2026-11-20", "县政府办公室")

    assert verdicts(one, "2026-12-03", law)["filing.recipients"] == "WARN"
    receipt(case, one, "2026-12-03", "县委网信办")
    assert verdicts(one, "2026-12-03", law)["filing.recipients"] == "PASS"


@pytest.mark.parametrize("place", ["hengnan", "haiyan"])
def test_an_account_missing_in_a_system_fails_until_its_receipt(bureau, law, place):
    one = bureau(place)
    case = opened(one)

    assert verdicts(one, "2026-12-03", law)["accounts.filed_everywhere"] == "FAIL"
    receipt(case, one, "2026-12-03")
    assert verdicts(one, "2026-12-03", law)["accounts.filed_everywhere"] == "PASS"


@pytest.mark.parametrize("place", ["yinzhou", "qingdao"])
def test_where_no_system_is_named_none_is_asked_for(bureau, law, place):
    one = bureau(place)
    opened(one)

    assert verdicts(one, "2026-12-03", law)["accounts.filed_everywhere"] == "NOT_APPLICABLE"
