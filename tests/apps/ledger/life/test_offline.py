"""A site goes offline within the place's limits, approved first, and the checks agree."""

from datetime import date, timedelta

import pytest

from apps.ledger.life.conftest import FANGXIAN, YINZHOU, on_day
from zhijian.cases import actions as cases
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger.actions import announcements, offline
from zhijian.ledger.models import Announcement, OfflinePeriod, Site

TODAY = date(2026, 11, 20)


@pytest.fixture
def site(fangxian) -> Site:
    return a_site(fangxian)


def a_site(place) -> Site:
    unit = place.unit("林业局")
    return Site.objects.create(organization=unit, code="QH1", name="青禾林业网", domain="a.gov.cn")


def asked(place, site, kind="TEMPORARY", **how) -> Case:
    days = {"from_on": TODAY} | ({"until_on": TODAY + timedelta(10)} if kind == "TEMPORARY" else {})
    fields = {"by": place.clerk, "reason": "系统整改"} | days | how
    return offline.ask_offline(site, kind, **fields)


def posted(place, kind: str) -> None:
    announcements.post_announcement(
        Announcement.objects.get(kind=kind),
        by=place.clerk,
        place="县政府门户网站",
        posted_on=clock.today(),
        link="https://www.qinghe.gov.cn/2.html",
    )


def gone_off(place, case: Case) -> Case:
    """A temporary absence up to the moment the site is off."""
    case = place.move(place.move(case, "agree"), "agree")
    with pytest.raises(Refused, match="还没有填写批准机关、批准日期"):
        place.move(case, "approved")
    offline.note_offline(case, by=place.above, approved_by="省政府办公厅", approved_on=TODAY)
    case = place.move(case, "approved")
    with pytest.raises(Refused, match="公告还没有登记发布"):
        place.move(case, "announced")
    posted(place, "OFFLINE")
    return place.move(place.move(case, "announced"), "offline")


def test_a_temporary_absence_runs_to_its_end_and_passes_its_checks(fangxian, site):
    place = fangxian
    case = gone_off(place, asked(place, site))
    site.refresh_from_db()
    assert site.state == "offline"
    with on_day(TODAY + timedelta(10)):
        offline.note_offline(case, by=place.clerk, until_on=clock.today())
        case = place.move(place.move(case, "restored"), "accept", by=place.above_b)
        found = place.judged(clock.today())

    site.refresh_from_db()
    assert (case.step, site.state) == ("done", "operating")
    for check in ("offline_length", "offline_approved", "offline_announced"):
        assert found[f"sites.{check}", case.number] == "PASS", check
    assert found["sites.offline_count", "QH1"] == "PASS"


@pytest.mark.parametrize(("days", "verdict"), [(30, "PASS"), (31, "FAIL")])
def test_the_thirty_first_day_off_is_one_too_many(fangxian, site, days, verdict):
    place = fangxian
    case = gone_off(place, asked(place, site))
    with on_day(TODAY + timedelta(days)):
        offline.note_offline(case, by=place.clerk, until_on=clock.today())
        place.move(case, "restored")
        found = place.judged(clock.today())

    assert found["sites.offline_length", case.number] == verdict


@pytest.mark.parametrize(("days", "is_allowed"), [(30, True), (31, False)])
def test_a_longer_absence_than_the_place_allows_is_not_asked_for(fangxian, site, days, is_allowed):
    how = {"until_on": TODAY + timedelta(days)}
    if is_allowed:
        assert asked(fangxian, site, **how).is_open
        return

    with pytest.raises(Refused, match="每次至多 30 天"):
        asked(fangxian, site, **how)


@pytest.mark.parametrize(
    ("been", "is_allowed"), [(date(2026, 1, 5), False), (date(2025, 12, 31), True)]
)
def test_a_second_absence_in_a_calendar_year_is_refused(fangxian, site, been, is_allowed):
    OfflinePeriod.objects.create(
        site=site, number="旧", kind="TEMPORARY", from_on=been, until_on=been
    )
    if is_allowed:
        assert asked(fangxian, site).is_open
        return

    with pytest.raises(Refused, match="2026 年已经临时下线 1 次，每年至多 1 次"):
        asked(fangxian, site)


def test_an_emergency_takes_no_turn_and_is_reported_upward(fangxian, site):
    place = fangxian
    OfflinePeriod.objects.create(site=site, number="旧", kind="TEMPORARY", from_on=TODAY)
    case = asked(place, site, "EMERGENCY")
    assert OfflinePeriod.objects.get(case=case).reported_on is None
    with pytest.raises(Refused, match="还没有填写报备日期"):
        place.move(case, "reported")
    offline.note_offline(case, by=place.clerk, reported_on=TODAY)

    case = place.move(case, "reported")

    assert case.step == "restore"
    with on_day(TODAY + timedelta(2)):
        found = place.judged(clock.today())
    assert found["sites.emergency_reported", case.number] == "PASS"
    assert found["sites.offline_count", "QH1"] == "PASS"


def test_a_site_leaves_for_good_after_its_content_has_moved(fangxian, site):
    place = fangxian
    case = asked(place, site, "PERMANENT")
    case = place.move(case, "agree")
    with pytest.raises(Refused, match="本件办的是永久下线"):
        place.move(case, "agree")
    case = place.move(case, "agree_permanent")
    offline.note_offline(case, by=place.clerk, migrated_on=TODAY, national_updated_on=TODAY)
    with pytest.raises(Refused, match="公告还没有登记发布"):
        place.move(case, "migrated")
    posted(place, "MIGRATION")
    notice = Announcement.objects.get()
    assert notice.due_until_on == TODAY + timedelta(29)

    place.move(place.move(case, "migrated"), "accept", by=place.above_b)

    site.refresh_from_db()
    assert (site.state, site.closed_on, site.migrated_on) == ("closed", TODAY, TODAY)
    found = place.judged(TODAY)
    assert found["sites.migration_registered", "QH1"] == "PASS"


def test_a_withdrawn_absence_leaves_no_effect(fangxian, site):
    case = asked(fangxian, site, "EMERGENCY")

    cases.withdraw(case, by=fangxian.clerk, reason="误报")

    site.refresh_from_db()
    assert site.state == "operating"
    assert not OfflinePeriod.objects.exists()


def test_only_one_absence_of_a_site_runs_at_a_time(fangxian, site):
    asked(fangxian, site)

    with pytest.raises(Refused, match="已有没办完的下线事项"):
        asked(fangxian, site)


def test_where_the_text_is_silent_nothing_is_refused(at):
    place = at(YINZHOU)
    site = a_site(place)
    OfflinePeriod.objects.create(site=site, number="旧", kind="TEMPORARY", from_on=TODAY)

    case = asked(place, site, until_on=TODAY + timedelta(90))

    assert "approve" not in case.definition.chain
    assert place.place != FANGXIAN
