"""The list and the page of sites."""

from datetime import date

import pytest
from django.urls import reverse

from web.ledger.conftest import signed_in, text
from zhijian.ledger.models import OfflinePeriod, Site, SiteColumn

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(unit) -> Site:
    return Site.objects.create(
        organization=unit, code="s1", name="青禾教育网", domain="jy.qinghe.gov.cn", site_code="1"
    )


def test_the_list_shows_the_units_sites(county, site, page_of):
    Site.objects.create(organization=county.stranger, code="s2", name="远山网")

    shown = text(page_of.get(reverse("sites")))

    assert "青禾教育网" in shown
    assert "远山网" not in shown
    assert "在册 1 个" in shown


def test_the_page_shows_columns_periods_and_doubts(site, page_of):
    SiteColumn.objects.create(site=site, code="c1", name="要闻", column_class="news")
    OfflinePeriod.objects.create(
        site=site, number="X1", kind="TEMPORARY", from_on=date(2026, 11, 1), reason="机房检修"
    )

    shown = text(page_of.get(reverse("site", args=(site.pk,))))

    for words in ("要闻", "机房检修", "没有恢复日期", "网站标识码“1”格式不对"):
        assert words in shown


def test_a_site_is_entered_and_mended(unit, page_of):
    sent = {
        "organization": unit.pk,
        "name": "青禾教育网",
        "domain": "https://jy.qinghe.gov.cn/",
        "state": "operating",
    }
    answer = page_of.post(reverse("site_new"), sent)
    site = Site.objects.get()
    assert answer["Location"] == reverse("site", args=(site.pk,))

    page_of.post(reverse("site_edit", args=(site.pk,)), sent | {"code": "s9", "is_portal": "1"})

    site.refresh_from_db()
    assert (site.code, site.is_portal) == ("s9", True)


def test_strangers_and_readers_meet_closed_doors(site, out, reader):
    url = reverse("site_edit", args=(site.pk,))

    assert out.get(reverse("site", args=(site.pk,))).status_code == 404
    assert out.get(url).status_code == 404
    assert signed_in(reader).get(url).status_code == 403
    assert signed_in(reader).get(reverse("site_new")).status_code == 403
