"""Planning an inspection and reading it in a browser: who may, and what the pages say."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from web.conftest import add_user
from zhijian.config import clock
from zhijian.inspection.models import Finding, Inspection, Unseen, Watch
from zhijian.jobs.models import Job
from zhijian.ledger.models import Account, Site

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)
ON = NOW.date()


@pytest.fixture(autouse=True)
def frozen(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(NOW):
        yield


@pytest.fixture
def inspector(county):
    return add_user("inspector", county.office, name="李检", kind="MONITOR")


@pytest.fixture
def browser(inspector):
    client = Client()
    client.force_login(inspector)
    return client


def make(county, **fields) -> Inspection:
    told = {
        "number": f"JC-2026-{county.office.pk}-001",
        "office": county.office,
        "kind": "SWEEP",
        "title": "十一月全面检查",
        "place": "420325",
        "on": ON,
    }
    return Inspection.objects.create(**(told | fields))


def found_in(inspection: Inspection, unit, **fields) -> Finding:
    told = {
        "check_id": "updates.gap",
        "title": "更新间隔过长",
        "subject_kind": "account",
        "subject": f"gh_{Finding.objects.count()}",
        "subject_name": "青禾林业",
        "organization": unit,
        "office": inspection.office,
        "place": "420325",
        "observed": 12,
        "limit": 10,
        "measure": "calendar_day",
        "clause": "fangxian-5g",
        "document": "fangxian-2023-16",
        "says": "自 2026年11月8日 起连续 12 天没有更新，上限为 10 天",
        "since_on": ON - timedelta(days=12),
        "due_on": ON - timedelta(days=2),
        "first_seen_on": ON,
        "last_seen_on": ON,
        "first_inspection": inspection,
        "last_inspection": inspection,
    }
    return Finding.objects.create(**(told | fields))


RESULTS = {
    "state": "recorded",
    "recorded_at": NOW,
    "checked": 30,
    "counts": {"failed": 1, "undetermined": 2, "fresh": 1, "accounts": 30, "lifted": 0},
    "coverage": [
        {
            "check": "updates.gap",
            "title": "更新间隔过长",
            "passed": 27,
            "failed": 1,
            "not_applicable": 0,
            "undetermined": 2,
            "warned": 0,
            "excepted": 0,
            "reason": "",
        }
    ],
    "relations": [
        {
            "relation": "messages",
            "title": "留言",
            "rows": 0,
            "is_seen": False,
            "is_complete": False,
            "is_fresh": True,
            "as_of": None,
        }
    ],
}


def test_the_next_inspection_is_proposed_with_its_clause(browser, county):
    page = browser.get(reverse("inspections")).content.decode()

    assert "下一次检查" in page
    assert "每 3 个月一次" in page
    assert "按季度检查" in page or "季度" in page


def test_a_plan_becomes_an_inspection_with_a_number_of_its_office_and_year(browser, county):
    told = {"kind": "SWEEP", "on": "2026-11-20", "place": "420325"}

    first = browser.post(reverse("inspection_new"), told)
    second = browser.post(reverse("inspection_new"), told)

    numbers = list(Inspection.objects.order_by("pk").values_list("number", flat=True))
    assert first.status_code == second.status_code == 302
    assert numbers == [f"JC-2026-{county.office.pk}-001", f"JC-2026-{county.office.pk}-002"]


def test_a_spot_check_draws_now_and_shows_its_proof(browser, county):
    for n in range(20):
        Account.objects.create(
            organization=county.units[n % 6],
            handle=f"gh_{n}",
            name=f"账号{n}",
            platform="wechat" if n % 2 else "weibo",
            state="operating",
        )
    told = {"kind": "SPOT_CHECK", "on": "2026-11-20", "place": "420325"}
    told |= {"percent": "30", "seed": "青禾", "strata": "platform", "at_least_one": "on"}

    browser.post(reverse("inspection_new"), told)

    made = Inspection.objects.get()
    assert made.draw["population"] == 20
    assert made.drawn.count() == 6
    page = browser.get(reverse("inspection_sample", args=(made.pk,))).content.decode()
    assert "一致" in page
    assert made.draw["digest"] in page
    told = browser.get(reverse("inspection_sample_csv", args=(made.pk,))).content.decode()
    assert told.count("是\r\n") == 6
    assert told.count("否\r\n") == 14


def test_starting_hands_it_to_a_worker_once(browser, county):
    made = make(county)

    browser.post(reverse("inspection_start", args=(made.pk,)))
    browser.post(reverse("inspection_start", args=(made.pk,)))

    made.refresh_from_db()
    assert made.state == "running"
    assert Job.objects.filter(kind="inspection.run").count() == 1
    page = browser.get(reverse("inspection", args=(made.pk,)))
    assert page["Refresh"] == "3"
    assert "等待后台执行" in page.content.decode()


def test_a_day_to_come_cannot_be_started(browser, county):
    made = make(county, on=ON + timedelta(days=1))

    page = browser.post(reverse("inspection_start", args=(made.pk,)), follow=True)

    assert "还没有到" in page.content.decode()
    made.refresh_from_db()
    assert made.state == "planned"


def test_what_could_not_be_told_is_as_loud_as_what_failed(browser, county):
    made = make(county, **RESULTS)
    found_in(made, county.units[0])
    Unseen.objects.create(
        inspection=made, check_id="x", title="留言答复超期", subject="messages", says="没有“留言”"
    )

    page = browser.get(reverse("inspection", args=(made.pk,))).content.decode()

    assert 'class="tag red" href="/findings/?inspection=' in page
    assert f"/findings/unseen/?inspection={made.pk}&amp;check=updates.gap" in page
    assert "没有看到" in page
    assert f"&amp;unit={county.units[0].pk}" in page
    assert f">{county.units[0].name}</td>" in page
    unseen = browser.get(reverse("unseen"), {"inspection": made.pk}).content.decode()
    assert "没有“留言”" in unseen


def test_the_inspected_unit_sees_its_finding_and_not_the_inspection(county, browser):
    made = make(county, **RESULTS)
    own, other = found_in(made, county.units[0]), found_in(made, county.units[1])
    client = Client()
    client.force_login(add_user("lin", county.units[0], kind="EDITOR"))

    assert client.get(reverse("finding", args=(own.pk,))).status_code == 200
    assert client.get(reverse("finding", args=(other.pk,))).status_code == 404
    assert client.get(reverse("inspection", args=(made.pk,))).status_code == 404
    page = client.get(reverse("finding", args=(own.pk,))).content.decode()
    assert "确认属实" not in page
    assert client.get(reverse("finding_confirm", args=(own.pk,))).status_code == 403


def test_a_finding_shows_clause_measure_and_working(browser, county):
    made = make(county, **RESULTS)
    found = found_in(made, county.units[0])

    page = browser.get(reverse("finding", args=(found.pk,))).content.decode()

    assert "连续 12 天没有更新" in page
    assert "12 天" in page
    assert "10 天" in page
    assert "房" in page
    assert "期限怎样算出" in page


def test_several_are_confirmed_at_once_and_one_decided_meanwhile_is_left(browser, county):
    made = make(county, **RESULTS)
    rows = [found_in(made, county.units[n]) for n in range(3)]
    Finding.objects.filter(pk=rows[2].pk).update(state="settled")
    told = {"bulk": "confirm", "confirmed": "1", "id": [row.pk for row in rows]}

    page = browser.post(reverse("findings"), told, follow=True).content.decode()

    states = list(Finding.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["confirmed", "confirmed", "settled"]
    assert "已确认 2 个问题" in page
    assert "1 个没有确认" in page


def test_the_watch_is_switched_on_and_off_by_an_inspector(browser, county):
    browser.post(reverse("inspection_watch"), {"office": county.office.pk, "is_on": "1"})
    assert Watch.objects.get().is_on

    browser.post(reverse("inspection_watch"), {"office": county.office.pk, "is_on": "0"})
    assert not Watch.objects.get().is_on


@pytest.mark.parametrize("name", ["inspections", "findings", "unseen"])
def test_lists_open_for_an_inspector(browser, county, name):
    made = make(county, **RESULTS)
    found_in(made, county.units[0])

    assert browser.get(reverse(name)).status_code == 200


def test_a_low_precision_proposes_to_look_at_the_check(browser, county):
    made = make(county, **RESULTS)
    for n in range(5):
        found_in(made, county.units[n % 6], ruling="confirmed" if n < 3 else "false_alarm")

    page = browser.get(reverse("precision")).content.decode()

    assert "60%" in page
    assert "复核检查项" in page
    Finding.objects.filter(ruling="false_alarm").update(ruling="confirmed")
    assert "复核检查项" not in browser.get(reverse("precision")).content.decode()


def test_an_account_and_a_site_show_what_stands_against_them(browser, county):
    made = make(county, **RESULTS)
    unit = county.units[0]
    account = Account.objects.create(
        organization=unit, handle="gh_a", name="青禾林业", platform="wechat", state="operating"
    )
    site = Site.objects.create(organization=unit, code="s1", name="青禾林业网", state="operating")
    found_in(made, unit, account=account)
    found_in(made, unit, site=site, title="没有备案号")

    assert "更新间隔过长" in browser.get(reverse("account", args=(account.pk,))).content.decode()
    assert "没有备案号" in browser.get(reverse("site", args=(site.pk,))).content.decode()
    assert "没有备案号" in browser.get(reverse("organization", args=(unit.pk,))).content.decode()
