"""What a password must be."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

import signing_in
from zhijian.config import clock
from zhijian.signin import law, passwords
from zhijian.signin.hashers import Argon2idHasher


def test_a_good_password_has_no_fault(clerk):
    assert passwords.faults("Shan7-Yue", clerk) == []


@pytest.mark.parametrize(("password", "is_fault"), [("Ab3-efgx"[:7], True), ("Ab3-efgx", False)])
def test_eight_characters_are_enough_and_seven_too_few(password, is_fault, clerk):
    said = "".join(passwords.faults(password, clerk))

    assert ("密码字符" in said or "密码长度下限" in said) is is_fault


@pytest.mark.parametrize(
    ("password", "is_fault"), [("shanyuelin7", True), ("Shanyuelin7", False), ("山岳Lin7x", False)]
)
def test_three_classes_are_enough_and_two_too_few(password, is_fault, clerk):
    assert any("类字符" in said for said in passwords.faults(password, clerk)) is is_fault


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("LiMing-7x9", "登录名"),
        ("青禾县林业局-Ab7", "单位名称"),
        ("Xx7-李明-Yy", "姓名"),
        ("Pk-1234-Xy", "连续"),
        ("Pk-9876-Xy", "连续"),
        ("Pk-aaaa-X7", "连续"),
        ("Pk-Qwer-X7", "连续"),
        ("PassWord-7", "常见"),
        ("Ab7-" + "x9" * 70, "最多 128"),
    ],
)
def test_what_is_easily_guessed_is_refused(password, word, clerk):
    assert any(word in said for said in passwords.faults(password, clerk))


def test_a_fault_says_that_the_figure_is_our_proposal(clerk):
    assert all("本平台的建议值" in said for said in passwords.faults("ab", clerk)[:2])


@pytest.mark.parametrize(("days", "is_due"), [(90, False), (91, True)])
def test_a_password_is_due_after_ninety_days(days, is_due, clerk):
    clerk.password_changed_at = clock.now() - timedelta(days=days)

    assert passwords.is_due(clerk) is is_due


def test_a_password_that_somebody_else_gave_is_due_at_once(clerk):
    clerk.must_change_password = True

    assert passwords.is_due(clerk)


def test_one_time_passwords_differ_and_keep_the_rules():
    made = {passwords.one_time_password() for _ in range(50)}

    assert len(made) == 50
    assert all(len(password) == 19 and passwords._classes(password) == 4 for password in made)


def test_the_hash_is_argon2id_with_three_passes_over_46_mib():
    encoded = Argon2idHasher().encode("x", "saltsaltsalt")

    assert encoded.startswith("argon2$argon2id$v=19$m=47104,t=3,p=1$")
    assert Argon2idHasher().verify("x", encoded)
    assert not Argon2idHasher().verify("y", encoded)


def test_a_weaker_hash_is_renewed_when_its_owner_signs_in():
    from argon2 import PasswordHasher

    weak = "argon2" + PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x")

    assert Argon2idHasher().must_update(weak)
    assert PBKDF2PasswordHasher.algorithm == "pbkdf2_sha256"


def test_a_place_without_unit_takes_the_installation_s_rulebook(security):
    assert law.place_of(security) == "cn"
    assert law.limit("security.password_length_min", security).amount == 8


@pytest.mark.parametrize(
    ("kind", "is_asked"),
    [
        ("REVIEWER", True),
        ("DEPUTY", True),
        ("PRINCIPAL", True),
        ("LEAD", True),
        ("MONITOR", True),
        ("ADMIN", True),
        ("EDITOR", False),
        ("CONTACT", False),
    ],
)
def test_reviewers_approvers_and_administrators_use_a_code(kind, is_asked, unit):
    user = signing_in.a_worker("wangfang", unit, kind)

    assert law.must_use_code(user) is is_asked


def test_each_of_the_three_officers_uses_a_code(system, security, auditor):
    assert all(law.must_use_code(officer) for officer in (system, security, auditor))


def test_a_position_given_up_asks_for_no_code_any_more(unit):
    user = signing_in.a_worker("wangfang", unit, "REVIEWER")
    user.person.positions.update(until_on=clock.today() - timedelta(days=1))

    assert not law.must_use_code(user)


def test_only_where_a_notice_says_so_administrators_are_bound_to_equipment(unit):
    there = signing_in.a_unit("青浦县宣传部", place=signing_in.HAIYAN)
    bound = signing_in.a_worker("admin.a", there, "ADMIN")

    rule = law.device_rule(bound)

    assert rule is not None
    assert "十四" in rule.source
    assert law.device_rule(signing_in.a_worker("editor.a", there, "EDITOR")) is None
    assert law.device_rule(signing_in.a_worker("admin.b", unit, "ADMIN")) is None
