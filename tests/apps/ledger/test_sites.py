"""Sites are entered by their domain, codes are read and doubted, never silently mended."""

from datetime import date

import pytest

from zhijian.core.refused import Refused
from zhijian.ledger import actions
from zhijian.ledger.models import OfflinePeriod, Site
from zhijian.ledger.site_remarks import site_remarks
from zhijian.people.edits import Outdated, fingerprint


@pytest.fixture
def clerk(county):
    return county.user("文员", "教育局", "EDITOR")


@pytest.fixture
def site(county, clerk) -> Site:
    return actions.enter_site(
        county.units["教育局"], by=clerk, name="教育网", domain="https://JY.qinghe.gov.cn/index/"
    )


def test_a_pasted_address_is_kept_as_a_domain_which_is_the_sites_number(site):
    assert (site.domain, site.code) == ("jy.qinghe.gov.cn", "jy.qinghe.gov.cn")


@pytest.mark.parametrize("domain", ["不是域名", "http://", "a b.gov.cn", "-x.gov.cn"])
def test_what_is_no_domain_is_refused(county, clerk, domain):
    with pytest.raises(Refused, match="不是域名"):
        actions.enter_site(county.units["教育局"], by=clerk, name="教育网", domain=domain)


def test_a_site_without_anything_to_know_it_by_is_refused(county, clerk):
    with pytest.raises(Refused, match="至少填一项"):
        actions.enter_site(county.units["教育局"], by=clerk, name="教育网")


def test_one_domain_is_one_site_until_it_is_closed(county, clerk, site):
    unit = county.units["教育局"]
    with pytest.raises(Refused, match="域名已经登记"):
        actions.enter_site(unit, by=clerk, name="另一个", code="2", domain="jy.qinghe.gov.cn")

    actions.change_site(site, by=clerk, state="closed", closed_on=date(2026, 10, 1))
    actions.enter_site(unit, by=clerk, name="新的", code="2", domain="jy.qinghe.gov.cn")

    assert Site.objects.count() == 2


def test_a_closed_site_needs_its_day(site, clerk):
    with pytest.raises(Refused, match="请填写下线日期"):
        actions.change_site(site, by=clerk, state="closed")


def test_a_neighbour_and_a_later_writer_are_kept_out(county, site, clerk):
    with pytest.raises(Refused, match="不在这些岗位上"):
        actions.change_site(site, by=county.user("外人", "林业局", "EDITOR"), name="别的")
    seen = fingerprint(site, actions.sites.SITE_FIELDS)
    actions.change_site(site, by=clerk, seen=seen, name="教育局网")

    with pytest.raises(Outdated):
        actions.change_site(site, by=clerk, seen=seen, name="教育网站")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"site_code": "4203250001"}, []),
        ({"site_code": "420325000"}, ["网站标识码"]),
        ({"icp_number": "鄂ICP备12345678号-1"}, []),
        ({"icp_number": "ICP12345678"}, ["ICP备案号"]),
        ({"police_number": "鄂公网安备 42030002000001号"}, []),
        ({"police_number": "鄂公网安备 1号"}, ["公安机关备案号"]),
        ({"domain": "jy.example.cn"}, [".gov.cn"]),
    ],
)
def test_codes_without_their_form_are_pointed_out_and_kept(site, clerk, fields, words):
    changed = actions.change_site(site, by=clerk, **fields)

    said = [remark.says for remark in site_remarks(changed)]
    assert len(said) == len(words)
    assert all(word in says for word, says in zip(words, said, strict=True))


def test_a_second_portal_of_a_unit_is_pointed_out(county, clerk, site):
    actions.change_site(site, by=clerk, is_portal=True)
    second = actions.enter_site(
        county.units["教育局"], by=clerk, name="第二门户", code="2", is_portal=True
    )

    (remark,) = site_remarks(second)
    assert "登记了 2 个门户网站（还有：教育网）" in remark.says
    actions.change_site(site, by=clerk, state="closed", closed_on=date(2026, 10, 1))
    assert site_remarks(second) == []


def test_a_state_that_contradicts_the_periods_is_pointed_out(site):
    OfflinePeriod.objects.create(
        site=site, number="X1", kind="TEMPORARY", from_on=date(2026, 11, 1)
    )

    (remark,) = site_remarks(site)
    assert "没有恢复日期" in remark.says
