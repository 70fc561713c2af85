"""The sound county's portal, its columns, and what it discloses."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago
from zhijian.demo.people import keepers
from zhijian.demo.scenario import AS_OF_D, GOVERNMENT

_COLUMNS = (
    ("news", ("青禾要闻", "部门动态", "乡镇动态", "政务视频"), 4),
    ("policy", ("规范性文件", "其他政策文件", "政策解读"), 60),
    ("notice", ("通知公告", "招考信息", "征地信息"), 45),
    ("annual_report", ("政府信息公开年报", "网站年度报表"), 180),
    ("budget", ("财政预决算", "部门预决算"), 170),
    ("other", ("办事指南", "便民地图", "常见问题", "走进青禾"), 40),
)


def site(county: County, unit: str, name: str, domain: str, **other: str | int | None) -> Row:
    """Enter one sound site."""
    turn = len(county.rows.get("sites", ())) + 1
    row: Row = {
        "site": f"qh-site-{turn:02d}",
        "name": name,
        "organization": unit,
        "domain": domain,
        "site_code": f"{4_203_250_000 + turn}",
        "icp_number": f"青ICP备{20_260_000 + turn}号",
        "police_number": f"青公网安备{42_032_500_000_000 + turn}号",
        "is_portal": int(turn == 1),
        "is_hosted_abroad": 0,
        "has_consult_channel": 1,
        "state": "operating",
        "opened_d": ago(3_000),
    }
    row.update(other)
    return county.add("sites", **row)


def column(county: County, owner: Row, name: str, kind: str, last_d: int, step: int) -> Row:
    """Enter a column whose last item is of ``last_d`` and which had one every ``step`` days."""
    row = county.add(
        "site_columns",
        site_column=county.number("LM"),
        site=owner["site"],
        name=name,
        column_class=kind,
        organization=owner["organization"],
        state="operating",
        opened_d=ago(2_000),
        items_complete=1,
    )
    for day in range(last_d, ago(366), -step):
        county.add(
            "column_items",
            item=county.number("XX"),
            site_column=row["site_column"],
            title=f"{name}信息",
            published_d=day,
            covers_year=2025 if kind in ("annual_report", "budget") else None,
        )
    return row


def portal(county: County) -> Row:
    """Enter the county's portal with its columns, all of them kept up."""
    owner = site(county, GOVERNMENT, "青禾县人民政府网", "www.qinghe-demo.gov.cn")
    for kind, names, step in _COLUMNS:
        for name in names:
            last_d = AS_OF_D - county.rng.randrange(1, min(step, 5))
            column(county, owner, name, kind, last_d, step)
    return owner


def disclose(county: County) -> None:
    """Disclose things within fifteen workdays; withhold few, with grounds."""
    units = keepers(county)
    for turn in range(60):
        formed_d = ago(40 + 5 * turn)
        is_withheld = int(turn % 20 == 19)
        disclosure(
            county,
            units[turn % len(units)],
            formed_d,
            disclosed_d=None if is_withheld else county.workday(formed_d, 3 + turn % 12),
            is_withheld=is_withheld,
            withheld_ground="涉及个人隐私" if is_withheld else "",
        )


def disclosure(county: County, unit: Row, formed_d: int, **other: str | int | None) -> Row:
    """Enter one thing to disclose."""
    row: Row = {
        "item": county.number("GK"),
        "organization": unit["organization"],
        "title": "部门文件",
        "category": "政策文件",
        "formed_d": formed_d,
        "disclosed_d": None,
        "is_withheld": 0,
        "withheld_ground": "",
        "due_by_law_d": None,
    }
    row.update(other)
    return county.add("disclosure_items", **row)


def offline(county: County, owner: Row, from_d: int, days: int, **other: str | int | None) -> Row:
    """Enter a temporary closure of a site, approved and announced beforehand."""
    row: Row = {
        "period": county.number("XXJ"),
        "site": owner["site"],
        "kind": "TEMPORARY",
        "reason": "机房搬迁",
        "from_d": from_d,
        "until_d": from_d + days,
        "approved_by": "上级政府办公室",
        "approved_d": from_d - 3,
        "announced_d": from_d - 2,
    }
    row.update(other)
    return county.add("offline_periods", **row)
