"""The pages of logins and of security: who sees them, and that they work without script."""

import pytest
from django.urls import reverse

import signing_in
from zhijian.people.models import Person, User
from zhijian.signin import actions
from zhijian.signin.models import AddressRange, Device

MINE = ["/me/security/", "/me/sign-ins/", "/me/password/", "/me/security/code/", "/sign-out/"]
OFFICERS = {
    "/users/": {"system", "security"},
    "/users/new/": {"system"},
    "/security/": {"security"},
    "/security/sign-ins/": {"security"},
    "/security/devices/": {"security"},
    "/security/devices/new/": {"security"},
    "/security/ranges/": {"security"},
    "/security/ranges/new/": {"security"},
}


@pytest.fixture
def signed_in(liming, browser):
    browser.force_login(liming)
    return browser


@pytest.mark.parametrize("path", [*MINE, *OFFICERS])
def test_strangers_are_led_to_the_sign_in_page(path, browser, db):
    answer = browser.get(path)

    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


@pytest.mark.parametrize("path", MINE)
def test_everybody_has_the_pages_of_the_own_security(path, signed_in):
    answer = signed_in.get(path)

    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize("path", OFFICERS)
@pytest.mark.parametrize("who", ["system", "security", "audit", "signed_in"])
def test_only_the_officer_whose_duty_it_is_opens_a_page(path, who, request):
    answer = request.getfixturevalue(who).get(path)

    assert answer.status_code == (200 if who in OFFICERS[path] else answer.status_code)
    assert (answer.status_code == 200) is (who in OFFICERS[path])
    assert answer.status_code in (200, 403, 404)


def test_a_clerk_cannot_act_on_logins_by_guessing_addresses(signed_in, security):
    for key in ("deactivate", "reset-password", "grant", "revoke", "unlock", "end"):
        url = reverse("user_act", args=(security.user.pk, key))
        assert signed_in.get(url).status_code == 403
        assert signed_in.post(url, {"office": "audit"}).status_code == 403
    assert signed_in.get(reverse("user_act", args=(1, "nonsense"))).status_code == 404


def test_the_system_administrator_makes_a_login_on_the_page(system, unit, browser):
    person = Person.objects.create(organization=unit, name="陈静")

    assert "陈静" in system.get("/users/new/").content.decode()
    answer = system.post(reverse("user_new", args=(person.pk,)), {"username": "chenjing"})

    page = answer.content.decode()
    password = page.split('class="once">')[2].partition("<")[0]
    assert signing_in.sign_in(browser, "chenjing", password).url == "/me/password/"
    assert answer["Cache-Control"].startswith("max-age=0")
    assert "no-store" in answer["Cache-Control"]


def test_a_refusal_stands_at_the_field(system, unit, liming):
    person = Person.objects.create(organization=unit, name="陈静")

    answer = system.post(reverse("user_new", args=(person.pk,)), {"username": "liming"})

    assert answer.status_code == 422
    assert "已经有人使用" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "keys"),
    [
        ("system", {"deactivate"}),
        ("security", {"reset-password", "reset-factor", "unlock", "grant", "end"}),
    ],
)
def test_each_officer_is_offered_what_the_office_may(who, keys, request, liming):
    page = request.getfixturevalue(who).get(reverse("user", args=(liming.pk,))).content.decode()

    offered = {
        key
        for key in ("deactivate", "reset-password", "reset-factor", "unlock", "grant", "end")
        if reverse("user_act", args=(liming.pk, key)) in page
    }
    assert offered == keys


def test_an_office_is_granted_on_the_page(security, liming):
    url = reverse("user_act", args=(liming.pk, "grant"))

    assert security.get(url).status_code == 200
    assert security.post(url, {}).status_code == 422
    assert security.post(url, {"office": "audit", "remark": "轮岗"}).status_code == 302

    assert User.objects.get(pk=liming.pk).office == "audit"


def test_a_reset_password_is_shown_once(security, liming, browser):
    url = reverse("user_act", args=(liming.pk, "reset-password"))

    page = security.post(url, {"remark": ""}).content.decode()

    password = page.split('class="once">')[2].partition("<")[0]
    assert signing_in.sign_in(browser, "liming", password).url == "/me/password/"


def test_a_refused_act_says_why(security, liming):
    answer = security.post(reverse("user_act", args=(liming.pk, "reset-factor")), {"remark": ""})

    assert answer.status_code == 422
    assert "没有绑定动态口令" in answer.content.decode()


def test_a_locked_name_is_shown_and_unlocked(security, liming, browser):
    for _ in range(5):
        signing_in.sign_in(browser, "liming", "Wrong-7-Pass")
    url = reverse("user", args=(liming.pk,))

    assert "已锁定" in security.get(url).content.decode()
    security.post(reverse("user_act", args=(liming.pk, "unlock")), {"remark": ""})

    assert "已锁定" not in security.get(url).content.decode()
    assert signing_in.sign_in(browser, "liming").status_code == 302


def test_a_device_and_a_range_are_entered_on_their_pages(security, unit):
    given = {"organization": unit.pk, "name": "三楼专用电脑"}

    shown = security.post("/security/devices/new/", given).content.decode()
    again = security.post("/security/devices/new/", given)
    wrong = security.post("/security/ranges/new/", {"organization": unit.pk, "network": "x"})
    right = {"organization": unit.pk, "network": "10.1.2.3/24", "remark": "政务网"}
    answer = security.post("/security/ranges/new/", right)

    assert len(shown.partition('class="once">')[2].partition("<")[0]) == 14
    assert (again.status_code, wrong.status_code, answer.status_code) == (422, 422, 302)
    assert Device.objects.get().state == "待启用"
    assert AddressRange.objects.get().network == "10.1.2.0/24"
    assert "三楼专用电脑" in security.get("/security/devices/").content.decode()
    assert "10.1.2.0/24" in security.get("/security/ranges/").content.decode()
    url = reverse("range_remove", args=(AddressRange.objects.get().pk,))
    assert security.post(url, {"remark": ""}).status_code == 302
    url = reverse("device_revoke", args=(Device.objects.get().pk,))
    assert security.post(url, {"remark": ""}).status_code == 302
    assert Device.objects.get().state == "已注销"


def test_the_list_of_users_says_who_may_sign_in(system, liming, reviewer):
    actions.deactivate_login(liming, by=system.user)

    page = system.get("/users/").content.decode()

    assert "已停用" in page
    assert "已绑定" in page
    assert page.count("<tr>") - 1 == User.objects.count()


def test_a_list_of_users_asks_the_same_however_long_it_is(
    system, unit, django_assert_max_num_queries
):
    for number in range(30):
        signing_in.a_worker(f"worker{number:02}", unit, "CONTACT", name=f"王{number}")

    with django_assert_max_num_queries(14):
        system.get("/users/")


def test_keys_are_not_offered_where_browsers_would_not_ask_them(signed_in):
    page = signed_in.get("/me/security/").content.decode()

    assert "安全密钥只能在 https 网址下使用" in page
    assert signed_in.get("/me/security/keys/new/").status_code == 302


def test_on_localhost_a_key_may_be_added(liming, browser):
    browser.force_login(liming)

    page = browser.get("/me/security/keys/new/", HTTP_HOST="localhost").content.decode()

    assert '"challenge"' in page
    assert '"rp": {"name"' in page
    assert '"id": "localhost"' in page
    answer = browser.post(
        "/me/security/keys/new/",
        {"name": "钥匙", "password": signing_in.PASSWORD, "credential": '{"id": "x"}'},
        HTTP_HOST="localhost",
    )
    assert answer.status_code == 422


def test_the_own_security_is_changed_only_with_the_password(liming, signed_in):
    signing_in.with_code(liming)
    before = signing_in.recovery_codes(liming)

    wrong = signed_in.post("/me/security/recovery-codes/new/", {"password": "x"})
    assert wrong.status_code == 422
    assert signing_in.recovery_codes(liming) == before
    right = signed_in.post("/me/security/recovery-codes/new/", {"password": signing_in.PASSWORD})

    assert right.url == "/me/security/recovery-codes/"
    assert signing_in.recovery_codes(liming) != before
    assert (
        signed_in.post("/me/security/code/drop/", {"password": signing_in.PASSWORD}).status_code
        == 302
    )


def test_the_sign_in_page_offers_large_type(browser, db):
    assert "大字版" in browser.get("/sign-in/").content.decode()
