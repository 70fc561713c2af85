"""Pages of units, staff and imports: what stands there, who may, and what is refused in words."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhijian.config import clock
from zhijian.journal.models import Entry
from zhijian.people import edits
from zhijian.people.actions import ORGANIZATION_FIELDS, PERSON_FIELDS, seal_person
from zhijian.people.models import ImportBatch, Organization, Oversight, Person, Position, User

pytestmark = pytest.mark.django_db
PHONE = "13800000001"


@pytest.fixture
def unit(county) -> Organization:
    return county.units[0]


@pytest.fixture
def person(unit) -> Person:
    found = Person(organization=unit, name="测甲")
    seal_person(found, phone=PHONE)
    found.save()
    return found


@pytest.fixture
def chief(db) -> User:
    return User.objects.create_user("chief", office="system", must_change_password=False)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return response.content.decode()


def a_workbook(*rows) -> SimpleUploadedFile:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    sheet = book.add_worksheet("岗位台账")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile("名册.xlsx", stream.getvalue())


HEADS = ("单位名称", "岗位", "姓名", "任职日期", "联系电话")


def test_a_unit_shows_its_vacancies_first_with_their_clauses(page_of, unit):
    shown = text(page_of.get(reverse("organization", args=(unit.pk,))))

    assert shown.index("岗位空缺与冲突") < shown.index('id="posts"')
    assert "须配备" in shown
    assert "第" in shown
    assert '<span class="tag red">必须</span>' in shown


def test_who_sets_the_platform_up_is_led_to_no_register_he_may_not_see(page_of, chief, unit):
    at, registers = (reverse(name, args=(unit.pk,)) for name in ("organization", "unit_keeping"))

    assert registers in text(page_of.get(at))
    assert registers not in text(signed_in(chief).get(at))


def test_a_stranger_finds_no_unit_person_or_import(stranger, unit, person, clerk):
    batch = ImportBatch.objects.create(
        file_name="x", file_digest="", file_bytes=1, place="cn", uploaded_by=clerk,
        uploaded_at=clock.now(),
    )  # fmt: skip
    other = signed_in(stranger)
    addresses = [
        reverse("organization", args=(unit.pk,)),
        reverse("organization_edit", args=(unit.pk,)),
        reverse("organization_move", args=(unit.pk,)),
        reverse("organization_abolish", args=(unit.pk,)),
        reverse("oversight_new", args=(unit.pk,)),
        reverse("oversight_end", args=(unit.pk, 1)),
        f"{reverse('organization_new')}?parent={unit.pk}",
        f"{reverse('person_new')}?unit={unit.pk}",
        reverse("person", args=(person.pk,)),
        reverse("person_edit", args=(person.pk,)),
        reverse("person_appoint", args=(person.pk,)),
        reverse("person_leave", args=(person.pk,)),
        reverse("position_end", args=(person.pk, 1)),
        reverse("person_number", args=(person.pk, "phone")),
        reverse("people_import_batch", args=(batch.pk,)),
        reverse("people_import_undo", args=(batch.pk,)),
    ]

    assert {url: other.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 404)
    assert {other.post(url, {"reason": "想看"}).status_code for url in addresses} <= {404, 405}
    assert Client().get(addresses[0]).status_code == 302


def test_who_may_not_change_is_told_who_may(unit, county):
    editor = User.objects.create_user(
        "editor", person=Person.objects.create(organization=unit, name="采编"),
        must_change_password=False,
    )  # fmt: skip
    Position.objects.create(
        organization=unit, person=editor.person, kind="EDITOR", from_on=date(2024, 1, 1)
    )
    browser = signed_in(editor)

    for name in ("organization_edit", "organization_move", "organization_abolish"):
        response = browser.get(reverse(name, args=(unit.pk,)))
        assert response.status_code == 403
        assert "办理，您不在这些岗位上" in text(response)
    shown = text(browser.get(reverse("organization", args=(unit.pk,))))
    assert "登记人员" not in shown


def test_numbers_are_masked_and_opened_only_with_a_reason(page_of, person):
    shown = text(page_of.get(reverse("person", args=(person.pk,))))
    address = reverse("person_number", args=(person.pk, "phone"))

    assert "138****0001" in shown
    assert PHONE not in shown
    assert PHONE not in text(page_of.get(address))
    assert page_of.post(address, {"reason": ""}).status_code == 422
    opened = page_of.post(address, {"reason": "核对报备"})
    assert PHONE in text(opened)
    assert "no-store" in opened["Cache-Control"]
    assert Entry.objects.get(action="person.opened").remark == "核对报备"
    assert page_of.get(reverse("person_number", args=(person.pk, "name"))).status_code == 404


def test_somebody_is_entered_appointed_and_leaves(page_of, unit):
    page_of.post(f"{reverse('person_new')}?unit={unit.pk}", {"name": "测乙", "phone": PHONE})
    person = Person.objects.get(name="测乙")
    page_of.post(
        reverse("person_appoint", args=(person.pk,)),
        {"kind": "LEAD", "from_on": "2024-02-01", "is_full_time": "on"},
    )
    position = Position.objects.get(person=person)
    page_of.post(reverse("position_end", args=(person.pk, position.pk)), {"until_on": "2024-03-01"})
    done = page_of.post(
        reverse("person_leave", args=(person.pk,)), {"on": str(clock.today())}, follow=True
    )

    position.refresh_from_db()
    assert (position.is_full_time, position.until_on) == (True, date(2024, 3, 1))
    assert "已离岗，登录已停用" in text(done)


def test_an_empty_number_stays_and_a_ticked_one_goes(page_of, person):
    address = reverse("person_edit", args=(person.pk,))
    assert "已登记，空着表示不改" in text(page_of.get(address))
    assert PHONE not in text(page_of.get(address))

    page_of.post(address, {"name": "测甲", "phone": ""})
    person.refresh_from_db()
    assert person.phone == PHONE

    page_of.post(address, {"name": "测甲", "phone": "", "cleared": ["phone"]})
    person.refresh_from_db()
    assert (person.phone, person.phone_index) == ("", "")


def test_everybody_changes_the_own_number_on_the_own_page(unit):
    user = User.objects.create_user(
        "own", person=Person.objects.create(organization=unit, name="本人"),
        must_change_password=False,
    )  # fmt: skip
    browser = signed_in(user)

    browser.post(reverse("person_edit", args=(user.person.pk,)), {"phone": PHONE, "title": "局长"})

    user.person.refresh_from_db()
    assert (user.person.phone, user.person.title) == (PHONE, "")


def test_the_second_writer_sees_the_difference_and_may_overwrite(page_of, unit):
    address = reverse("organization_edit", args=(unit.pk,))
    said = {name: getattr(unit, name) or "" for name in ORGANIZATION_FIELDS}
    version = edits.fingerprint(unit, ORGANIZATION_FIELDS)
    page_of.post(address, said | {"short_name": "甲写的", "version": version})

    late = page_of.post(address, said | {"short_name": "乙写的", "version": version})

    assert late.status_code == 409
    assert "甲写的" in text(late)
    assert "乙写的" in text(late)
    unit.refresh_from_db()
    assert unit.short_name == "甲写的"
    newer = edits.fingerprint(unit, ORGANIZATION_FIELDS)
    assert f'name="version" value="{newer}"' in text(late)
    page_of.post(address, said | {"short_name": "乙写的", "version": newer})
    unit.refresh_from_db()
    assert unit.short_name == "乙写的"


def test_the_second_writer_of_a_person_sees_no_plain_number(page_of, person):
    address = reverse("person_edit", args=(person.pk,))
    version = edits.fingerprint(person, PERSON_FIELDS)
    page_of.post(address, {"name": "测甲", "phone": "13800000002", "version": version})

    late = page_of.post(address, {"name": "测改", "phone": "13800000003", "version": version})

    assert late.status_code == 409
    assert "13800000002" not in text(late)
    assert "138****0002" in text(late)


def test_a_unit_is_added_moved_overseen_and_abolished(page_of, chief, county, unit):
    page_of.post(
        f"{reverse('organization_new')}?parent={unit.pk}",
        {"name": "林政科", "kind": "internal", "level": "subordinate", "managed_by": "local"},
    )
    section = Organization.objects.get(name="林政科")
    assert (section.parent, section.place) == (unit, unit.place)
    browser = signed_in(chief)
    browser.post(
        reverse("organization_move", args=(section.pk,)),
        {"to": county.units[1].name, "reason": "机构改革"},
    )
    section.refresh_from_db()
    assert section.parent == county.units[1]
    browser.post(
        reverse("oversight_new", args=(section.pk,)),
        {"office": county.office.name, "role": "supervises", "from_on": "2025-01-01"},
    )
    row = Oversight.objects.get(organization=section)
    browser.post(reverse("oversight_end", args=(section.pk, row.pk)), {"until_on": "2025-02-01"})
    browser.post(
        reverse("organization_abolish", args=(section.pk,)), {"on": "2025-03-01", "reason": "撤并"}
    )

    section.refresh_from_db()
    row.refresh_from_db()
    assert row.until_on == date(2025, 2, 1)
    assert section.abolished_on == date(2025, 3, 1)
    shown = text(browser.get(reverse("organization", args=(section.pk,))))
    assert "已撤并" in shown


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("credit_code", "123", "末位校验码"),
        ("place", "三三", "不是行政区划代码"),
        ("name", "", "这个字段是必填项|必填|此字段"),
        ("kind", "公司", "有效"),
        ("established_on", "昨天", "日期"),
        ("short_name", "长" * 5000, "40"),
        ("name", "a\x00b", "字符"),
    ],
)
def test_what_is_not_sound_stays_in_the_form_with_its_reason(page_of, unit, field, value, says):
    import re

    said = {name: getattr(unit, name) or "" for name in ORGANIZATION_FIELDS}
    said["name"] = "青禾县新局"

    response = page_of.post(
        f"{reverse('organization_new')}?parent={unit.pk}", said | {field: value}
    )

    assert response.status_code == 422
    assert re.search(says, text(response))


@pytest.mark.parametrize("number", ["0", "abc", "9" * 30, "-1", ""])
def test_a_guessed_unit_is_not_found(page_of, number):
    assert page_of.get(f"{reverse('person_new')}?unit={number}").status_code == 404


def test_a_script_in_a_name_is_shown_as_text(page_of, unit):
    page_of.post(f"{reverse('person_new')}?unit={unit.pk}", {"name": "<script>alert(1)</script>"})
    person = Person.objects.latest("pk")

    for url in (reverse("person", args=(person.pk,)), reverse("organization", args=(unit.pk,))):
        shown = text(page_of.get(url))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_an_upload_is_looked_at_taken_and_undone(page_of, clerk, unit):
    file = a_workbook(
        HEADS,
        (unit.name, "联系人", "测丙", "2024-03-01", PHONE),
        ("没有这个单位", "联系人", "测丁", "2024-03-01", ""),
    )
    page_of.post(reverse("people_import"), {"file": file})
    batch = ImportBatch.objects.get()
    address = reverse("people_import_batch", args=(batch.pk,))

    shown = text(page_of.get(address))
    assert "138****0001" in shown
    assert PHONE not in shown
    assert "没有名为“没有这个单位”的单位" in shown
    assert "工作表“岗位台账”，A3" in shown
    refused = text(page_of.get(f"{address}?show=refused"))
    assert "测丙" not in refused
    assert not Person.objects.filter(name="测丙").exists()

    page_of.post(reverse("people_import_commit", args=(batch.pk,)))
    assert Person.objects.matching(PHONE).get().name == "测丙"
    again = page_of.post(reverse("people_import_commit", args=(batch.pk,)), follow=True)
    assert "已经处理过了" in text(again)

    undo = reverse("people_import_undo", args=(batch.pk,))
    assert page_of.post(undo, {"reason": ""}).status_code == 422
    page_of.post(undo, {"reason": "导错了"})
    assert not Person.objects.filter(name="测丙").exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.xlsx", b"", "文件是空的"),
        ("x.exe", b"MZ", "不是表格"),
        ("x.xlsx", b"%PDF-1.4", "没有可以导入的行|不是"),
        ("x.csv", b"\xff\xfe\x00\xd8", "没有可以导入的行"),
    ],
)
def test_a_file_that_lies_about_itself_is_refused_on_the_page(page_of, name, content, says):
    import re

    response = page_of.post(reverse("people_import"), {"file": SimpleUploadedFile(name, content)})

    assert response.status_code == 422
    assert re.search(says, text(response))
    assert not ImportBatch.objects.exists()


def test_commit_and_drop_answer_to_posts_alone(page_of, clerk):
    batch = ImportBatch.objects.create(
        file_name="x", file_digest="", file_bytes=1, place="cn", uploaded_by=clerk,
        uploaded_at=clock.now(),
    )  # fmt: skip

    for name in ("people_import_commit", "people_import_drop"):
        assert page_of.get(reverse(name, args=(batch.pk,))).status_code == 405
    for after in ("x", "9" * 30, "-1"):
        url = f"{reverse('people_import_batch', args=(batch.pk,))}?after={after}"
        assert page_of.get(url).status_code == 404


def test_the_blank_workbook_is_read_back_as_both_ledgers(page_of, chief):
    content = page_of.get(reverse("people_import_blank")).content

    response = signed_in(chief).post(
        reverse("people_import"), {"file": SimpleUploadedFile("空.xlsx", content)}
    )

    assert "没有可以导入的行" in text(response)


def test_a_unit_page_asks_few_questions_however_many_work_there(
    page_of, unit, django_assert_max_num_queries
):
    for number in range(30):
        person = Person.objects.create(organization=unit, name=f"第{number}人")
        Position.objects.create(
            organization=unit, person=person, kind="EDITOR", from_on=date(2024, 1, 1)
        )
    page_of.get(reverse("organization", args=(unit.pk,)))

    with django_assert_max_num_queries(30):
        page_of.get(reverse("organization", args=(unit.pk,)))


def test_the_administrator_of_an_empty_installation_finds_where_to_begin(chief):
    browser = signed_in(chief)

    units = text(browser.get(reverse("organizations")))

    assert "批量导入" in units
    assert "设立顶级单位" in units
    assert browser.get(reverse("organization_new")).status_code == 200
    assert browser.get(reverse("people")).status_code == 200


def test_the_administrator_looks_staff_up_and_opens_no_number(chief, person, unit):
    browser = signed_in(chief)

    shown = text(browser.get(reverse("person", args=(person.pk,))))
    assert "138****0001" in shown
    assert reverse("person_number", args=(person.pk, "phone")) not in shown
    address = reverse("person_number", args=(person.pk, "phone"))
    assert "系统管理员不查看" in text(browser.post(address, {"reason": "想看"}))
    assert reverse("person_leave", args=(person.pk,)) in shown
