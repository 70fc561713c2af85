"""The three separate offices, and what each does to logins."""

import pytest
from django.db import IntegrityError, transaction

import signing_in
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.people.models import Person, User
from zhijian.signin import actions, policy
from zhijian.signin.backend import is_admitted


def a_person(unit, name="陈静", **fields):
    return Person.objects.create(organization=unit, name=name, **fields)


def test_only_looking_at_users_belongs_to_two_offices():
    assert {duty.offices for name, duty in policy.DUTIES.items() if name != "see_users"} == {
        ("system",),
        ("security",),
        ("audit",),
    }


def test_the_system_administrator_makes_a_login_with_a_one_time_password(system, unit):
    user, password = actions.create_login(a_person(unit), username="ChenJing", by=system)

    assert user.username == "chenjing"
    assert user.must_change_password
    assert user.check_password(password)
    entry = Entry.objects.get(action="user.created")
    assert entry.actor == system
    assert password not in str(entry.data)


@pytest.mark.parametrize("fixture", ["security", "auditor", "clerk"])
def test_nobody_else_makes_logins(fixture, unit, request):
    with pytest.raises(Refused, match="系统管理员"):
        actions.create_login(
            a_person(unit), username="chenjing", by=request.getfixturevalue(fixture)
        )


def test_a_person_has_one_login(system, unit):
    person = a_person(unit)
    actions.create_login(person, username="chenjing", by=system)

    with pytest.raises(Refused, match="已经有登录名"):
        actions.create_login(person, username="chenjing2", by=system)


def test_the_database_itself_keeps_one_login_per_person(unit):
    person = a_person(unit)
    User.objects.create_user("one", person=person)

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("two", person=person)


@pytest.mark.parametrize("name", ["ab", "陈静", "chen jing", "-chen", "a" * 31, "chen@jing"])
def test_a_name_that_will_not_do_is_refused(name, system, unit):
    with pytest.raises(Refused, match="登录名应为"):
        actions.create_login(a_person(unit), username=name, by=system)


def test_a_taken_name_is_refused(system, clerk, unit):
    with pytest.raises(Refused, match="已经有人使用"):
        actions.create_login(a_person(unit), username=clerk.username, by=system)


def test_who_has_left_gets_no_login(system, unit):
    with pytest.raises(Refused, match="已经离岗"):
        actions.create_login(a_person(unit, left_on=clock.today()), username="chen", by=system)


@pytest.mark.parametrize("office", ["system", "security", "audit"])
def test_the_security_administrator_grants_an_office(office, security, clerk):
    granted = actions.grant_office(clerk, office, by=security)

    assert granted.office == office
    assert Entry.objects.get(action="user.office_granted").data["office"] == office


def test_nobody_holds_two_offices(security, system):
    with pytest.raises(Refused, match="不得由一人兼任"):
        actions.grant_office(system, "audit", by=security)


def test_nobody_grants_or_revokes_the_own_office(security):
    with pytest.raises(Refused, match="不能为自己"):
        actions.grant_office(security, "system", by=security)
    with pytest.raises(Refused, match="不能为自己"):
        actions.revoke_office(security, by=security)


@pytest.mark.parametrize("fixture", ["system", "auditor", "clerk"])
def test_nobody_else_grants_offices(fixture, clerk, request):
    with pytest.raises(Refused, match="安全管理员"):
        actions.grant_office(clerk, "audit", by=request.getfixturevalue(fixture))


@pytest.mark.parametrize("office", ["", "king"])
def test_an_unknown_office_is_not_granted(office, security, clerk):
    with pytest.raises(Refused, match="选一项"):
        actions.grant_office(clerk, office, by=security)


def test_an_office_is_revoked(security, auditor):
    assert actions.revoke_office(auditor, by=security).office == ""


def test_the_last_security_administrator_cannot_be_switched_off(system, security):
    with pytest.raises(Refused, match="最后一位安全管理员"):
        actions.deactivate_login(security, by=system)


def test_one_of_two_security_administrators_can_be_switched_off(system, security):
    signing_in.an_officer("security", "security.b")

    assert not actions.deactivate_login(security, by=system).is_active


def test_a_login_is_switched_off_and_on_again(system, clerk):
    actions.deactivate_login(clerk, by=system, remark="借调")
    actions.reactivate_login(clerk, by=system)

    clerk.refresh_from_db()
    assert clerk.is_active
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == [
        "user.deactivated",
        "user.reactivated",
    ]


def test_a_password_is_reset_to_one_that_must_be_changed(security, clerk):
    password = actions.reset_password(clerk, by=security)

    clerk.refresh_from_db()
    assert clerk.check_password(password)
    assert clerk.must_change_password


def test_the_own_password_is_changed_not_reset(security):
    with pytest.raises(Refused, match="不能为自己"):
        actions.reset_password(security, by=security)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("wrong", "Feng8-Yun-He", "现在的密码不对"),
        (signing_in.PASSWORD, signing_in.PASSWORD, "和现在的密码一样"),
        (signing_in.PASSWORD, "short", "密码字符类别数下限|密码长度下限"),
    ],
)
def test_a_password_is_not_changed_against_the_rules(old, new, word, clerk):
    with pytest.raises(Refused, match=word):
        actions.change_password(clerk, old, new)


def test_changing_the_password_fulfils_the_duty(clerk):
    clerk.must_change_password = True
    clerk.save()

    changed = actions.change_password(clerk, signing_in.PASSWORD, "Feng8-Yun-He")

    assert not changed.must_change_password
    assert changed.password_changed_at == clock.now()


def test_the_first_officers_are_three_and_made_once(db):
    made = actions.create_first_officers()

    assert [officer.office for officer in made] == ["系统管理员", "安全管理员", "审计员"]
    for officer in made:
        user = User.objects.get(username=officer.username)
        assert user.check_password(officer.password)
        assert user.must_change_password
    with pytest.raises(Refused, match="已经有三员"):
        actions.create_first_officers()


def test_an_officer_locked_out_gets_in_again_from_the_server(security):
    password = actions.recover_officer("security")

    security.refresh_from_db()
    assert security.check_password(password)
    assert security.must_change_password
    assert Entry.objects.get(action="user.recovered").actor is None


def test_from_the_server_only_officers_are_let_in_again(clerk):
    with pytest.raises(Refused, match="不是三员"):
        actions.recover_officer("liming")


@pytest.mark.parametrize(("days", "may"), [(0, False), (-1, False), (1, True)])
def test_the_day_of_leaving_is_the_first_without_access(days, may, clerk):
    from datetime import timedelta

    clerk.person.left_on = clock.today() + timedelta(days=days)

    assert is_admitted(clerk) is may
