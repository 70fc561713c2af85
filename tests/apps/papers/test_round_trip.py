"""Register, paper, register: what was printed reads back without a difference; edits come back."""

import io
from datetime import date

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.papers.conftest import RARE, a_person
from zhijian.cases.media import Upload
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.ledger.models import Account, File, FollowerCount, MenuItem
from zhijian.papers.actions import print_paper
from zhijian.papers.actions.filling import (
    compared,
    drop_form,
    fingerprint,
    hand_in,
    take_form,
)
from zhijian.papers.books import forms
from zhijian.papers.models import FilledForm
from zhijian.papers.subjects import subject_of
from zhijian.people.models import Person, Position

REGISTRATION, INVENTORY = "hengnan_filing_registration", "hengnan_inventory_cleanup"


def printed(office, form=REGISTRATION, kind="docx") -> bytes:
    row = office.account if form == REGISTRATION else office.bureau
    subject = subject_of(type(row).objects.get(pk=row.pk))
    return print_paper(forms()[form], subject, by=office.keeper, kind=kind).content


def handed_in(office, content: bytes, form=REGISTRATION, name="填好.docx") -> FilledForm:
    row = office.account if form == REGISTRATION else office.bureau
    return hand_in(forms()[form], subject_of(row), Upload(name, content), by=office.keeper)


def changes_of(office, filled):
    return compared(filled, forms()[filled.form], by=office.keeper)


def odd(filled: FilledForm) -> list[str]:
    """The remarks, without that of rows beyond those of the notice's own table."""
    return [one for one in filled.remarks if "比表样多出" not in one]


def edited(content: bytes, changes: dict[str, str]) -> bytes:
    """A DOCX in which whole texts of cells were replaced by hand."""
    document = Document(io.BytesIO(content))
    left = dict(changes)
    for table in document.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            if cell.text.strip() in left:
                first, *rest = cell.paragraphs
                first.runs[0].text = left.pop(cell.text.strip())
                for run in first.runs[1:]:
                    run.text = ""
                for paragraph in rest:
                    for run in paragraph.runs:
                        run.text = ""
    assert not left, left
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def test_a_printed_registration_reads_back_without_a_difference(office):
    for number in range(8):
        a_person(
            office.bureau, f"䶮{number}𬭚", "EDITOR", title="编辑", phone=f"1380000001{number}"
        )
    for number in range(10):
        MenuItem.objects.create(
            account=office.account, order=number + 9, level_1="服务", level_2=f"事项{number}"
        )
    Account.objects.filter(pk=office.account.pk).update(
        introduction="长" * 600 + "\n第二段䶮", supervisor="青禾县人民政府办公室"
    )

    filled = handed_in(office, printed(office))

    assert changes_of(office, filled) == []
    assert odd(filled) == []


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_printed_inventory_reads_back_without_a_difference(office, kind):
    for number in range(4):
        Account.objects.create(
            organization=office.school,
            handle=f"w{number}",
            name=f"测绘院{number}",
            platform="douyin",
            state="operating",
            tasks="发布、解读、互动",
            reads=number,
        )

    content = printed(office, INVENTORY, kind)
    filled = handed_in(office, content, INVENTORY, f"情况表.{kind}")

    assert changes_of(office, filled) == []
    assert odd(filled) == []


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters="䶮𬭚（）、：")
    | st.just(" "),
    max_size=60,
).map(str.strip)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    introduction=TEXT,
    supervisor=TEXT,
    operator=TEXT,
    followers=st.none() | st.integers(0, 10**9),
    opened=st.none() | st.dates(date(2009, 1, 1), date(2026, 11, 1)),
    certified=st.none() | st.booleans(),
    licensed=st.none() | st.booleans(),
    state=st.sampled_from(["operating", "suspended", "closed", "deregistered"]),
    platform=st.sampled_from(["wechat", "weibo", "douyin", "app", "miniprogram", "weishi"]),
)
def test_whatever_the_register_holds_reads_back_as_it_was_printed(office, **fields):
    Account.objects.filter(pk=office.account.pk).update(
        introduction=fields["introduction"],
        supervisor=fields["supervisor"],
        operator=fields["operator"],
        followers=fields["followers"],
        opened_on=fields["opened"],
        is_certified=fields["certified"],
        has_license=fields["licensed"],
        state=fields["state"],
        platform=fields["platform"],
        account_type={"wechat": "service", "miniprogram": "miniprogram"}.get(
            fields["platform"], ""
        ),
    )

    filled = handed_in(office, printed(office))

    assert changes_of(office, filled) == []


def test_what_was_changed_on_paper_is_ticked_and_taken_over(office):
    content = edited(
        printed(office),
        {
            "12,560": "13000",
            "13800000000": "13900000000",
            "2023年3月1日": "2023年4月1日",
            "规范性文件": "规划",
        },
    )
    filled = handed_in(office, content)
    changes = changes_of(office, filled)

    assert {one.label for one in changes if one.can_apply} == {
        "关注量/粉丝量",
        "管理队伍：陈芳的手机号码",
        "正式运营时间",
        "栏目设置",
    }
    take_form(
        filled,
        forms()[REGISTRATION],
        by=office.keeper,
        keys=[one.key for one in changes],
        seen=fingerprint(changes),
    )

    account = Account.objects.get()
    assert account.opened_on == date(2023, 4, 1)
    assert account.followers == 13_000
    assert FollowerCount.objects.get().seen_on == date(2026, 11, 20)
    assert Person.objects.get(name="陈芳").phone == "13900000000"
    assert MenuItem.objects.get(order=0).level_3 == "规划"
    assert File.objects.get().digest == filled.digest
    filled.refresh_from_db()
    assert filled.state == "taken"
    assert "13900000000" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_only_what_is_ticked_is_taken_over(office):
    content = edited(printed(office), {"12,560": "13000", "2023年3月1日": "2023年4月1日"})
    filled = handed_in(office, content)

    take_form(filled, forms()[REGISTRATION], by=office.keeper, keys=["followers"])

    account = Account.objects.get()
    assert (account.followers, account.opened_on) == (13_000, date(2023, 3, 1))


def test_all_or_nothing(office):
    content = edited(printed(office), {"12,560": "13000", "13800000000": "139"})
    filled = handed_in(office, content)
    keys = [one.key for one in changes_of(office, filled)]

    with pytest.raises(Refused, match="手机号码的写法不对"):
        take_form(filled, forms()[REGISTRATION], by=office.keeper, keys=keys)

    assert Account.objects.get().followers == 12_560
    filled.refresh_from_db()
    assert filled.state == "preview"


def test_name_sponsor_and_state_are_offered_as_applications_and_not_taken(office):
    content = edited(printed(office), {f"{RARE}（副局长）": "新人（副局长）"})
    content = edited(
        content, {"青禾县自然资源局发布\ngh_0000000000ab": "青禾资源\ngh_0000000000ab"}
    )
    filled = handed_in(office, content)

    found = {one.label: one for one in changes_of(office, filled)}

    assert (found["账号名称"].can_apply, found["账号名称"].matter) == (False, "rename")
    assert found["主办单位分管领导及职务"].matter == "staff"


def test_a_newcomer_on_the_paper_is_entered_and_appointed_for_the_account(office):
    document = Document(io.BytesIO(printed(office)))
    table = next(t for t in document.tables if any("管理员" in c.text for c in t.rows[0].cells))
    row = next(r for r in table.rows if not any(c.text.strip() for c in r.cells[1:]))
    words = ("李明", "青禾县自然资源局 副主任", "0734-0000003", "13700000000", "", "")
    cells = list({id(cell._tc): cell for cell in row.cells}.values())
    for cell, word in zip(cells[1:], words, strict=True):
        cell.paragraphs[0].add_run(word)
    held = io.BytesIO()
    document.save(held)
    filled = handed_in(office, held.getvalue())
    (one,) = changes_of(office, filled)

    take_form(filled, forms()[REGISTRATION], by=office.keeper, keys=[one.key])

    person = Person.objects.get(name="李明")
    assert (person.title, person.phone) == ("副主任", "13700000000")
    position = Position.objects.get(person=person)
    assert (position.kind, position.account) == ("ADMIN", office.account.handle)


def test_a_register_that_changed_meanwhile_is_looked_at_again(office):
    filled = handed_in(office, edited(printed(office), {"12,560": "13000"}))
    changes = changes_of(office, filled)
    Account.objects.filter(pk=office.account.pk).update(introduction="别人改了")

    with pytest.raises(Refused, match="有变动，没有写入"):
        take_form(
            filled,
            forms()[REGISTRATION],
            by=office.keeper,
            keys=["followers"],
            seen=fingerprint(changes),
        )


def test_a_form_is_decided_once(office):
    filled = handed_in(office, edited(printed(office), {"12,560": "13000"}))
    drop_form(filled, by=office.keeper)

    with pytest.raises(Refused, match="已放弃"):
        take_form(filled, forms()[REGISTRATION], by=office.keeper, keys=["followers"])


def test_an_extra_and_a_missing_row_are_told_and_not_taken(office):
    filled = handed_in(
        office,
        edited(printed(office, INVENTORY), {"青禾县自然资源局发布": "没登记的账号"}),
        INVENTORY,
    )

    found = changes_of(office, filled)

    assert [one.matter for one in found] == ["retrofiling", "ending"]
    assert not any(one.can_apply for one in found)


def test_the_figures_of_an_inventory_are_taken_over_account_by_account(office):
    content = edited(printed(office, INVENTORY), {"36,000": "40000", "300,000": "310000"})
    filled = handed_in(office, content, INVENTORY)
    keys = [one.key for one in changes_of(office, filled)]

    take_form(filled, forms()[INVENTORY], by=office.keeper, keys=keys)

    account = Account.objects.get()
    assert (account.budget_per_year, account.reads) == (40_000, 310_000)


def test_a_changed_footnote_is_remarked(office):
    document = Document(io.BytesIO(printed(office)))
    for paragraph in document.paragraphs:
        if "填写三份" in paragraph.text:
            paragraph.runs[0].text = paragraph.text.replace("三份", "五份")
            for run in paragraph.runs[1:]:
                run.text = ""
    held = io.BytesIO()
    document.save(held)

    filled = handed_in(office, held.getvalue())

    assert any("与表样不同" in one for one in filled.remarks)


def test_another_form_and_no_form_are_refused(office):
    inventory = printed(office, INVENTORY)
    blank = io.BytesIO()
    Document().save(blank)

    with pytest.raises(Refused, match="不是《衡南县政务新媒体备案登记表》"):
        handed_in(office, inventory)
    with pytest.raises(Refused, match="看不出是哪一张表"):
        handed_in(office, blank.getvalue())


def test_who_does_not_keep_the_unit_hands_nothing_in(office):
    content = printed(office)

    with pytest.raises(Refused, match="不在这些岗位上"):
        hand_in(
            forms()[REGISTRATION],
            subject_of(office.account),
            Upload("填好.docx", content),
            by=office.looker,
        )
