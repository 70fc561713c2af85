"""Outcomes and judgements made by hand, for the tests of scoring."""

from datetime import date
from functools import cache
from pathlib import Path

from zhijian.core.outcomes import Judgement, Outcome, Standing, Verdict
from zhijian.core.rules import Rulebooks
from zhijian.core.scoring import Known, score
from zhijian.core.scoring_scheme import load_schemes

FOLDER = Path(__file__).parents[2] / "rulebooks"
SCHEMES = load_schemes(FOLDER / "scoring")
ON = date(2024, 6, 28)
UNIT = "青禾县文旅局"


@cache
def rulebooks():
    return Rulebooks.load(FOLDER)


def outcome(check, subject="a1", **more):
    """A plain finding against an account of the unit, unless ``more`` says otherwise."""
    values = {
        "title": f"检查{check}",
        "subject_kind": "account",
        "subject_name": f"对象{subject}",
        "organization": UNIT,
        "place": "420325",
        "verdict": Verdict.FAIL,
        "standing": Standing.PLAIN,
        "item": "",
        "observed": None,
        "limit": None,
        "unit": "calendar_day",
        "clause": "fangxian-5g",
        "document": "fangxian-2023-16",
        "reading": "",
        "says": f"{subject}不符合{check}",
        "mend": "整改",
        "since_d": None,
        "due_d": None,
    }
    return Outcome(check=check, subject=subject, **(values | more))


def warned(check, subject="a1", **more):
    return outcome(check, subject, verdict=Verdict.PASS, standing=Standing.WARNED, **more)


def excepted(check, subject="a1", **more):
    return outcome(check, subject, standing=Standing.EXCEPTED, **more)


def unseen(check, subject="a1", **more):
    return outcome(check, subject, verdict=Verdict.UNDETERMINED, clause="", **more)


def judged(*outcomes, place="420325", on=ON):
    return Judgement(
        place=place,
        on=on,
        since=date(2024, 3, 29),
        engine="duckdb",
        outcomes=tuple(outcomes),
        coverage=(),
        relations=(),
        subjects={},
        write_outcomes=lambda _: None,
    )


UNIT_SCHEME = SCHEMES.named("unit-proposed")
WEBSITE = SCHEMES.named("website")


COUNTY = """\
schemes:
  - id: county
    title: 本县计分办法
    place: "420325"
    target: organization
    proposed: false
    adopted_by: 青禾办发〔2024〕1号
    clause: fangxian-8-2b
    on_veto: go_on
    starts_at: 100
    goal: 90
    fail_below: 60
    indicators:
      - id: X
        kind: deduction
        name: 备案
        {points}: 100
        per_finding: 10
        checks: [filing.*]
"""


def scored(*outcomes, known=None, **more):
    """The only unit's score."""
    (unit,) = score(judged(*outcomes, **more), SCHEMES, rulebooks(), known or Known()).units
    return unit


def portal(*outcomes, awards=(), site_of=None):
    """The only portal's score."""
    known = Known(portals=(UNIT,), awards=tuple(awards), site_of=site_of or {})
    (unit,) = score(judged(*outcomes), SCHEMES, rulebooks(), known).portals
    return unit


def gap(observed, subject="a1", **more):
    return outcome("updates.gap", subject, item="text", observed=observed, **more)


def columns(check, count, **more):
    return [outcome(check, f"c{n}", subject_kind="site_column", **more) for n in range(count)]


def of_kind(unit, kind):
    return [line for line in unit.lines if line.kind is kind]


def points_of(unit, kind):
    return [line.points for line in of_kind(unit, kind)]
