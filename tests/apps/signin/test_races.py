"""What holds when eight ask at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from django.db import connections
from django.test import Client

import signing_in
from zhijian.core.refused import Refused
from zhijian.signin import actions, second_factor
from zhijian.signin.models import SignIn

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[int], Any], times: int = 8) -> list[Any]:
    """What ``work`` gives in as many threads, each under the clock of the test."""

    def run(number: int) -> Any:
        try:
            return work(number)
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        waiting = [pool.submit(copy_context().run, run, number) for number in range(times)]
        return [one.result(timeout=60) for one in waiting]


def test_a_code_sent_eight_times_at_once_is_taken_once():
    user = signing_in.with_code(signing_in.a_worker("liming", signing_in.a_unit()))
    code = signing_in.code_now()

    taken = at_once(lambda number: second_factor.accept(user, code))

    assert sum(factor is not None for factor in taken) == 1


def test_a_recovery_code_sent_eight_times_at_once_is_taken_once():
    user = signing_in.with_code(signing_in.a_worker("liming", signing_in.a_unit()))
    code = signing_in.recovery_codes(user)[0]

    taken = at_once(lambda number: second_factor.accept(user, code))

    assert sum(factor is not None for factor in taken) == 1


def test_of_eight_browsers_at_once_one_stays_signed_in():
    user = signing_in.a_worker("liming", signing_in.a_unit())
    browsers = [Client() for _ in range(8)]

    answers = at_once(lambda number: signing_in.sign_in(browsers[number], "liming").status_code)

    assert answers == [302] * 8
    assert SignIn.objects.of(user).open().count() == 1
    assert sum(signing_in.is_in(browser) for browser in browsers) == 1


def test_two_officers_who_take_each_other_s_office_leave_one():
    officers = [signing_in.an_officer("security", f"security.{name}") for name in "ab"]

    at_once(lambda n: actions.revoke_office(officers[n], by=officers[1 - n]), times=2)

    for officer in officers:
        officer.refresh_from_db()
    assert sorted(officer.office for officer in officers) == ["", "security"]


def test_the_code_of_a_device_is_redeemed_in_one_browser():
    security = signing_in.an_officer("security")
    _, code = actions.enrol_device(signing_in.a_unit(), "三楼专用电脑", by=security)

    made = at_once(lambda number: actions.redeem_device(code))

    assert sum(not isinstance(one, Refused) for one in made) == 1
