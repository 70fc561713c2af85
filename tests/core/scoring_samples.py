"""Outcomes and judgements made by hand, for the tests of scoring."""

from datetime import date
from functools import cache
from pathlib import Path

from zhijian.core.outcomes import Judgement, Outcome, Standing, Verdict
from zhijian.core.rules import Rulebooks
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
