"""Accounts that are not whose, not as many, or not named as they must be."""

from __future__ import annotations

from datetime import date

from zhijian.core.workdays import day_number
from zhijian.demo.county import County, Row, ago, credit_code, org_code
from zhijian.demo.scenario import (
    ALL,
    AS_OF_D,
    CN,
    FX,
    HN,
    HY,
    NOBODY,
    QD,
    YZ,
    Places,
)
from zhijian.demo.units import add_account

# Check, what the ledger says instead, where that fails, where it warns.
_FLAGS: tuple[tuple[str, Row, Places, Places], ...] = (
    ("accounts.certified_subject", {"certified_subject": "青禾县融媒体中心"}, YZ, ALL - YZ),
    (
        "accounts.certification_names_sponsor",
        {"certification_text": "青禾融媒官方账号"},
        FX | HY,
        ALL - FX - HY,
    ),
    (
        "accounts.internal_subject",
        {"registered_subject_kind": "internal", "registered_subject": "宣传教育科"},
        YZ,
        NOBODY,
    ),
    (
        "accounts.internal_subject",
        {"certified_subject_kind": "internal"},
        YZ,
        NOBODY,
    ),
    (
        "accounts.individual_subject",
        {"registered_subject_kind": "individual", "registered_subject": "工作人员个人"},
        YZ | HY,
        ALL - YZ - HY,
    ),
    ("accounts.approved", {"is_filed": 0}, YZ | FX | HN | HY, CN | QD),
    ("accounts.licence", {"provides_news": 1}, YZ | HN, ALL - YZ - HN),
    (
        "accounts.licence",
        {"provides_news": 1, "license_number": "许-2023-01", "license_until_d": AS_OF_D - 1},
        YZ | HN,
        ALL - YZ - HN,
    ),
    (
        "",  # the licence ends on the day of judging: still good
        {"provides_news": 1, "license_number": "许-2023-02", "license_until_d": AS_OF_D},
        NOBODY,
        NOBODY,
    ),
    ("accounts.supervisor", {"supervisor": ""}, NOBODY, ALL),
    ("accounts.section", {"section": ""}, HY, NOBODY),
    ("accounts.tasks", {"tasks": ""}, NOBODY, HN | HY),
)


def plant(county: County) -> None:
    """Plant in the registers of accounts and units."""
    for check, wrong, fails, warns in _FLAGS:
        row = county.account()
        row.update(wrong)
        if check:
            county.truth.expect(check, row["account"], fails=fails, warns=warns)
    _numbers_on_a_platform(county)
    _names(county)
    _approvals(county)
    _just_opened(county)
    _apps(county)
    _units(county)
    _not_counted(county)


def plant_particulars(county: County) -> None:
    """Plant in what is kept about each account: menus, receipts, custody."""
    row = county.account(platform="wechat")
    county.rows["menus"] = [m for m in county.rows["menus"] if m["account"] != row["account"]]
    county.truth.expect("accounts.menus", row["account"], fails=HN)

    own = "十堰市政务新媒体监管服务平台"
    for system, fails in (("全国政务新媒体信息报送系统", FX | HN | HY), (own, FX)):
        row = county.account()
        for receipt in county.rows["receipts"]:
            if receipt["account"] == row["account"] and receipt["system"] == system:
                receipt["submitted_d"] = AS_OF_D + 1  # registered only after the day of judging
        county.truth.expect("accounts.filed_everywhere", row["account"], fails=fails)

    for check, column in (
        ("security.dedicated_device", "on_dedicated_device"),
        ("security.auto_login", "auto_login_off"),
        ("security.full_time_custodian", "is_full_time"),
    ):
        row = county.account()
        for credential in county.rows["credentials"]:
            if credential["account"] == row["account"]:
                credential[column] = 0
        county.truth.expect(check, row["account"], fails=HY)


def _numbers_on_a_platform(county: County) -> None:
    second = county.unit("accounts")
    add_account(county, second, "wechat", "text")
    unit = second["organization"]
    county.truth.expect("accounts.one_per_platform", unit, fails=YZ | FX | QD | HY, warns=CN | HN)
    county.truth.expect("accounts.one_type_per_platform", unit, warns=ALL)

    two_types = county.unit("accounts")
    add_account(county, two_types, "wechat", "text", account_type="service")
    county.truth.expect("accounts.one_type_per_platform", two_types["organization"], warns=ALL)

    allowed = county.unit("accounts")
    add_account(county, allowed, "wechat", "text")
    unit = str(allowed["organization"])
    county.add(
        "exceptions",
        number="青某办批〔2026〕8号",
        rule="accounts.max_per_platform",
        subject=unit,
        reason="业务量大，面向两类群体分别服务",
        approved_by="青禾县人民政府办公室",
        approved_d=ago(100),
        from_d=ago(100),
        until_d=AS_OF_D,
    )
    county.truth.expect(
        "accounts.one_per_platform", unit, excepted=YZ | FX | QD | HY, warns=CN | HN
    )
    county.truth.expect("accounts.one_type_per_platform", unit, warns=ALL)

    lapsed = county.unit("accounts")
    add_account(county, lapsed, "wechat", "text")
    unit = str(lapsed["organization"])
    county.add(
        "exceptions",
        number="青某办批〔2025〕3号",
        rule="accounts.max_per_platform",
        subject=unit,
        reason="过渡期保留",
        approved_by="青禾县人民政府办公室",
        approved_d=ago(300),
        from_d=ago(300),
        until_d=AS_OF_D - 1,
    )
    county.truth.expect("accounts.one_per_platform", unit, fails=YZ | FX | QD | HY, warns=CN | HN)
    county.truth.expect("accounts.one_type_per_platform", unit, warns=ALL)


def _names(county: County) -> None:
    unit = county.unit("accounts")
    add_account(county, unit, "kuaishou", "video", name="青禾小喇叭")
    county.truth.expect(
        "accounts.name_consistent",
        unit["organization"],
        fails=YZ | FX | HY,
        warns=CN | HN | QD,
    )
    unit = county.unit(
        "accounts"
    )  # the same name, spelt with blanks and full-width marks: one name
    first = next(
        row for row in county.rows["accounts"] if row["organization"] == unit["organization"]
    )
    name = str(first["name"])
    add_account(county, unit, "kuaishou", "video", name=f"{name[:2]} {name[2:]}（）")


def _approvals(county: County) -> None:
    """Approval after registration, on the day, and none at all, around the days rules began."""
    for late, fails, warns in ((1, YZ | HN, ALL - YZ - HN), (0, NOBODY, NOBODY)):
        row = county.account()
        registered_d = day_number(date(2024, 5, 6))
        row["registered_d"], row["approved_d"] = registered_d, registered_d + late
        row["opened_d"] = registered_d + 30
        county.truth.expect("accounts.approved_first", row["account"], fails=fails, warns=warns)
    for day, fails, frozen in (
        (date(2021, 11, 29), YZ, NOBODY),
        (date(2021, 11, 30), YZ, HY),
        (date(2023, 1, 31), YZ, HY),
        (date(2023, 2, 1), YZ | HN, HY | HN),
    ):
        row = county.account()
        row.update(is_approved=0, approved_d=None)
        row["registered_d"] = day_number(day)
        row["opened_d"] = day_number(day) + 30
        county.truth.expect(
            "accounts.approved_first", row["account"], fails=fails, warns=ALL - fails
        )
        county.truth.expect("accounts.frozen_opening", row["account"], fails=frozen)


def _just_opened(county: County) -> None:
    """An account need not be filed before the fifth workday after it opened has passed."""
    last_d = next(day for day in range(ago(20), AS_OF_D) if county.workday(day, 5) == AS_OF_D)
    for opened_d, fails, warns in (
        (last_d, NOBODY, NOBODY),
        (last_d - 1, YZ | FX | HN | HY, CN | QD),
    ):
        row = county.account(media_form="video")
        row.update(is_filed=0, approved_d=opened_d - 20, registered_d=opened_d - 10)
        row["opened_d"] = opened_d
        county.truth.expect("accounts.approved", row["account"], fails=fails, warns=warns)


def _apps(county: County) -> None:
    department = county.unit("accounts")
    row = add_account(county, department, "app", "app")
    county.truth.expect("accounts.app_opening", row["account"], fails=QD)
    department = county.unit("accounts")
    row = add_account(county, department, "app", "app", is_usable=0)
    county.truth.expect("accounts.app_opening", row["account"], fails=QD)
    county.truth.expect("accounts.app_usable", row["account"], fails=ALL)
    for left in (1, 0):
        department = county.unit("accounts")
        row = add_account(
            county,
            department,
            "app",
            "app",
            state="deregistered",
            stopped_d=ago(50),
            store_links_left=left,
        )
        if left:
            county.truth.expect("accounts.app_takedown", row["account"], fails=FX)


def _units(county: County) -> None:
    unit = county.unit("accounts")
    unit["supervising_office"] = ""
    county.truth.expect("accounts.supervising_office", unit["organization"], fails=YZ | HN | QD)
    unit = county.unit("accounts")
    unit["credit_code"] = _spoilt(credit_code(701))
    county.truth.expect("codes.credit_code", unit["organization"], fails=ALL)
    unit = county.unit("accounts")
    unit["org_code"] = _spoilt(org_code(701))
    county.truth.expect("codes.org_code", unit["organization"], warns=ALL)
    county.add(
        "organizations",
        organization="青禾县莲花新区管理委员会",
        kind="organ",
        level="government",
        parent="青禾县人民政府",
        managed_by="local",
        credit_code=credit_code(702),
        supervising_office="办公室",
        established_d=ago(900),
    )
    county.truth.expect("accounts.government_has", "青禾县莲花新区管理委员会", fails=QD)


def _not_counted(county: County) -> None:
    """An enterprise's account and one under industry guidance stay outside every check."""
    enterprise = next(row for row in county.rows["organizations"] if row["kind"] == "enterprise")
    row = add_account(county, enterprise, "wechat", "text", supervisor="", is_filed=0)
    county.posts[str(row["account"])] = [ago(200)]
    row = add_account(
        county, county.unit("accounts"), "channels", "video", is_industry_guided=1, comments_open=0
    )
    county.posts[str(row["account"])] = [ago(200)]


def _spoilt(code: str) -> str:
    """Return a code with its check sign replaced by another."""
    return code[:-1] + ("1" if code[-1] != "1" else "2")
