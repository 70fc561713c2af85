"""The public reports impostors; whoever keeps the unit settles them."""

from datetime import timedelta

import pytest

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.directory import actions
from zhijian.directory.models import ImpostorReport
from zhijian.journal.models import Entry
from zhijian.notices.models import Notice

SENT = {
    "link": "https://weibo.com/u/1000000001",
    "name": "青禾教育官方",
    "claims": "青禾县教育局",
    "says": "冒充教育局收费",
    "contact": "",
    "address": "192.0.2.7",
}


def test_a_report_reaches_the_unit_that_is_imitated(county):
    report = actions.report_impostor(**SENT)

    assert report.organization == county.units["教育局"]
    assert Notice.objects.get(to=county.users["乙"]).url == f"/impostors/{report.pk}/"
    assert Entry.objects.latest("seq").action == "impostor.reported"


def test_a_report_about_nobody_known_goes_to_the_top(county):
    report = actions.report_impostor(**SENT | {"claims": "某某局"})

    assert report.organization == county.units["政府"]


@pytest.mark.parametrize("link", ["", "   "])
def test_a_report_names_what_to_look_at(county, link):
    with pytest.raises(Refused, match="链接或账号ID"):
        actions.report_impostor(**SENT | {"link": link})


def test_one_sender_makes_so_many_a_day(county):
    for _ in range(actions.MOST_A_DAY):
        actions.report_impostor(**SENT)

    with pytest.raises(Refused, match="今天"):
        actions.report_impostor(**SENT)
    actions.report_impostor(**SENT | {"address": "192.0.2.8"})
    with clock.set_to(clock.now() + timedelta(days=1, seconds=1)):
        actions.report_impostor(**SENT)


def test_a_report_is_settled_once_by_who_keeps_the_unit(county):
    report = actions.report_impostor(**SENT)

    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.settle_report(report, "impostor", by=county.users["丙"], outcome="已核实")
    actions.settle_report(report, "impostor", by=county.users["乙"], outcome="已请平台关停")

    with pytest.raises(Refused, match="已经处理过"):
        actions.settle_report(report, "genuine", by=county.users["乙"], outcome="又一次")


def test_the_contact_is_sealed_and_its_opening_recorded(county):
    report = actions.report_impostor(**SENT | {"contact": "qq 10001"})

    with pytest.raises(Refused, match="理由"):
        actions.open_contact(report, by=county.users["乙"], reason="")
    shown = actions.open_contact(report, by=county.users["乙"], reason="电话核实")

    assert shown == "qq 10001"
    raw = ImpostorReport.objects.raw("SELECT id, contact AS sealed FROM directory_impostorreport")
    assert "10001" not in raw[0].sealed
    assert Entry.objects.latest("seq").action == "impostor.contact_opened"
