"""What a clerk does on the pages: copies, receipts, files; reconciles; proves. No strangers."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from web.conftest import add_user
from zhijian.config import clock
from zhijian.exchange.models import Mismatch, Reconciliation, Returned, SystemSetting, Task
from zhijian.exchange.planning import plan_event
from zhijian.ledger.models import Account, LifeEvent

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(autouse=True)
def frozen(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(NOW):
        yield


@pytest.fixture
def account(county) -> Account:
    return Account.objects.create(
        organization=county.units[0],
        handle="gh_0001",
        name="青禾林业",
        platform="wechat",
        state="operating",
    )


@pytest.fixture
def tasks(account) -> list[Task]:
    event = LifeEvent.objects.create(
        number="E1",
        account=account,
        organization=account.organization,
        kind="OPEN",
        event_on=date(2026, 11, 12),
    )
    return plan_event(event)


@pytest.fixture
def keeper(account) -> Client:
    client = Client()
    client.force_login(add_user("keeper", account.organization, name="周管"))
    return client


@pytest.fixture
def stranger_of(stranger) -> Client:
    client = Client()
    client.force_login(stranger)
    return client


def html(answer) -> str:
    return answer.content.decode()


def test_the_list_shows_each_task_with_its_light_and_its_sets(page_of, tasks):
    said = html(page_of.get(reverse("exchange")))

    assert "全省政务新媒体管理平台" in said
    assert "逾期 1 天" in said
    assert "待报送 3" in said
    late = html(page_of.get(reverse("exchange") + "?set=late"))
    assert "青禾林业" in late


def test_the_task_page_gives_the_fields_to_copy_and_how_the_day_was_reached(keeper, tasks):
    said = html(keeper.get(reverse("exchange_task", args=(tasks[0].pk,))))

    assert 'value="gh_0001"' in said
    assert "以系统实际的填报页面或导入模板为准" in said
    assert "房政办发〔2023〕16号" in said
    assert "到期日 2026-11-19" in said


def test_a_receipt_with_a_screenshot_is_entered_and_taken_back(keeper, tasks):
    task = tasks[0]
    url = reverse("exchange_receipt", args=(task.pk,))

    refused = keeper.post(url, {"on": "2026-11-20", "number": ""})
    assert refused.status_code == 422
    assert "不能证明已经报送" in html(refused)
    file = SimpleUploadedFile("回执.png", PNG, "image/png")
    assert keeper.post(url, {"on": "2026-11-20", "screenshot": file}).status_code == 302
    said = html(keeper.get(reverse("exchange_task", args=(task.pk,))))
    assert "已报送，超过期限" in said
    assert "回执.png" in said

    keeper.post(reverse("exchange_take_back", args=(task.pk,)), {"reason": "截错图"})
    task.refresh_from_db()
    assert task.is_open


def test_the_sheet_prints_and_downloads(keeper, tasks):
    at = (tasks[0].pk,)

    assert "单位（盖章）" in html(keeper.get(reverse("exchange_sheet", args=at)))
    xlsx = keeper.get(reverse("exchange_file", args=at))
    assert xlsx.content.startswith(b"PK")
    csv = keeper.get(reverse("exchange_file", args=at) + "?as=csv")
    assert "青禾林业" in csv.content.decode("utf-8-sig")
    batch = keeper.get(reverse("exchange_batch_file") + f"?system={tasks[0].system}&as=csv")
    assert "gh_0001" in batch.content.decode("utf-8-sig")
    none = keeper.get(reverse("exchange_batch_file") + "?system=zhejiang-media")
    assert none.status_code == 302


def test_a_task_by_hand_is_opened_and_dropped(keeper, account):
    answer = keeper.post(
        reverse("exchange_new"),
        {"kind": "inventory", "title": "整改情况", "recipient": "市政务公开办"},
    )
    task = Task.objects.get()
    assert answer.url == reverse("exchange_task", args=(task.pk,))

    keeper.post(reverse("exchange_drop", args=(task.pk,)), {"reason": "不用报了"})
    task.refresh_from_db()
    assert task.dropped_why == "不用报了"


def test_receipts_from_a_file_are_looked_at_before_they_are_entered(keeper, tasks):
    task = next(one for one in tasks if one.system == "national-media")
    content = "账号名称,平台名称,账号ID,备案编号,报送日期\n青禾林业,微信,gh_0001,QG-9,2026-11-18\n"
    file = SimpleUploadedFile("回执.csv", content.encode("gbk"), "text/csv")

    answer = keeper.post(
        reverse("exchange_returned_new"), {"system": "national-media", "file": file}
    )
    said = html(keeper.get(answer.url))
    assert "QG-9" in said
    assert "将为 1 行登记回执" in said
    keeper.post(reverse("exchange_returned_decide", args=(Returned.objects.get().pk,)))

    task.refresh_from_db()
    assert (task.receipt, task.done_on) == ("QG-9", date(2026, 11, 18))


def test_systems_are_listed_set_and_their_logins_kept(keeper, account):
    said = html(keeper.get(reverse("systems")))
    assert "十堰市政务新媒体监管服务平台" in said
    assert "浙江省政务新媒体管理平台" not in said

    keeper.post(
        reverse("system_edit", args=("hubei-media",)),
        {"address": "https://example.gov.cn/", "login_post": "ADMIN", "system_leads": ["name"]},
    )
    setting = SystemSetting.objects.get()
    assert setting.address == "https://example.gov.cn/"
    assert setting.leads == {"name": "system", "account": "register"}
    keeper.post(reverse("login_new", args=("hubei-media",)), {"post": "ADMIN", "on": "2026-11-20"})
    page = html(keeper.get(reverse("system", args=("hubei-media",))))
    assert "申领中" in page
    assert "还没有分到系统账号" in page
    assert keeper.get(reverse("system", args=("zhejiang-media",))).status_code == 404


@pytest.fixture
def found(keeper, account) -> Reconciliation:
    keeper.post(reverse("reconciliation_new"), {"organization": account.organization_id})
    made = Reconciliation.objects.get()
    rows = (
        f"青禾林业局,微信,gh_0001,{account.organization},正常",
        f"无主号,微博,x1,{account.organization},正常",
    )
    content = "\n".join(["账号名称,平台名称,账号ID,主办单位,账号状态", *rows]).encode("gbk")
    file = SimpleUploadedFile("全国.csv", content, "text/csv")
    keeper.post(
        reverse("reconciliation_export", args=(made.pk,)),
        {"system": "national-media", "as_of_on": "2026-11-18", "file": file},
    )
    keeper.post(reverse("reconciliation_run", args=(made.pk,)))
    made.refresh_from_db()
    assert made.state == "done", made.trouble
    return made


def test_a_reconciliation_is_made_on_pages_and_its_findings_dealt_with(keeper, found):
    said = html(keeper.get(reverse("reconciliation", args=(found.pk,))))
    assert "不一致 1" in said
    assert "系统多出 1" in said
    rows = html(keeper.get(reverse("reconciliation_rows", args=(found.pk,))))
    assert "账号名称：青禾林业 ／ 青禾林业局" in rows
    assert "系统须改" in rows

    different = Mismatch.objects.get(kind="different")
    page = html(keeper.get(reverse("mismatch", args=(different.pk,))))
    assert "登记报送任务，改系统" in page
    answer = keeper.post(reverse("mismatch_task", args=(different.pk,)))
    assert answer.url == reverse("exchange_task", args=(Task.objects.get().pk,))
    extra = Mismatch.objects.get(kind="extra")
    keeper.post(reverse("mismatch_settle", args=(extra.pk,)), {"remark": "已请上级删除"})
    extra.refresh_from_db()
    assert extra.state == "settled"


def test_findings_are_handed_out_as_a_workbook(keeper, found):
    answer = keeper.get(reverse("reconciliation_rows", args=(found.pk,)) + "?export=xlsx")

    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert answer["X-Rows"] == "2"
    answer.close()


def test_a_false_pair_is_set_apart_and_a_row_is_told_to_be_ours(keeper, found, account):
    different = Mismatch.objects.get(kind="different")
    keeper.post(reverse("mismatch_apart", args=(different.pk,)), {"reason": "同名另一个"})
    extra = Mismatch.objects.get(kind="extra", name="无主号")
    keeper.post(
        reverse("mismatch_same", args=(extra.pk,)), {"account": account.pk, "reason": "改过ID"}
    )

    keeper.post(reverse("reconciliation_run", args=(found.pk,)))

    (again,) = Mismatch.objects.filter(kind="different")
    assert (again.account, again.how) == (account, "ruled")


def test_the_columns_of_an_export_are_corrected(keeper, found):
    export = found.exports.get()
    url = reverse("reconciliation_headers", args=(found.pk, export.pk))
    names = [column[2] for column in export.columns]
    data = {f"h{n}": name for n, name in enumerate(names)}

    keeper.post(url, {**data, f"h{names.index('name')}": "certified_subject"})

    export.refresh_from_db()
    assert export.headers == {"账号名称": "certified_subject"}


def test_the_proof_names_the_unfiled_and_prints(keeper, tasks):
    said = html(keeper.get(reverse("filing_proof")))
    assert "未达到 100%" in said
    assert "没有备案：青禾林业" in said
    assert keeper.get(reverse("filing_proof") + "?as=xlsx").content.startswith(b"PK")
    assert "2026-11-20" in html(keeper.get(reverse("filing_proof") + "?on=2099-01-01"))


def test_a_stranger_meets_closed_doors(stranger_of, tasks, found, account):
    task, row = tasks[0], Mismatch.objects.first()
    closed = [
        ("exchange_task", task.pk),
        ("exchange_sheet", task.pk),
        ("exchange_file", task.pk),
        ("exchange_receipt", task.pk),
        ("exchange_take_back", task.pk),
        ("exchange_drop", task.pk),
        ("reconciliation", found.pk),
        ("reconciliation_rows", found.pk),
        ("reconciliation_export", found.pk),
        ("reconciliation_drop", found.pk),
        ("mismatch", row.pk),
        ("mismatch_apart", row.pk),
        ("mismatch_settle", row.pk),
    ]
    for name, pk in closed:
        assert stranger_of.get(reverse(name, args=(pk,))).status_code == 404, name
    for name, pk in (("reconciliation_run", found.pk), ("mismatch_task", row.pk)):
        assert stranger_of.post(reverse(name, args=(pk,))).status_code == 404, name
    unit = account.organization_id
    for name in ("systems", "filing_proof"):
        assert stranger_of.get(reverse(name) + f"?unit={unit}").status_code == 404, name
    for name in ("exchange", "reconciliations"):
        assert "青禾林业" not in html(stranger_of.get(reverse(name)))


def test_the_account_shows_what_of_it_is_still_to_be_reported(keeper, account, tasks):
    said = html(keeper.get(reverse("account", args=(account.pk,))))

    assert "待报送 3 件" in said
    assert reverse("exchange_task", args=(tasks[0].pk,)) in said
