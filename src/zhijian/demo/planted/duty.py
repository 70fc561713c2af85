"""Watches not kept, incidents told late or not at all, orders not mended."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago
from zhijian.demo.scenario import ALL, CN, FX, HN, HY, NOBODY, QD, SINCE_D, YZ
from zhijian.demo.watch import incident, order


def plant_patrols(county: County) -> dict[str, int]:
    """Choose accounts whose patrols ended early; return them with the last patrol's day."""
    last: dict[str, int] = {}
    for days, fails, warns in (
        (1, NOBODY, NOBODY),
        (2, NOBODY, ALL),
        (365, NOBODY, ALL),
        (366, YZ | HN | HY, CN | FX | QD),
    ):
        row = county.account()
        row["opened_d"] = min(int(row["opened_d"] or 0), ago(500))
        last[str(row["account"])] = ago(days)
        county.truth.expect("duty.patrol", row["account"], fails=fails, warns=warns)
    return last


def plant(county: County) -> None:
    """Plant in shifts, incidents, inspections and orders."""
    _shifts(county)
    _incidents(county)
    _inspections(county)
    _orders(county)


def _shifts(county: County) -> None:
    unit = county.unit("duty")
    county.rows["duty_shifts"] = [
        row
        for row in county.rows["duty_shifts"]
        if row["organization"] != unit["organization"] or row["duty_d"] != SINCE_D + 1
    ]
    county.truth.expect("duty.roster", unit["organization"], fails=YZ | HN | HY)
    unit = county.unit("duty")
    shift = next(
        row for row in county.rows["duty_shifts"] if row["organization"] == unit["organization"]
    )
    shift["is_reachable"] = 0
    county.truth.expect("duty.contact", unit["organization"], fails=YZ)


def _incidents(county: County) -> None:
    unit = county.unit("duty")
    # 银州 wants harmful information and impostors reported, 海盐 opinion and rumours, 衡南 these
    # where they are grave; 房县 asks to work together with three offices, whatever it is.
    for kind, grade, recipient, fails, warns in (
        ("illegal", "ordinary", "区政府办公室", YZ, NOBODY),
        ("impostor", "ordinary", "公安", YZ, FX),
        ("opinion", "ordinary", "公安", NOBODY, FX),
        ("opinion", "major", "有关部门", HN, NOBODY),
        ("opinion", "larger", "有关部门", NOBODY, NOBODY),
        ("rumor", "ordinary", "县委网信办", HY, NOBODY),
        ("illegal", "major", "县委网信办", NOBODY, NOBODY),
    ):
        row = incident(county, unit, kind, ago(25), grade=grade, without=(recipient,))
        county.truth.expect("incident.recipients", row["incident"], fails=fails, warns=warns)
    for seconds, warns in ((3_600, NOBODY), (3_601, ALL)):
        row = incident(county, unit, "opinion", ago(24))
        row["reported_s"] = int(row["detected_s"] or 0) + seconds
        county.truth.expect("incident.report_time", row["incident"], warns=warns)
    for kind, seconds, warns in (
        ("illegal", 1_800, NOBODY),
        ("illegal", 1_801, ALL),
        ("opinion", 9_000, NOBODY),
    ):
        row = incident(county, unit, kind, ago(23))
        row["handled_s"] = int(row["detected_s"] or 0) + seconds
        county.truth.expect("incident.handling_time", row["incident"], warns=warns)
    for kind, fails in (("impostor", YZ), ("illegal", YZ), ("rumor", NOBODY)):
        row = incident(county, unit, kind, ago(22), filed_d=None)
        county.truth.expect("incident.filed", row["incident"], fails=fails)


def _inspections(county: County) -> None:
    """The last sweep is exactly three months old: in time for 房县, too long ago for 衡南."""
    county.truth.expect("inspection.rhythm", "430422", fails=HN)
    month_ago = next(day for day in range(ago(40), ago(20)) if county.months(day, 1) == ago(0))
    for last_d, fails, warns in (
        (month_ago, NOBODY, NOBODY),
        (month_ago - 1, NOBODY, HY),
        (ago(365), NOBODY, HY),
        (ago(366), HY, NOBODY),
    ):
        unit = county.unit("duty")
        for row in county.rows["inspections"]:
            if row["kind"] == "MONITOR" and row["organization"] == unit["organization"]:
                row["closed_d"] = last_d
        county.truth.expect(
            "inspection.monitor_rhythm", unit["organization"], fails=fails, warns=warns
        )


def _orders(county: County) -> None:
    account = county.someone()
    term = "rectification.in_time"
    for days, fails, warns in (
        (0, NOBODY, NOBODY),
        (1, HY, NOBODY),
        (3, HY, NOBODY),
        (4, HY, ALL - HY),
    ):
        done_d = ago(30) + days
        row = order(county, account, ago(30), done_d=done_d, reported_d=done_d)
        row["rechecked_d"] = county.workday(done_d, 4)
        county.truth.expect(term, row["rectification"], fails=fails, warns=warns)
    open_ended: Row = {
        "done_d": None,
        "reported_d": None,
        "done_by": "",
        "rechecked_d": None,
        "rechecked_by": "",
        "recheck_passed": None,
    }
    for days, fails in ((365, HY), (366, YZ | HN | HY)):
        row = order(county, account, ago(days), **open_ended)
        county.truth.expect(term, row["rectification"], fails=fails, warns=ALL - fails)

    row = order(county, account, ago(28), reported_d=None, rechecked_d=None, rechecked_by="")
    county.truth.expect("rectification.reported", row["rectification"], fails=HY, warns=ALL - HY)
    for workdays, warns in ((10, NOBODY), (11, ALL)):
        row = order(county, account, ago(27))
        row["rechecked_d"] = county.workday(ago(27), workdays)
        county.truth.expect("rectification.recheck", row["rectification"], warns=warns)
    for days, fails in ((365, NOBODY), (366, HY)):
        row = order(county, account, ago(days), rechecked_d=None, rechecked_by="")
        county.truth.expect(
            "rectification.recheck", row["rectification"], fails=fails, warns=ALL - fails
        )
    row = order(county, account, ago(26))
    row["rechecked_by"] = row["done_by"]
    county.truth.expect(
        "rectification.recheck_person", row["rectification"], fails=HY, warns=ALL - HY
    )
