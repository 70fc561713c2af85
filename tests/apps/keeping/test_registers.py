"""People's registers keep facts, no secret, and hold papers and training against rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.keeping.conftest import PDF, an_account
from zhijian.cases.media import Upload
from zhijian.cli.demo_cast import the_county
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.keeping.actions import contracts
from zhijian.keeping.actions.attendance import sign_in
from zhijian.keeping.models import (
    Attendance,
    Attestation,
    Contract,
    ContractPaper,
    Credential,
    Device,
    Training,
    TrainingSession,
)
from zhijian.keeping.reports.custody import custody_of
from zhijian.keeping.reports.operators import outsiders_of
from zhijian.keeping.reports.papers import papers_of, papers_of_contract
from zhijian.keeping.reports.training import year_of
from zhijian.keeping.secrets import looks_secret
from zhijian.ledger import actions, registers
from zhijian.ledger.own_registers import named
from zhijian.ledger.registers import register_of
from zhijian.people.models import Organization, Position

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
KEPT = ("staff_changes", "credentials", "contracts", "contract_papers", "attestations", "training")


@pytest.fixture(scope="module")
def rows():
    return the_county(TODAY).rows


def test_what_the_invented_county_keeps_comes_back_unchanged(db, rows):
    names = {row["organization"] for row in rows["organizations"]}
    Organization.objects.bulk_create(Organization(name=name, place="420325") for name in names)
    registers.load({name: rows[name] for name in ("accounts", *KEPT)})

    for relation in KEPT:
        kept = register_of(relation)
        found = list(kept.records())
        assert len(found) == len(rows[relation]) > 0, relation
        for stands, given_row in zip(found, rows[relation], strict=True):
            for name in kept.by_column:
                empty = "" if kept.declared.column(name).kind.is_text else None
                wanted = given_row.get(name)
                assert stands[name] == (empty if wanted is None else wanted), (relation, name)


@pytest.mark.parametrize("field", ["custodian", "phone", "mail", "remark"])
@pytest.mark.parametrize("text", ["密码：qinghe", "口令是 abc", "Qinghe2026", "Qh#2026gov!"])
def test_what_looks_like_a_password_is_refused_with_a_sentence(county, field, text):
    account = an_account(county)

    with pytest.raises(Refused, match="不保存任何密码"):
        actions.add_row(
            register_of("credentials"), by=county.editor, account=account, **{field: text}
        )

    assert not Credential.objects.exists()
    assert text not in str(list(Entry.objects.values_list("data", "remark")))


@pytest.mark.parametrize(
    "told",
    [
        {"custodian": "采编", "phone": "13800001234", "mail": "qinghe2026@Example.com"},
        {"custodian": "采编", "remark": "密码由两人分段保管，封存在保险柜"},
    ],
)
def test_who_keeps_it_and_how_is_taken(county, told):
    row = actions.add_row(
        register_of("credentials"), by=county.editor, account=an_account(county), **told
    )

    assert Credential.objects.get(pk=row.pk).custodian == "采编"


def test_a_device_may_be_called_like_a_model_but_not_hold_a_password(county):
    devices = named("devices")
    told = {"organization": county.bureau, "kind": "tablet", "serial": "SN7Kq#29xA"}

    actions.add_row(devices, by=county.editor, name="MatePad11Pro", **told)
    with pytest.raises(Refused, match="不保存任何密码"):
        actions.add_row(devices, by=county.editor, name="平板 Qh#2026gov", **told)

    assert Device.objects.count() == 1


@given(st.text(alphabet="青禾县林业局账号由采编保管，每季度更换。0123456789", max_size=60))
def test_plain_chinese_is_no_secret(text):
    assert not looks_secret(text, is_strict=True)


@given(
    st.text(alphabet="abcdefgh", min_size=3, max_size=6),
    st.text(alphabet="ABCDEFGH", min_size=2, max_size=4),
    st.text(alphabet="0123456789", min_size=2, max_size=4),
    st.sampled_from("!#$%&*+?^~"),
)
def test_a_run_of_four_kinds_is_one(small, large, digits, mark):
    assert looks_secret(f"登录 {small}{mark}{large}{digits}{small} 即可")


def test_the_record_holds_no_number_and_no_name(county):
    register = register_of("credentials")
    row = actions.add_row(
        register,
        by=county.editor,
        account=an_account(county),
        custodian="采编",
        phone="13800001234",
    )

    actions.change_row(register, row, by=county.editor, custodian="采编乙", phone="13900005678")

    said = str(list(Entry.objects.filter(action__startswith="register.").values_list("data")))
    for secret in ("13800001234", "13900005678", "采编"):
        assert secret not in said


def test_a_sealed_number_is_opened_by_keepers_with_a_reason_and_recorded(county):
    register = register_of("credentials")
    row = actions.add_row(
        register, by=county.editor, account=an_account(county), phone="13800001234"
    )

    with pytest.raises(Refused, match="须写明事由"):
        actions.open_sealed(register, row, "phone", by=county.editor, reason=" ")
    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.open_sealed(register, row, "phone", by=county.stranger, reason="看看")
    assert (
        actions.open_sealed(register, row, "phone", by=county.editor, reason="换绑")
        == "13800001234"
    )
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.remark, entry.data["field"]) == ("register.opened", "换绑", "phone")


def a_paper(county, matter: str, signed: date, until: date | None = None) -> Attestation:
    return Attestation.objects.create(
        organization=county.bureau, matter=matter, signed_on=signed, until_on=until
    )


def the_state(county, matter: str) -> str:
    return next(one.state for one in papers_of(county.bureau, TODAY) if one.matter == matter)


@pytest.mark.parametrize(
    ("days", "state"),
    [(31, "有效"), (30, "将到期"), (0, "将到期"), (-1, "已过期"), (None, "有效")],
)
def test_a_paper_is_in_force_through_its_last_day(county, days, state):
    until = None if days is None else TODAY + timedelta(days)
    a_paper(county, "应急预案", date(2025, 1, 2), until)

    assert the_state(county, "应急预案") == state


def test_papers_that_nobody_registered_are_missing_with_their_clause(county):
    asked = {one.matter: one for one in papers_of(county.bureau, TODAY)}

    assert asked["应急预案"].state == "缺"
    assert "七（三）" in asked["应急预案"].basis.citation
    assert asked["应急预案"].tone == "red"


def test_the_one_that_lasts_longest_counts(county):
    a_paper(county, "应急预案", date(2020, 1, 2), date(2021, 1, 1))
    a_paper(county, "应急预案", date(2024, 1, 2), date(2030, 1, 1))

    assert the_state(county, "应急预案") == "有效"


@pytest.mark.parametrize(
    ("signed", "state"), [(date(2025, 11, 20), "将到期"), (date(2025, 11, 19), "已过期")]
)
def test_a_yearly_promise_lasts_a_year(county, signed, state):
    a_paper(county, "安全制度确认", signed)

    assert the_state(county, "安全制度确认") == state


def test_a_scan_says_that_there_is_an_attachment_until_it_is_taken_off(county):
    row = a_paper(county, "应急预案", date(2025, 1, 2))
    file = actions.attach_file(row, Upload("预案.pdf", PDF), by=county.editor)
    row.refresh_from_db()
    assert row.has_attachment is True

    actions.drop_file(file, by=county.editor, reason="传错")

    row.refresh_from_db()
    assert row.has_attachment is False


def test_custody_says_what_is_wrong_and_what_nobody_wrote(haiyan):
    account = an_account(haiyan)
    (bare,) = custody_of(haiyan.bureau, TODAY).accounts
    Credential.objects.create(
        account=account, custodian="采编", changed_on=TODAY, on_dedicated_device=False,
        is_full_time=True,
    )  # fmt: skip

    (found,) = custody_of(haiyan.bureau, TODAY).accounts

    assert bare.faults == (("没有登记保管", "red"),)
    assert found.faults == (("没有专用设备登录", "red"), ("关闭自动登录：没有登记", "amber"))


def a_session(county, **fields) -> TrainingSession:
    told = {
        "held_on": TODAY,
        "topic": "应急演练",
        "area": "应急处置",
        "organization": county.office,
    }
    return TrainingSession.objects.create(**(told | fields))


def test_a_sheet_gives_each_unit_its_part(county):
    session = a_session(county)

    came = sign_in(
        session, county.bureau, {"采编": True, "审核": False, "客人": True}, by=county.above
    )

    assert came == 2
    part = Training.objects.get()
    assert (part.organization, part.attendees, part.area) == (county.bureau, 2, "应急处置")
    tied = Attendance.objects.filter(person__isnull=False).values_list("name", flat=True)
    assert set(tied) == {"采编", "审核"}


def test_a_sheet_without_anybody_gives_no_part(county):
    session = a_session(county)
    sign_in(session, county.bureau, {"采编": True}, by=county.above)

    sign_in(session, county.bureau, {"采编": False}, by=county.above)

    assert not Training.objects.exists()


def test_the_part_follows_the_session(county):
    session = a_session(county)
    sign_in(session, county.bureau, {"采编": True}, by=county.above)

    actions.change_row(
        named("training_sessions"), session, by=county.above, held_on=date(2026, 11, 19)
    )

    assert Training.objects.get().held_on == date(2026, 11, 19)


def test_a_part_entered_by_hand_becomes_the_sessions(county):
    Training.objects.create(
        organization=county.bureau, held_on=TODAY, topic="应急演练", attendees=1
    )

    sign_in(a_session(county), county.bureau, {"采编": True, "审核": True}, by=county.above)

    assert [part.attendees for part in Training.objects.all()] == [2]


def test_only_who_keeps_the_holding_unit_fills_the_sheet(county):
    with pytest.raises(Refused, match="不在这些岗位上"):
        sign_in(a_session(county), county.bureau, {"采编": True}, by=county.editor)


def test_training_of_the_year_stands_against_the_minimum(county):
    county.bureau.place = "430422"  # 衡南 states a number
    county.bureau.save()
    least = year_of(county.bureau, TODAY).least
    assert least is not None

    for turn in range(least):
        assert year_of(county.bureau, TODAY).state == f"还差 {least - turn} 次"
        Training.objects.create(
            organization=county.bureau, held_on=TODAY - timedelta(turn), topic="业务", area=""
        )

    assert year_of(county.bureau, TODAY).state == "已达到"


def a_contract(county, **fields) -> Contract:
    told = {
        "number": "HT1",
        "organization": county.bureau,
        "operator": "某某传媒",
        "from_on": "2026-01-01",
    }
    row = Contract.objects.create(**(told | fields))
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"until_on": TODAY}, "在用"),
        ({"until_on": TODAY - timedelta(1)}, "已到期"),
        ({"qualified_until_on": TODAY}, "在用"),
        ({"qualified_until_on": TODAY - timedelta(1)}, "资质过期"),
        ({"from_on": TODAY + timedelta(1)}, "未生效"),
        ({"suspended_on": TODAY}, "已暂停"),
    ],
)
def test_a_contract_says_how_it_stands(county, fields, state):
    assert a_contract(county, **fields).state_on(TODAY) == state


def test_an_operator_is_stopped_and_goes_on_with_reasons(county):
    row = a_contract(county)
    with pytest.raises(Refused, match="须写明原因"):
        contracts.suspend(row, by=county.editor, on=TODAY, reason=" ")
    contracts.suspend(row, by=county.editor, on=TODAY, reason="发布差错")
    row.refresh_from_db()
    assert row.state_on(TODAY) == "已暂停"
    with pytest.raises(Refused, match="已经暂停"):
        contracts.suspend(row, by=county.editor, on=TODAY, reason="再停")

    contracts.resume(row, by=county.editor, reason="整改完成")

    row.refresh_from_db()
    assert row.state_on(TODAY) == "在用"


def test_papers_of_a_contract_stand_against_the_rule(county):
    county.bureau.place = "211202"  # 银州 lists three papers
    county.bureau.save()
    row = a_contract(county)
    ContractPaper.objects.create(contract=row, paper="保密协议", signed_on="2026-01-01")

    states = {one.matter: one.state for one in papers_of_contract(row, TODAY)}

    assert states == {"权责约定": "缺", "保密协议": "有效", "资质审查": "缺"}


def test_an_outsider_who_keeps_accounts_or_stays_on_is_shown(haiyan):
    outsider = haiyan.person(haiyan.bureau, "外包员")
    Position.objects.create(
        organization=haiyan.bureau, person=outsider.person, kind="ADMIN",
        from_on="2024-01-01", is_outsourced=True,
    )  # fmt: skip
    row = a_contract(haiyan, until_on=TODAY - timedelta(1))

    (found,) = outsiders_of(row, TODAY)

    assert [tone for _, tone in found.faults] == ["red", "red"]
    assert "不得任账号管理员" in found.faults[0][0]
    assert found.faults[1][0] == "合同已到期，仍在岗"
