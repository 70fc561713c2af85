"""A year of the calendar is taken in, seen before it holds, and undone by importing again."""

from datetime import date

import pytest

from zhijian.core.refused import Refused
from zhijian.core.workdays import CalendarGap, DayKind
from zhijian.journal.models import Entry
from zhijian.law.actions import import_calendar_year
from zhijian.law.arrangement import preview, read_content, read_file
from zhijian.law.books import calendar
from zhijian.law.models import CalendarYear

TABLE = """\
日期,类型,节日名称
2027-01-01至2027-01-03,休,元旦
2月5日至11日,休,春节
2027-01-31,班,春节
2027-02-14,班,春节
4月3日至5日,休,清明节
5月1日至5日,休,劳动节
2027-05-08,班,劳动节
2027-06-09,休,端午节
2027-09-15,休,中秋节
10月1日至7日,休,国庆节
2027-10-09,班,国庆节
"""
NUMBER = "国办发明电〔2026〕9号"


def the_table(text: str = TABLE, year: int = 2027, number: str = NUMBER):
    return read_file("放假表.csv", text.encode(), year, calendar(), number=number)


def the_file(text: str = TABLE) -> str:
    return preview(the_table(text), calendar()).content


@pytest.mark.django_db
def test_a_year_is_seen_day_by_day_before_it_holds():
    seen = preview(the_table(), calendar())

    days = {change.day.date: change.day for change in seen.changes}
    assert not seen.replaces
    assert days[date(2027, 1, 31)].kind is DayKind.MAKEUP_WORKDAY
    assert days[date(2027, 2, 5)].name == "春节"
    assert date(2027, 3, 1) not in days
    assert 2027 not in calendar().years


def test_an_imported_year_holds_at_once_and_stands_in_the_record(clerk):
    with pytest.raises(CalendarGap):
        calendar().is_workday(date(2027, 1, 31))

    row = import_calendar_year(the_file(), by=clerk)

    assert calendar().is_workday(date(2027, 1, 31))
    assert row.number == NUMBER
    entry = Entry.objects.about(row).get()
    assert entry.action == "calendar.imported"
    assert (entry.data["year"], entry.data["replaced"]) == (2027, False)


def test_the_newest_import_holds_and_the_one_before_can_be_taken_in_again(clerk):
    first = import_calendar_year(the_file(), by=clerk)
    other = TABLE.replace("2027-05-08,班", "2027-05-09,班")
    seen = preview(the_table(other), calendar())

    import_calendar_year(seen.content, by=clerk)

    assert seen.replaces
    assert [change.day.date for change in seen.changes] == [date(2027, 5, 8), date(2027, 5, 9)]
    assert not calendar().is_workday(date(2027, 5, 8))
    import_calendar_year(first.content, by=clerk)
    assert calendar().is_workday(date(2027, 5, 8))
    assert CalendarYear.objects.filter(year=2027).count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (TABLE.replace("2027-05-08,班", "2027-05-03,班"), "既放假又上班"),
        (TABLE.replace("2027-05-08,班", "2027-05-10,班"), "不是周末"),
        (TABLE.replace("2027-06-09,休,端午节\n", ""), "端午节"),
    ],
)
def test_contradictions_are_told_before_anything_is_kept(wrong, says):
    with pytest.raises(Refused) as refusal:
        the_table(wrong)

    assert says in " ".join((str(refusal.value), *refusal.value.lines))
    assert not CalendarYear.objects.exists()


def test_what_comes_back_from_the_page_is_held_against_the_law_again(clerk):
    forged = the_file().replace("to: 2027-02-11", "to: 2027-02-05")

    with pytest.raises(Refused, match="春节"):
        import_calendar_year(forged, by=clerk)

    assert not CalendarYear.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "year: [", "1", "a: b", "year: 2027\n"])
def test_what_is_no_year_file_is_refused_in_a_sentence(content):
    with pytest.raises(Refused):
        read_content(content, calendar())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../../表.exe", "表", ".", "a\0b.pdf", "x" * 400 + ".docx"])
def test_a_file_of_another_kind_is_refused_whatever_its_name(name):
    with pytest.raises(Refused):
        read_file(name, b"x", 2027, calendar())


def test_a_year_with_a_hole_before_it_waits_for_the_missing_one(clerk):
    content = the_file().replace("2027", "2028").replace("arrangement-2028", "a")

    with pytest.raises(Refused):
        import_calendar_year(content, by=clerk)


def test_who_keeps_no_calendar_is_told_who_does(bureau, login):
    with pytest.raises(Refused, match="联系人"):
        import_calendar_year(the_file(), by=login(bureau, "CONTACT"))

    assert not CalendarYear.objects.exists()


def test_a_system_administrator_may_import_and_an_auditor_may_not(db, login):
    import_calendar_year(the_file(), by=login(None, officer="system"))

    with pytest.raises(Refused):
        import_calendar_year(the_file(), by=login(None, officer="audit"))


@pytest.mark.django_db
def test_a_notice_pasted_as_text_brings_its_number():
    text = (
        "国办发明电〔2025〕7号\n一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。"
        "1月4日（周日）上班。\n"
    )
    with pytest.raises(Refused) as refusal:
        read_file("粘贴的通知.txt", text.encode(), 2026, calendar())

    assert "春节" in " ".join((str(refusal.value), *refusal.value.lines))
