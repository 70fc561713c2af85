"""The sound county's registers: units, accounts, their menus, certifications and receipts."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago, credit_code, org_code
from zhijian.demo.scenario import (
    AS_OF_D,
    DEPARTMENTS,
    GOVERNMENT,
    OFFICE,
    PLATFORM_MIX,
    PLATFORM_SHORT,
    TOWNSHIPS,
)

MANAGED_FROM_ABOVE = {"气象": "city", "税务": "province"}


def register(county: County, accounts: int) -> None:
    """Enter the units and ``accounts`` sound accounts, spread over them by the platform mix."""
    counts = [accounts * share // 100 for _, _, share in PLATFORM_MIX]
    counts[0] += accounts - 1 - sum(counts)
    _units(county, counts[0])
    hosts = [row for row in county.rows["organizations"] if row["kind"] == "organ"]
    for turn, ((platform, form, _), count) in enumerate(zip(PLATFORM_MIX, counts, strict=True)):
        for step in range(count):
            add_account(county, hosts[(turn * 7 + step) % len(hosts)], platform, form)
    add_account(county, hosts[0], "app", "app")


def add_account(
    county: County, unit: Row, platform: str, form: str, **other: str | int | None
) -> Row:
    """Enter one account, sound in every respect that ``other`` does not change."""
    name = str(unit["organization"])
    short = PLATFORM_SHORT[platform]
    opened_d = ago(400 + county.rng.randrange(1_800))
    account = county.number(f"qh-{short}").replace("-2026-", "-").lower()
    followers = county.rng.randrange(300, 90_000)
    row: Row = {
        "account": account,
        "name": f"{name.removesuffix('局').removesuffix('人民政府')}发布",
        "platform": platform,
        "account_type": {"wechat": "subscription", "app": "app"}.get(platform, "other"),
        "organization": name,
        "supervisor": OFFICE,
        "operation_mode": "self",
        "media_form": form,
        "state": "operating",
        "registered_subject_kind": "unit",
        "registered_subject": name,
        "certified_subject": name,
        "certified_subject_kind": "unit",
        "is_certified": 1,
        "certification_text": f"{name}官方账号",
        "is_filed": 1,
        "is_approved": 1,
        "approved_d": opened_d - 20,
        "registered_d": opened_d - 10,
        "opened_d": opened_d,
        "stopped_d": None,
        # Some offices report thousands only.
        "followers": followers - followers % 1_000 if followers % 4 == 0 else followers,
        "link": f"https://{account}.example.cn/",
        "introduction": "政务信息发布、政策解读与便民服务",
        "tasks": "发布、解读、互动、服务",
        "comments_open": 1,
        "messages_open": 1,
        "private_messages_open": 1,
        "has_comment_module": 1,
        "has_survey_module": 1,
        "has_consult_module": 1,
        "interaction_works": 1,
        "is_usable": 1 if platform == "app" else None,
        "provides_news": 0,
        "license_number": "",
        "license_until_d": None,
        "section": "办公室",
        "is_industry_guided": 0,
        "store_links_left": None,
        "publications_complete": 1,
    }
    row.update(other)
    return county.add("accounts", **row)


def particulars(county: County) -> None:
    """Enter what belongs to each account: menus, certification seen, receipts, custody."""
    systems = county.union("filing.systems")
    for row in county.rows["accounts"]:
        account = row["account"]
        opened_d = int(row["opened_d"] or AS_OF_D)
        for level in ("政务公开", "办事服务", "互动交流"):
            if row["platform"] in ("wechat", "app"):
                county.add("menus", account=account, level_1=level, level_2="最新", link_works=1)
        county.add(
            "certifications",
            account=account,
            seen_d=ago(30),
            subject=row["certified_subject"],
            subject_kind=row["certified_subject_kind"],
            statement=row["certification_text"],
            expires_d=AS_OF_D + 200,
        )
        for system in systems:
            county.add(
                "receipts",
                account=account,
                system=system,
                submitted_d=min(opened_d + 3, AS_OF_D),
                receipt=county.number("HZ"),
            )
        county.add(
            "credentials",
            account=account,
            custodian=county.person(),
            is_full_time=1,
            changed_d=ago(40),
            on_dedicated_device=1,
            auto_login_off=1,
        )


def _units(county: County, hosts: int) -> None:
    names = [(GOVERNMENT, "government", "local"), (OFFICE, "department", "local")]
    names += [(f"青禾县{name}局", "department", "local") for name in DEPARTMENTS]
    names += [
        (f"青禾县{name}局", "department", managed) for name, managed in MANAGED_FROM_ABOVE.items()
    ]
    names += [(f"青禾县{name}镇人民政府", "township", "local") for name in TOWNSHIPS]
    extra = hosts - len(names)
    names += [(f"青禾县第{n}服务中心", "department", "local") for n in range(1, extra + 1)]
    for turn, (name, level, managed_by) in enumerate(names[:hosts], start=1):
        county.add(
            "organizations",
            organization=name,
            kind="organ",
            level=level,
            parent="" if name == GOVERNMENT else GOVERNMENT,
            managed_by=managed_by,
            credit_code=credit_code(turn),
            org_code=org_code(turn) if turn % 3 == 0 else "",
            supervising_office="办公室",
            established_d=ago(4_000),
        )
    for name, kind in (
        ("青禾县供水公司", "enterprise"),
        ("青禾县某某传媒有限公司", "operator"),
    ):
        turn += 1
        county.add(
            "organizations",
            organization=name,
            kind=kind,
            level="subordinate",
            parent=GOVERNMENT,
            managed_by="local",
            credit_code=credit_code(turn),
            supervising_office="综合部",
            established_d=ago(3_000),
        )
