"""An invented county's judgement, made by hand: every state, two places, names that bite."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zhijian.core.documents.matters import Law
from zhijian.core.outcomes import (
    CheckCoverage,
    Judgement,
    Outcome,
    RelationSeen,
    Standing,
    Verdict,
)
from zhijian.core.rules import Rulebooks
from zhijian.core.scoring import Score, score
from zhijian.core.scoring_scheme import load_schemes
from zhijian.core.workdays import WorkCalendar, day_number, load_calendars

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"
ON = date(2026, 11, 20)

GAP = Outcome(
    check="updates.gap",
    title="更新间隔过长",
    subject_kind="account",
    subject="qh-001",
    subject_name="青禾发布",
    organization="青禾县人民政府办公室",
    place="420325",
    verdict=Verdict.FAIL,
    standing=Standing.PLAIN,
    item="",
    observed=12,
    limit=10,
    unit="calendar_day",
    clause="fangxian-5g",
    document="fangxian-2023-16",
    reading="r03",
    says="已连续12天未更新，上限为10天",
    mend="尽快发布信息；确无力维护的，办理关停或注销备案",
    since_d=day_number(date(2026, 11, 8)),
    due_d=day_number(date(2026, 11, 18)),
)
FILING = replace(
    GAP,
    check="filings.open",
    title="开设备案超期",
    subject_kind="life_event",
    subject="ev-7",
    subject_name="青禾林业微博开设",
    organization="青禾县林业局",
    observed=9,
    limit=5,
    unit="workday",
    clause="fangxian-3-4a",
    reading="r08",
    says="开设后第9个工作日才备案，期限为5个工作日",
    mend="补办备案并说明原因",
)
ODD = replace(
    GAP,
    subject="=1+1",
    subject_name="<b>测试&“账号”",
    organization="../青禾县\\住建局:*?",
    says="已连续31天未更新，上限为10天",
    observed=31,
)


@pytest.fixture(scope="session")
def rulebooks() -> Rulebooks:
    return Rulebooks.load(RULEBOOKS)


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return load_calendars(RULEBOOKS / "calendars")


@pytest.fixture(scope="session")
def law(rulebooks: Rulebooks) -> Law:
    return Law(rulebooks)


@pytest.fixture
def county() -> Judgement:
    """Three findings at three units, a warning, an exception, two things not seen."""
    return judged(
        GAP,
        replace(GAP, subject="qh-002", subject_name="青禾县教育", organization="青禾县教育局"),
        FILING,
        ODD,
        replace(
            GAP,
            check="accounts.name",
            title="名称不一致",
            subject="青禾县教育局",
            subject_kind="organization",
            subject_name="青禾县教育局",
            organization="青禾县教育局",
            standing=Standing.WARNED,
            verdict=Verdict.PASS,
            clause="",
            document="",
            reading="",
            says="各平台名称不一致",
        ),
        replace(
            GAP,
            subject="qh-009",
            subject_name="青禾河长制",
            organization="青禾县水利局",
            standing=Standing.EXCEPTED,
            exception="青政办批〔2026〕3号，2026年12月31日止",
        ),
        replace(
            GAP,
            check="review.stages",
            title="审核环节不全",
            subject="qh-001",
            verdict=Verdict.UNDETERMINED,
            clause="",
            document="",
            reading="",
            observed=None,
            limit=None,
            says="没有“审核台账”，无法判断是否审核环节不全",
        ),
    )


def judged(*outcomes: Outcome) -> Judgement:
    """A judgement of these outcomes; each check has ten plain passes beside them."""
    checks = sorted({(o.check, o.title) for o in outcomes})
    return Judgement(
        place="420325",
        on=ON,
        since=date(2026, 8, 20),
        engine="duckdb",
        outcomes=tuple(sorted(outcomes, key=lambda o: (o.check, o.subject))),
        coverage=tuple(_coverage(check, title, outcomes) for check, title in checks),
        relations=(
            _seen("accounts", "账号台账", 126, as_of_d=day_number(ON)),
            _seen("reviews", "审核台账", 0, is_seen=False, is_complete=False),
            _seen("messages", "留言台账", 42, is_fresh=False, as_of_d=day_number(ON) - 50),
        ),
        subjects={"account": 126, "organization": 60, "site": 1},
        notes=("例外登记“青例3”没有写全批准日期，不作数。请补上。",),
        write_outcomes=lambda path: Path(path).write_bytes(b"outcomes"),
    )


def _seen(
    relation: str,
    title: str,
    rows: int,
    *,
    is_seen: bool = True,
    is_complete: bool = True,
    is_fresh: bool = True,
    as_of_d: int | None = None,
) -> RelationSeen:
    return RelationSeen(relation, title, rows, is_seen, is_complete, is_fresh, as_of_d, None)


def _coverage(check: str, title: str, outcomes: tuple[Outcome, ...]) -> CheckCoverage:
    own = [o for o in outcomes if o.check == check]

    def count(verdict: Verdict, standing: Standing) -> int:
        return sum(o.verdict is verdict and o.standing is standing for o in own)

    return CheckCoverage(
        check,
        title,
        passed=10,
        failed=count(Verdict.FAIL, Standing.PLAIN),
        undetermined=count(Verdict.UNDETERMINED, Standing.PLAIN),
        warned=count(Verdict.PASS, Standing.WARNED),
        excepted=count(Verdict.FAIL, Standing.EXCEPTED),
        reason="没有审核台账。" if check == "review.stages" else "",
    )


@pytest.fixture(scope="session")
def scored(rulebooks: Rulebooks) -> Callable[[Judgement], Score]:
    schemes = load_schemes(RULEBOOKS / "scoring")
    return lambda judgement: score(judgement, schemes, rulebooks)


@pytest.fixture
def make() -> Callable[..., Judgement]:
    return judged
