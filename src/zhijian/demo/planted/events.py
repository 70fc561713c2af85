"""Filings, notices and handovers that come late, short, or not at all."""

from __future__ import annotations

from datetime import date

from zhijian.core.workdays import day_number
from zhijian.demo.county import County, Row, ago
from zhijian.demo.events import change, event, opening
from zhijian.demo.people import keepers, staff_change
from zhijian.demo.scenario import ALL, CN, FX, HN, HY, LOCAL, NOBODY, QD, YZ

CAUSED_D = day_number(date(2026, 10, 12))
"""A Monday; the month that begins here ends on Thursday 12 November."""
_FILED = "filing.in_time"


def plant_events(county: County) -> None:
    """Plant in filings of openings and changes, and in notices."""
    _openings(county)
    _changes(county)
    _recipients(county)
    _never(county)
    _notices(county)


def _openings(county: County) -> None:
    """Five workdays: a rule in 房县, our proposal elsewhere."""
    for after, fails, warns in ((5, NOBODY, NOBODY), (6, FX, ALL - FX)):
        opened_d = ago(30)
        account = opening(county, county.unit("accounts"), "kuaishou", "video", opened_d)
        row = event(county, account, "OPEN", opened_d, filed_after=after)
        county.truth.expect(_FILED, row["event"], fails=fails, warns=warns)


def _changes(county: County) -> None:
    """衡南 gives a change seven workdays, 房县 five."""
    for after, fails, warns in (
        (5, NOBODY, NOBODY),
        (7, FX, ALL - FX - HN),
        (8, FX | HN, ALL - FX - HN),
    ):
        row = change(
            county,
            county.someone(),
            caused_d=CAUSED_D - 7,
            posted_d=CAUSED_D - 4,
            done_d=CAUSED_D + 17,
            filed_after=after,
        )
        county.truth.expect(_FILED, row["event"], fails=fails, warns=warns)


def _recipients(county: County) -> None:
    """One recipient left out: filed in time with the others, but not with all."""
    row = event(
        county,
        county.someone(),
        "OPEN",
        ago(60),
        without=("县委网信办",),
    )
    county.truth.expect("filing.recipients", row["event"], warns=HY)
    row = event(
        county,
        county.someone(),
        "OPEN",
        ago(60),
        without=("十堰市政务新媒体监管服务平台",),
    )
    county.truth.expect("filing.recipients", row["event"], fails=FX)


def _never(county: County) -> None:
    """Never filed at all: a warning where no figure is given, a failure after a year."""
    for days, fails in ((365, FX), (366, LOCAL)):
        row = event(county, county.someone(), "OPEN", ago(days), filed_after=None)
        county.truth.expect(_FILED, row["event"], fails=fails, warns=ALL - fails)
        county.truth.expect("filing.recipients", row["event"], fails=fails, warns=LOCAL - fails)


def _notices(county: County) -> None:
    """A change takes a month, and its notice stands fifteen workdays inside that month."""
    for done_d, fails, warns in (
        (CAUSED_D + 31, NOBODY, NOBODY),  # the month's last day
        (CAUSED_D + 32, FX, ALL - FX),
    ):
        row = change(
            county,
            county.someone(),
            caused_d=CAUSED_D,
            posted_d=CAUSED_D,
            done_d=done_d,
        )
        county.truth.expect("filing.change_cancel", row["event"], fails=fails, warns=warns)

    for stood, fails, warns in ((15, NOBODY, NOBODY), (14, FX, ALL - FX)):
        change(
            county,
            county.someone(),
            caused_d=CAUSED_D,
            posted_d=CAUSED_D,
            stood=stood,
            done_d=CAUSED_D + 25,
        )
        notice = county.rows["announcements"][-1]["announcement"]
        county.truth.expect("filing.announcement_length", notice, fails=fails, warns=warns)

    # Thursday 12 November and the fourteen workdays before it begin on Friday 23 October.
    for posted_d, warns in (
        (day_number(date(2026, 10, 23)), NOBODY),
        (day_number(date(2026, 10, 26)), ALL),
    ):
        row = change(
            county,
            county.someone(),
            caused_d=CAUSED_D,
            posted_d=posted_d,
            stood=15,
            done_d=CAUSED_D + 28,
        )
        county.truth.expect("filing.announcement_start", row["event"], warns=warns)

    row = change(
        county,
        county.someone(),
        caused_d=CAUSED_D,
        posted_d=None,
        done_d=CAUSED_D + 20,
    )
    county.truth.expect("filing.announced", row["event"], fails=YZ | FX | HN | QD, warns=CN | HY)
    county.truth.expect("filing.announcement_start", row["event"], warns=ALL)

    # Three notices name changes and deregistrations, 银州 every result of consolidation.
    row = event(county, county.someone(), "CLOSE", CAUSED_D)
    county.truth.expect("filing.announced", row["event"], fails=YZ, warns=ALL - YZ)

    change(  # a change of no interest to the public needs no notice
        county,
        county.someone(),
        caused_d=CAUSED_D,
        posted_d=None,
        done_d=CAUSED_D + 20,
        needs_announcement=0,
    )


def plant_changes(county: County) -> None:
    """Plant in the handovers of those who leave their posts."""
    units = iter(keepers(county))
    changed_d = CAUSED_D
    for after, fails, warns in (
        (3, NOBODY, NOBODY),
        (4, HY, NOBODY),
        (5, HY, NOBODY),
        (6, HY, ALL - HY - HN),
        (7, HY, ALL - HY - HN),
        (8, HY | HN, ALL - HY - HN),
    ):
        row = staff_change(
            county, next(units), changed_d, refiled_d=county.workday(changed_d, after)
        )
        county.truth.expect("staff.refiled", row["change"], fails=fails, warns=warns)
    # 海盐's clock starts with the handover where that comes before the change.
    row = staff_change(
        county,
        next(units),
        changed_d + 2,
        handed_over_d=changed_d,
        refiled_d=county.workday(changed_d, 4),
    )
    county.truth.expect("staff.refiled", row["change"], fails=HY)
    for check, column, places in (
        ("staff.device_returned", "device_returned_d", YZ),
        ("staff.handed_over", "handed_over_d", HY),
    ):
        wrong: Row = {column: None}
        row = staff_change(county, next(units), changed_d, **wrong)
        county.truth.expect(check, row["change"], fails=places)
    # "Promptly": a year without it is a failure, less is a warning.
    for check, column, places in (
        ("staff.password_changed", "password_changed_d", YZ),
        ("staff.platforms_updated", "platforms_updated_d", HY),
    ):
        for day, fails in ((changed_d, NOBODY), (ago(365), NOBODY), (ago(366), places)):
            wrong = {column: None}
            row = staff_change(county, next(units), day, **wrong)
            county.truth.expect(check, row["change"], fails=fails, warns=places - fails)
