"""The work desk: by urgency, counted, with one verb a row, and only what this person may do."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.cases.conftest import FRIDAY
from zhijian import notices
from zhijian.cases import actions
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.people.models import User
from zhijian.web import desk_work


def desk_of(client, **asked) -> str:
    answer = client.get(reverse("desk"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def open_text(cast, title: str) -> Case:
    opened = actions.open_case("review", organization=cast.bureau, title=title, by=cast.editor)
    return actions.act(opened, "submit", by=cast.editor)


def test_the_greeting_says_what_is_due(browser, cast, case):
    page = desk_of(browser(cast.reviewer))
    assert "上午好，审核" in page
    assert "11月20日 星期五" in page
    assert "今天没有到期的办件" in page

    with clock.set_to(FRIDAY.replace(day=24)):
        assert "1 件已逾期" in desk_of(browser(cast.reviewer))


@pytest.mark.parametrize(("days", "heading"), [(2, "本周及以后"), (3, "今天到期"), (4, "已逾期")])
def test_a_case_moves_up_as_its_day_comes(browser, cast, case, days, heading):
    """The first stage has one workday: from Friday to Monday."""
    with clock.set_to(FRIDAY + timedelta(days=days)):
        page = desk_of(browser(cast.reviewer))

    shown = page[page.index('id="work"') : page.index('id="lamps"')]
    assert f"<h3>{heading}</h3>" in shown
    assert case.title in shown


def test_each_tab_holds_what_its_name_says(browser, cast, case):
    reviewer, editor = browser(cast.reviewer), browser(cast.editor)

    assert case.title in desk_of(reviewer)
    assert case.title not in work_part(desk_of(reviewer, tab="done"))
    assert case.title in work_part(desk_of(editor, tab="started"))
    assert case.title in work_part(desk_of(editor, tab="done"))


def work_part(page: str) -> str:
    return page[page.index('id="work"') : page.index('id="lamps"')]


def test_a_row_has_the_verb_of_its_step(browser, cast, case):
    assert f'aria-label="审核：{case.title}"' in desk_of(browser(cast.reviewer))


def test_who_is_asked_to_cosign_finds_it_with_that_verb(browser, cast, case):
    actions.cosign(case, [cast.monitor], by=cast.reviewer)

    assert f'aria-label="会签：{case.title}"' in desk_of(browser(cast.monitor))


def test_chips_narrow_to_one_kind_and_a_strange_kind_shows_all(browser, cast, case):
    actions.open_case("refiling", organization=cast.bureau, title="采编员变动", by=cast.admin)
    client = browser(cast.editor_b)

    assert "采编员变动" in work_part(desk_of(client, kind="refiling"))
    assert case.title not in work_part(desk_of(client, kind="refiling"))
    assert case.title in work_part(desk_of(client, kind="<script>"))


def test_a_leader_reads_what_waits_to_be_signed_first(browser, cast, case):
    page = desk_of(browser(cast.lead))

    assert "待我审签" in page
    assert "所管单位逾期" in page
    assert "待我审签" not in desk_of(browser(cast.reviewer))


def test_another_units_work_is_on_nobody_elses_desk(browser, cast, case):
    assert case.title not in desk_of(browser(cast.stranger))


def test_an_empty_desk_says_the_next_step(browser, cast):
    page = desk_of(browser(cast.reviewer))

    assert "没有待办。可以查看本单位的办件。" in page
    assert "没有发起过办件。" in desk_of(browser(cast.reviewer), tab="started")


def test_notices_stand_at_the_side_and_the_unread_are_marked(browser, cast):
    notices.send(cast.reviewer, kind="announcement", title="第四季度抽查的通知")

    page = desk_of(browser(cast.reviewer))

    assert '<li class="unread">' in page
    assert "第四季度抽查的通知" in page


@pytest.mark.parametrize(
    ("office", "words"),
    [("system", "后台任务"), ("security", "登录"), ("audit", "条记录")],
)
def test_an_officer_has_a_desk_of_the_own_duty(browser, db, office, words):
    officer = User.objects.create_user("officer", None, office=office, must_change_password=False)

    page = desk_of(browser(officer))

    assert words in page
    assert 'id="work"' not in page


def test_the_list_of_the_day_is_a_page_for_paper(browser, cast, case):
    answer = browser(cast.reviewer).get(reverse("desk_today"))

    assert answer.status_code == 200
    assert case.title in answer.content.decode()


def test_nobody_has_a_desk_without_signing_in(client, db):
    assert client.get(reverse("desk")).status_code == 302


def test_the_desk_asks_the_database_as_often_for_many_cases_as_for_few(
    browser, cast, django_assert_max_num_queries
):
    open_text(cast, "第一件")
    client = browser(cast.reviewer)
    desk_of(client)
    with django_assert_max_num_queries(40) as few:
        desk_of(client)
    for number in range(6):
        open_text(cast, f"又一件 {number}")
    with django_assert_max_num_queries(len(few)):
        desk_of(client)


def test_above_the_limit_counts_are_said_to_be_more(cast, case, monkeypatch):
    open_text(cast, "第二件")
    monkeypatch.setattr(desk_work, "LIMIT", 1)

    found = desk_work.heap(Case.objects.on_desk_of(cast.reviewer), clock.today())

    assert (found.number, found.counted) == (1, "1 以上")


def test_groups_list_a_few_and_count_all(cast, case, monkeypatch):
    monkeypatch.setitem(desk_work.SHOWN, "later", 3)
    for number in range(4):
        open_text(cast, f"又一件 {number}")
    from zhijian.law.books import calendar

    found = desk_work.heap(Case.objects.on_desk_of(cast.reviewer), clock.today())
    (group,) = desk_work.groups(found, cast.reviewer, calendar(), acts=True)

    assert (group.key, group.count, len(group.rows)) == ("later", 5, 3)
