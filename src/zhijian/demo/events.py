"""What happens to accounts: opened, changed, deregistered; filed and announced as is due."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago
from zhijian.demo.units import add_account

FILED_AFTER = 3


def event(
    county: County,
    account: Row,
    kind: str,
    event_d: int,
    *,
    filed_after: int | None = FILED_AFTER,
    without: tuple[str, ...] = (),
    **other: str | int | None,
) -> Row:
    """Enter an event, filed with every recipient so many workdays later (None: never)."""
    row: Row = {
        "event": county.number("BD"),
        "account": account["account"],
        "kind": kind,
        "reason": {"OPEN": "新开设", "CHANGE": "更名", "DEREGISTER": "机构调整"}.get(kind, ""),
        "event_d": event_d,
        "caused_d": None,
        "done_d": None,
        "needs_announcement": None if kind == "OPEN" else 1,
    }
    row.update(other)
    row = county.add("life_events", **row)
    for recipient in county.union("filing.recipients"):
        if filed_after is not None and recipient not in without:
            county.add(
                "filings",
                event=row["event"],
                account=account["account"],
                recipient=recipient,
                filed_d=county.workday(event_d, filed_after),
                receipt=county.number("HZ"),
            )
    return row


def opening(county: County, unit: Row, platform: str, form: str, opened_d: int) -> Row:
    """Enter an account opened on a day of this year, with nothing filed yet."""
    return add_account(
        county,
        unit,
        platform,
        form,
        approved_d=opened_d - 10,
        registered_d=opened_d - 3,
        opened_d=opened_d,
    )


def change(
    county: County,
    account: Row,
    *,
    caused_d: int,
    posted_d: int | None,
    stood: int = 16,
    done_d: int | None,
    kind: str = "CHANGE",
    **other: object,
) -> Row:
    """Enter a change announced on ``posted_d`` for ``stood`` workdays, finished on ``done_d``."""
    event_d = caused_d if done_d is None else done_d
    row = event(county, account, kind, event_d, caused_d=caused_d, done_d=done_d, **other)  # type: ignore[arg-type]
    if posted_d is not None:
        announce(county, account, row, posted_d, county.workday(posted_d, stood - 1), kind)
    return row


def announce(
    county: County, account: Row, row: Row, posted_d: int, posted_until_d: int, kind: str
) -> Row:
    """Enter the notice that goes with an event."""
    return county.add(
        "announcements",
        announcement=county.number("GG"),
        event=row["event"],
        account=account["account"],
        kind=kind,
        posted_d=posted_d,
        posted_until_d=posted_until_d,
        link="https://example.cn/gg",
    )


def sound_events(county: County) -> None:
    """Let some accounts be opened and some renamed in good order."""
    units = [row for row in county.rows["organizations"] if row["kind"] == "organ"]
    for turn in range(OPENED):
        opened_d = ago(40 + turn * 40)
        account = opening(county, units[turn * 3 + 2], "channels", "video", opened_d)
        event(county, account, "OPEN", opened_d)
        county.reserve(account)
    for row in county.rows["accounts"][20:26]:
        caused_d = ago(39)
        change(county, row, caused_d=caused_d, posted_d=caused_d + 1, done_d=caused_d + 26)


OPENED = 4
