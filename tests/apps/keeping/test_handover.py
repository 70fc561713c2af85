"""Who leaves hands on every account and device, and both sides sign; before that nothing closes."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.keeping.conftest import PDF, a_device, an_account, kept_by
from zhijian.cases import actions as case_actions
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.keeping.actions import handing
from zhijian.keeping.models import Credential, Handover, StaffChange
from zhijian.keeping.reports.handing import lacks_of
from zhijian.ledger.actions import drop_file
from zhijian.ledger.models import File
from zhijian.people import actions as people
from zhijian.people.models import Position

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def leaves(county, chief, user=None, on=TODAY):
    people.person_leaves((user or county.admin).person, on=on, by=chief, reason="调离")
    return Handover.objects.get()


def to_verify(county, case=None) -> Case:
    """The handover before its last step."""
    case = case or Case.objects.get(process="handover")
    items = [item.code for item in case.present.checklist]
    case = case_actions.act(case, "submit", by=county.editor, ticked=items)
    return case_actions.act(case, "accept", by=county.editor_b)


def close(county, case: Case) -> Case:
    return case_actions.act(case, "close", by=county.principal)


def complete(county, sheet: Handover) -> None:
    for item in sheet.accounts.all():
        handing.hand_account(
            item, by=county.editor, custodian="采编", password_changed_on=TODAY, is_full_time=True
        )
    for device in list(county_devices(sheet)):
        handing.return_device(sheet, device, by=county.editor, on=TODAY)
    handing.sign_given_on_paper(sheet, Upload("清单.pdf", PDF), by=county.editor)
    handing.sign_taken(sheet, by=county.editor_b)


def county_devices(sheet: Handover):
    from zhijian.keeping.reports.handing import devices_of

    return devices_of(sheet)


def test_the_sheet_lists_what_the_leaver_kept(county, chief):
    account = an_account(county)
    kept_by(county.admin, account)
    an_account(county, "别人的")
    device = a_device(county.admin)

    sheet = leaves(county, chief)

    assert [item.account for item in sheet.accounts.all()] == [account]
    assert county_devices(sheet) == [device]
    assert sheet.has_device is True
    change = StaffChange.objects.get()
    assert (change.post, change.person, change.changed_on) == ("ADMIN", "账号管理", TODAY)
    assert change.case == sheet.case


def test_what_lay_in_the_leavers_hands_is_written_down(county, chief):
    case = case_actions.take(county.review(), by=county.reviewer)

    sheet = leaves(county, chief, county.reviewer)

    assert sheet.tasks == [case.number]


def test_who_keeps_another_post_hands_on_only_what_the_ended_post_names(county, chief):
    mine, named = an_account(county, "甲号"), an_account(county, "乙号")
    kept_by(county.admin, mine)
    Position.objects.filter(person=county.admin.person).update(account=named.handle)
    Position.objects.create(
        organization=county.bureau, person=county.admin.person, kind="CONTACT",
        from_on=date(2024, 1, 1),
    )  # fmt: skip
    ended = Position.objects.get(person=county.admin.person, kind="ADMIN")

    people.end_position(ended, until_on=TODAY, by=chief)

    sheet = Handover.objects.get()
    assert not sheet.is_whole
    assert [item.account for item in sheet.accounts.all()] == [named]


def test_it_does_not_close_while_an_account_a_device_or_a_signature_is_missing(county, chief):
    kept_by(county.admin, an_account(county))
    a_device(county.admin)
    leaves(county, chief)
    case = to_verify(county)

    with pytest.raises(Refused) as refusal:
        close(county, case)

    said = str(refusal.value)
    for part in (
        "账号“青禾林业（微信公众号）”没有新保管人、没有登记密码更换日期",
        "设备“工作站（SN1）”没有收回",
        "移交人没有签字",
        "接手人没有签字",
        "交接清单",
    ):
        assert part in said
    assert Case.objects.get(pk=case.pk).is_open


def test_a_custodian_without_a_new_password_is_not_enough(county, chief):
    kept_by(county.admin, an_account(county))
    sheet = leaves(county, chief)
    handing.hand_account(
        sheet.accounts.get(), by=county.editor, custodian="采编", password_changed_on=None
    )

    assert "账号“青禾林业（微信公众号）”没有登记密码更换日期" in lacks_of(sheet)


def test_an_account_registered_under_the_leaver_later_holds_it_up_too(county, chief):
    sheet = leaves(county, chief)
    assert lacks_of(sheet) == []

    kept_by(county.admin, an_account(county, "漏登"))

    assert lacks_of(sheet) == ["账号“漏登（微信公众号）”仍登记由账号管理保管"]


def test_a_full_sheet_closes_and_fills_in_the_change(county, chief):
    account = an_account(county)
    kept_by(county.admin, account)
    a_device(county.admin)
    sheet = leaves(county, chief)
    complete(county, sheet)

    case = close(county, to_verify(county))

    assert case.step == "handed_over"
    change = StaffChange.objects.get()
    assert change.handed_over_on == TODAY
    assert change.password_changed_on == TODAY
    assert change.device_returned_on == TODAY
    assert change.has_device is True
    custody = Credential.objects.get(account=account)
    assert (custody.custodian, custody.is_full_time, custody.changed_on) == ("采编", True, TODAY)


def test_without_account_or_device_nobody_signs_and_ticked_days_count(haiyan, chief):
    leaves(haiyan, chief, haiyan.reviewer)

    case = close(haiyan, to_verify(haiyan))

    assert case.step == "handed_over"
    change = StaffChange.objects.get()
    assert change.handed_over_on == TODAY
    assert change.platforms_updated_on == TODAY  # 海盐's list has PLATFORM_INFO, not PASSWORD
    assert change.password_changed_on is None


def test_the_leaver_signs_as_oneself_and_nobody_else_does(county, chief):
    kept_by(county.admin, an_account(county))
    ended = Position.objects.get(person=county.admin.person)
    people.end_position(ended, until_on=TODAY, by=chief)
    sheet = Handover.objects.get()

    with pytest.raises(Refused, match="由账号管理本人登录后办理"):
        handing.sign_given(sheet, by=county.editor)
    assert handing.sign_given(sheet, by=county.admin).is_given


def test_the_leaver_does_not_take_and_a_stranger_neither(county, chief):
    kept_by(county.admin, an_account(county))
    ended = Position.objects.get(person=county.admin.person)
    people.end_position(ended, until_on=TODAY, by=chief)
    sheet = Handover.objects.get()

    with pytest.raises(Refused, match="不能自己接手"):
        handing.sign_taken(sheet, by=county.admin)
    with pytest.raises(Refused, match="没有岗位"):
        handing.sign_taken(sheet, by=county.stranger)


def test_a_change_of_the_sheet_makes_signatures_void(county, chief):
    kept_by(county.admin, an_account(county))
    sheet = leaves(county, chief)
    complete(county, sheet)

    handing.hand_account(
        sheet.accounts.get(), by=county.editor, custodian="采编乙", password_changed_on=TODAY
    )

    sheet.refresh_from_db()
    assert not sheet.is_given
    assert not sheet.is_taken
    assert "接手人没有签字" in lacks_of(sheet)


def test_a_paper_signature_leaves_its_scan(county, chief):
    kept_by(county.admin, an_account(county))
    sheet = leaves(county, chief)

    handing.sign_given_on_paper(sheet, Upload("清单.pdf", PDF), by=county.editor)

    assert File.objects.get().kind == "移交人签字"
    assert Entry.objects.latest("seq").data["is_paper"] is True


def test_the_leaver_is_no_custodian_and_an_outsider_where_the_text_forbids_it(haiyan, chief):
    kept_by(haiyan.admin, an_account(haiyan))
    outsider = haiyan.person(haiyan.bureau, "外包员")
    Position.objects.create(
        organization=haiyan.bureau, person=outsider.person, kind="EDITOR",
        from_on=date(2024, 1, 1), is_outsourced=True,
    )  # fmt: skip
    item = leaves(haiyan, chief).accounts.get()

    with pytest.raises(Refused, match="正在离岗"):
        handing.hand_account(
            item, by=haiyan.editor, custodian="账号管理", password_changed_on=TODAY
        )
    with pytest.raises(Refused, match=r"外包人员，不能保管账号（.*十三"):
        handing.hand_account(item, by=haiyan.editor, custodian="外包员", password_changed_on=TODAY)


def test_days_that_lie_ahead_are_refused(county, chief):
    kept_by(county.admin, an_account(county))
    sheet = leaves(county, chief)
    tomorrow = TODAY + timedelta(1)

    with pytest.raises(Refused, match="还没有到"):
        handing.hand_account(
            sheet.accounts.get(), by=county.editor, custodian="采编", password_changed_on=tomorrow
        )
    with pytest.raises(Refused, match="还没有到"):
        handing.say_days(
            sheet, by=county.editor, handed_over_on=tomorrow, platforms_updated_on=None,
            has_device=None,
        )  # fmt: skip


def test_there_was_no_device_cannot_be_said_while_one_is_out(county, chief):
    a_device(county.admin)
    sheet = leaves(county, chief)

    with pytest.raises(Refused, match="还有账号管理领用的设备"):
        handing.say_days(
            sheet, by=county.editor, handed_over_on=None, platforms_updated_on=None,
            has_device=False,
        )  # fmt: skip


def test_a_neighbour_fills_in_nothing(county, chief):
    kept_by(county.admin, an_account(county))
    sheet = leaves(county, chief)

    with pytest.raises(Refused, match="不在这些岗位上"):
        handing.hand_account(
            sheet.accounts.get(), by=county.stranger, custodian="x", password_changed_on=TODAY
        )


def test_a_closed_sheet_stays_as_it_is(county, chief):
    kept_by(county.admin, an_account(county))
    sheet = leaves(county, chief)
    complete(county, sheet)
    close(county, to_verify(county))

    with pytest.raises(Refused, match="已经办结"):
        handing.hand_account(
            sheet.accounts.get(), by=county.editor, custodian="另一人", password_changed_on=TODAY
        )


STEPS = ("custodian", "password", "device", "given", "taken", "change_again")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.lists(st.sampled_from(STEPS), max_size=9))
def test_it_closes_exactly_when_everything_stands_and_was_signed_after(county, chief, order):
    """Whatever the order, only signatures given after the last change of the sheet count."""
    from django.db import transaction

    with transaction.atomic():
        account = an_account(county)
        kept_by(county.admin, account)
        a_device(county.admin)
        sheet = leaves(county, chief)
        state = {"custodian": "", "password": None, "back": False, "given": False, "taken": False}
        for step in order:
            _take(step, county, sheet, state)
        case = to_verify(county)
        whole = bool(state["custodian"] and state["password"] and state["back"])
        if whole and state["given"] and state["taken"]:
            close(county, case)
            assert not Credential.objects.filter(custodian="账号管理").exists()
            assert StaffChange.objects.get().password_changed_on == TODAY
        else:
            with pytest.raises(Refused, match="交接还不能办结"):
                close(county, case)
            assert StaffChange.objects.get().handed_over_on is None
        transaction.set_rollback(True)


def _take(step, county, sheet, state) -> None:
    item = sheet.accounts.get()
    if step in ("custodian", "password", "change_again"):
        if step == "password":
            state["password"] = TODAY
        else:
            state["custodian"] = "采编" if step == "custodian" else "采编乙"
        handing.hand_account(
            item, by=county.editor, custodian=state["custodian"],
            password_changed_on=state["password"],
        )  # fmt: skip
        state["given"] = state["taken"] = False
    elif step == "device" and not state["back"]:
        handing.return_device(sheet, county_devices(sheet)[0], by=county.editor, on=TODAY)
        state |= {"back": True, "given": False, "taken": False}
    elif step == "given":
        handing.sign_given_on_paper(sheet, Upload("清单.pdf", PDF), by=county.editor)
        state["given"] = True
    elif step == "taken":
        handing.sign_taken(sheet, by=county.editor_b)
        state["taken"] = True


def test_a_scan_that_a_signature_rests_on_is_not_taken_off(county, chief):
    kept_by(county.admin, an_account(county))
    sheet = leaves(county, chief)
    handing.sign_given_on_paper(sheet, Upload("清单.pdf", PDF), by=county.editor)

    with pytest.raises(Refused, match="签字或办理的依据"):
        drop_file(File.objects.get(), by=county.editor, reason="传错")
