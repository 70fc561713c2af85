"""Texts that went out unreviewed, reviewed wrongly, or not the ones that were reviewed."""

from __future__ import annotations

from collections.abc import Callable

from zhijian.demo.county import County, Row, ago
from zhijian.demo.people import is_inspected
from zhijian.demo.scenario import ALL, CN, FX, HY, LOCAL, NOBODY, YZ, Places
from zhijian.demo.watch import incident

_STRICT = FX | HY  # three reviews by three persons are a rule there, our proposal elsewhere
Stages = list[Row]


def plant(county: County) -> None:
    """Plant in the reviews and screenings of what was published in the inspected period."""
    stages = _by_publication(county, "reviews")
    for check, spoil, fails, warns in (
        ("review.before_publish", _unreviewed, LOCAL, CN),
        ("review.before_publish", _too_late, LOCAL, CN),
        ("", _just_in_time, NOBODY, NOBODY),
        ("review.stages", _two_stages, _STRICT, ALL - _STRICT),
        ("review.order", _reversed, _STRICT, ALL - _STRICT),
        ("review.persons", _one_person, _STRICT, ALL - _STRICT),
        ("review.version", _other_text, LOCAL, CN),
    ):
        row = _inspected(county)
        spoil(row, stages[str(row["publication"])])
        if check:
            county.truth.expect(check, row["publication"], fails=fails, warns=warns)
    gone = [row for held in stages.values() for row in held if row.get("stage") is None]
    keep = {id(row) for row in gone}
    county.rows["reviews"] = [row for row in county.rows["reviews"] if id(row) not in keep]

    _screenings(county)
    _responses(county)


def _unreviewed(row: Row, stages: Stages) -> None:
    for stage in stages:
        stage["stage"] = None


def _too_late(row: Row, stages: Stages) -> None:
    stages[2]["reviewed_s"] = int(row["published_s"] or 0) + 1


def _just_in_time(row: Row, stages: Stages) -> None:
    stages[2]["reviewed_s"] = row["published_s"]


def _two_stages(row: Row, stages: Stages) -> None:
    stages[2]["stage"] = None


def _reversed(row: Row, stages: Stages) -> None:
    first, second = stages[0]["reviewed_s"], stages[1]["reviewed_s"]
    stages[0]["reviewed_s"], stages[1]["reviewed_s"] = second, first


def _one_person(row: Row, stages: Stages) -> None:
    stages[2]["person"] = stages[0]["person"]


def _other_text(row: Row, stages: Stages) -> None:
    for stage in stages:
        stage["revision_hash"] = "0" * 16


def _screenings(county: County) -> None:
    held = _by_publication(county, "screenings")
    risky: Row = {"open_high": 1, "justified_by": ""}
    signed: Row = {"open_high": 1, "justified_by": "青禾某负责人"}
    other: Row = {"revision_hash": "f" * 16}
    for system, check, fails, warns in (
        ("internal", "review.screening", YZ, ALL - YZ),
        ("external", "review.external_screening", HY, NOBODY),
    ):
        spoils: tuple[tuple[Callable[[Row, Row], object], Places, Places], ...] = (
            (lambda row, one: one.update(publication=""), fails, warns),
            (lambda row, one: one.update(risky), fails, warns),
            (lambda row, one: one.update(signed), NOBODY, NOBODY),
            (lambda row, one: one.update(other), fails, warns),
            (
                lambda row, one: one.update(screened_s=int(row["published_s"] or 0) + 1),
                fails,
                warns,
            ),
            (lambda row, one: one.update(screened_s=row["published_s"]), NOBODY, NOBODY),
        )
        for spoil, wrong, doubtful in spoils:
            row = _inspected(county)
            one = next(s for s in held[str(row["publication"])] if s["system"] == system)
            spoil(row, one)
            county.truth.expect(check, row["publication"], fails=wrong, warns=doubtful)
    county.rows["screenings"] = [row for row in county.rows["screenings"] if row["publication"]]


def _responses(county: County) -> None:
    unit = county.unit("events")
    for post, fails in (("EDITOR", HY), ("DEPUTY", NOBODY)):
        row = incident(county, unit, "opinion", ago(33), response_approved_post=post)
        county.truth.expect("review.response_approval", row["incident"], fails=fails)


def _inspected(county: County) -> Row:
    return county.publication(
        lambda row: is_inspected(int(row["published_d"] or 0)) and row["origin"] == "original"
    )


def _by_publication(county: County, relation: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in county.rows[relation]:
        found.setdefault(str(row["publication"]), []).append(row)
    return found
