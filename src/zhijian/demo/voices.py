"""What the sound county says and hears: publications, reviews, screenings, messages, policies."""

from __future__ import annotations

from zhijian.core.facts.values import DAY_SECONDS
from zhijian.demo.county import County, Row, ago
from zhijian.demo.people import keepers, reviewers
from zhijian.demo.scenario import (
    AS_OF_D,
    COUNTY_ACCOUNTS,
    COUNTY_PUBLICATIONS,
    SINCE_D,
    TOPICS,
)

YEAR_AGO_D = ago(365)
SOURCES = (
    ("青禾县人民政府网", "党委和政府网站"),
    ("青禾县党建网", "党委和政府网站"),
    ("青禾日报社", "主管部门确定的稿源单位"),
)
_QUIET_STEP = 12


def publish(county: County) -> None:
    """Let every account publish: on the days it was told to, or once a week on its weekday."""
    days: list[tuple[int, Row]] = []
    free: list[Row] = []
    for row in county.rows["accounts"]:
        told = county.posts.get(str(row["account"]))
        if told is None and row["state"] == "operating":
            free.append(row)
            told = _weekly(county, int(row["opened_d"] or YEAR_AGO_D))
        days += [(day, row) for day in told or ()]
    there = len(days) + len(county.rows.get("publications", ()))
    wanted = county.size * COUNTY_PUBLICATIONS // COUNTY_ACCOUNTS - there
    for _ in range(max(0, wanted)):
        row = county.rng.choice(free)
        first = max(YEAR_AGO_D, int(row["opened_d"] or YEAR_AGO_D))
        days.append((county.rng.randrange(first, AS_OF_D + 1), row))
    days.sort(key=lambda one: (one[0], str(one[1]["account"])))
    for day, row in days:
        publication(county, row, day)
    county.rows["publications"].sort(key=lambda row: (row["published_s"], row["publication"]))


def publication(county: County, account: Row, published_d: int, **other: str | int | None) -> Row:
    """Enter one publication that is in order but not yet reviewed."""
    is_repost = county.rng.random() < 0.3
    row: Row = {
        "publication": county.number("FB"),
        "account": account["account"],
        "title": county.rng.choice(TOPICS),
        "published_d": published_d,
        "published_s": published_d * DAY_SECONDS + 3600 * 14 + county.rng.randrange(14_000),
        "form": _form(county, account),
        "origin": "repost" if is_repost else "original",
        "source": county.rng.choice(SOURCES)[0] if is_repost else "",
        "needs_map_number": 0,
        "map_number": "",
        "released_hash": county.digest() if published_d > SINCE_D else "",
    }
    row.update(other)
    return county.add("publications", **row)


def _form(county: County, account: Row) -> str:
    """Return the form of the next text; an account that declares none takes turns."""
    if account["media_form"] == "":
        turn = county.forms[account["account"]] = 1 - county.forms.get(account["account"], 0)
        return ("text", "video")[turn]
    return "video" if account["media_form"] == "video" else "text"


def review(county: County) -> None:
    """Review and screen everything that was published in the inspected period."""
    signers = reviewers(county)
    owner = {row["account"]: str(row["organization"]) for row in county.rows["accounts"]}
    for row in county.rows["publications"]:
        if int(row["published_d"] or 0) <= SINCE_D:
            continue
        released_s = int(row["published_s"] or 0)
        signed = signers.get(owner[row["account"]], ("甲", "乙", "丙"))
        for stage, person in enumerate(signed, start=1):
            county.add(
                "reviews",
                publication=row["publication"],
                stage=stage,
                person=person,
                post=("EDITOR", "REVIEWER", "DEPUTY")[stage - 1],
                reviewed_s=released_s - 3_600 * (4 - stage),
                outcome="passed",
                revision_hash=row["released_hash"],
            )
        for system in ("internal", "external"):
            county.add(
                "screenings",
                publication=row["publication"],
                system=system,
                screened_s=released_s - 1_800,
                revision_hash=row["released_hash"],
                open_high=0,
                justified_by="",
            )


def sources(county: County) -> None:
    """Enter the sources that may be reposted everywhere."""
    for source, category in SOURCES:
        county.add("sources", source=source, category=category, approved_by="青禾县委宣传部")


def message(county: County, account: Row, kind: str, received_d: int, **other: int | None) -> Row:
    """Enter a message; ``replied_d`` is the day of its answer (None: no answer)."""
    row = county.add(
        "messages",
        message=county.number("LY"),
        account=account["account"],
        organization=account["organization"],
        kind=kind,
        received_d=received_d,
        is_valid=1,
    )
    if other.get("replied_d") is not None:
        county.add(
            "replies",
            message=row["message"],
            replied_d=other["replied_d"],
            organization=account["organization"],
            is_answer=1,
        )
    return row


def converse(county: County) -> None:
    """Let the public write all through the year, and be answered within four workdays."""
    kinds = ("CONSULT", "CONSULT", "CONSULT", "COMPLAINT", "SUGGEST", "REPORT")
    accounts = [row for row in county.rows["accounts"] if row["state"] == "operating"]
    for _ in range(max(60, 3 * county.size)):
        received_d = county.rng.randrange(ago(360), ago(8))
        replied_d = county.workday(received_d, county.rng.randrange(1, 5))
        row = county.rng.choice(accounts)
        message(county, row, county.rng.choice(kinds), received_d, replied_d=replied_d)


def policies(county: County) -> None:
    """Publish policies, each interpreted on the site and on an account the same day."""
    units = keepers(county)
    for turn in range(24):
        policy(county, units[turn % len(units)], ago(10 + 14 * turn))


def policy(county: County, unit: Row, published_d: int, **other: str | int | None) -> Row:
    """Enter one policy paper that is interpreted on both sides."""
    row: Row = {
        "policy": f"青某政〔2026〕{len(county.rows.get('policies', ())) + 1}号",
        "organization": unit["organization"],
        "title": f"关于{county.rng.choice(TOPICS)}的通知",
        "is_important": 1,
        "published_d": published_d,
        "interpreted_on_site_d": published_d + 1,
        "interpreted_on_account_d": published_d + 1,
    }
    row.update(other)
    return county.add("policies", **row)


def must_reposts(county: County) -> None:
    """Give out things to repost, and let every addressee repost them the next day."""
    for turn in range(6):
        for _ in range(4):
            must_repost(
                county, county.someone(), ago(15 + turn * 12), reposted_d=ago(14 + turn * 12)
            )


def must_repost(county: County, account: Row, issued_d: int, reposted_d: int | None) -> str:
    """Enter one thing to repost and the repost; return the subject it is judged as."""
    item = county.number("YZ")
    county.add(
        "must_reposts", item=item, account=account["account"], title="重要信息", issued_d=issued_d
    )
    if reposted_d is not None:
        publication(
            county,
            account,
            reposted_d,
            origin="repost",
            source=SOURCES[0][0],
            repost_of=item,
        )
    return f"{item}/{account['account']}"


def _weekly(county: County, opened_d: int) -> list[int]:
    """Once a week in the inspected period, every twelve days before it: sound everywhere."""
    weekday = county.rng.randrange(7)
    days = [AS_OF_D - weekday - 7 * step for step in range(PERIOD_WEEKS)]
    quiet_d = days[-1] - _QUIET_STEP
    while quiet_d >= YEAR_AGO_D:
        days.append(quiet_d)
        quiet_d -= _QUIET_STEP
    kept = [day for day in days if day >= opened_d]
    return kept or [max(opened_d, YEAR_AGO_D)]


PERIOD_WEEKS = 15
