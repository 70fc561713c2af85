"""How long a sign-in lasts, and what ends it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import signing_in
from signing_in import NOON, is_in, sign_in, sign_in_fully
from zhijian.config import clock
from zhijian.journal.models import Entry
from zhijian.people.models import User
from zhijian.signin import actions, sessions
from zhijian.signin.models import SignIn


def at(**later):
    return clock.set_to(NOON + timedelta(**later))


def test_thirty_minutes_without_a_request_are_allowed(liming, browser):
    sign_in(browser, "liming")

    with at(minutes=30):
        assert is_in(browser)


def test_a_second_more_is_too_long(liming, browser):
    sign_in(browser, "liming")

    with at(minutes=30, seconds=1):
        answer = browser.get("/me/security/", follow=True)

    assert "太久没有操作" in answer.content.decode()
    assert SignIn.objects.get().ended_why == "idle"
    assert Entry.objects.latest("seq").action == "user.sign_in_ended"


def test_who_works_on_is_not_idle(liming, browser):
    sign_in(browser, "liming")

    for minutes in range(25, 200, 25):
        with at(minutes=minutes):
            assert is_in(browser)


def working_until(browser, hours):
    for quarter in range(1, hours * 4):
        with at(minutes=15 * quarter):
            assert is_in(browser)


def test_eight_hours_are_allowed(liming, browser):
    sign_in(browser, "liming")
    working_until(browser, 8)

    with at(hours=8):
        assert is_in(browser)


def test_a_second_more_than_eight_hours_is_too_long(liming, browser):
    sign_in(browser, "liming")
    working_until(browser, 8)

    with at(hours=8, seconds=1):
        assert not is_in(browser)
    assert SignIn.objects.get().ended_why == "too_long"


def test_the_last_request_is_written_at_most_once_a_minute(liming, browser):
    sign_in(browser, "liming")

    with at(seconds=59):
        is_in(browser)
        assert SignIn.objects.get().last_seen_at == NOON
    with at(seconds=60):
        is_in(browser)
        assert SignIn.objects.get().last_seen_at == NOON + timedelta(seconds=60)


def test_the_seconds_left_are_the_shorter_of_the_two(liming, browser):
    sign_in(browser, "liming")
    row = SignIn.objects.get()

    assert row.seconds_left(NOON + timedelta(minutes=10)) == 20 * 60
    row.last_seen_at = NOON + timedelta(hours=7, minutes=50)
    assert row.seconds_left(NOON + timedelta(hours=7, minutes=50)) == 10 * 60


def test_a_new_sign_in_ends_the_old_one(liming, browser, other_browser):
    sign_in(browser, "liming")
    sign_in(other_browser, "liming")

    answer = browser.get("/me/security/", follow=True)

    assert "在另一处登录" in answer.content.decode()
    assert is_in(other_browser)


def test_where_two_are_allowed_the_third_ends_the_first(liming, monkeypatch):
    from dataclasses import replace

    two = replace(sessions.options(), sessions_per_user=2)
    monkeypatch.setattr(sessions, "options", lambda: two)
    first, second, third = Client(), Client(), Client()
    for one in (first, second, third):
        sign_in(one, "liming")

    assert [is_in(one) for one in (first, second, third)] == [False, True, True]


def test_who_leaves_loses_access_in_the_open_browser(liming, browser, other_browser, unit):
    colleague = signing_in.a_worker("chenjing", unit, "CONTACT", name="陈静")
    sign_in(browser, "liming")
    sign_in(other_browser, "chenjing")
    liming.person.left_on = clock.today()
    liming.person.save()

    answer = browser.get("/me/security/", follow=True)

    assert "已经离岗" in answer.content.decode()
    assert not is_in(browser)
    assert is_in(other_browser), "nobody else is touched"
    assert SignIn.objects.of(liming).get().ended_why == "barred"
    assert SignIn.objects.of(colleague).get().ended_at is None


def test_a_login_switched_off_is_out_at_the_next_request(liming, browser, system):
    sign_in(browser, "liming")

    actions.deactivate_login(liming, by=system.user)

    assert not is_in(browser)


def test_a_changed_password_ends_the_other_sign_ins(liming, browser, other_browser, monkeypatch):
    from dataclasses import replace

    two = replace(sessions.options(), sessions_per_user=2)
    monkeypatch.setattr(sessions, "options", lambda: two)
    sign_in(browser, "liming")
    sign_in(other_browser, "liming")

    browser.post(
        "/me/password/",
        {"old": signing_in.PASSWORD, "new": "Feng8-Yun-He", "again": "Feng8-Yun-He"},
    )

    assert is_in(browser)
    assert not is_in(other_browser)
    assert sign_in(Client(), "liming", "Feng8-Yun-He").status_code == 302


def test_a_stolen_session_key_is_worthless_after_signing_out(liming, browser):
    sign_in(browser, "liming")
    key = browser.cookies["sessionid"].value
    browser.post("/sign-out/")
    thief = Client()
    thief.cookies["sessionid"] = key

    assert not is_in(thief)


def test_a_row_that_is_gone_ends_the_session(liming, browser):
    sign_in(browser, "liming")
    SignIn.objects.all().delete()

    assert not is_in(browser)


def test_one_ends_the_own_sign_in_elsewhere_and_nobody_else_s(liming, unit, browser, monkeypatch):
    from dataclasses import replace

    two = replace(sessions.options(), sessions_per_user=2)
    monkeypatch.setattr(sessions, "options", lambda: two)
    elsewhere, theirs = Client(), Client()
    sign_in(elsewhere, "liming")
    sign_in(browser, "liming")
    signing_in.a_worker("chenjing", unit, "CONTACT", name="陈静")
    sign_in(theirs, "chenjing")
    mine, others = (
        SignIn.objects.filter(user__username=name).order_by("pk").first().pk
        for name in ("liming", "chenjing")
    )

    assert browser.post(reverse("end_my_sign_in", args=(others,))).status_code == 404
    assert browser.post(reverse("end_my_sign_in", args=(mine,))).status_code == 302

    assert [is_in(one) for one in (elsewhere, browser, theirs)] == [False, True, True]


def test_the_security_administrator_ends_a_sign_in(liming, browser, security):
    sign_in(browser, "liming")
    row = SignIn.objects.of(liming).get()

    assert "李明" in security.get("/security/sign-ins/").content.decode()
    security.post(reverse("sign_in_end", args=(row.pk,)), {"remark": "可疑"})

    assert not is_in(browser)
    entry = Entry.objects.get(action="user.sign_in_revoked")
    assert (entry.actor, entry.remark) == (security.user, "可疑")


def test_rows_that_nobody_came_back_to_are_closed(liming, browser):
    sign_in(browser, "liming")

    with at(minutes=31):
        assert sessions.close_stale() == 1
        assert sessions.close_stale() == 0


# ---- what must be done first


def test_a_first_password_must_be_changed_before_anything_else(unit, browser):
    signing_in.a_worker("liming", unit, "CONTACT", must_change_password=True)

    assert sign_in(browser, "liming").url == "/me/password/"
    assert browser.get("/me/security/").url == "/me/password/"
    assert browser.post("/me/large-type/").status_code == 302
    answer = browser.post(
        "/me/password/",
        {"old": signing_in.PASSWORD, "new": "Feng8-Yun-He", "again": "Feng8-Yun-He"},
    )

    assert answer.url == "/"
    assert is_in(browser)


def test_an_old_password_must_be_changed(unit, browser):
    long_ago = clock.now() - timedelta(days=91)
    signing_in.a_worker("liming", unit, "CONTACT", password_changed_at=long_ago)

    assert sign_in(browser, "liming").url == "/me/password/"


@pytest.mark.parametrize(
    ("new", "again", "word"),
    [
        ("Feng8-Yun-He", "Feng8-Yun-Ha", "不一样"),
        ("short", "short", "请加长"),
        (signing_in.PASSWORD, signing_in.PASSWORD, "和现在的密码一样"),
    ],
)
def test_a_faulty_new_password_leaves_the_duty(new, again, word, unit, browser):
    signing_in.a_worker("liming", unit, "CONTACT", must_change_password=True)
    sign_in(browser, "liming")

    answer = browser.post("/me/password/", {"old": signing_in.PASSWORD, "new": new, "again": again})

    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not is_in(browser)


def test_a_reviewer_without_app_can_do_nothing_but_enrol_one(unit, browser):
    signing_in.a_worker("wangfang", unit, "REVIEWER", name="王芳")

    assert sign_in(browser, "wangfang").url == "/me/security/code/"
    assert browser.get("/").url == "/me/security/code/"
    assert browser.get("/me/sign-ins/").url == "/me/security/code/"
    page = browser.get("/me/security/code/").content.decode()
    assert "data:image/svg+xml" in page
    secret = page.partition('class="secret">')[2].partition("<")[0].replace(" ", "")

    answer = browser.post(
        "/me/security/code/",
        {"code": signing_in.code_now(secret=secret), "password": signing_in.PASSWORD},
    )

    assert answer.url == "/me/security/recovery-codes/"
    assert browser.get(answer.url).content.decode().count("<li>") == 10
    assert browser.post(answer.url).url == "/"
    assert is_in(browser)
    assert browser.get(answer.url).status_code == 302, "the codes are shown no more"


def test_the_secret_stays_the_same_while_one_tries(unit, browser):
    signing_in.a_worker("wangfang", unit, "REVIEWER", name="王芳")
    sign_in(browser, "wangfang")
    first = browser.get("/me/security/code/").content.decode().partition('class="secret">')[2][:39]

    wrong = browser.post("/me/security/code/", {"code": "000000", "password": signing_in.PASSWORD})

    assert wrong.status_code == 422
    assert first in wrong.content.decode()
    assert len(first) == 39


def test_whoever_becomes_a_reviewer_enrols_within_a_minute(liming, browser, unit):
    from datetime import date

    from zhijian.people.models import Position

    sign_in(browser, "liming")
    Position.objects.create(
        organization=unit, person=liming.person, kind="DEPUTY", from_on=date(2026, 3, 1)
    )

    with at(seconds=61):
        assert browser.get("/me/security/").url == "/me/security/code/"


def test_a_factor_reset_leads_to_enrolment_again(reviewer, browser, security):
    sign_in_fully(browser, "wangfang")

    actions.reset_factor(reviewer, by=security.user)

    assert not is_in(browser)
    assert sign_in(browser, "wangfang").url == "/me/security/code/"


def test_a_reset_password_ends_sign_ins_and_must_be_changed(liming, browser, security):
    sign_in(browser, "liming")

    password = actions.reset_password(liming, by=security.user)

    assert not is_in(browser)
    assert sign_in(browser, "liming", signing_in.PASSWORD).status_code == 200
    assert sign_in(browser, "liming", password).url == "/me/password/"
    assert User.objects.get(username="liming").must_change_password
