"""Importing any register: what rows would do, references inside one file, and taking it back."""

import io
from datetime import date

import pytest
import xlsxwriter

from zhijian.core.refused import Refused
from zhijian.ledger.actions.accounts import enter_account
from zhijian.ledger.models import Account, LifeEvent, MenuItem, Site, SiteColumn
from zhijian.ledger.registers import register_of
from zhijian.people import importing
from zhijian.people.models import ImportBatch, ImportUpload

pytestmark = pytest.mark.django_db
ACCOUNTS = (
    "账号ID",
    "账号名称",
    "发布平台",
    "主办单位",
    "运行状态",
    "正式运营时间",
    "粉丝量（万）",
)
MENUS = ("账号ID", "一级菜单", "二级菜单", "链接")
UNITS = ("单位名称", "单位性质", "单位层级", "上级单位")


def a_workbook(**sheets) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def of(unit: str = "青禾县教育局", handle: str = "qh-jy", name: str = "青禾教育", **more: str):
    cells = {
        "platform": "微信",
        "state": "正常",
        "opened": "2020年3月1日",
        "followers": "1.2",
    } | more
    return (
        handle,
        name,
        cells["platform"],
        unit,
        cells["state"],
        cells["opened"],
        cells["followers"],
    )


@pytest.fixture
def clerk(county):
    return county.users["乙"]


def reasons(batch: ImportBatch) -> dict[tuple[str, int], tuple[str, str]]:
    return {
        (row.sheet, row.row): (row.cell, f"{row.reason}。{row.cure}")
        for row in batch.rows.filter(outcome="refused")
    }


def counts(batch: ImportBatch, relation: str) -> dict[str, int]:
    return {name: number for name, number in batch.by_ledger[relation].items() if number}


def test_units_accounts_and_menus_of_one_workbook_are_taken_together(county, clerk):
    book = a_workbook(
        单位台账=(UNITS, ("青禾县幼儿园", "事业单位", "下属单位", "青禾县教育局")),
        账号台账=(ACCOUNTS, of(), of("青禾县幼儿园", "qh-yey", "青禾幼儿园")),
        菜单台账=(MENUS, ("qh-yey", "服务", "报名", ""), ("qh-jy", "政策", "", "")),
    )

    batch = importing.upload(book, "全部.xlsx", by=clerk)
    assert {name: counts(batch, name) for name in batch.by_ledger} == {
        "organizations": {"new": 1},
        "accounts": {"new": 2},
        "menus": {"new": 2},
    }
    importing.commit_import(batch, by=clerk)

    account = Account.objects.get(handle="qh-yey")
    assert (account.organization.name, account.name_norm) == ("青禾县幼儿园", "青禾幼儿园")
    assert (account.opened_on, account.followers) == (date(2020, 3, 1), 12_000)
    assert MenuItem.objects.get(account=account).level_2 == "报名"
    assert not ImportUpload.objects.exists()


def test_what_was_imported_is_gathered_again_as_it_stood(county, clerk):
    batch = importing.upload(a_workbook(账号台账=(ACCOUNTS, of())), "a.xlsx", by=clerk)
    importing.commit_import(batch, by=clerk)

    (record,) = register_of("accounts").records()

    assert {name: value for name, value in record.items() if value not in ("", None)} == {
        "account": "qh-jy",
        "name": "青禾教育",
        "platform": "wechat",
        "organization": "青禾县教育局",
        "state": "operating",
        "opened_d": 18322,
        "followers": 12_000,
    }


def test_an_empty_cell_erases_nothing_and_a_filled_one_shows_before_and_after(county, clerk):
    first = importing.upload(a_workbook(账号台账=(ACCOUNTS, of())), "a.xlsx", by=clerk)
    importing.commit_import(first, by=clerk)

    same = importing.upload(
        a_workbook(账号台账=(ACCOUNTS, of(opened="", followers=""))), "b.xlsx", by=clerk
    )
    more = importing.upload(
        a_workbook(账号台账=(ACCOUNTS, of(opened="2020-04-01", followers="２"))), "c.xlsx", by=clerk
    )

    assert counts(same, "accounts") == {"same": 1}
    assert counts(more, "accounts") == {"changed": 1}
    row = more.rows.get(outcome="changed")
    assert "2020-03-01" in row.before
    importing.commit_import(more, by=clerk)
    account = Account.objects.get()
    assert (account.opened_on, account.followers) == (date(2020, 4, 1), 20_000)
    importing.undo_import(more, by=clerk, reason="导错了")
    account.refresh_from_db()
    assert (account.opened_on, account.followers) == (date(2020, 3, 1), 12_000)


def test_what_changes_by_a_filed_event_alone_is_left_out_with_its_cure(county, clerk):
    importing.commit_import(
        importing.upload(a_workbook(账号台账=(ACCOUNTS, of())), "a.xlsx", by=clerk), by=clerk
    )

    again = importing.upload(
        a_workbook(账号台账=(ACCOUNTS, of(name="别的名字", followers="3"))), "b.xlsx", by=clerk
    )

    assert counts(again, "accounts") == {"changed": 1, "cells": 1}
    left = again.rows.get(outcome="refused")
    assert (left.cell, left.loses_row) == ("B2", False)
    assert "办理相应的变更" in left.cure
    importing.commit_import(again, by=clerk)
    assert (Account.objects.get().name, Account.objects.get().followers) == ("青禾教育", 30_000)


def test_the_second_office_to_file_an_account_is_told_who_holds_it(county, clerk):
    county.user("丁", "林业局", "CONTACT")
    importing.commit_import(
        importing.upload(a_workbook(账号台账=(ACCOUNTS, of())), "a.xlsx", by=clerk), by=clerk
    )

    batch = importing.upload(
        a_workbook(账号台账=(ACCOUNTS, of("青禾县林业局", name="林业"))),
        "b.xlsx",
        by=county.users["丁"],
    )

    cell, said = reasons(batch)["账号台账", 2]
    assert cell == "A2"
    assert "登记，不能重复登记" in said
    assert "主办单位变更" in said
    assert counts(batch, "accounts") == {"refused": 1}


def test_rows_of_units_one_does_not_keep_are_refused(county, clerk):
    batch = importing.upload(
        a_workbook(账号台账=(ACCOUNTS, of("青禾县林业局"))), "a.xlsx", by=clerk
    )

    assert reasons(batch)["账号台账", 2] == (
        "D2",
        "您不能登记“青禾县林业局”的账号台账。请由该单位或其主管单位导入",
    )


def test_a_reference_found_nowhere_refuses_the_row_and_keeps_its_words(county, clerk):
    batch = importing.upload(
        a_workbook(
            账号台账=(ACCOUNTS, of("没有这个单位")),
            菜单台账=(MENUS, ("qh-jy", "政策", "", ""), ("qh-没", "政策", "", "")),
        ),
        "a.xlsx",
        by=clerk,
    )

    found = reasons(batch)
    assert found["账号台账", 2][0] == "D2"
    assert "没有名为“没有这个单位”的单位" in found["账号台账", 2][1]
    assert "先改正那一行" in found["菜单台账", 2][1]
    assert "没有账号ID“qh-没”" in found["菜单台账", 3][1]
    assert "没有这个单位" in batch.rows.get(relation="accounts").sealed


def test_chosen_rows_alone_are_written_and_lean_on_no_unchosen_one(county, clerk):
    book = a_workbook(
        账号台账=(ACCOUNTS, of(), of(handle="qh-2", name="二")),
        菜单台账=(MENUS, ("qh-jy", "政策", "", ""), ("qh-2", "政策", "", "")),
    )
    batch = importing.upload(book, "a.xlsx", by=clerk)
    second = batch.rows.get(relation="accounts", row=3).number
    batch = importing.tick(batch, [1, 2], {1, 2} - {second}, by=clerk)

    with pytest.raises(Refused, match="用到没有选中的行"):
        importing.commit_import(batch, by=clerk)
    assert not Account.objects.exists()

    batch = importing.pick(batch, "menus", "none", by=clerk)
    done = importing.commit_import(batch, by=clerk)
    assert done.taken == 1
    assert list(Account.objects.values_list("handle", flat=True)) == ["qh-jy"]


def test_an_import_is_undone_whole_or_says_all_that_stands_in_the_way(county, clerk):
    book = a_workbook(
        账号台账=(ACCOUNTS, of(), of(handle="qh-2", name="二")),
        菜单台账=(MENUS, ("qh-jy", "政策", "", "")),
    )
    batch = importing.upload(book, "a.xlsx", by=clerk)
    importing.commit_import(batch, by=clerk)
    account = Account.objects.get(handle="qh-jy")
    item = MenuItem.objects.create(account=account, level_1="后来")
    Account.objects.filter(handle="qh-2").update(tasks="发布")

    with pytest.raises(Refused) as refusal:
        importing.undo_import(batch, by=clerk, reason="导错了")
    assert "菜单项 1 条" in str(refusal.value)
    assert "“二”在导入之后又被修改过" in str(refusal.value)
    assert Account.objects.count() == 2

    item.delete()
    Account.objects.filter(handle="qh-2").update(tasks="")
    importing.undo_import(batch, by=clerk, reason="导错了")
    assert not Account.objects.exists()
    assert not MenuItem.objects.exists()


def test_an_account_under_cancelling_is_not_changed_by_a_sheet(county, clerk):
    account = enter_account(
        county.units["教育局"], by=clerk, platform="wechat", handle="qh-jy", name="青禾教育"
    )
    LifeEvent.objects.create(
        number="青-1", account=account, organization=account.organization, kind="DEREGISTER"
    )

    batch = importing.upload(a_workbook(账号台账=(ACCOUNTS, of(followers="9"))), "a.xlsx", by=clerk)

    assert "正在办理关停或注销（青-1）" in reasons(batch)["账号台账", 2][1]


def test_two_rows_may_not_share_what_stands_once(county, clerk):
    sites = ("网站编号", "网站名称", "主办单位", "英文域名", "运行状态")
    unit = "青禾县教育局"
    Site.objects.create(
        organization=county.units["教育局"], code="s0", name="旧", domain="old.qinghe.gov.cn"
    )
    batch = importing.upload(
        a_workbook(
            网站台账=(
                sites,
                ("s1", "甲", unit, "edu.qinghe.gov.cn", "正常"),
                ("s2", "乙", unit, "edu.qinghe.gov.cn", "正常"),
                ("s3", "丙", unit, "old.qinghe.gov.cn", "正常"),
                ("s4", "丁", unit, "old.qinghe.gov.cn", "永久下线"),
            ),
            栏目台账=(
                ("栏目编号", "网站编号", "栏目名称", "栏目类别"),
                ("c1", "s1", "要闻", "动态要闻"),
            ),
        ),
        "a.xlsx",
        by=clerk,
    )

    found = reasons(batch)
    assert set(found) == {("网站台账", 3), ("网站台账", 4)}
    assert "英文域名与第 2 行相同" in found["网站台账", 3][1]
    assert "已经登记" in found["网站台账", 4][1]
    importing.commit_import(batch, by=clerk)
    assert SiteColumn.objects.get().site.code == "s1"


def test_cells_too_long_or_too_large_are_left_out_not_cut(county, clerk):
    heads = (*ACCOUNTS, "许可证编号", "未清除的下载链接数")
    batch = importing.upload(
        a_workbook(账号台账=(heads, (*of(), "字" * 61, "99999999999"))), "a.xlsx", by=clerk
    )

    left = {row.cell: row.reason for row in batch.rows.filter(outcome="refused")}
    assert left == {"H2": "有 61 个字，最多 60 个字", "I2": "数值 99999999999 超出范围"}
    importing.commit_import(batch, by=clerk)
    assert Account.objects.get().license_number == ""


def test_an_editor_imports_for_the_own_unit_and_the_chief_of_the_system_none(county):
    editor = importing.upload(
        a_workbook(账号台账=(ACCOUNTS, of("青禾县林业局"))), "a.xlsx", by=county.users["丙"]
    )
    chief = importing.upload(
        a_workbook(账号台账=(ACCOUNTS, of("青禾县林业局"))), "a.xlsx", by=county.users["管"]
    )

    assert counts(editor, "accounts") == {"new": 1}
    assert counts(chief, "accounts") == {"refused": 1}
