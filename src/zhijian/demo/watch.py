"""The sound county on watch: shifts, patrols, incidents, inspections, orders mended."""

from __future__ import annotations

from zhijian.core.facts.values import DAY_SECONDS
from zhijian.demo.county import County, Row, ago
from zhijian.demo.people import keepers
from zhijian.demo.scenario import AS_OF_D, OFFICE, SINCE_D

PATROL_DAYS = 14


def shifts(county: County) -> None:
    """Keep watch every day of the inspected period in every unit with accounts."""
    for unit in keepers(county):
        people = [county.person() for _ in range(4)]
        for day in range(SINCE_D + 1, AS_OF_D + 1):
            county.add(
                "duty_shifts",
                organization=unit["organization"],
                duty_d=day,
                person=people[day % 4],
                is_reachable=1,
            )


def patrols(county: County, last: dict[str, int]) -> None:
    """Patrol every operating account daily; ``last`` names accounts whose patrols ended earlier."""
    for row in county.rows["accounts"]:
        if row["state"] != "operating":
            continue
        end_d = last.get(str(row["account"]), AS_OF_D)
        first_d = max(end_d - PATROL_DAYS + 1, int(row["opened_d"] or 0))
        for day in range(min(first_d, end_d), end_d + 1):
            county.add(
                "patrols", account=row["account"], patrol_d=day, person="值班人员", problems=0
            )


def incident(county: County, unit: Row, kind: str, detected_d: int, **other: object) -> Row:
    """Enter an incident handled in 20 minutes, reported in 40, to all whom any place names.

    ``other`` may change columns, and ``without`` names recipients that were not told.
    """
    detected_s = detected_d * DAY_SECONDS + 36_000
    without = other.pop("without", ())
    row: Row = {
        "incident": county.number("SJ"),
        "organization": unit["organization"],
        "kind": kind,
        "grade": "ordinary",
        "detected_s": detected_s,
        "reported_s": detected_s + 2_400,
        "handled_s": detected_s + 1_200,
        "response_s": detected_s + 7_200,
        "response_approved_post": "PRINCIPAL",
        "filed_d": detected_d + 2,
    }
    row.update(other)  # type: ignore[arg-type]
    row = county.add("incidents", **row)
    for recipient in county.union("incident.recipients"):
        if recipient not in without:  # type: ignore[operator]
            county.add(
                "incident_reports",
                incident=row["incident"],
                recipient=recipient,
                reported_s=detected_s + 2_400,
            )
    return row


def incidents(county: County) -> None:
    """Let a few things happen and be handled well."""
    units = keepers(county)
    for turn, kind in enumerate(("opinion", "impostor", "illegal", "wording")):
        incident(county, units[turn * 3], kind, ago(20 + 15 * turn))


def inspections(county: County) -> None:
    """Let monitors inspect their units every fortnight; the county's sweeps are quarterly."""
    for unit in keepers(county):
        for turn in range(3):
            county.add(
                "inspections",
                inspection=county.number("JD"),
                kind="MONITOR",
                organization=unit["organization"],
                closed_d=ago(9 + 14 * turn),
                checked=20,
            )
    for closed_d in (ago(92), ago(183), ago(274)):
        county.add(
            "inspections",
            inspection=county.number("JC"),
            kind="SWEEP",
            organization=OFFICE,
            closed_d=closed_d,
            checked=county.size,
            circulated_d=closed_d + 5,
        )


def order(county: County, account: Row, received_d: int, **other: str | int | None) -> Row:
    """Enter an order mended and reported the same day, rechecked by another within ten workdays."""
    row: Row = {
        "rectification": county.number("ZG"),
        "organization": account["organization"],
        "account": account["account"],
        "problem": "个别信息表述不规范",
        "received_d": received_d,
        "done_d": received_d,
        "reported_d": received_d,
        "done_by": county.person(),
        "rechecked_d": county.workday(received_d, 4),
        "rechecked_by": county.person(),
        "recheck_passed": 1,
    }
    row.update(other)
    return county.add("rectifications", **row)


def orders(county: County) -> None:
    """Let some orders be given and be mended at once."""
    for turn, row in enumerate(county.rows["accounts"][10:34:3]):
        order(county, row, ago(15 + turn * 9))
