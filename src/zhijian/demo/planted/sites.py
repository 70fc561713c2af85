"""Sites that are too many, wrongly named, down too long; columns that stand still."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago
from zhijian.demo.people import keepers
from zhijian.demo.scenario import ALL, AS_OF_D, FX, GOVERNMENT, HN, NOBODY, Places
from zhijian.demo.sites import column, disclosure, offline, site

_FLAGS: tuple[tuple[str, str, Row, Places, Places], ...] = (
    ("sites.domain_gov", "教育", {"domain": "www.qinghe-jy.example.cn"}, FX, ALL - FX),
    ("sites.domain_local", "水利", {"domain": "slj.qinghe-demo.gov.cn"}, FX, NOBODY),
    ("", "文旅", {"domain": "qinghewl.shiyan.gov.cn"}, NOBODY, NOBODY),
    ("sites.code", "农业", {"site_code": "9203250001"}, NOBODY, ALL),
    ("sites.icp", "交通", {"icp_number": "备20260001"}, NOBODY, ALL),
    ("sites.police", "民政", {"police_number": ""}, NOBODY, ALL),
    ("security.hosting", "商务", {"is_hosted_abroad": 1}, FX, ALL - FX),
    ("interaction.site_channel", "统计", {"has_consult_channel": 0}, NOBODY, ALL),
    (
        "sites.migration_registered",
        "科技",
        {"migrated_d": ago(60), "national_updated_d": ago(61)},
        FX,
        NOBODY,
    ),
    ("", "审计", {"migrated_d": ago(60), "national_updated_d": ago(60)}, NOBODY, NOBODY),
)
_COLUMN_NAMES = {
    "news": "部门要闻",
    "policy": "部门文件",
    "notice": "部门公告",
    "annual_report": "部门年报",
    "budget": "部门预决算",
    "other": "部门专题",
}


def plant(county: County) -> None:
    """Plant in sites, closures, columns and disclosure."""
    for turn, (check, name, wrong, fails, warns) in enumerate(_FLAGS):
        row = _site(county, name, turn, **wrong)
        if check:
            county.truth.expect(check, row["site"], fails=fails, warns=warns)
        if check == "sites.domain_gov":
            county.truth.expect("sites.domain_local", row["site"], fails=FX)
    county.truth.expect("sites.portal_count", "420325", fails=FX)
    _closures(county)
    _notices(county)
    _columns(county)
    _disclosure(county)


def _closures(county: County) -> None:
    once, twice = _site(county, "林业", 20), _site(county, "信访", 21)
    offline(county, once, ago(60), 30)
    county.truth.expect("sites.offline_count", twice["site"], fails=FX)
    offline(county, twice, ago(70), 5)
    row = offline(county, twice, ago(40), 31)
    county.truth.expect("sites.offline_length", row["period"], fails=FX)
    last_year, still = _site(county, "司法", 22), _site(county, "财政", 23)
    offline(county, last_year, ago(330), 5)  # in the calendar year before
    offline(county, last_year, ago(50), 5)
    row = offline(county, still, ago(31), 0, until_d=None)
    county.truth.expect("sites.offline_length", row["period"], fails=FX)

    for check, wrong in (
        ("sites.offline_approved", {"approved_d": None}),
        ("sites.offline_approved", {"approved_d": ago(39)}),
        ("", {"approved_d": ago(40)}),
        ("sites.offline_announced", {"announced_d": None}),
        ("sites.offline_announced", {"announced_d": ago(39)}),
        ("", {"announced_d": ago(40)}),
    ):
        turn = 30 + len(county.rows["sites"])
        row = offline(county, _site(county, f"分站{turn}", turn), ago(40), 3, **wrong)
        if check:
            county.truth.expect(check, row["period"], fails=FX)

    emergency = _site(county, "应急", 24)
    for reported_d, fails in ((None, FX), (ago(39), NOBODY)):
        row = offline(county, emergency, ago(40), 2, kind="EMERGENCY", reported_d=reported_d)
        county.truth.expect("sites.emergency_reported", row["period"], fails=fails)


def _notices(county: County) -> None:
    moved = _site(county, "住建", 25, migrated_d=ago(20), national_updated_d=ago(15))
    for days, fails in ((30, NOBODY), (29, FX)):
        row = county.add(
            "announcements",
            announcement=county.number("GG"),
            site=moved["site"],
            kind="MIGRATION",
            posted_d=ago(60),
            posted_until_d=ago(60) + days - 1,
        )
        county.truth.expect("sites.migration_notice", row["announcement"], fails=fails)


def _columns(county: County) -> None:
    owner = county.rows["sites"][0]
    half_year_d = next(d for d in range(ago(190), ago(175)) if county.months(d, 6) == AS_OF_D)
    quarter_d = next(d for d in range(ago(100), ago(80)) if county.months(d, 3) == AS_OF_D)
    for kind, last_d, fails, warns in (
        ("news", ago(7), NOBODY, NOBODY),
        ("news", ago(8), FX, NOBODY),
        ("news", ago(14), FX, NOBODY),
        ("news", ago(15), ALL, NOBODY),
        ("policy", half_year_d, NOBODY, NOBODY),
        ("policy", half_year_d - 1, ALL, NOBODY),
        ("notice", quarter_d, NOBODY, NOBODY),
        ("notice", quarter_d - 1, FX, NOBODY),
        ("notice", half_year_d, FX, NOBODY),
        ("notice", half_year_d - 1, ALL, NOBODY),
        ("other", quarter_d, NOBODY, NOBODY),
        ("other", quarter_d - 1, FX, ALL - FX),
        ("annual_report", ago(365), NOBODY, NOBODY),
        ("annual_report", ago(366), FX, ALL - FX),
        ("budget", ago(365), NOBODY, NOBODY),
        ("budget", ago(366), FX, ALL - FX),
    ):
        row = column(
            county, owner, f"{_COLUMN_NAMES[kind]}（之{AS_OF_D - last_d}）", kind, last_d, 40
        )
        if last_d <= ago(366):
            county.add(
                "column_items",
                item=county.number("XX"),
                site_column=row["site_column"],
                published_d=last_d,
            )
        county.truth.expect("columns.gap", row["site_column"], fails=fails, warns=warns)
    orphan = column(county, owner, "无主栏目", "other", ago(3), 40)
    orphan["organization"] = ""
    county.truth.expect("columns.owner", orphan["site_column"], fails=FX)
    blank = column(county, owner, "建设中", "other", 0, 1)
    county.truth.expect("columns.blank", blank["site_column"], fails=FX, warns=ALL - FX)
    closed = column(county, owner, "旧专题", "other", 0, 1)
    closed["state"] = "closed"


def _disclosure(county: County) -> None:
    unit = keepers(county)[5]
    formed_d = ago(60)
    for workdays, by_law_d, fails in (
        (20, None, NOBODY),
        (21, None, ALL),
        (21, county.workday(formed_d, 21), NOBODY),
        (6, county.workday(formed_d, 5), ALL),
    ):
        row = disclosure(
            county,
            unit,
            formed_d,
            disclosed_d=county.workday(formed_d, workdays),
            due_by_law_d=by_law_d,
        )
        county.truth.expect("disclosure.in_time", row["item"], fails=fails)
    row = disclosure(county, unit, formed_d, is_withheld=1)
    county.truth.expect("disclosure.withheld_ground", row["item"], fails=FX | HN)


def _site(county: County, name: str, turn: int, **wrong: str | int | None) -> Row:
    wrong.setdefault("domain", f"www.qinghe-{turn:02d}.gov.cn")
    return site(county, GOVERNMENT, f"青禾县{name}专网", str(wrong.pop("domain")), **wrong)
