"""Papers leave with a number, with whose numbers they hold in the record, and only to some."""

from datetime import date

import pytest

from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.papers.actions import print_paper, remove_wording, save_wording
from zhijian.papers.books import forms
from zhijian.papers.drawing import drawn
from zhijian.papers.matter import Matter
from zhijian.papers.models import Paper
from zhijian.papers.subjects import subject_of
from zhijian.papers.wordings import words_of
from zhijian.people.models import Person

REGISTRATION, INVENTORY = "hengnan_filing_registration", "hengnan_inventory_cleanup"


def test_a_paper_has_a_number_and_the_record_says_whose_numbers_it_holds(office):
    subject = subject_of(office.account)

    printed = print_paper(forms()[REGISTRATION], subject, by=office.keeper, kind="docx")

    entry = Entry.objects.order_by("-seq").first()
    assert printed.paper.number == "BD-2026-000001"
    assert entry.action == "paper.opened"
    names = set(Person.objects.filter(pk__in=entry.data["persons"]).values_list("name", flat=True))
    assert names == {"王芳", "陈芳"}
    assert "13800000000" not in str(entry.data)


def test_the_same_content_keeps_its_number_and_another_content_gets_the_next(office):
    form, subject = forms()[REGISTRATION], subject_of(office.account)
    first = print_paper(form, subject, by=office.keeper, kind="docx").paper.number
    again = print_paper(form, subject, by=office.keeper, kind="pdf").paper.number
    office.account.followers = 12_561
    office.account.save()
    changed = print_paper(form, subject_of(office.account), by=office.keeper, kind="pdf")

    assert first == again
    assert changed.paper.number == "BD-2026-000002"
    assert Paper.objects.count() == 2


def test_each_copy_of_a_pdf_has_its_own_number_at_the_foot(office):
    subject = subject_of(office.account)
    one = print_paper(forms()[REGISTRATION], subject, by=office.keeper, kind="pdf").content

    three = print_paper(forms()[REGISTRATION], subject, by=office.keeper, kind="pdf", copies=3)

    assert three.drawn.copies == 3
    assert one.count(b"/Type /Page\n") * 3 == three.content.count(b"/Type /Page\n")


def test_who_keeps_nothing_there_may_not_print_numbers(office):
    subject = subject_of(office.account)

    with pytest.raises(Refused, match="号码会遮住"):
        print_paper(forms()[REGISTRATION], subject, by=office.looker, kind="pdf")

    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"kind": "xlsx"}, "不能生成 XLSX"),
        ({"kind": "pdf", "on": date(2026, 11, 21)}, "在今天之后"),
        ({"kind": "pdf", "copies": 0}, "份数应在"),
        ({"kind": "pdf", "copies": 21}, "份数应在"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_words(office, how, says):
    with pytest.raises(Refused, match=says):
        print_paper(forms()[REGISTRATION], subject_of(office.account), by=office.keeper, **how)


def test_the_inventory_says_as_of_which_day_it_stands(office):
    matter = Matter(subject_of(office.bureau), office.keeper, date(2026, 10, 31))

    made = drawn(forms()[INVENTORY], matter)

    assert "数据截至2026年10月31日" in made.sheet.text
    assert made.sheet.title == "青禾县政务新媒体排查及清理整合情况表"


def test_a_unit_without_accounts_prints_a_report_of_none(office):
    made = print_paper(forms()[INVENTORY], subject_of(office.school), by=office.keeper, kind="xlsx")

    assert made.drawn.values.rows("accounts_table") == []
    assert made.content.startswith(b"PK")


def test_what_lacks_is_said_and_the_paper_is_printed_all_the_same(office):
    made = drawn(forms()[REGISTRATION], Matter(subject_of(office.account), office.keeper))

    assert "“开办（变更、关停、整合）理由”没有填，请补填。" in [lack.says for lack in made.lacks]


def test_a_unit_prints_the_words_of_the_nearest_unit_above_that_has_its_own(office):
    form = forms()[REGISTRATION]
    from apps.papers.conftest import a_person
    from zhijian.people.models import User

    person = a_person(office.government, "县长办", "CONTACT")
    top = User.objects.create_user("top", "x", person=person)
    save_wording(form, "note_1", unit=office.government, by=top, text="县里的话")
    assert words_of(office.bureau, form) == {"note_1": "县里的话"}

    own = save_wording(
        form, "note_1", unit=office.bureau, by=office.keeper, text="本表填写{copies}份。"
    )

    assert words_of(office.bureau, form) == {"note_1": "本表填写{copies}份。"}
    assert words_of(office.office, form) == {"note_1": "县里的话"}
    made = drawn(form, Matter(subject_of(office.account), office.keeper))
    assert "本表填写三份。" in made.sheet.text
    remove_wording(own, by=office.keeper)
    assert words_of(office.bureau, form) == {"note_1": "县里的话"}


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("note_1", "", "用词没有填"),
        ("note_1", "{figure}份", "“{figure}”不认识"),
        ("note_9", "好", "没有这段文字"),
        ("note_1", "长" * 2001, "最多 2000 个字"),
    ],
)
def test_words_that_cannot_be_are_refused(office, key, text, says):
    with pytest.raises(Refused, match=says):
        save_wording(forms()[REGISTRATION], key, unit=office.bureau, by=office.keeper, text=text)


def test_words_are_changed_by_the_keepers_of_the_unit_alone(office):
    with pytest.raises(Refused, match="不在这些岗位上"):
        save_wording(
            forms()[REGISTRATION], "note_1", unit=office.bureau, by=office.stranger, text="好"
        )
