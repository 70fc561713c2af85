"""Name, password, code."""

import re

import pytest
from axes.models import AccessAttempt
from django.test import Client

import signing_in
from signing_in import is_in, sign_in, sign_in_fully
from zhijian.config import clock
from zhijian.journal.models import Entry
from zhijian.signin import law, lockout
from zhijian.signin.adapters import WRONG
from zhijian.signin.models import SignIn


def actions_of() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def test_name_and_password_open_the_desk(liming, browser):
    answer = sign_in(browser, "liming")

    assert (answer.status_code, answer.url) == (302, "/")
    assert is_in(browser)
    assert actions_of() == ["user.signed_in"]


def test_the_address_is_recorded(liming, browser):
    sign_in(browser, "liming", REMOTE_ADDR="203.0.113.9")

    assert SignIn.objects.get().address == "203.0.113.9"
    assert Entry.objects.get().address == "203.0.113.9"


def test_a_spoofed_header_does_not_change_the_address(liming, browser):
    sign_in(browser, "liming", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="10.1.1.1")

    assert SignIn.objects.get().address == "203.0.113.9"


def test_after_sign_in_one_comes_to_where_one_wanted(liming, browser):
    wanted = browser.get("/me/security/")
    answer = browser.post(
        wanted.url, {"login": "liming", "password": signing_in.PASSWORD, "next": "/me/security/"}
    )

    assert answer.url == "/me/security/"


def test_nobody_is_sent_to_another_host(liming, browser):
    answer = browser.post(
        "/sign-in/",
        {"login": "liming", "password": signing_in.PASSWORD, "next": "https://evil.example/"},
    )

    assert answer.url == "/"


def test_key_of_session_and_form_change_at_sign_in(liming):
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    token = browser.cookies["csrftoken"].value
    form = {"login": "liming", "password": signing_in.PASSWORD, "csrfmiddlewaretoken": token}
    browser.session["x"] = 1

    answer = browser.post("/sign-in/", form)

    assert answer.status_code == 302
    assert browser.cookies["csrftoken"].value != token


def test_a_form_from_elsewhere_does_not_sign_in(liming):
    answer = sign_in(Client(enforce_csrf_checks=True), "liming")

    assert answer.status_code == 403


def test_the_session_ends_with_the_browser(liming, browser):
    sign_in(browser, "liming")

    cookie = browser.cookies["sessionid"]
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""
    assert cookie["httponly"]


def test_the_page_has_no_remember_me_and_no_way_to_sign_up(browser, db):
    text = browser.get("/sign-in/").content.decode()

    assert 'name="remember"' not in text
    assert "注册" not in text


def said_to(browser, name, password="Wrong-7-Pass"):
    answer = sign_in(browser, name, password)
    text = re.sub(r'value="[^"]*"|\d{4}-\d{4}', "", answer.content.decode())
    return answer.status_code, text


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(liming, browser):
    known = said_to(browser, "liming")
    unknown = said_to(browser, "nobody-here")

    assert known == unknown
    assert WRONG[:12] in known[1]


def test_who_has_left_is_told_the_same_as_a_stranger(liming, browser):
    liming.person.left_on = clock.today()
    liming.person.save()

    assert said_to(browser, "liming", signing_in.PASSWORD) == said_to(browser, "nobody-here")


def test_an_unknown_name_costs_the_hashing_of_a_password_too(liming, browser, monkeypatch):
    from django.contrib.auth.hashers import get_hasher

    hashed = []
    hasher = type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda self, *given: hashed.append(1) or encode(self, *given)
    )

    sign_in(browser, "liming", "Wrong-7-Pass")
    for_known = len(hashed)
    sign_in(browser, "nobody-here", "Wrong-7-Pass")

    assert for_known == len(hashed) - for_known == 1


def test_a_password_typed_as_a_name_is_written_nowhere(liming, browser):
    secret = "Geheim-7-Secret"

    sign_in(browser, secret, "x")

    assert secret not in str(list(Entry.objects.values()))
    assert secret not in str(list(AccessAttempt.objects.values()))
    assert Entry.objects.get().subject_name == "（没有登记的登录名）"


@pytest.mark.parametrize(
    ("login", "password"),
    [("", ""), ("a" * 61, "x"), ("liming", "x" * 257), ("li\0ming", "x"), ("李明", "密码")],
)
def test_senseless_input_is_answered_with_a_sentence(login, password, browser, db):
    answer = sign_in(browser, login, password)

    assert answer.status_code in (200, 422)
    assert "<em" in answer.content.decode()


# ---- lockout


def fail(browser, times, name="liming"):
    answer = None
    for _ in range(times):
        answer = sign_in(browser, name, "Wrong-7-Pass")
    return answer


def test_four_failures_do_not_lock_and_the_fifth_does(liming, browser):
    assert law.limit("security.lock_after_failures", liming).amount == 5
    assert fail(browser, 4).status_code == 200
    assert fail(browser, 1).status_code == 429

    assert sign_in(browser, "liming").status_code == 429
    assert not is_in(browser)


def test_after_four_failures_the_right_password_still_opens(liming, browser):
    fail(browser, 4)

    assert sign_in(browser, "liming").status_code == 302
    assert not AccessAttempt.objects.exists(), "success forgets the failures"


def test_a_lock_holds_in_every_browser_and_however_the_name_is_capitalised(
    liming, browser, other_browser
):
    fail(browser, 3)
    fail(other_browser, 2, "LIMING")

    assert sign_in(Client(), "liming").status_code == 429


def test_an_unknown_name_is_locked_like_a_known_one(browser, db):
    assert fail(browser, 4, "nobody").status_code == 200
    assert fail(browser, 1, "nobody").status_code == 429


def test_failures_and_the_lock_are_recorded_and_what_follows_is_not(liming, browser):
    fail(browser, 9)

    assert actions_of() == ["user.sign_in_failed"] * 5 + ["user.locked"]


def test_a_lock_ends_after_half_an_hour(liming, browser):
    from datetime import timedelta

    fail(browser, 5)
    attempt = AccessAttempt.objects.get()
    attempt.attempt_time -= timedelta(minutes=29)
    attempt.save()
    assert sign_in(browser, "liming").status_code == 429
    attempt.attempt_time -= timedelta(minutes=2)
    attempt.save()
    assert sign_in(browser, "liming").status_code == 302


def test_an_address_that_tries_many_names_is_turned_away(liming, browser):
    from django.utils import timezone

    AccessAttempt.objects.create(
        username="many",
        ip_address="127.0.0.1",
        user_agent="x",
        attempt_time=timezone.now(),
        failures_since_start=5 * lockout.ADDRESS_FACTOR,
    )

    answer = sign_in(browser, "liming")

    assert "从这个地址来的失败次数太多" in answer.content.decode()
    assert not is_in(browser)
    assert sign_in(browser, "liming", REMOTE_ADDR="203.0.113.9").status_code == 302


# ---- the second step


def test_with_an_app_the_code_is_asked_for(reviewer, browser):
    answer = sign_in(browser, "wangfang")

    assert answer.url == "/sign-in/code/"
    assert not is_in(browser)
    assert browser.post("/sign-in/code/", {"code": signing_in.code_now()}).url == "/"
    assert is_in(browser)


def test_a_code_that_was_used_does_not_sign_in_again(reviewer, browser, other_browser):
    code = signing_in.code_now()
    sign_in(browser, "wangfang")
    browser.post("/sign-in/code/", {"code": code})
    sign_in(other_browser, "wangfang")

    answer = other_browser.post("/sign-in/code/", {"code": code})

    assert "动态口令不对" in answer.content.decode()
    assert not is_in(other_browser)


def test_a_recovery_code_signs_in_once(reviewer, browser, other_browser):
    code = signing_in.recovery_codes(reviewer)[0]
    sign_in(browser, "wangfang")
    sign_in(other_browser, "wangfang")

    assert browser.post("/sign-in/code/", {"code": code}).status_code == 302
    assert other_browser.post("/sign-in/code/", {"code": code}).status_code == 200


def test_wrong_codes_lock_like_wrong_passwords(reviewer, browser):
    sign_in(browser, "wangfang")
    for _ in range(4):
        assert browser.post("/sign-in/code/", {"code": "000000"}).status_code == 200
    assert browser.post("/sign-in/code/", {"code": "000000"}).status_code == 429

    answer = browser.post("/sign-in/code/", {"code": signing_in.code_now()})

    assert answer.status_code == 429
    assert not is_in(browser)


def test_going_back_to_the_password_does_not_forget_wrong_codes(reviewer, browser):
    sign_in(browser, "wangfang")
    for _ in range(4):
        browser.post("/sign-in/code/", {"code": "000000"})
    browser.post("/sign-in/restart/")
    sign_in(browser, "wangfang")

    assert browser.post("/sign-in/code/", {"code": "000000"}).status_code == 429


def test_without_the_first_step_there_is_no_second(db, browser):
    answer = browser.post("/sign-in/code/", {"code": "123456"})

    assert (answer.status_code, answer.url) == (302, "/sign-in/")


@pytest.mark.parametrize("credential", ["", "[]", "{}", "null", '{"id": 1, "response": []}', "x"])
def test_a_senseless_answer_of_a_key_does_not_sign_in(credential, reviewer, browser):
    sign_in(browser, "wangfang")

    answer = browser.post("/sign-in/code/", {"credential": credential})

    assert answer.status_code == 200
    assert not is_in(browser)


def test_signing_out_is_asked_for_and_recorded(liming, browser):
    sign_in(browser, "liming")

    assert browser.get("/sign-out/").status_code == 200
    assert is_in(browser)
    assert browser.post("/sign-out/").url == "/sign-in/"
    assert not is_in(browser)
    assert actions_of()[-1] == "user.signed_out"
    assert SignIn.objects.get().ended_why == "out"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/sign-up/",
        "/accounts/password/reset/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/login/",
    ],
)
def test_pages_that_we_do_not_offer_do_not_exist(path, browser, db):
    assert browser.get(path).status_code == 404


def test_full_sign_in_helper_reaches_the_desk(reviewer, browser):
    assert sign_in_fully(browser, "wangfang").url == "/"


def test_the_key_of_an_anonymous_session_is_not_kept(liming, browser):
    signing_in.with_code(liming)
    sign_in(browser, "liming")
    pending = browser.cookies["sessionid"].value

    browser.post("/sign-in/code/", {"code": signing_in.code_now()})

    assert browser.cookies["sessionid"].value != pending


def test_a_field_of_ten_megabytes_is_refused(browser, db):
    answer = sign_in(browser, "a" * 10_000_000)

    assert answer.status_code == 400


def test_passwords_cannot_be_tried_in_an_open_browser(liming, browser):
    sign_in(browser, "liming")
    given = {"old": "Wrong-7-Pass", "new": "Feng8-Yun-He", "again": "Feng8-Yun-He"}

    codes = [browser.post("/me/password/", given).status_code for _ in range(5)]
    right = browser.post("/me/password/", {**given, "old": signing_in.PASSWORD})

    assert codes == [422] * 4 + [429]
    assert right.status_code == 429
    liming.refresh_from_db()
    assert liming.check_password(signing_in.PASSWORD)


def test_who_leaves_between_password_and_code_is_not_let_in(reviewer, browser):
    sign_in(browser, "wangfang")
    reviewer.person.left_on = clock.today()
    reviewer.person.save()

    browser.post("/sign-in/code/", {"code": signing_in.code_now()})

    assert not is_in(browser)
    assert not SignIn.objects.exists()
