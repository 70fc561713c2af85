"""The bulletin as data: what its sections say, before anything is laid out on paper or screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from zhijian.core.documents import annexes
from zhijian.core.documents.annexes import Annex
from zhijian.core.documents.demands import Demands, DemandsByPlace, sourced
from zhijian.core.documents.matters import Law, Matter
from zhijian.core.documents.words import (
    chinese_day,
    kind_word,
    points_word,
    qualified_word,
    share,
)
from zhijian.core.outcomes import Judgement
from zhijian.core.workdays import WorkCalendar

if TYPE_CHECKING:
    from zhijian.core.scoring import Score, UnitScore

TITLE = "关于政务新媒体和政府网站检查情况的通报"
NAMED_PER_PROBLEM = 3  # the rest stands in the annex


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of the overview: its word, its number, what it means, and how urgent it is."""

    word: str
    number: int
    meaning: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem at one unit, in one sentence, with the clauses it rests on."""

    title: str
    count: int
    says: str
    basis: str


@dataclass(frozen=True, slots=True)
class UnitProblems:
    """What was found at one unit.

    ``verdict`` is its score in words, empty if it has none; ``conclusion`` says why it is not
    qualified, empty if it is.
    """

    organization: str
    count: int
    verdict: str
    conclusion: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class BulletinModel:
    """Everything a bulletin says.

    ``office``, ``addressees`` and ``number`` (房政办发〔2026〕8号) may be left to fill in by hand.
    """

    title: str
    office: str
    addressees: str
    on: date
    counts: tuple[Count, ...]
    overview: tuple[str, ...]
    unseen: tuple[str, ...]
    units: tuple[UnitProblems, ...]
    requirements: tuple[tuple[str, str], ...]
    summary: Annex
    problems: Annex
    remarks: Annex
    undetermined: Annex
    relations: Annex
    number: str = ""

    @property
    def annexes(self) -> tuple[tuple[str, tuple[Annex, ...]], ...]:
        """The annexes in order: title and tables."""
        return (
            ("结果汇总表", (self.summary,)),
            ("问题清单", (self.problems,)),
            ("例外与提醒", (self.remarks,)),
            ("未能判断事项", (self.undetermined, self.relations)),
        )


def bulletin_of(
    judgement: Judgement,
    score: Score,
    law: Law,
    calendar: WorkCalendar,
    *,
    office: str = "",
    addressees: str = "",
) -> BulletinModel:
    """Return the bulletin of one judgement.

    The day of the judgement counts as the day it is received when due days are worked out.
    """
    findings = law.matters(judgement.findings)
    demands = DemandsByPlace(law, judgement.on, calendar)
    scores = {unit.organization: unit for unit in score.units}
    return BulletinModel(
        title=TITLE,
        office=office,
        addressees=addressees or "各有关单位",
        on=judgement.on,
        counts=_counts(judgement),
        overview=tuple(_overview(judgement, findings, score, law)),
        unseen=tuple(_unseen(judgement)),
        units=tuple(_units(findings, scores)),
        requirements=tuple(_requirements(judgement, demands.of(judgement.place))),
        summary=annexes.summary(judgement, scores),
        problems=annexes.problem_list(findings, demands, judgement.place),
        remarks=annexes.remarks(law.matters((*judgement.excepted, *judgement.warnings))),
        undetermined=annexes.undetermined(judgement),
        relations=annexes.relations(judgement),
    )


def _counts(judgement: Judgement) -> tuple[Count, ...]:
    held = judgement.coverage
    return (
        Count("问题", len(judgement.findings), "不符合条款要求", "bad"),
        Count(
            "未能判断", sum(c.undetermined for c in held), "没看到或看不全，不等于合格", "unseen"
        ),
        Count("提醒", sum(c.warned for c in held), "不违反条款，请留意", "warn"),
        Count("例外", sum(c.excepted for c in held), "经批准，暂不作问题"),
        Count("符合", sum(c.passed for c in held), "对照条款未见问题", "good"),
    )


def _overview(
    judgement: Judgement, findings: Sequence[Matter], score: Score, law: Law
) -> Iterable[str]:
    total = sum(check.checked for check in judgement.coverage)
    seen = "、".join(
        f"{kind_word(kind)}{number}个"
        for kind, number in sorted(judgement.subjects.items())
        if number
    )
    documents = _documents(judgement, law)
    yield (
        f"检查时段为{chinese_day(judgement.since)}至{chinese_day(judgement.on)}，"
        f"按当日有效的规定逐项对照台账{f'，涉及{seen}' if seen else ''}，"
        f"共检查{len(judgement.coverage)}项内容，作出判断{total}次。{documents}"
    )
    units = {matter.organization for matter in findings}
    if findings:
        kinds = Counter(matter.outcome.title for matter in findings)
        most = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
        leading = "、".join(f"{title}{number}个" for title, number in most)
        yield f"共发现问题{len(findings)}个，涉及单位{len(units)}个。主要是：{leading}。"
    else:
        yield "已能判断的事项中没有发现问题。"
    if score.units:
        yield _scores_in_words(score)


def _scores_in_words(score: Score) -> str:
    scored, held = len(score.units), Counter(unit.is_qualified for unit in score.units)
    words = f"参加计分的单位{scored}个，合格{held[True]}个，不合格{held[False]}个"
    if held[None]:
        words += f"，因有关情况未能看到而尚不能认定{held[None]}个"
    words += f"，合格率{share(held[True], scored)}。"
    if score.scheme.is_proposal:
        words += "分值为本平台建议，只供参考，不作排名。"
    return words + "每一分的来由见算分单（score.xlsx）。"


def _documents(judgement: Judgement, law: Law) -> str:
    """The documents behind the outcomes, most cited first."""
    cited = Counter(
        (basis.title, basis.number)
        for outcome in judgement.outcomes
        if not (basis := law.basis(outcome.clause)).is_proposal
    )
    if not cited:
        return ""
    named = [
        f"《{title}》" + (f"（{number}）" if number else "")
        for title, number in sorted(cited, key=lambda key: (-cited[key], key))
    ]
    more = f"等{len(named)}个文件" if len(named) > 3 else ""
    return f"主要依据{'、'.join(named[:3])}{more}。"


def _unseen(judgement: Judgement) -> Iterable[str]:
    number = sum(check.undetermined for check in judgement.coverage)
    if number:
        checks = sum(1 for check in judgement.coverage if check.undetermined)
        yield (
            f"另有{number}次判断因台账缺失、不全或过期而未能作出，涉及检查内容{checks}项。"
            "未能判断不等于合格，请按附件4补齐台账后重新检查。"
        )
    if absent := [seen.title for seen in judgement.relations if not seen.is_seen]:
        yield f"未见到的台账{len(absent)}种：{'、'.join(absent)}。"


def _units(findings: Sequence[Matter], scores: dict[str, UnitScore]) -> Iterable[UnitProblems]:
    for organization, held in groupby(findings, key=lambda matter: matter.organization):
        matters = list(held)
        problems = [
            _problem(list(group))
            for _, group in groupby(matters, key=lambda matter: matter.outcome.check)
        ]
        scored = scores.get(organization)
        yield UnitProblems(
            organization,
            len(matters),
            "" if scored is None else _verdict(scored),
            "" if scored is None or scored.is_qualified else scored.conclusion,
            tuple(problems),
        )


def _problem(matters: Sequence[Matter]) -> Problem:
    named = [
        f"{matter.subject}{matter.said}"
        if matter.name != matter.outcome.organization
        else matter.said
        for matter in matters[:NAMED_PER_PROBLEM]
    ]
    rest = f"；等{len(matters)}个，详见附件2" if len(matters) > NAMED_PER_PROBLEM else ""
    bases = list(dict.fromkeys(matter.basis.cited for matter in matters))
    return Problem(
        matters[0].outcome.title, len(matters), "；".join(named) + rest + "。", "；".join(bases)
    )


def _verdict(unit: UnitScore) -> str:
    word = qualified_word(unit.is_qualified)
    return word if unit.points is None else f"{points_word(unit.points)}分，{word}"


def _requirements(judgement: Judgement, demands: Demands) -> Iterable[tuple[str, str]]:
    deadline = demands.deadline
    if judgement.findings:
        day = "" if deadline.due_on is None else f"（按检查之日收到计，为{deadline.plain_day}）"
        yield (
            "限期整改",
            f"各有关单位对照附件2逐条整改，{deadline.within}整改完毕{day}。{deadline.source}。",
        )
    if judgement.findings and demands.report is not None:
        yield (
            "报告结果",
            f"整改完成后填写整改情况报告，经单位负责人签字后报检查单位，并附整改前后的截图或文件。{sourced(demands.report)}",
        )
    if judgement.findings and demands.recheck is not None:
        yield (
            "复查销号",
            f"检查单位收到报告后逐条复查，合格的销号，不合格的退回重办。{sourced(demands.recheck)}",
        )
    if judgement.undetermined:
        yield (
            "补齐台账",
            "附件4所列事项尚不能判断，请有关单位补报缺失的台账、注明台账截止日期，补齐后重新检查。",
        )
    if judgement.warnings:
        yield ("留意提醒事项", "附件3所列提醒事项不作问题处理，请各单位自查，防止变成问题。")
    yield ("举一反三", "各单位对照所列条款自查同类情况，完善日常更新、审核和值守，避免重复发生。")
