"""A case that comes to its filing makes the tasks of its place, and leaves only with receipts."""

from datetime import date, datetime

import pytest

from apps.exchange.conftest import PNG
from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.exchange import actions
from zhijian.exchange.models import Task
from zhijian.exchange.terms import due_of, office_meant
from zhijian.journal.models import Entry
from zhijian.ledger.actions.files import files_of
from zhijian.ledger.models import Filing, LifeEvent, SystemEntry

NATIONAL = "全国政务新媒体信息报送系统"
HUBEI, SHIYAN = "全省政务新媒体管理平台", "十堰市政务新媒体监管服务平台"
ZHEJIANG = "浙江省政务新媒体管理平台"
# place: recipients of filings, systems, the due day of an event on the 19th, whether it is ours
FIVE = {
    "yinzhou": ({"区政府办公室"}, set(), "2026-11-26", True),
    "fangxian": ({HUBEI, SHIYAN, NATIONAL}, {HUBEI, SHIYAN, NATIONAL}, "2026-11-26", False),
    "hengnan": ({"主管单位"}, {NATIONAL}, "2026-11-26", True),
    "qingdao": ({"上级主管单位"}, set(), "2026-11-26", True),
    "haiyan": ({"县政府办公室", "县委网信办"}, {NATIONAL, ZHEJIANG}, "2026-11-26", True),
}


@pytest.mark.parametrize("place", FIVE)
def test_each_place_has_its_recipients_systems_and_day(bureau, place):
    recipients, systems, due, is_ours = FIVE[place]
    one = bureau(place)

    case = one.case(account := one.account())

    event = LifeEvent.objects.get(case=case)
    assert {row.recipient for row in event.filings.all()} == recipients
    assert {row.system for row in account.system_entries.all()} == systems
    tasks = Task.objects.filter(event=event)
    assert {task.recipient for task in tasks} == recipients | systems
    assert len(tasks) == len(recipients | systems)
    for task in tasks:
        assert task.due_on.isoformat() == due
        assert ("本平台建议" in task.due_basis) is is_ours, task.due_basis
        assert "《" in task.basis


@pytest.mark.parametrize("place", FIVE)
def test_the_case_goes_on_only_with_every_receipt(bureau, place):
    one = bureau(place)
    case = one.case(account := one.account())
    tasks = list(Task.objects.filter(case=case))

    for task in tasks:
        with pytest.raises(Refused, match="还没有登记回执") as refused:
            cases.act(case, "filed", by=one.clerk)
        assert task.recipient in str(refused.value)
        actions.record_receipt(task, by=one.clerk, on=clock.today(), number=f"N-{task.pk}")
    case = cases.act(case, "filed", by=one.clerk)

    assert case.step == "confirm"
    assert not Filing.objects.filter(event__case=case, filed_on=None).exists()
    assert not account.system_entries.filter(submitted_on=None).exists()
    for row in Filing.objects.filter(event__case=case):
        assert (row.filed_on, row.receipt) == (clock.today(), f"N-{row.task.pk}")


@pytest.mark.parametrize(
    ("place", "kind", "event_on", "due"),
    [
        ("fangxian", "OPEN", date(2026, 9, 28), date(2026, 10, 10)),  # 国庆 and a make-up Saturday
        ("fangxian", "CHANGE", date(2026, 9, 28), date(2026, 10, 10)),
        ("hengnan", "CHANGE", date(2026, 9, 28), date(2026, 10, 13)),
        ("hengnan", "OPEN", date(2026, 9, 28), date(2026, 10, 10)),
    ],
)
def test_the_term_is_the_places_in_workdays(bureau, place, kind, event_on, due):
    found = due_of(bureau(place).unit, event_on, "filing.deadline", kind)

    assert found.on == due
    assert not found.is_estimate
    assert found.working.due_on == due


def test_a_term_into_an_unpublished_year_is_an_estimate(bureau):
    one = bureau("fangxian")

    found = due_of(one.unit, date(2026, 12, 30), "filing.deadline", "OPEN")

    assert found.is_estimate


def test_before_the_notice_nothing_of_it_is_asked(bureau):
    one = bureau("fangxian")

    case = one.case(one.account(), event_on=date(2023, 8, 6))

    (task,) = Task.objects.filter(case=case)
    assert task.recipient == one.office.name
    assert "本平台建议" in task.basis


def test_a_recipient_that_is_a_system_is_entered_once_and_marks_both(bureau):
    one = bureau("fangxian")
    case = one.case(account := one.account())
    task = Task.objects.get(case=case, recipient=NATIONAL)

    actions.record_receipt(task, by=one.clerk, on=clock.today(), screenshot=Upload("回执.png", PNG))

    filing = Filing.objects.get(event__case=case, recipient=NATIONAL)
    entry = account.system_entries.get(system=NATIONAL)
    assert filing.filed_on == entry.submitted_on == clock.today()
    assert files_of(task).get().kind == "回执截图"


def test_neither_number_nor_screenshot_is_no_proof(bureau):
    one = bureau("yinzhou")
    task = Task.objects.get(case=one.case(one.account()))

    with pytest.raises(Refused, match="不能证明已经报送"):
        actions.record_receipt(task, by=one.clerk, on=clock.today())
    assert Task.objects.open().count() == 1


@pytest.mark.parametrize(
    ("on", "says"), [("2026-11-21", "还没有到"), ("2026-11-18", "早于事项发生的 2026-11-19")]
)
def test_a_day_ahead_or_before_the_event_is_refused(bureau, on, says):
    one = bureau("yinzhou")
    task = Task.objects.get(case=one.case(one.account()))

    with pytest.raises(Refused, match=says):
        actions.record_receipt(task, by=one.clerk, on=date.fromisoformat(on), number="1")
    for good in ("2026-11-20", "2026-11-19"):
        held = actions.record_receipt(task, by=one.clerk, on=date.fromisoformat(good), number="1")
        assert held.done_on.isoformat() == good
        actions.take_back_receipt(held, by=one.clerk, reason="试")


def test_a_neighbour_and_a_second_receipt_are_refused(bureau):
    one, other = bureau("yinzhou"), bureau("hengnan")
    task = Task.objects.get(case=one.case(one.account()))

    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.record_receipt(task, by=other.clerk, on=clock.today(), number="1")
    actions.record_receipt(task, by=one.clerk, on=clock.today(), number="1")
    with pytest.raises(Refused, match="登记过回执"):
        actions.record_receipt(task, by=one.clerk, on=clock.today(), number="2")


def test_a_receipt_is_taken_back_until_the_case_goes_on(bureau):
    one = bureau("fangxian")
    case = one.case(account := one.account())
    tasks = list(Task.objects.filter(case=case))
    for task in tasks:
        actions.record_receipt(task, by=one.clerk, on=clock.today(), number="1")

    actions.take_back_receipt(tasks[0], by=one.clerk, reason="编号写错")
    assert Filing.objects.get(task=tasks[0]).filed_on is None
    assert account.system_entries.filter(submitted_on=None).count() == 1
    actions.record_receipt(tasks[0], by=one.clerk, on=clock.today(), number="2")
    cases.act(case, "filed", by=one.clerk)

    with pytest.raises(Refused, match="回执不能再撤回"):
        actions.take_back_receipt(tasks[0], by=one.clerk, reason="编号写错")
    names = list(Entry.objects.order_by("seq").values_list("action", flat=True))
    assert "exchange.receipt_taken_back" in names
    assert names.count("exchange.receipted") == 4


def test_a_change_is_reported_again_while_the_entry_stays(bureau):
    one = bureau("fangxian")
    account = one.account(state="operating")
    for name in (HUBEI, SHIYAN, NATIONAL):
        SystemEntry.objects.create(
            account=account, system=name, submitted_on=date(2024, 3, 1), receipt="旧"
        )

    case = one.case(account, kind="CHANGE", detail="rename")
    for task in Task.objects.filter(case=case):
        actions.record_receipt(task, by=one.clerk, on=clock.today(), number="新")
    cases.act(case, "filed", by=one.clerk)

    assert Filing.objects.filter(event__case=case, receipt="新").count() == 3
    assert {e.submitted_on for e in account.system_entries.all()} == {date(2024, 3, 1)}


def test_where_systems_are_no_recipients_a_change_is_still_a_task_there(bureau):
    one = bureau("hengnan")
    account = one.account(state="operating")
    SystemEntry.objects.create(account=account, system=NATIONAL, submitted_on=date(2024, 3, 1))

    case = one.case(account, kind="CHANGE", detail="rename")

    task = Task.objects.get(case=case, recipient=NATIONAL)
    assert task.is_open
    assert task.due_on == date(2026, 11, 30)  # 7 workdays, not 5
    office = Task.objects.get(case=case, recipient="主管单位")
    actions.record_receipt(office, by=one.clerk, on=clock.today(), number="1")
    with pytest.raises(Refused, match=NATIONAL):
        cases.act(case, "filed", by=one.clerk)


def test_an_alias_under_which_an_entry_stands_is_the_same_system(bureau):
    one = bureau("hengnan")
    account = one.account(state="operating")
    SystemEntry.objects.create(
        account=account, system="全国政务新媒体报送系统", submitted_on=date(2024, 3, 1)
    )

    case = one.case(account)

    assert account.system_entries.count() == 1
    assert not Task.objects.filter(case=case, recipient=NATIONAL).exists()


def test_a_case_sent_back_keeps_its_receipts_and_makes_no_second_tasks(bureau):
    one = bureau("yinzhou")
    case = one.case(one.account())
    task = Task.objects.get(case=case)
    actions.record_receipt(task, by=one.clerk, on=clock.today(), number="1")
    case = cases.act(case, "filed", by=one.clerk)

    case = cases.act(case, "send_back", by=one.users["above_b"], opinion="补正")

    assert case.step == "file"
    assert Task.objects.filter(case=case).count() == 1
    assert cases.act(case, "filed", by=one.clerk).step == "confirm"


def test_a_filing_taken_out_of_the_register_is_asked_for_again(bureau):
    one = bureau("fangxian")
    case = one.case(one.account())
    for task in Task.objects.filter(case=case):
        actions.record_receipt(task, by=one.clerk, on=clock.today(), number="1")

    Filing.objects.filter(event__case=case, recipient=HUBEI).update(filed_on=None)

    with pytest.raises(Refused, match=HUBEI):
        cases.act(case, "filed", by=one.clerk)


def test_a_day_that_came_by_import_closes_the_task(bureau):
    one = bureau("yinzhou")
    case = one.case(one.account())
    Filing.objects.filter(event__case=case).update(filed_on=date(2026, 11, 20), receipt="导入")

    cases.act(case, "filed", by=one.clerk)

    task = Task.objects.get(case=case)
    assert (task.done_on, task.receipt) == (date(2026, 11, 20), "导入")


def test_the_words_of_a_rule_mean_an_office_of_ours(bureau):
    one = bureau("haiyan")

    assert office_meant("主管单位", one.unit, clock.today()) == one.office
    assert office_meant("县政府办公室", one.unit, clock.today()) == one.office
    assert office_meant("县委网信办", one.unit, clock.today()) is None


def test_a_task_is_seen_by_its_unit_and_those_above_only(bureau):
    one, other = bureau("yinzhou"), bureau("hengnan")
    one.case(one.account())

    assert Task.objects.visible_to(one.clerk).count() == 1
    assert Task.objects.visible_to(one.users["above"]).count() == 1
    assert Task.objects.visible_to(other.clerk).count() == 0


def test_the_tasks_left_of_a_case_that_is_over_are_dropped(bureau):
    one = bureau("hengnan")
    case = one.case(account := one.account())
    case.step, case.step_title, case.state = "dropped", "不再开设", "closed"
    case.closed_at = datetime(2026, 11, 20, tzinfo=clock.CHINA)
    case.save()

    from zhijian.exchange.hearing import leave_nothing_open

    leave_nothing_open(case)

    assert not Task.objects.open().filter(case=case).exists()
    assert account.pk


def test_asking_what_is_missing_writes_nothing(bureau):
    from zhijian.exchange.hearing import guard

    one = bureau("hengnan")
    case = one.case(one.account())
    Task.objects.filter(case=case).delete()

    with pytest.raises(Refused, match="主管单位"):
        guard(case, "filed", one.clerk)

    assert not Task.objects.filter(case=case).exists()
