"""Staff: sealed numbers, positions, leaving, and who may look."""

from datetime import date, datetime

import pytest
from django.db import connection

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.people import actions, events, policy
from zhijian.people.encryption import masked
from zhijian.people.models import Person, Position

pytestmark = pytest.mark.django_db
DAY = datetime(2025, 6, 1, 9, 0, tzinfo=clock.CHINA)
PHONE = "13800000001"


@pytest.fixture(autouse=True)
def that_day():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def heard():
    changes: list[events.StaffChange] = []
    events.on_staff_change(changes.append)
    yield changes
    events.forget(changes.append)


def a_person(county, name="新人", **fields):
    return actions.add_person(county.units["教育局"], by=county.users["乙"], name=name, **fields)


def test_numbers_are_found_whole_and_never_in_part(county):
    person = a_person(county, phone="138 0000 0001", qq="１０００１２３", wechat="zj_test01")

    for text in (PHONE, "138-0000-0001", "1000123", "ZJ_test01", "新", " 新人 "):
        assert list(Person.objects.matching(text)) == [person], text
    for text in ("1380000", "000123", "zj_test", "人新"):
        assert not Person.objects.matching(text).exists(), text


def test_a_changed_number_is_found_and_the_old_one_is_not(county):
    person = a_person(county, phone=PHONE)

    actions.change_person(person, by=county.users["乙"], phone="13800000002")

    assert not Person.objects.matching(PHONE).exists()
    assert Person.objects.matching("13800000002").exists()


def test_neither_the_rows_nor_the_record_hold_a_plain_number(county):
    person = a_person(county, phone=PHONE, id_number="999999190001010015")
    actions.change_person(person, by=county.users["乙"], phone="13800000002", qq="1000123")
    actions.open_personal(person, "phone", by=county.users["乙"], reason="催报")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        rows = str(cursor.fetchall())
        cursor.execute("SELECT data, remark, subject_name FROM journal_entry")
        record = str(cursor.fetchall())
    for text in (PHONE, "13800000002", "1000123", "999999"):
        assert text not in rows
        assert text not in record


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "abc"},
        {"phone": "1" * 30},
        {"qq": "0123"},
        {"wechat": "<script>"},
        {"id_number": "999999190001010010"},
        {"email": "nobody"},
        {"name": ""},
        {"name": "人" * 61},
        {"title": "x\x07"},
    ],
)
def test_a_number_of_no_sound_form_is_refused_without_repeating_it(county, fields):
    with pytest.raises(Refused) as refusal:
        a_person(county, **fields)

    value = next(iter(fields.values()))
    assert not value or value not in str(refusal.value)


def test_everybody_mends_the_own_number_and_nothing_else(county):
    user = county.users["丙"]

    actions.change_person(user.person, by=user, phone=PHONE)
    with pytest.raises(Refused, match="岗位上"):
        actions.change_person(user.person, by=user, title="局长")
    with pytest.raises(Refused, match="岗位上"):
        actions.change_person(county.users["乙"].person, by=user, phone=PHONE)


def test_opening_a_number_records_who_looked_and_not_what(county):
    person = a_person(county, phone=PHONE)

    value = actions.open_personal(person, "phone", by=county.users["乙"], reason="核对报备")

    entry = Entry.objects.get(action="person.opened")
    assert value == PHONE
    assert (entry.actor, entry.remark, entry.data) == (
        county.users["乙"],
        "核对报备",
        {"field": "phone"},
    )


def test_a_number_is_not_opened_without_reason_or_leave(county):
    person = a_person(county, phone=PHONE)
    cases = [
        (county.users["乙"], "phone", " ", "须写明事由"),
        (county.users["丙"], "phone", "想看", "岗位上"),
        (county.users["管"], "phone", "想看", "系统管理员不查看"),
        (county.users["乙"], "name", "想看", "没有这一项"),
        (county.user("戊", "教育局", "EDITOR"), "id_number", "想看", "岗位上"),
    ]

    for user, field, reason, says in cases:
        with pytest.raises(Refused, match=says):
            actions.open_personal(person, field, by=user, reason=reason)

    assert not Entry.objects.filter(action="person.opened").exists()


@pytest.mark.parametrize(
    ("text", "shown"),
    [(PHONE, "138****0001"), ("1000123", "10****23"), ("abcde", "a****"), ("", "")],
)
def test_masking(text, shown):
    assert masked(text) == shown


def test_a_position_begins_and_ends_on_its_days(county):
    person = a_person(county)
    position = actions.appoint(
        person, kind="EDITOR", from_on=date(2025, 3, 1), by=county.users["乙"]
    )
    actions.end_position(position, until_on=date(2025, 5, 31), by=county.users["乙"])

    held = [
        Position.objects.held_on(day).of(person).exists()
        for day in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 5, 31), date(2025, 6, 1))
    ]

    assert held == [False, True, True, False]


def test_the_same_position_is_not_held_twice_at_a_time(county):
    person, by = a_person(county), county.users["乙"]
    actions.appoint(
        person, kind="EDITOR", from_on=date(2025, 3, 1), until_on=date(2025, 4, 30), by=by
    )

    with pytest.raises(Refused, match="时间重叠"):
        actions.appoint(person, kind="EDITOR", from_on=date(2025, 4, 30), by=by)
    actions.appoint(person, kind="MONITOR", from_on=date(2025, 4, 30), by=by)
    actions.appoint(person, kind="EDITOR", from_on=date(2025, 5, 1), by=by)


def test_nobody_appoints_himself(county):
    with pytest.raises(Refused, match="不能给自己"):
        actions.appoint(
            county.users["乙"].person, kind="PRINCIPAL", from_on=DAY.date(), by=county.users["乙"]
        )


def test_a_person_who_leaves_loses_access_at_once(county, heard):
    user = county.users["乙"]
    assert policy.holds(user, "CONTACT")

    actions.person_leaves(user.person, on=DAY.date(), by=county.users["管"], reason="调离")

    user = type(user).objects.get(pk=user.pk)
    assert not user.is_active
    assert not policy.holds(user, "CONTACT")
    assert not Position.objects.held_on(DAY.date()).of(user.person).exists()
    assert [(c.kind, [p.kind for p in c.positions]) for c in heard] == [("left", ["CONTACT"])]
    with pytest.raises(Refused, match="已于 2025-06-01 离岗"):
        actions.person_leaves(user.person, on=DAY.date(), by=county.users["管"])


def test_leaving_is_not_entered_ahead(county):
    with pytest.raises(Refused, match="离岗当天办理"):
        actions.person_leaves(county.users["丙"].person, on=date(2025, 6, 2), by=county.users["管"])


def test_handlers_hear_of_every_change_in_its_own_transaction(county, heard):
    person, by = a_person(county), county.users["乙"]
    position = actions.appoint(person, kind="EDITOR", from_on=date(2025, 3, 1), by=by)
    actions.end_position(position, until_on=date(2025, 5, 31), by=by, reason="轮岗")

    assert [(c.kind, c.on, c.reason) for c in heard] == [
        ("appointed", date(2025, 3, 1), ""),
        ("ended", date(2025, 5, 31), "轮岗"),
    ]


def test_what_a_handler_refuses_does_not_happen(county):
    def refuse(change: events.StaffChange) -> None:
        raise Refused("不行")

    events.on_staff_change(refuse)
    try:
        with pytest.raises(Refused, match="不行"):
            actions.person_leaves(county.users["丙"].person, on=DAY.date(), by=county.users["管"])
    finally:
        events.forget(refuse)

    person = Person.objects.get(pk=county.users["丙"].person.pk)
    assert person.left_on is None
    assert Position.objects.held_on(DAY.date()).of(person).exists()


def test_a_list_of_people_opens_no_sealed_field(county, django_assert_num_queries):
    a_person(county, phone=PHONE)

    with django_assert_num_queries(1):
        people = list(Person.objects.without_numbers().filter(name="新人"))

    assert "phone" in people[0].get_deferred_fields()
