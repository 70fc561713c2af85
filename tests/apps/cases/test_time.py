"""Terms, lights, pauses, extensions, reminders and what goes up when nothing happens."""

from datetime import date, datetime, timedelta

import pytest

from zhijian import jobs
from zhijian.cases import actions, jobs_handlers
from zhijian.cases.models import Case, Extension, Reminder
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs.models import Job
from zhijian.journal.models import Entry
from zhijian.law import books
from zhijian.notices.models import Notice
from zhijian.people.models import Organization

pytestmark = pytest.mark.django_db


def at(day: str):
    return clock.set_to(datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=clock.CHINA))


@pytest.fixture
def refiling(county):
    """Seven workdays from Friday in 衡南县: due on the first of December."""
    Organization.objects.update(place="430422")
    county.bureau.refresh_from_db()
    return county.open("refiling")


@pytest.mark.parametrize(
    ("day", "colour", "word"),
    [
        ("2026-11-20", "green", "还有 11 天"),
        ("2026-11-30", "green", "还有 1 天"),
        ("2026-12-01", "amber", "今天到期"),
        ("2026-12-02", "red", "逾期 1 天"),
    ],
)
def test_a_light_says_its_word_and_cites_its_clause(day, colour, word, refiling):
    light = refiling.light(date.fromisoformat(day))

    assert (light.colour, light.word) == (colour, word)
    assert light.due_on == date(2026, 12, 1)
    assert light.basis.startswith("7个工作日：《关于进一步规范和加强政务新媒体管理工作的通知》")
    assert light.working[0] == "起算日 2026-11-20（周五），期限7个工作日，起算日当天不计。"
    assert light.working[-1].startswith("到期日 2026-12-01")


def test_lists_agree_with_lights(refiling):
    for day in (date(2026, 11, 20) + timedelta(n) for n in range(20)):
        light = refiling.light(day).colour
        assert Case.objects.overdue(day).exists() is (light == "red")
        assert Case.objects.due_soon(day).exists() is (light == "amber")


def test_a_due_day_in_a_year_without_a_calendar_is_marked_and_reckoned_anew(county, monkeypatch):
    with at("2026-12-30"):
        case = county.open("refiling")
        assert case.light().word.endswith("（按周末推算）")
        years = books.calendar().estimated(2027)
        published = type(years)(years.tables, years.statutory)
        monkeypatch.setattr("zhijian.cases.actions.timing.calendar", lambda: published)
        monkeypatch.setattr("zhijian.cases.entering.calendar", lambda: published)

        assert actions.reckon(case)
        assert not actions.reckon(case)
    case.refresh_from_db()
    assert not case.due_is_estimate
    assert Entry.objects.order_by("-seq").first().action == "case.reckoned"


def test_an_event_before_the_opening_starts_the_term(county):
    case = county.open("refiling", on=date(2026, 11, 16))

    assert case.due_on == date(2026, 11, 23)
    with pytest.raises(Refused, match="晚于今天"):
        county.open("refiling", on=date(2026, 11, 21))


def test_the_clock_stands_and_runs_again(refiling, county):
    case = actions.pause(refiling, by=county.editor, reason="等待人事任命文件")
    assert (case.light().colour, case.light().word) == ("grey", "计时暂停")
    with pytest.raises(Refused, match="请先恢复计时"):
        actions.act(case, "submit", by=county.editor)
    with pytest.raises(Refused, match="已经暂停"):
        actions.pause(case, by=county.editor, reason="等待人事任命文件")
    with at("2026-11-24"):
        case = actions.resume(case, by=county.editor)
        assert case.due_on == date(2026, 12, 3)
        assert any("计时暂停，不计" in line for line in case.light().working)
        with pytest.raises(Refused, match="没有暂停"):
            actions.resume(case, by=county.editor)
    change = case.due_changes.last()
    assert (change.before, change.after, change.why) == (
        date(2026, 12, 1),
        date(2026, 12, 3),
        "恢复计时",
    )


def test_an_extension_is_granted_by_the_office_above_and_not_by_who_asked(refiling, county):
    asked = actions.ask_extension(
        refiling, by=county.editor, amount=3, unit="workday", reason="任命未下"
    )
    refiling.refresh_from_db()
    assert refiling.due_on == date(2026, 12, 1)
    assert refiling in Case.objects.on_desk_of(county.above)
    assert Notice.objects.unread_of(county.above).filter(kind="case.extension_asked").exists()

    for by, why in (
        (county.editor, "不能由申请人自己批准"),
        (county.lead, "您没有担任"),
        (county.above_b, "您没有担任"),
    ):
        with pytest.raises(Refused, match=why):
            actions.decide_extension(asked, by=by, is_granted=True)
    with pytest.raises(Refused, match="已有一份延期申请"):
        actions.ask_extension(refiling, by=county.editor, amount=1, unit="workday", reason="又")
    case = actions.decide_extension(asked, by=county.above, is_granted=True)

    assert case.due_on == date(2026, 12, 4)
    with pytest.raises(Refused, match="已批准"):
        actions.decide_extension(asked, by=county.above, is_granted=True)
    with pytest.raises(Refused, match="最多延期 1 次"):
        actions.ask_extension(case, by=county.editor, amount=1, unit="workday", reason="又")


def test_who_asked_does_not_grant_even_from_the_office_above(county):
    Organization.objects.update(place="430422")
    county.office.refresh_from_db()
    case = county.open("refiling", organization=county.office, by=county.above)
    asked = actions.ask_extension(case, by=county.above, amount=1, unit="workday", reason="忙")
    county.top.person.positions.all().update(organization=county.government)

    with pytest.raises(Refused, match="不能由申请人自己批准"):
        actions.decide_extension(asked, by=county.above, is_granted=True)
    assert actions.decide_extension(asked, by=county.top, is_granted=True).due_on > case.due_on


def test_a_refused_extension_says_why_and_moves_nothing(refiling, county):
    asked = actions.ask_extension(
        refiling, by=county.editor, amount=3, unit="workday", reason="任命未下"
    )
    with pytest.raises(Refused, match="须写明意见"):
        actions.decide_extension(asked, by=county.above, is_granted=False)
    case = actions.decide_extension(asked, by=county.above, is_granted=False, opinion="按期办理")

    assert case.due_on == date(2026, 12, 1)
    assert case.opinions.get().text == "按期办理"


@pytest.mark.parametrize(
    ("amount", "unit", "why"),
    [(4, "workday", "不能超过3个工作日"), (0, "workday", "大于 0"), (1, "year", "只能是工作日")],
)
def test_an_extension_stays_within_its_bounds(amount, unit, why, refiling, county):
    with pytest.raises(Refused, match=why):
        actions.ask_extension(refiling, by=county.editor, amount=amount, unit=unit, reason="理由")


def test_an_extension_lapses_when_the_step_is_left(refiling, county):
    asked = actions.ask_extension(
        refiling, by=county.editor, amount=3, unit="workday", reason="任命未下"
    )
    actions.act(refiling, "submit", by=county.editor)

    asked.refresh_from_db()
    assert asked.state == Extension.State.LAPSED
    with pytest.raises(Refused, match="已失效"):
        actions.decide_extension(asked, by=county.above, is_granted=True)


def test_urging_is_for_those_above_and_not_every_hour(refiling, county):
    with pytest.raises(Refused, match="催办由发起人"):
        actions.urge(refiling, by=county.stranger)
    actions.urge(refiling, by=county.above, text="请抓紧")
    with pytest.raises(Refused, match="2026-11-23 起可以再催"):
        actions.urge(refiling, by=county.above)
    with at("2026-11-23"):
        actions.urge(refiling, by=county.above)

    told = Notice.objects.of(county.editor).filter(kind="case.urged", is_red=True)
    assert told.count() == 2


def sweep_all():
    jobs_handlers.sweep({})
    for job in Job.objects.filter(kind="cases.attend"):
        jobs_handlers.attend(job.payload)


def test_the_morning_sweep_reminds_once_a_day_and_tells_the_office_above_once(refiling, county):
    for day, reminded, escalated in (
        ("2026-11-30", 0, 0),
        ("2026-12-01", 1, 0),
        ("2026-12-02", 2, 0),
        ("2026-12-03", 3, 0),
        ("2026-12-04", 4, 1),
        ("2026-12-05", 4, 1),
        ("2026-12-07", 5, 1),
    ):
        with at(day):
            sweep_all()
            sweep_all()
        kinds = list(Reminder.objects.values_list("kind", flat=True))
        assert (kinds.count("automatic"), kinds.count("escalation")) == (reminded, escalated), day
    notice = Notice.objects.of(county.above).get(kind="case.escalated")
    assert notice.is_red
    assert "青禾县林业局“填写变动情况”逾期 3 天" in notice.title


def test_the_sweep_leaves_paused_and_closed_cases_alone(refiling, county):
    actions.pause(refiling, by=county.editor, reason="等待人事任命文件")
    with at("2026-12-20"):
        sweep_all()

    assert not Reminder.objects.exists()


def test_escalating_by_hand_waits_for_its_day(refiling, county):
    with pytest.raises(Refused, match="2026-12-04 起才上报"):
        actions.escalate(refiling, by=county.lead)
    with at("2026-12-04"):
        assert actions.escalate(refiling, by=county.lead, text="久拖未办")
        with pytest.raises(Refused, match="已经上报过"):
            actions.escalate(refiling, by=county.lead)


def test_another_register_asks_for_a_case_by_a_keyed_job(county):
    payload = {
        "process": "refiling",
        "organization": county.bureau.pk,
        "title": "采编员变动",
        "by": county.lead.pk,
        "on": "2026-11-18",
        "subject_type": "people.person",
        "subject_id": county.editor.person.pk,
    }
    for _ in range(2):
        jobs.enqueue("cases.open", payload, key="refiling@1")
    for job in Job.objects.filter(kind="cases.open"):
        jobs_handlers.open_asked(job.payload)

    case = Case.objects.about(county.editor.person).get()
    assert (case.event_on, case.opened_by) == (date(2026, 11, 18), county.lead)
