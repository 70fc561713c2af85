"""Reposts from elsewhere, maps without a number, policies nobody explained."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago
from zhijian.demo.people import is_inspected, keepers
from zhijian.demo.scenario import ALL, CN, FX, HN, HY, NOBODY, QD, SINCE_D, YZ
from zhijian.demo.voices import must_repost, policy, publication

_LISTED_BY_LAW = YZ | HN | QD | HY
_OWN_CATEGORY = "宣传网信部门确定的稿源单位"


def plant(county: County) -> None:
    """Plant in sources, maps and policies."""
    _sources(county)
    _maps(county)
    _policies(county)


def _sources(county: County) -> None:
    """银州 takes two kinds of sources that the others do not name."""
    county.add("sources", source="某某网络媒体", category="其他")
    county.add("sources", source="青禾网信矩阵", category=_OWN_CATEGORY)
    for source, fails, warns in (
        ("某某生活号", _LISTED_BY_LAW, CN | FX),
        ("某某网络媒体", _LISTED_BY_LAW, CN | FX),
        ("青禾网信矩阵", HN | QD | HY, CN | FX),
    ):
        row = _repost(county)
        row["source"] = source
        county.truth.expect("content.repost_source", row["publication"], fails=fails, warns=warns)
    for days, fails, warns in ((0, NOBODY, NOBODY), (1, _LISTED_BY_LAW, CN | FX)):
        row = _repost(county)
        row["source"] = f"青禾旧报{days}"
        until_d = int(row["published_d"] or 0) - days
        county.add("sources", source=row["source"], category="党委和政府网站", until_d=until_d)
        county.truth.expect("content.repost_source", row["publication"], fails=fails, warns=warns)


def _maps(county: County) -> None:
    for number, fails in (("", ALL), ("审图2026", ALL), ("GS（2026）1234号", NOBODY)):
        row = _original(county)
        row.update(needs_map_number=1, map_number=number)
        county.truth.expect("content.map_number", row["publication"], fails=fails)


def _policies(county: County) -> None:
    unit = keepers(county)[3]
    silent: Row = {"interpreted_on_site_d": None, "interpreted_on_account_d": None}
    row = policy(county, unit, ago(50), **silent)
    county.truth.expect("content.interpretation", row["policy"], fails=HN | HY)
    policy(county, unit, ago(92), **silent)  # before the inspected period
    policy(county, unit, ago(50), is_important=0, **silent)
    for side in ("interpreted_on_site_d", "interpreted_on_account_d"):
        wrong: Row = {side: None}
        row = policy(county, unit, ago(45), **wrong)
        county.truth.expect(
            "content.website_sync", row["policy"], fails=HN | HY, warns=ALL - HN - HY
        )


def plant_tasks(county: County) -> None:
    """Two notices ask for a prompt repost without a figure; a year without one is a failure."""
    for after, warns in ((1, NOBODY), (2, YZ | QD), (None, YZ | QD)):
        account = county.someone()
        issued_d = ago(40)
        reposted_d = None if after is None else issued_d + after
        subject = must_repost(county, account, issued_d, reposted_d)
        county.truth.expect("content.must_repost", subject, warns=warns)
    subject = must_repost(county, county.someone(), ago(366), None)
    county.truth.expect("content.must_repost", subject, fails=YZ | QD)
    # From a source nobody lists, but before the inspected period.
    publication(county, county.someone(), SINCE_D, origin="repost", source="某某生活号")


def _repost(county: County) -> Row:
    return county.publication(
        lambda row: is_inspected(int(row["published_d"] or 0)) and row["origin"] == "repost",
    )


def _original(county: County) -> Row:
    return county.publication(
        lambda row: is_inspected(int(row["published_d"] or 0)) and row["origin"] == "original",
    )
