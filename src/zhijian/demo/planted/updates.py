"""Accounts that fall silent: too long, just not too long, and where weeks are counted."""

from __future__ import annotations

from datetime import date

from zhijian.core.workdays import day_number
from zhijian.demo.county import County, Row, ago
from zhijian.demo.scenario import (
    ALL,
    AS_OF_D,
    CN,
    FX,
    HN,
    HY,
    NOBODY,
    QD,
    SINCE_D,
    YZ,
    Places,
)

MONDAY_D = day_number(date(2026, 9, 7))
_YEAR_AGO_D = ago(365)
_TWO_WEEKS = CN | HN | QD
_GAP = "updates.gap"
_WEEKLY = "updates.weekly"


def plant(county: County) -> None:
    """Plant silences in text and video accounts."""
    _text_gaps(county)
    _text_tails(county)
    _videos(county)
    _dormant(county)
    _edges(county)


def _text_gaps(county: County) -> None:
    """From a Monday on; 13 days of silence leave no natural week empty, 14 do."""
    for days, fails, warns, weekly in (
        (7, NOBODY, NOBODY, NOBODY),
        (8, NOBODY, YZ | HY, NOBODY),
        (10, NOBODY, YZ | HY, NOBODY),
        (11, FX, YZ | HY, NOBODY),
        (13, FX, YZ | HY, NOBODY),
        (14, FX, YZ | HY, YZ | HY),
        (15, FX | _TWO_WEEKS, YZ | HY, YZ | HY),
    ):
        row = county.account(media_form="text")
        _hold(county, row, MONDAY_D, MONDAY_D + days)
        _expect(county, row, fails, warns, weekly)


def _text_tails(county: County) -> None:
    """Up to the day of judging, a Friday; the week of that Friday is not whole yet."""
    for days, fails, warns, weekly in (
        (10, NOBODY, YZ | HY, NOBODY),
        (11, FX, YZ | HY, NOBODY),
        (14, FX, YZ | HY, YZ | HY),
        (15, FX | _TWO_WEEKS, YZ | HY, YZ | HY),
    ):
        row = county.account(media_form="text")
        _stop(county, row, ago(days))
        _expect(county, row, fails, warns, weekly)


def _videos(county: County) -> None:
    """海盐 allows video accounts two weeks and counts no weeks for them."""
    for days, fails, warns, weekly in (
        (10, NOBODY, YZ, NOBODY),
        (14, FX, YZ, YZ),
        (15, FX | _TWO_WEEKS | HY, YZ, YZ),
    ):
        row = county.account(platform="douyin")
        _hold(county, row, MONDAY_D, MONDAY_D + days)
        _expect(county, row, fails, warns, weekly)


def _dormant(county: County) -> None:
    """No text gives the days of dormancy: beyond 90 warns; beyond a year three notices decide."""
    for days, fails, warns in (
        (90, NOBODY, NOBODY),
        (91, NOBODY, ALL),
        (365, NOBODY, ALL),
        (366, YZ | HN | HY, CN | FX | QD),
    ):
        row = county.account(media_form="text")
        _stop(county, row, ago(days))
        _expect(county, row, FX | _TWO_WEEKS, YZ | HY, YZ | HY)
        county.truth.expect("updates.dormant", row["account"], fails=fails, warns=warns)


def _edges(county: County) -> None:
    """Where the inspected period begins, records are lacking, a form is not declared."""
    ended_before = county.account(media_form="text")
    _hold(county, ended_before, SINCE_D - 30, SINCE_D)
    ended_inside = county.account(media_form="text")
    _hold(county, ended_inside, SINCE_D - 29, SINCE_D + 1)
    _expect(county, ended_inside, FX | _TWO_WEEKS, YZ | HY, NOBODY)

    half_seen = county.account(media_form="text")
    half_seen["publications_complete"] = 0
    _stop(county, half_seen, ago(60))

    # Half text, half video, no form declared: between its two limits 海盐 cannot tell, beyond both
    # it can.
    for days, fails, warns, weekly in (
        (10, NOBODY, YZ, NOBODY),
        (14, FX, YZ, YZ),
        (15, FX | _TWO_WEEKS | HY, YZ, YZ),
    ):
        mixed = county.account(media_form="text")
        mixed["media_form"] = ""
        _hold(county, mixed, MONDAY_D, MONDAY_D + days)
        county.posts[str(mixed["account"])] = sorted(county.posts[str(mixed["account"])] * 2)
        _expect(county, mixed, fails, warns, weekly)


def _hold(county: County, row: Row, last_d: int, next_d: int) -> None:
    """Let an account publish weekly, but nothing between two days."""
    row["opened_d"] = min(int(row["opened_d"] or 0), ago(500))
    days = list(range(last_d, _YEAR_AGO_D, -7)) + list(range(next_d, AS_OF_D + 1, 7))
    county.posts[str(row["account"])] = sorted(days)


def _stop(county: County, row: Row, last_d: int) -> None:
    """Let an account publish weekly up to a day, then fall silent."""
    row["opened_d"] = min(int(row["opened_d"] or 0), ago(500))
    county.posts[str(row["account"])] = sorted({last_d, *range(last_d, _YEAR_AGO_D, -7)})


def _expect(county: County, row: Row, fails: Places, warns: Places, weekly: Places) -> None:
    county.truth.expect(_GAP, row["account"], fails=fails, warns=warns)
    county.truth.expect(_WEEKLY, row["account"], fails=weekly)
