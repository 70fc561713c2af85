"""Staff, sites and tables go to systems, too; files of receipts come back; the proof is honest."""

import io
from datetime import date

import openpyxl
import pytest

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.exchange import actions
from zhijian.exchange.jobs_handlers import sweep
from zhijian.exchange.models import Login, Returned, SystemSetting, Task
from zhijian.exchange.proof import as_xlsx as proof_xlsx
from zhijian.exchange.proof import proof_of
from zhijian.exchange.sheets import as_csv, as_xlsx, lines_of, table_of
from zhijian.journal.models import Entry
from zhijian.keeping.models import StaffChange
from zhijian.ledger.models import Site, Stray, SystemEntry

NATIONAL = "全国政务新媒体信息报送系统"


def a_change(one, **fields):
    return StaffChange.objects.create(
        number=f"R-{one.place}",
        organization=one.unit,
        post="EDITOR",
        changed_on=date(2026, 11, 19),
        **fields,
    )


def test_where_the_rules_ask_for_it_a_change_of_staff_goes_to_each_system(bureau):
    one, other = bureau("haiyan"), bureau("hengnan")
    change = a_change(one)
    a_change(other)

    sweep({})

    tasks = list(Task.objects.filter(kind="staff"))
    assert {task.recipient for task in tasks} == {NATIONAL, "浙江省政务新媒体管理平台"}
    assert {task.due_on for task in tasks} == {date(2026, 11, 24)}  # 3 workdays
    for task in tasks:
        change.refresh_from_db()
        assert change.platforms_updated_on is None
        actions.record_receipt(task, by=one.clerk, on=clock.today(), number="1")
    change.refresh_from_db()
    assert change.platforms_updated_on == clock.today()


def test_the_clock_of_a_change_of_staff_starts_at_an_earlier_handover(bureau):
    one = bureau("haiyan")
    a_change(one, handed_over_on=date(2026, 11, 16))

    sweep({})

    assert {task.due_on for task in Task.objects.all()} == {date(2026, 11, 19)}


def a_site(one, **fields):
    return Site.objects.create(
        code=f"S-{one.place}", name="青禾林业网", organization=one.unit, state="operating", **fields
    )


def test_a_moved_site_is_entered_in_the_national_system_and_its_day_is_kept(bureau):
    one = bureau("fangxian")
    site = a_site(one, migrated_on=date(2026, 11, 10), national_updated_on=date(2026, 11, 9))
    a_site(bureau("yinzhou"), migrated_on=date(2026, 11, 10))

    sweep({})
    sweep({})

    (task,) = Task.objects.filter(kind="site")
    assert task.recipient == "全国政府网站信息报送系统"
    assert "房政办发" in task.basis
    with pytest.raises(Refused, match="早于事项发生的 2026-11-10"):
        actions.record_receipt(task, by=one.clerk, on=date(2026, 11, 9), number="1")
    actions.record_receipt(task, by=one.clerk, on=date(2026, 11, 12), number="1")
    site.refresh_from_db()
    assert site.national_updated_on == date(2026, 11, 12)


def test_a_table_for_the_office_network_is_opened_by_hand_and_filled_from_the_register(bureau):
    one = bureau("qingdao")
    one.account(state="operating")

    task = actions.open_task(
        one.unit, by=one.clerk, kind="inventory", title="整改情况", system="jinhong"
    )

    assert task.recipient == "金宏网"
    sheet, lines = table_of([task])
    assert [line[:2] for line in lines] == [[one.unit.name, "青禾林业"]]
    assert sheet.is_proposed


def test_a_system_of_another_province_is_none_of_ours(bureau):
    one = bureau("hengnan")

    with pytest.raises(Refused, match="没有“zhejiang-media”这个报送系统"):
        actions.open_task(
            one.unit, by=one.clerk, kind="account", title="补报", system="zhejiang-media"
        )


def test_a_task_by_hand_is_dropped_with_a_reason_one_of_a_case_is_not(bureau):
    one = bureau("hengnan")
    account = one.account(state="operating")
    task = actions.open_task(
        one.unit,
        by=one.clerk,
        kind="account",
        title="补登记",
        system="national-media",
        account=account,
    )
    with pytest.raises(Refused, match="还没有办完"):
        actions.open_task(
            one.unit,
            by=one.clerk,
            kind="account",
            title="补登记",
            system="national-media",
            account=account,
        )

    actions.drop_task(task, by=one.clerk, reason="重复")

    assert not account.system_entries.exists()
    case = one.case(one.account(handle="other"))
    with pytest.raises(Refused, match="不能取消"):
        actions.drop_task(Task.objects.filter(case=case).first(), by=one.clerk, reason="不办")


def test_the_field_sheet_tells_what_to_copy_in_words(bureau):
    one = bureau("hengnan")
    case = one.case(one.account(account_type="subscription"))
    task = Task.objects.get(case=case, system="national-media")

    told = {line.heading: line.value for line in lines_of(task)}

    assert told["办理事项"] == "开设"
    assert (told["所在平台"], told["账号类型"]) == ("微信", "订阅号")
    assert told["事项发生日期"] == "2026-11-19"


def test_files_for_import_keep_digits_and_run_no_formulas(bureau):
    one = bureau("hengnan")
    task = Task.objects.get(
        case=one.case(one.account(name="=1+1", handle="00123")), system="national-media"
    )
    sheet, lines = table_of([task])

    page = openpyxl.load_workbook(io.BytesIO(as_xlsx("一件事", sheet, lines))).worksheets[0]
    told = {head.value: cell for head, cell in zip(page[1], page[2], strict=True)}
    text = as_csv(sheet, lines).decode("utf-8-sig")

    assert (told["账号名称"].value, told["账号名称"].data_type) == ("=1+1", "s")
    assert told["账号ID"].value == "00123"
    assert "'=1+1" in text


def a_csv(*rows: str) -> bytes:
    head = "账号名称,平台名称,账号ID,主办单位,备案编号,审核通过日期"
    return "\n".join([head, *rows]).encode("gbk")


def test_receipts_that_come_back_in_a_file_are_looked_at_and_entered_at_once(bureau):
    one = bureau("hengnan")
    one.case(one.account())
    tasks = Task.objects.filter(system="national-media")
    content = a_csv(
        f"青禾林业,微信,gh_430422,{one.unit.name},QG-1,2026-11-20",
        "别家的,微信,gh_x,远山县林业局,QG-2,2026-11-20",
    )

    back = actions.read_returned(
        one.unit, "national-media", by=one.clerk, content=content, name="回执.csv"
    )
    assert [line["why"] == "" for line in back.lines] == [True, False]
    assert tasks.get().is_open
    assert actions.record_returned(back, by=one.clerk) == 1

    task = tasks.get()
    assert (task.receipt, task.done_on) == ("QG-1", date(2026, 11, 20))
    assert task.entry.submitted_on == date(2026, 11, 20)
    with pytest.raises(Refused, match="不能再办"):
        actions.record_returned(back, by=one.clerk)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("青禾林业,微信,gh_430422,,QG-1,2026-11-21", "还没有到"),
        ("青禾林业,微信,gh_430422,,QG-1,2026-11-01", "早于事项发生"),
        ("青禾林业,微信,gh_430422,,QG-1,", "没有报送日期"),
        ("青禾林业,微信,gh_430422,,,2026-11-20", "没有回执编号"),
    ],
)
def test_a_row_that_cannot_be_a_receipt_says_why(bureau, row, says):
    one = bureau("hengnan")
    one.case(one.account())

    back = actions.read_returned(
        one.unit, "national-media", by=one.clerk, content=a_csv(row), name="回执.csv"
    )

    assert says in back.lines[0]["why"]
    assert actions.record_returned(back, by=one.clerk) == 0


def test_a_file_may_be_given_up(bureau):
    one = bureau("hengnan")
    back = actions.read_returned(
        one.unit,
        "national-media",
        by=one.clerk,
        content=a_csv("甲,微信,,,1,2026-11-20"),
        name="a.csv",
    )

    actions.drop_returned(back, by=one.clerk)

    assert Returned.objects.get().state == "dropped"


def test_an_office_sets_its_systems_for_the_units_below_and_adds_its_own(bureau):
    from zhijian.exchange.books import known_to

    one = bureau("hengnan")
    above = one.users["above_b"]

    keeper = _keeper(one)
    actions.set_system(
        one.government,
        "national-media",
        by=keeper,
        address="https://example.gov.cn/login",
        login_post="ADMIN",
        leads={"name": "system"},
    )
    actions.set_system(one.government, "", by=keeper, name="县级监管台账系统", level="county")

    found = known_to(one.unit)
    assert found["national-media"].setting.address == "https://example.gov.cn/login"
    assert found["national-media"].leads["name"] == "system"
    assert any(known.name == "县级监管台账系统" for known in found.values())
    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.set_system(one.government, "national-media", by=above)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"address": "内网"}, "https://"),
        ({"phone": "13900000000"}, "不登记个人手机"),
        ({"login_post": "BOSS"}, "保管岗位"),
        ({"leads": {"name": "nobody"}}, "以哪边为准"),
    ],
)
def test_a_setting_that_is_not_sound_is_refused(bureau, fields, says):
    one = bureau("hengnan")

    with pytest.raises(Refused, match=says):
        actions.set_system(one.unit, "national-media", by=one.clerk, **fields)
    assert not SystemSetting.objects.exists()


def test_logins_are_asked_for_dealt_and_taken_back_without_a_password(bureau):
    one = bureau("fangxian")

    login = actions.ask_login(
        one.unit, "hubei-media", by=one.clerk, post="ADMIN", on=date(2026, 11, 2)
    )
    with pytest.raises(Refused, match="已经有账号或正在申领"):
        actions.ask_login(one.unit, "hubei-media", by=one.clerk, post="ADMIN", on=clock.today())
    with pytest.raises(Refused, match="早于申领日期"):
        actions.deal_login(login, by=one.clerk, on=date(2026, 11, 1))
    actions.deal_login(login, by=one.clerk, on=date(2026, 11, 3))
    actions.end_login(login, by=one.clerk, on=clock.today(), reason="人员调离")

    assert Login.objects.get().ended_on == clock.today()
    assert not any("password" in field.name for field in Login._meta.fields)


def _keeper(one):
    from zhijian.people.models import Person, Position, User

    person = Person.objects.create(organization=one.government, name="县联系人")
    Position.objects.create(
        organization=one.government, person=person, kind="CONTACT", from_on=date(2024, 1, 1)
    )
    return User.objects.create_user(f"{one.place}-keeper", person=person)


def test_the_proof_counts_what_is_filed_and_names_what_is_not(bureau):
    one = bureau("fangxian")
    first = one.account(state="operating")
    one.account(state="operating", handle="b", name="青禾林场")
    one.account(state="closed", handle="c", name="旧号")
    for name in ("全省政务新媒体管理平台", NATIONAL):
        SystemEntry.objects.create(account=first, system=name, submitted_on=date(2026, 3, 2))

    (unit,) = proof_of(one.office.parent, clock.today()).units

    assert unit.target == 100
    assert unit.is_met is False
    tally = unit.tallies[NATIONAL]
    assert (tally.accounts, tally.filed, tally.rate, tally.missing) == (2, 1, 50, ["青禾林场"])
    assert unit.tallies["十堰市政务新媒体监管服务平台"].filed == 0
    assert proof_of(one.unit, date(2026, 3, 1)).units == []


def test_all_filed_is_no_proof_while_something_outside_is_not_settled(bureau):
    one = bureau("hengnan")
    account = one.account(state="operating")
    SystemEntry.objects.create(account=account, system=NATIONAL, submitted_on=date(2026, 3, 2))
    case = one.case(account)
    task = Task.objects.get(case=case)
    actions.record_receipt(task, by=one.clerk, on=clock.today(), number="1")

    (unit,) = proof_of(one.unit).units
    assert unit.is_met is True
    Stray.objects.create(organization=one.unit, name="影子", found_on=clock.today())
    (unit,) = proof_of(one.unit).units
    assert unit.is_met is False

    page = openpyxl.load_workbook(io.BytesIO(proof_xlsx(proof_of(one.unit)))).worksheets[0]
    assert page["E3"].value == 100


def test_every_write_is_on_record_in_words(bureau):
    from zhijian.journal.words import action_words

    one = bureau("hengnan")
    one.case(one.account())
    for task in Task.objects.all():
        actions.record_receipt(task, by=one.clerk, on=clock.today(), number="13900000000")

    rows = Entry.objects.filter(action__startswith="exchange.")
    assert rows.count() == 2
    for row in rows:
        assert action_words(row.action) != row.action
        assert "13900000000" not in str(row.data)
