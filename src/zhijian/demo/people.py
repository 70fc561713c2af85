"""The sound county's people: posts filled, papers signed, trainings held, contracts in force."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago
from zhijian.demo.scenario import SINCE_D

_POSTS = (
    ("PRINCIPAL", "主要负责人"),
    ("DEPUTY", "分管负责人"),
    ("LEAD", "信息指挥长"),
    ("EDITOR", "信息采编员"),
    ("INTERPRETER", "政策解读员"),
    ("MONITOR", "内容监督员"),
    ("ADMIN", "账号管理员"),
    ("REVIEWER", "审核人员"),
    ("TECHNICAL", "技术保障"),
    ("MAINTAINER", "专职维护人员"),
)
REVIEWERS = ("EDITOR", "REVIEWER", "DEPUTY")
LISTS_OF_MATTERS = ("people.host_rules", "security.documents", "security.annual_attestations")


def keepers(county: County) -> list[Row]:
    """Return the units that have an operating account and are counted."""
    hosts = {row["organization"] for row in county.rows["accounts"] if row["state"] == "operating"}
    return [
        row
        for row in county.rows["organizations"]
        if row["organization"] in hosts and row["kind"] == "organ"
    ]


def staff(county: County) -> None:
    """Fill every post that any place requires, in every unit that keeps accounts."""
    for unit in keepers(county):
        for post, title in (*_POSTS, ("EDITOR", "B 岗采编员")):
            county.add(
                "positions",
                organization=unit["organization"],
                post=post,
                person=county.person(),
                title=title,
                is_backup=int(title.startswith("B")),
                is_outsourced=0,
                is_full_time=int(post == "MAINTAINER"),
                from_d=ago(500 + county.rng.randrange(600)),
                until_d=None,
                phone="",
            )


def papers(county: County) -> None:
    """Sign within the year every paper that any place asks for."""
    matters = dict.fromkeys(item for rule in LISTS_OF_MATTERS for item in county.union(rule))
    held = _holders(county)
    for unit in keepers(county):
        signed_d = ago(60 + county.rng.randrange(200))
        for matter in matters:
            county.add(
                "attestations",
                organization=unit["organization"],
                matter=matter,
                signed_d=signed_d,
                until_d=signed_d + 730,
                signed_by=held[unit["organization"], "PRINCIPAL"],
                has_attachment=1,
            )


def training(county: County) -> None:
    """Train every unit in every ability any place names, last year and this."""
    areas = county.union("training.areas")
    for unit in keepers(county):
        for turn, area in enumerate(areas):
            county.add(
                "training",
                organization=unit["organization"],
                held_d=ago(30 + 25 * (turn % 4)),
                topic=f"{area}能力培训",
                area=area,
                attendees=county.rng.randrange(2, 9),
            )
        county.add(
            "training",
            organization=unit["organization"],
            held_d=ago(420 + county.rng.randrange(200)),
            topic="政务新媒体管理培训",
            area=areas[0],
            attendees=3,
        )


def contract(county: County, account: Row, **other: str | int | None) -> Row:
    """Put an account out to an operator, with every paper any place asks for."""
    account["operation_mode"] = "purchased"
    account["operator"] = "青禾县某某传媒有限公司"
    row: Row = {
        "contract": county.number("HT"),
        "organization": account["organization"],
        "operator": "青禾县某某传媒有限公司",
        "account": account["account"],
        "tasks": "图文编辑、视频制作",
        "from_d": ago(300),
        "until_d": ago(-65),
        "qualified_until_d": ago(-400),
    }
    row.update(other)
    row = county.add("contracts", **row)
    for paper in county.union("outsourcing.documents"):
        county.add(
            "contract_papers",
            contract=row["contract"],
            paper=paper,
            signed_d=row["from_d"],
            until_d=row["until_d"],
        )
    return row


def staff_change(county: County, unit: Row, changed_d: int, **other: str | int | None) -> Row:
    """Enter a change of editor that was handled as every place asks."""
    handed_d = other.get("handed_over_d", changed_d)
    done_d = changed_d + 1 if handed_d is None else int(handed_d)
    row: Row = {
        "change": county.number("RY"),
        "organization": unit["organization"],
        "post": "EDITOR",
        "person": county.person(),
        "reason": "工作调整",
        "changed_d": changed_d,
        "handed_over_d": changed_d,
        "refiled_d": county.workday(changed_d, 2),
        "password_changed_d": done_d,
        "has_device": 1,
        "device_returned_d": done_d,
        "platforms_updated_d": done_d + 1,
    }
    row.update(other)
    return county.add("staff_changes", **row)


def sound_changes(county: County) -> None:
    """Enter a handful of staff changes and contracts that are in order."""
    units = keepers(county)
    for turn in range(8):
        staff_change(county, units[turn * 5 % len(units)], ago(20 + turn * 35))
    for _ in range(3):
        contract(county, county.account(platform="wechat"))


def _holders(county: County) -> dict[tuple[object, object], str]:
    return {
        (row["organization"], row["post"]): str(row["person"])
        for row in reversed(county.rows["positions"])
    }


def reviewers(county: County) -> dict[str, tuple[str, ...]]:
    """Return, per unit, the three who sign a text, in order."""
    held = _holders(county)
    names = {str(row["organization"]) for row in county.rows["positions"]}
    return {name: tuple(held.get((name, post), post) for post in REVIEWERS) for name in names}


def is_inspected(published_d: int) -> bool:
    """True for what was published within the inspected period."""
    return published_d > SINCE_D
