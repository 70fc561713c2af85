"""An account is opened by the policy of its place, to the end, and no further than it may."""

from datetime import date, timedelta

import pytest

from apps.ledger.life.conftest import (
    FANGXIAN,
    HAIYAN,
    HENGNAN,
    QINGDAO,
    YINZHOU,
    on_day,
    only_event,
)
from zhijian.cases import actions as cases
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.law.models import Grant
from zhijian.ledger.actions import life, steps
from zhijian.ledger.models import Account, LifeEvent

WANTED = {
    "name": "青禾林业",
    "platform": "wechat",
    "account_type": "subscription",
    "registered_subject_kind": "unit",
    "registered_subject": "青禾县林业局",
    "tasks": "发布、互动",
}
APPLY = {
    YINZHOU: ("submit", "agree"),
    FANGXIAN: ("submit", "agree"),
    HENGNAN: ("submit", "agree"),
    QINGDAO: ("other_account",),
    HAIYAN: ("submit", "agree"),
}


def asked(place, **how) -> Case:
    fields = {"by": place.clerk, "reason": "服务林农", **WANTED, **how}
    return life.open_account(place.unit("林业局"), **fields)


def to_registration(place, case: Case) -> Case:
    """Every step up to the one at the platform."""
    for verb in APPLY[place.place]:
        case = place.move(case, verb)
    if case.step == "grant_exception":
        steps.note_exception(
            case,
            by=place.above,
            number="青政办函〔2026〕8号",
            approved_by="青禾县人民政府办公室",
            until_on=date(2027, 12, 31),
            reason="林区防火确需单独发布",
        )
    return place.move(case, "approve") if case.step in ("approve", "grant_exception") else case


def registered(place, case: Case, on: date | None = None) -> Case:
    steps.note_registration(
        case,
        by=place.clerk,
        handle="gh_qinghe_lin",
        registered_on=on or clock.today(),
        link="https://mp.weixin.qq.com/qinghe",
    )
    return place.move(case, "registered")


@pytest.mark.parametrize("code", [YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN])
def test_an_account_is_opened_by_the_policy_of_each_place(at, code):
    place = at(code)
    case = to_registration(place, asked(place))

    case = registered(place, case)
    assert case.step == "file"
    assert only_event(case).event_on == clock.today()
    case = place.move(place.filed(case), "accept", by=place.above_b)

    account = Account.objects.get()
    assert (case.step, account.state, account.is_filed) == ("opened", "operating", True)
    assert account.opened_on == clock.today()
    assert only_event(case).done_on == clock.today()
    is_approved = code in (YINZHOU, HENGNAN, HAIYAN)
    assert (account.is_approved is True) is is_approved
    assert Grant.objects.filter(rule="opening.frozen_in_principle").exists() is (code == HAIYAN)


@pytest.mark.parametrize("code", [YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN])
def test_filed_in_time_passes_and_filed_late_does_not(at, code):
    place = at(code)
    case = registered(place, to_registration(place, asked(place)))
    with on_day(clock.today() + timedelta(30)):
        case = place.move(place.filed(case), "accept", by=place.above_b)
        late = place.judged(clock.today())
    in_time = only_event(case)
    in_time.filings.update(filed_on=in_time.event_on)
    with on_day(clock.today() + timedelta(30)):
        punctual = place.judged(clock.today())

    key = ("filing.in_time", case.number)
    firm = code == FANGXIAN
    assert late[key] == ("FAIL" if firm else "PASS WARNED")
    assert punctual[key] == "PASS"
    assert punctual["accounts.approved", "gh_qinghe_lin"] == "PASS"


def test_what_was_approved_first_passes_where_the_text_asks_for_it(at):
    place = at(YINZHOU)
    case = registered(place, to_registration(place, asked(place)))
    place.move(place.filed(case), "accept", by=place.above_b)

    found = place.judged(clock.today())

    assert found["accounts.approved_first", "gh_qinghe_lin"] == "PASS"


def test_a_registration_before_the_approval_is_refused_where_law_asks_for_the_approval(at):
    place = at(YINZHOU)
    case = to_registration(place, asked(place))

    with pytest.raises(Refused, match="早于批准日期"):
        registered(place, case, clock.today() - timedelta(1))

    registered(place, case, clock.today())


def test_nothing_is_registered_before_its_id_and_day_are_entered(at):
    place = at(YINZHOU)
    case = to_registration(place, asked(place))

    with pytest.raises(Refused, match="还没有登记账号ID、注册日期"):
        place.move(case, "registered")

    assert not LifeEvent.objects.exists()


def test_a_unit_may_take_up_the_offer_to_use_the_countys_account(at):
    place = at(HENGNAN)

    case = asked(place, contribute=True)

    assert (case.step, case.is_open) == ("dropped", False)
    assert case.data["选择"] == life.CONTRIBUTE
    assert Account.objects.get().state == "dropped"


def test_where_own_accounts_are_welcome_there_is_no_such_offer(at):
    with pytest.raises(Refused, match="没有“改用县级平台”"):
        asked(at(YINZHOU), contribute=True)

    assert not Account.objects.exists()


def test_an_app_of_a_bureau_needs_a_special_need_and_an_exception(at):
    place = at(QINGDAO)
    case = asked(place, platform="app", account_type="app")
    with pytest.raises(Refused, match="其他机关的移动客户端"):
        place.move(case, "other_account")
    with pytest.raises(Refused, match="请选这一类"):
        place.move(case, "government")
    for verb in ("app", "submit", "agree"):
        case = place.move(case, verb)
    with pytest.raises(Refused, match="批准文号和截止日期"):
        place.move(case, "approve")
    steps.note_exception(
        case,
        by=place.above,
        number="青政办函〔2026〕9号",
        approved_by="青禾县人民政府",
        until_on=date(2027, 6, 30),
        reason="护林员外业专用",
    )

    case = registered(place, place.move(case, "approve"))
    place.move(place.filed(case), "accept", by=place.above_b)

    grant = Grant.objects.get()
    assert (grant.rule, grant.subject) == ("opening.app_governments_only", "gh_qinghe_lin")
    assert (grant.from_on, grant.until_on) == (clock.today(), date(2027, 6, 30))


def test_a_government_opens_its_account_without_further_ado(at):
    place = at(QINGDAO)
    by = place.others["府采编"]
    case = life.open_account(place.unit("政府"), by=by, reason="政务公开", **WANTED)

    case = place.move(case, "government")

    assert case.step == "register"


def test_an_exception_that_ends_today_is_none(at):
    place = at(HAIYAN)
    case = place.move(place.move(asked(place), "submit"), "agree")

    with pytest.raises(Refused, match="今后的日期"):
        steps.note_exception(
            case,
            by=place.above,
            number="1号",
            approved_by="县政府",
            until_on=clock.today(),
            reason="确需",
        )


@pytest.mark.parametrize("twist", ["same unit", "other unit", "other spelling"])
def test_the_same_account_is_not_asked_for_twice(at, twist):
    place = at(YINZHOU)
    asked(place)
    name = "青禾 林业" if twist == "other spelling" else "青禾林业"
    unit, by = ("水利局", "水采编") if twist == "other unit" else ("林业局", "林采编")

    whose = "青禾县林业局正在申请开设" if unit == "林业局" else "政府办主管的一个单位登记"
    with pytest.raises(Refused, match=whose):
        life.open_account(
            place.unit(unit), by=place.county.users[by], reason="同名", **WANTED | {"name": name}
        )

    assert Account.objects.count() == 1
    assert Case.objects.count() == 1


def test_two_offices_cannot_register_the_same_id(at):
    place = at(YINZHOU)
    place.account("水利局", name="青禾水利", handle="gh_qinghe_lin")
    case = to_registration(place, asked(place))

    with pytest.raises(Refused, match="已经登记"):
        registered(place, case)

    assert Account.objects.get(name="青禾林业").handle == ""


def test_a_withdrawn_opening_leaves_no_effect(at):
    place = at(YINZHOU)
    case = asked(place)

    cases.withdraw(case, by=place.clerk, reason="不开了")

    assert Account.objects.get().state == "dropped"
    asked(place)


def test_one_withdrawn_after_registration_leaves_no_event(at):
    place = at(FANGXIAN)
    case = registered(place, to_registration(place, asked(place)))

    cases.withdraw(case, by=place.clerk, reason="不开了")

    assert Account.objects.get().state == "dropped"
    assert not LifeEvent.objects.exists()


def test_a_stranger_asks_for_no_account_of_another_unit(at):
    place = at(YINZHOU)

    with pytest.raises(Refused, match="不在这些岗位上"):
        asked(place, by=place.others["水采编"])

    assert not Account.objects.exists()
