"""Administrators of a place that demands it sign in only from dedicated equipment."""

from datetime import timedelta

import pytest

import signing_in
from signing_in import HAIYAN, NOON, code_now, is_in, sign_in_fully
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.signin import actions
from zhijian.signin.models import AddressRange, Device, SignIn


@pytest.fixture
def there(db):
    return signing_in.a_unit("青浦县宣传部", place=HAIYAN)


@pytest.fixture
def keeper(there):
    return signing_in.with_code(signing_in.a_worker("keeper", there, "ADMIN", name="周宁"))


def enrol(security, browser, unit, name="三楼专用电脑"):
    device, code = actions.enrol_device(unit, name, by=security.user)
    browser.post("/device/", {"code": code})
    return device


def test_without_a_device_the_administrator_is_turned_away_with_rule_and_remedy(keeper, browser):
    answer = sign_in_fully(browser, "keeper")
    page = browser.get(answer.url).content.decode()

    assert not is_in(browser)
    assert "十四" in page
    assert "登记码" in page
    assert Entry.objects.latest("seq").action == "user.sign_in_refused"


def test_from_an_enrolled_device_the_administrator_signs_in(keeper, browser, security, there):
    enrol(security, browser, there)

    sign_in_fully(browser, "keeper")

    assert is_in(browser)
    assert SignIn.objects.of(keeper).get().device.name == "三楼专用电脑"


def test_the_cookie_of_a_device_is_long_lived_and_out_of_reach_of_scripts(browser, security, there):
    enrol(security, browser, there)

    cookie = browser.cookies["zhijian_device"]
    assert cookie["httponly"]
    assert cookie["max-age"] > 365 * 24 * 3600
    device = Device.objects.get()
    assert device.token_digest
    assert device.token_digest not in cookie.value


def test_a_forged_cookie_is_no_device(keeper, browser, security, there):
    enrol(security, browser, there)
    browser.cookies["zhijian_device"] = browser.cookies["zhijian_device"].value[:-2] + "xx"

    sign_in_fully(browser, "keeper")

    assert not is_in(browser)


def test_the_device_of_another_unit_does_not_count(keeper, browser, security, unit):
    enrol(security, browser, unit)

    sign_in_fully(browser, "keeper")

    assert not is_in(browser)


def test_the_device_of_the_unit_above_counts(browser, security, there):
    below = signing_in.a_unit("青浦县宣传部新媒体中心", there, HAIYAN)
    signing_in.with_code(signing_in.a_worker("keeper2", below, "ADMIN"))
    enrol(security, browser, there)

    sign_in_fully(browser, "keeper2")

    assert is_in(browser)


def test_who_is_no_administrator_needs_no_device(browser, there):
    signing_in.a_worker("editor", there, "EDITOR")

    sign_in_fully(browser, "editor")

    assert is_in(browser)


def test_where_no_notice_demands_it_nobody_needs_a_device(browser, unit):
    signing_in.with_code(signing_in.a_worker("keeper3", unit, "ADMIN"))

    sign_in_fully(browser, "keeper3")

    assert is_in(browser)


def test_a_device_struck_off_ends_its_sign_ins(keeper, browser, security, there):
    device = enrol(security, browser, there)
    sign_in_fully(browser, "keeper")

    actions.revoke_device(device, by=security.user)

    assert not is_in(browser)
    with clock.set_to(NOON + timedelta(minutes=2)):
        sign_in_fully(browser, "keeper")
        assert not is_in(browser)


def test_a_session_carried_to_another_machine_is_ended(
    keeper, browser, other_browser, security, there
):
    enrol(security, browser, there)
    sign_in_fully(browser, "keeper")
    other_browser.cookies["sessionid"] = browser.cookies["sessionid"].value

    assert not is_in(other_browser)
    assert SignIn.objects.of(keeper).get().ended_why == "device"


@pytest.mark.parametrize(
    ("network", "address", "may"),
    [
        ("10.1.2.0/24", "10.1.2.255", True),
        ("10.1.2.0/24", "10.1.3.0", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.4", False),
        ("fd00:1::/64", "fd00:1::7", True),
        ("fd00:1::/64", "fd00:1:0:1::7", False),
        ("10.1.2.0/24", "fd00:1::7", False),
    ],
)
def test_from_a_range_of_the_unit_the_administrator_signs_in(
    network, address, may, keeper, browser, security, there
):
    actions.add_range(there, network, by=security.user)

    sign_in_fully(browser, "keeper", REMOTE_ADDR=address)

    assert (browser.get("/me/sign-ins/", REMOTE_ADDR=address).status_code == 200) is may


def test_a_spoofed_address_is_in_no_range(keeper, browser, security, there):
    actions.add_range(there, "10.1.2.0/24", by=security.user)
    how = {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "10.1.2.3"}

    sign_in_fully(browser, "keeper", **how)

    assert browser.get("/me/sign-ins/", **how).status_code == 302


def test_behind_a_proxy_only_the_proxy_s_word_counts(keeper, browser, security, there, monkeypatch):
    from dataclasses import replace

    from zhijian.config import addresses

    behind = replace(addresses.options(), behind_proxy=True)
    monkeypatch.setattr(addresses, "options", lambda: behind)
    actions.add_range(there, "10.1.2.0/24", by=security.user)

    spoofed = {"HTTP_X_FORWARDED_FOR": "10.1.2.3, 203.0.113.9"}
    sign_in_fully(browser, "keeper", **spoofed)
    assert browser.get("/me/sign-ins/", **spoofed).status_code == 302
    with clock.set_to(NOON + timedelta(minutes=2)):
        real = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 10.1.2.3"}
        sign_in_fully(browser, "keeper", **real)
        assert browser.get("/me/sign-ins/", **real).status_code == 200


def test_a_range_taken_away_ends_the_sign_ins_that_counted_on_it(keeper, browser, security, there):
    row = actions.add_range(there, "127.0.0.0/8", by=security.user)
    sign_in_fully(browser, "keeper")
    assert is_in(browser)

    actions.remove_range(row, by=security.user)

    assert not is_in(browser)


@pytest.mark.parametrize("network", ["", "hello", "10.1.2.0/33", "0.0.0.0/0", "::/0"])
def test_what_is_no_range_is_refused(network, security, there):
    with pytest.raises(Refused, match="地址段"):
        actions.add_range(there, network, by=security.user)


def test_a_range_is_entered_once(security, there):
    actions.add_range(there, "10.1.2.7/24", by=security.user)

    with pytest.raises(Refused, match="已经登记"):
        actions.add_range(there, "10.1.2.0/24", by=security.user)
    assert AddressRange.objects.get().network == "10.1.2.0/24"


def test_a_code_of_a_device_is_redeemed_once(browser, other_browser, security, there):
    _, code = actions.enrol_device(there, "三楼专用电脑", by=security.user)

    assert browser.post("/device/", {"code": code.lower()}).status_code == 302
    assert other_browser.post("/device/", {"code": code}).status_code == 422
    assert "zhijian_device" not in other_browser.cookies


@pytest.mark.parametrize(("minutes", "is_taken"), [(29, True), (30, False)])
def test_a_code_of_a_device_lasts_half_an_hour(minutes, is_taken, browser, security, there):
    _, code = actions.enrol_device(there, "三楼专用电脑", by=security.user)

    with clock.set_to(NOON + timedelta(minutes=minutes)):
        browser.post("/device/", {"code": code})

    assert ("zhijian_device" in browser.cookies) is is_taken


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC", "-", "李"])
def test_a_made_up_code_makes_no_device(code, browser, security, there):
    actions.enrol_device(there, "三楼专用电脑", by=security.user)

    assert browser.post("/device/", {"code": code}).status_code == 422


def test_only_the_security_administrator_enrols_devices(system, there):
    with pytest.raises(Refused, match="安全管理员"):
        actions.enrol_device(there, "电脑", by=system.user)
    with pytest.raises(Refused, match="安全管理员"):
        actions.add_range(there, "10.1.2.3", by=system.user)


def test_a_code_is_still_asked_for_on_a_device(keeper, browser, security, there):
    enrol(security, browser, there)

    answer = signing_in.sign_in(browser, "keeper")

    assert answer.url == "/sign-in/code/"
    assert browser.post(answer.url, {"code": code_now()}).status_code == 302
