"""The registers fill the forms: cell by cell for the two of 衡南, every source of every form."""

from datetime import date

from apps.cases.conftest import HENGNAN
from apps.papers.conftest import RARE, a_person
from zhijian.core.forms.sources import ROWS, SOURCES
from zhijian.ledger.models import Account, FollowerCount, LifeEvent
from zhijian.papers.books import forms
from zhijian.papers.sources import NOT_KEPT, TABLES, VALUES
from zhijian.papers.subjects import find, kinds_for, subject_of, tokens_of
from zhijian.papers.values import values_of

REGISTRATION, INVENTORY = "hengnan_filing_registration", "hengnan_inventory_cleanup"


def test_every_source_is_answered_or_says_why_not():
    answered = {*VALUES, *TABLES}

    assert answered.isdisjoint(NOT_KEPT)
    assert answered | set(NOT_KEPT) == set(SOURCES)


def test_every_source_a_form_names_has_an_answer_of_its_kind():
    for form in forms().all:
        assert tokens_of(form) <= {*VALUES, *TABLES, *NOT_KEPT}, form.id
        for table in form.tables.values():
            assert table.source in ("", *TABLES, *NOT_KEPT), form.id


def test_registration_cell_by_cell(office):
    values = values_of(
        forms()[REGISTRATION], subject_of(office.account), user=office.keeper, opens=True
    )

    assert values.fields == {
        "account_id": "gh_0000000000ab",
        "account_name": "青禾县自然资源局发布",
        "created_on": date(2023, 2, 16),
        "platform": "微信公众号",
        "certified": True,
        "supervising_unit": "青禾县人民政府办公室",
        "news_licence": False,
        "host_unit": "青禾县自然资源局",
        "host_leader": f"{RARE}（副局长）",
        "host_contact": "王芳 0734-0000001",
        "operator_unit": "青禾县自然资源局",
        "operator_leader": None,
        "operator_contact": None,
        "platform_functions": ["微信（服务号/订阅号/小程序）", "订阅号"],
        "qr_image": None,
        "introduction": "发布自然资源领域政策文件、办事指南和便民信息。\n受理群众咨询。",
        "access_link": "https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzA0MDAwMDAwMA==",
        "filing_unit": "青禾县自然资源局",
        "filled_on": date(2026, 11, 20),
        "reason": None,
        "official_start_on": date(2023, 3, 1),
        "followers": 12_560,
        "run_status": "正常",
    }
    assert values.rows("columns_table") == [
        {
            "name": "政务公开",
            "menu_1": "政务公开",
            "menu_2": "政策文件",
            "menu_3": "规范性文件",
            "remark": "订阅号",
        },
        {"name": "办事", "menu_1": "办事", "menu_2": "不动产", "menu_3": None, "remark": None},
    ]
    assert values.rows("team_table") == [
        {
            "admin_name": "陈芳",
            "unit_and_title": "青禾县自然资源局 科员",
            "office_phone": "0734-0000002",
            "mobile": "13800000000",
            "qq": "100000",
            "wechat": "cf_0000",
        }
    ]


def test_inventory_cell_by_cell_with_the_units_below(office):
    Account.objects.create(
        organization=office.school,
        handle="chy-app",
        name="测绘院客户端",
        platform="app",
        state="suspended",
        operator="青禾传媒有限公司",
        operator_contact="林立",
        operator_phone="0734-0000005",
        operation_mode="purchased",
        update_frequency="每周一次",
    )
    values = values_of(
        forms()[INVENTORY], subject_of(office.bureau), user=office.keeper, opens=True
    )

    assert values.fields == {
        "reporting_unit": "青禾县自然资源局",
        "reporter": "王芳",
        "reporter_phone": "0734-0000001",
    }
    own, app = values.rows("accounts_table")
    assert own == {
        "name": "青禾县自然资源局发布",
        "certified_subject": "青禾县自然资源局",
        "host_unit": "青禾县自然资源局",
        "host_head": "周明",
        "host_phone": "0734-0000009",
        "operator_unit": "青禾县自然资源局",
        "operator_person": "陈芳",
        "operator_phone": "0734-0000002",
        "operation_mode": "自营",
        "budget_per_year": 36_000,
        "followers": 12_560,
        "reads": 300_000,
        "push_frequency": None,
        "opened_on": date(2023, 3, 1),
        "has_dedicated_staff": True,
        "headcount": 2,
        "run_state": "正常运营",
        "functions": ["发布", "互动", "办事"],
        "platform_operator": "腾讯",
        "measure": None,
    }
    assert app["host_unit"] == "青禾县测绘院"
    assert app["operator_person"] == "林立"
    assert app["operator_phone"] == "0734-0000005"
    assert app["operation_mode"] == "购买服务"
    assert app["run_state"] == "停止运营"
    assert app["push_frequency"] == "每周一次"
    assert app["headcount"] is None


def test_numbers_are_masked_unless_the_paper_may_hold_them(office):
    values = values_of(forms()[REGISTRATION], subject_of(office.account), user=office.looker)

    (row,) = values.rows("team_table")
    assert row["mobile"] == "138****0000"
    assert "0734-0000001" not in values.fields["host_contact"]


def test_a_day_in_the_past_freezes_state_name_and_followers(office):
    account = office.account
    FollowerCount.objects.create(account=account, seen_on=date(2025, 6, 1), followers=9_000)
    FollowerCount.objects.create(account=account, seen_on=date(2025, 6, 3), followers=9_500)
    LifeEvent.objects.create(
        number="E1",
        account=account,
        organization=office.bureau,
        kind="CHANGE",
        event_on=date(2026, 1, 5),
        before={"name": "青禾国土"},
        after={"name": account.name},
    )
    Account.objects.filter(pk=account.pk).update(state="closed", stopped_on=date(2026, 2, 1))

    def row(on):
        values = values_of(forms()[INVENTORY], subject_of(office.bureau), on, user=office.keeper)
        (found,) = values.rows("accounts_table")
        return found["name"], found["run_state"], found["followers"]

    assert row(date(2025, 6, 2)) == ("青禾国土", "正常运营", 9_000)
    assert row(date(2026, 1, 5)) == ("青禾县自然资源局发布", "正常运营", 9_500)
    assert row(date(2026, 2, 1)) == ("青禾县自然资源局发布", "停止运营", 9_500)


def test_an_account_opened_later_is_not_in_an_earlier_inventory(office):
    values = values_of(
        forms()[INVENTORY], subject_of(office.bureau), date(2023, 2, 28), user=office.keeper
    )

    assert values.rows("accounts_table") == []


def test_what_was_counted_later_is_not_what_stood_then(office):
    on = date(2026, 10, 31)

    values = values_of(forms()[INVENTORY], subject_of(office.bureau), on, user=office.keeper)

    assert values.rows("accounts_table")[0]["followers"] is None


def test_a_platform_the_form_does_not_name_is_written_beside_its_open_option(office):
    Account.objects.filter(pk=office.account.pk).update(platform="douyin", account_type="")
    account = Account.objects.get()

    values = values_of(forms()[REGISTRATION], subject_of(account), user=office.keeper)

    assert values.fields["platform_functions"] == ["其他类型：抖音"]


def test_nine_people_of_the_account_all_stand_in_the_form(office):
    for number in range(8):
        a_person(office.bureau, f"编辑{number}", "EDITOR", phone=f"1380000001{number}")

    values = values_of(
        forms()[REGISTRATION], subject_of(office.account), user=office.keeper, opens=True
    )

    assert len(values.rows("team_table")) == 9


def test_only_whoever_sees_the_unit_finds_a_subject(office):
    code = subject_of(office.account).code

    assert find(office.keeper, code).row == office.account
    assert find(office.stranger, code) is None
    assert find(office.keeper, "account-999999") is None
    assert find(office.keeper, "user-1") is None


def test_the_place_of_the_unit_chooses_the_rulebook(office):
    from zhijian.papers.books import own_and_other

    own, other = own_and_other(office.bureau)

    assert office.bureau.place == HENGNAN
    assert {REGISTRATION, INVENTORY} <= {form.id for form in own}
    assert not {form.id for form in own} & {form.id for form in other}
    assert set(ROWS) <= set(SOURCES)


def test_a_form_is_offered_where_most_of_it_is_known():
    first = {form.id: kinds_for(form)[0].name for form in forms().all}

    assert first[REGISTRATION] == "account"
    assert first[INVENTORY] == "unit"
    assert first["website_temp_offline_application"] == "site"
    assert first["haiyan_security_responsibility_letter"] == "contract"
    assert first["handover_record"] == "case"


def test_every_table_answers_with_the_names_of_its_rows(office):
    from zhijian.keeping.models import Device, StaffChange
    from zhijian.papers.matter import Matter

    StaffChange.objects.create(
        number="C1",
        organization=office.bureau,
        post="ADMIN",
        person="走了",
        changed_on=date(2026, 11, 1),
    )
    Device.objects.create(
        organization=office.bureau, kind="phone", name="手机", serial="S1", holder="走了"
    )
    matter = Matter(subject_of(office.account), office.keeper)
    answered = {}
    for name, ask in TABLES.items():
        for row in ask(matter):
            assert set(row) == set(ROWS[name]), name
            answered[name] = row

    assert set(TABLES) - set(answered) == {"change.accounts", "change.open_tasks"}
    assert answered["inventory.by_form"]["forms.subscription"] == 1
    assert sum(answered["inventory.by_form"].values()) == 1


def test_measures_that_were_decided_are_counted_and_stand_in_the_rows(office):
    from zhijian.config import clock
    from zhijian.ledger.models import Campaign, CampaignItem

    campaign = Campaign.objects.create(
        organization=office.government,
        title="清理",
        started_on=date(2026, 1, 1),
        cutoff_on=date(2026, 1, 31),
        due_on=date(2026, 6, 30),
    )
    CampaignItem.objects.create(
        campaign=campaign, account=office.account, measure="MERGE", decided_at=clock.now()
    )
    subject = subject_of(office.bureau)
    table = forms()["qingdao_statistics_table"]

    values = values_of(table, subject, user=office.keeper)
    hengnan = values_of(forms()[INVENTORY], subject, user=office.keeper)

    assert values.rows("accounts_table")[0]["measure"] == "合并"
    assert values.rows("accounts_table")[0]["measure_due"] == date(2026, 6, 30)
    assert values.rows("keep_merge_close")[0]["merged"] == 1
    assert values.fields["total"] == 1
    assert hengnan.rows("accounts_table")[0]["measure"] == "其他：合并"


def test_an_account_stands_with_the_unit_and_in_the_state_of_that_day(office):
    account = office.account
    Account.objects.filter(pk=account.pk).update(organization=office.school, state="suspended")
    for number, detail, day, before in (
        ("E1", "sponsor", date(2026, 3, 1), {"organization": office.bureau.pk}),
        ("E2", "suspend", date(2026, 4, 1), {}),
    ):
        LifeEvent.objects.create(
            number=number,
            account=account,
            organization=office.school,
            kind="CHANGE",
            detail=detail,
            event_on=day,
            before=before,
        )

    def of(unit, on):
        rows = values_of(forms()[INVENTORY], subject_of(unit), on, user=office.keeper)
        return [(r["host_unit"], r["run_state"]) for r in rows.rows("accounts_table")]

    assert of(office.bureau, date(2026, 2, 28)) == [("青禾县自然资源局", "正常运营")]
    assert of(office.school, date(2026, 2, 28)) == []
    assert of(office.school, date(2026, 3, 1)) == [("青禾县测绘院", "正常运营")]
    assert of(office.school, date(2026, 4, 1)) == [("青禾县测绘院", "停止运营")]
