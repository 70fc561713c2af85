"""A reconciliation keeps what it found, remembers rulings, opens tasks, and survives bad files."""

from datetime import date

import pytest

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.exchange import actions
from zhijian.exchange.actions import reconciling
from zhijian.exchange.models import Mismatch, Reconciliation, Task
from zhijian.jobs.models import Job

SYSTEM = "national-media"


def export(*rows: str, head: str = "账号名称,平台名称,账号ID,主办单位,账号状态") -> bytes:
    return "\n".join([head, *rows]).encode("gb18030")


def reconciled(one, *rows: str, by=None, **how) -> Reconciliation:
    found = actions.open_reconciliation(one.unit, by=by or one.clerk)
    actions.add_export(
        found,
        SYSTEM,
        by=one.clerk,
        content=export(*rows, **how),
        name="导出.csv",
        as_of_on=date(2026, 11, 18),
    )
    actions.run_reconciliation(found, by=one.clerk)
    found.refresh_from_db()
    assert found.state == "done", found.trouble
    return found


@pytest.fixture
def one(bureau):
    return bureau("hengnan")


@pytest.fixture
def accounts(one):
    return [
        one.account(state="operating", handle=f"gh_{n}", name=f"青禾{n}")
        for n in ("甲", "乙", "丙")
    ]


def test_missing_extra_and_different_are_listed_with_the_side_that_must_change(one, accounts):
    found = reconciled(
        one,
        f"青禾甲,微信,gh_甲,{one.unit.name},正常",
        f"青禾乙旧名,微信,gh_乙,{one.unit.name},关停",
        f"青禾丁,微博,,{one.unit.name},正常",
    )

    rows = {(row.kind, row.name): row for row in Mismatch.objects.all()}
    assert set(rows) == {("missing", "青禾丙"), ("different", "青禾乙"), ("extra", "青禾丁")}
    different = rows["different", "青禾乙"]
    assert {(d[0], d[3]) for d in different.differences} == {
        ("name", "system"),
        ("state", "system"),
    }
    assert rows["extra", "青禾丁"].organization == one.unit
    counts = found.exports.get().counts
    assert (counts["same"], counts["missing"], counts["extra"], counts["different"]) == (1, 1, 1, 1)
    assert counts["rows"] == counts["read"] + counts["repeated"] + counts["refused"]


def test_the_register_against_its_own_export_finds_nothing(one, accounts):
    from zhijian.core.exchange.systems import Sheet
    from zhijian.exchange.books import systems
    from zhijian.exchange.sheets import as_xlsx, value_of

    sheet: Sheet = systems().sheets["account-entry"]
    lines = [
        [value_of(f, {"accounts": a, "organizations": a.organization}) for f in sheet.fields]
        for a in accounts
    ]
    found = actions.open_reconciliation(one.unit, by=one.clerk)
    actions.add_export(
        found,
        SYSTEM,
        by=one.clerk,
        content=as_xlsx("自己的", sheet, lines),
        name="自己的.xlsx",
        as_of_on=clock.today(),
    )
    actions.run_reconciliation(found, by=one.clerk)

    assert not Mismatch.objects.exists()
    assert found.exports.get().counts["same"] == 3


def test_an_account_missing_there_becomes_a_task(one, accounts):
    reconciled(
        one, f"青禾甲,微信,gh_甲,{one.unit.name},正常", f"青禾乙,微信,gh_乙,{one.unit.name},正常"
    )
    row = Mismatch.objects.get(kind="missing")

    task = actions.open_task_for(row, by=one.clerk)

    row.refresh_from_db()
    assert (row.task, task.account, task.system) == (task, accounts[2], SYSTEM)
    actions.record_receipt(task, by=one.clerk, on=clock.today(), number="1")
    assert accounts[2].system_entries.get().submitted_on == clock.today()


def test_two_accounts_set_apart_stay_apart_next_time(one, accounts):
    rows = (f"青禾甲,微信,,{one.unit.name},关停",)
    reconciled(one, *rows)
    row = Mismatch.objects.get(kind="different")

    actions.rule_pair(row, by=one.clerk, is_same=False, reason="是另一个号")

    kinds = Mismatch.objects.filter(state="open").values_list("kind", "name")
    assert ("missing", "青禾甲") in kinds
    assert ("extra", "青禾甲") in kinds
    again = reconciled(one, *rows)
    fresh = Mismatch.objects.filter(export__reconciliation=again)
    assert not fresh.filter(kind="different").exists()
    assert fresh.filter(kind="extra").count() == 1


def test_an_extra_row_told_to_be_ours_is_paired_next_time(one, accounts):
    rows = (f"青禾老甲,微信,,{one.unit.name},正常",)
    reconciled(one, *rows)

    actions.rule_pair(
        Mismatch.objects.get(kind="extra"),
        by=one.clerk,
        is_same=True,
        account=accounts[0],
        reason="系统里没改名",
    )

    assert not Mismatch.objects.filter(kind="missing", account=accounts[0], state="open").exists()
    again = reconciled(one, *rows)
    (row,) = Mismatch.objects.filter(export__reconciliation=again, kind="different")
    assert (row.account, row.how) == (accounts[0], "ruled")


def test_what_was_dealt_with_is_closed_with_a_word(one, accounts):
    reconciled(one, f"青禾丁,微博,,{one.unit.name},正常")
    row = Mismatch.objects.get(kind="extra")

    with pytest.raises(Refused, match="怎样处理"):
        actions.settle_mismatch(row, by=one.clerk, remark=" ")
    actions.settle_mismatch(row, by=one.clerk, remark="已请上级删除")

    row.refresh_from_db()
    assert row.state == "settled"


def test_a_column_in_other_words_is_corrected_and_remembered(one, accounts):
    found = actions.open_reconciliation(one.unit, by=one.clerk)
    content = export(f"青禾甲,微信,gh_甲,{one.unit.name}", head="账号名称,平台名称,内部码,主办单位")
    added = actions.add_export(
        found, SYSTEM, by=one.clerk, content=content, name="a.csv", as_of_on=clock.today()
    )
    assert [c[2] for c in added.columns] == ["name", "platform", "", "organization"]

    actions.correct_headers(added, by=one.clerk, headers={"内部码": "account"})
    actions.run_reconciliation(found, by=one.clerk)

    added.refresh_from_db()
    assert "account" in [c[2] for c in added.columns]
    later = actions.open_reconciliation(one.unit, by=one.clerk)
    kept = actions.add_export(
        later, SYSTEM, by=one.clerk, content=content, name="b.csv", as_of_on=clock.today()
    )
    assert "account" in [c[2] for c in kept.columns]


def test_a_large_file_is_compared_by_a_worker(one, accounts, monkeypatch):
    monkeypatch.setattr(reconciling, "LARGE", 10)
    found = actions.open_reconciliation(one.unit, by=one.clerk)
    actions.add_export(
        found,
        SYSTEM,
        by=one.clerk,
        content=export(f"青禾甲,微信,gh_甲,{one.unit.name},正常"),
        name="大.csv",
        as_of_on=clock.today(),
    )

    actions.run_reconciliation(found, by=one.clerk)
    found.refresh_from_db()
    assert found.state == "running"
    with pytest.raises(Refused, match="正在核对"):
        actions.run_reconciliation(found, by=one.clerk)

    from zhijian.exchange.jobs_handlers import reconcile_exports

    job = Job.objects.get(kind="exchange.reconcile")
    for _ in range(2):
        reconcile_exports(job.payload)
    found.refresh_from_db()
    assert found.state == "done"
    assert Mismatch.objects.filter(kind="missing").count() == 2


def test_sixty_thousand_repeated_rows_are_one(one, accounts):
    rows = [f"青禾甲,微信,gh_甲,{one.unit.name},正常"] * 60_000
    found = actions.open_reconciliation(one.unit, by=one.clerk)
    actions.add_export(
        found,
        SYSTEM,
        by=one.clerk,
        content=export(*rows),
        name="重.csv",
        as_of_on=clock.today(),
    )
    actions.run_reconciliation(found, by=one.clerk)
    found.refresh_from_db()
    if found.state == "running":
        reconciling.finish(found, by=one.clerk)

    counts = found.exports.get().counts
    assert (counts["read"], counts["repeated"], counts["same"]) == (1, 59_999, 1)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.csv", "文件是空的"),
        ("甲,乙\n1,2".encode(), "a.csv", "找不到认得的表头"),
        (b"PK\x03\x04broken", "a.xlsx", "a.xlsx"),
        (b"x", "a.exe", "不是表格"),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_is_kept(one, content, name, says):
    found = actions.open_reconciliation(one.unit, by=one.clerk)

    with pytest.raises(Refused, match=says):
        actions.add_export(
            found, SYSTEM, by=one.clerk, content=content, name=name, as_of_on=clock.today()
        )
    assert not found.exports.exists()


def test_a_neighbour_neither_sees_nor_runs_it(one, accounts, bureau):
    other = bureau("yinzhou")
    found = reconciled(one, f"青禾甲,微信,gh_甲,{one.unit.name},正常")

    assert not Reconciliation.objects.visible_to(other.clerk).exists()
    assert not Mismatch.objects.visible_to(other.clerk).exists()
    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.run_reconciliation(found, by=other.clerk)
    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.open_task_for(Mismatch.objects.filter(kind="missing").first(), by=other.clerk)
    assert not Task.objects.exists()


def test_a_reconciliation_goes_with_its_files_but_rulings_stay(one, accounts):
    found = reconciled(one, f"青禾甲,微信,,{one.unit.name},关停")
    row = Mismatch.objects.get(kind="different")
    ruling = actions.rule_pair(row, by=one.clerk, is_same=False, reason="另一个")

    actions.drop_reconciliation(found, by=one.clerk, reason="传错文件")

    assert not Reconciliation.objects.exists()
    ruling.refresh_from_db()
