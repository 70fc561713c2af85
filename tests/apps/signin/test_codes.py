"""One-time codes."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

import signing_in
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.signin import actions, second_factor


@pytest.fixture
def holder(clerk):
    return signing_in.with_code(clerk)


def test_the_code_that_the_app_shows_is_taken(holder):
    assert second_factor.accept(holder, signing_in.code_now()).type == "totp"


def test_a_code_is_taken_only_once(holder):
    code = signing_in.code_now()
    second_factor.accept(holder, code)

    assert second_factor.accept(holder, code) is None


def test_after_a_code_no_earlier_one_is_taken(holder):
    earlier = signing_in.code_now(-1)
    second_factor.accept(holder, signing_in.code_now())

    assert second_factor.accept(holder, earlier) is None


@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_neighbouring_code_is_taken_and_no_other(steps, is_taken, holder):
    assert (second_factor.accept(holder, signing_in.code_now(steps)) is not None) is is_taken


def test_a_code_may_be_typed_with_a_blank(holder):
    code = signing_in.code_now()

    assert second_factor.accept(holder, f" {code[:3]} {code[3:]}") is not None


@pytest.mark.parametrize("code", ["", "000000", "abc", "１２３４５６", "1" * 30, "۱۲۳۴۵۶"])
def test_what_is_no_code_is_not_taken(code, holder):
    assert second_factor.accept(holder, code) is None


def test_a_recovery_code_is_taken_only_once(holder):
    code = signing_in.recovery_codes(holder)[3]

    assert second_factor.accept(holder, code).type == "recovery_codes"
    assert second_factor.accept(holder, code) is None
    assert len(signing_in.recovery_codes(holder)) == 9


def test_nobody_is_let_in_by_another_s_code(holder, unit):
    other = signing_in.a_worker("wangfang", unit, "EDITOR", name="王芳")

    assert second_factor.accept(other, signing_in.code_now()) is None


def test_secrets_are_sealed_in_the_database(clerk):
    actions.enrol_code(
        clerk, signing_in.SECRET, signing_in.code_now(), password=signing_in.PASSWORD
    )

    for factor in Authenticator.objects.filter(user=clerk):
        assert signing_in.SECRET not in str(factor.data)
        assert "v1.aes." in str(factor.data)


def test_the_code_that_enrolled_the_app_does_not_sign_in(clerk):
    code = signing_in.code_now()
    actions.enrol_code(clerk, signing_in.SECRET, code, password=signing_in.PASSWORD)

    assert second_factor.accept(clerk, code) is None
    with clock.set_to(signing_in.NOON + timedelta(seconds=30)):
        assert second_factor.accept(clerk, signing_in.code_now()) is not None
    assert Entry.objects.filter(action="user.code_enrolled").count() == 1


@pytest.mark.parametrize(
    ("code", "password", "word"),
    [("000000", signing_in.PASSWORD, "动态口令不对"), (None, "wrong", "密码不对")],
)
def test_an_app_is_enrolled_only_with_its_code_and_the_password(code, password, word, clerk):
    with pytest.raises(Refused, match=word):
        actions.enrol_code(
            clerk, signing_in.SECRET, code or signing_in.code_now(), password=password
        )

    assert not Authenticator.objects.exists()


def test_who_must_use_a_code_cannot_drop_it(unit):
    reviewer = signing_in.with_code(signing_in.a_worker("wangfang", unit, "REVIEWER"))

    with pytest.raises(Refused, match="必须用动态口令"):
        actions.drop_code(reviewer, password=signing_in.PASSWORD)


def test_who_need_not_use_a_code_may_drop_it_with_its_recovery_codes(holder):
    actions.drop_code(holder, password=signing_in.PASSWORD)

    assert not Authenticator.objects.filter(user=holder).exists()


def test_new_recovery_codes_void_the_old_ones(holder):
    old = signing_in.recovery_codes(holder)[0]

    actions.renew_recovery_codes(holder, password=signing_in.PASSWORD)

    assert second_factor.accept(holder, old) is None
    assert second_factor.accept(holder, signing_in.recovery_codes(holder)[0]) is not None
