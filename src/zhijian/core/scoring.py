"""Scores: vetoes, deductions and bonus over a judgement, every point with finding and clause.

All points are whole hundredths of a point (9750 is 97.5). The sum of a score's lines is the score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from zhijian.core.indicators import (
    NATION,
    Indicator,
    Kind,
    Scheme,
    Schemes,
    Target,
    points_text,
)
from zhijian.core.outcomes import Judgement, Outcome, Standing, Verdict
from zhijian.core.refused import Refused
from zhijian.core.rules.model import Clause, RuleRow
from zhijian.core.scoring_faults import Fault, charges, faults_of, fewest_to_mend
from zhijian.core.workdays import day_number


class Rulebooks(Protocol):
    """What scoring asks of the rulebooks."""

    def resolve(self, place: str) -> Sequence[RuleRow]:
        """The rules in force for a place, all periods."""
        ...

    def clause(self, id: str) -> Clause:
        """The clause of that id."""
        ...


class LineKind(StrEnum):
    """What a line of a score is about; only the first three carry points."""

    START = "start"
    DEDUCTION = "deduction"
    BONUS = "bonus"
    VETO = "veto"
    EXCEPTED = "excepted"
    UNSEEN = "unseen"
    UNSCORED = "unscored"


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a score. ``points`` is signed; ``indicator`` is empty where none applies.

    ``is_proposal`` says that the points are ours, not an official value. A veto cites the
    indicator's clause, a deduction the finding's own; ``evidence`` is what was found.
    """

    kind: LineKind
    indicator: str
    title: str
    points: int
    subject_kind: str
    subject: str
    subject_name: str
    check: str
    clause: str
    document: str
    evidence: str
    is_proposal: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mending:
    """What would bring a score to its goal: the fewest findings found, each with clause and cure.

    ``points_after`` is the score once they are mended. ``vetoes`` names the vetoes that have to go
    first; their findings stand at the head of ``findings``.
    """

    findings: tuple[Outcome, ...]
    points_after: int
    vetoes: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class UnitScore:
    """The score of one organization (or of its portal) under one scheme.

    ``points`` is None where a veto stops the counting. ``is_qualified`` is None where a veto could
    not be looked into: what was not seen is not qualified. ``is_complete`` is False as soon as
    anything that scores was not seen.
    """

    organization: str
    scheme: str
    is_qualified: bool | None
    is_complete: bool
    points: int | None
    starts_at: int
    lines: tuple[ScoreLine, ...]
    to_reach_90: Mending
    conclusion: str


@dataclass(frozen=True, slots=True)
class Score:
    """All scores of a judgement, by organization.

    ``units`` are scored under ``scheme`` and may be ranked only if it is no proposal of ours.
    ``portals`` are scored by the national website indicators. ``by_hand`` are the indicators no
    check speaks of: a person has to look, and no score here has.
    """

    scheme: Scheme
    units: tuple[UnitScore, ...]
    portals: tuple[UnitScore, ...]
    by_hand: tuple[Indicator, ...]

    @property
    def may_rank(self) -> bool:
        """Whether the office has adopted the scheme by which the units are scored."""
        return not self.scheme.is_proposal


@dataclass(frozen=True, slots=True)
class Award:
    """A bonus an office has granted; ``points`` in hundredths, ``evidence`` says for what."""

    organization: str
    indicator: str
    points: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledgers know that findings do not tell.

    ``organizations`` without any finding still get a score; ``portals`` are the organizations that
    run a portal; ``site_of`` gives the site of a column, so that vetoes count site by site.
    """

    organizations: tuple[str, ...] = ()
    portals: tuple[str, ...] = ()
    site_of: Mapping[str, str] = field(default_factory=dict)
    awards: tuple[Award, ...] = ()


def score(
    judgement: Judgement, schemes: Schemes, rulebooks: Rulebooks, known: Known | None = None
) -> Score:
    """Return the scores of a judgement.

    Units are scored by the scheme of the judged place, portals by the nation's website scheme.

    Raises:
        Refused: no scheme is meant for units, or an award names no bonus indicator.
    """
    known = known or Known()
    by_unit: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in judgement.outcomes:
        by_unit[outcome.organization].append(outcome)
    scheme = schemes.for_target(Target.ORGANIZATION, judgement.place)
    if scheme is None:
        raise Refused("计分方案里没有适用于单位（target: organization）的方案，请补上一个。")
    website = schemes.for_target(Target.PORTAL, judgement.place)
    _check_awards(known.awards, (scheme, website))
    units = sorted({*by_unit, *known.organizations})
    count = _Counter(judgement, schemes, rulebooks, known, scheme)
    portals: tuple[UnitScore, ...] = ()
    if website:
        other = _Counter(judgement, schemes, rulebooks, known, website)
        portals = tuple(other.unit(unit, by_unit[unit]) for unit in sorted(set(known.portals)))
    return Score(
        scheme=scheme,
        units=tuple(count.unit(unit, by_unit[unit]) for unit in units),
        portals=portals,
        by_hand=tuple(i for s in schemes.all for i in s.indicators if not i.checks),
    )


def _check_awards(awards: Iterable[Award], schemes: Iterable[Scheme | None]) -> None:
    bonus = {item.id for scheme in schemes if scheme for item in scheme.of(Kind.BONUS)}
    for award in awards:
        if award.indicator not in bonus:
            known = "、".join(sorted(bonus)) or "无"
            raise Refused(f"“{award.indicator}”不是加分指标，不能加分。可用的加分指标：{known}。")
        if award.points <= 0:
            raise Refused(f"“{award.indicator}”的加分应大于0，请改正。")


@dataclass(frozen=True)
class _Veto:
    """A veto that applies, and the findings that bring it about."""

    indicator: Indicator
    findings: tuple[Outcome, ...]


class _Counter:
    """Counts one unit after another under one scheme."""

    def __init__(
        self,
        judgement: Judgement,
        schemes: Schemes,
        rulebooks: Rulebooks,
        known: Known,
        scheme: Scheme,
    ) -> None:
        self.scheme = scheme
        self.known = known
        self.rulebooks = rulebooks
        self.vetoes = schemes.vetoes(scheme)
        self.national = _in_force(rulebooks, NATION, judgement)
        self.start = self._start(_in_force(rulebooks, judgement.place, judgement))
        self.never_seen = [c for c in judgement.coverage if c.reason and not c.checked]

    def unit(self, organization: str, outcomes: Sequence[Outcome]) -> UnitScore:
        """The score of one organization, from all outcomes of its own."""
        vetoes = [veto for indicator in self.vetoes for veto in self._vetoes(indicator, outcomes)]
        faults = faults_of((o for o in outcomes if _is_finding(o)), self.scheme)
        is_stopped = bool(vetoes) and self.scheme.stops_at_veto
        counted: list[ScoreLine] = []
        if not is_stopped:
            counted = [self.start, *self._deductions(faults)]
        deducted = sum(line.points for line in counted)
        if not vetoes and not is_stopped and deducted > self.scheme.bonus_above:
            counted += self._bonus(organization)
        unseen = self._unseen(outcomes)
        lines = (
            *(self._veto_line(veto) for veto in vetoes),
            *counted,
            *(self._plain_line(LineKind.EXCEPTED, o) for o in outcomes if _is_excepted(o)),
            *unseen,
            *self._unscored(outcomes),
        )
        is_qualified = self._is_qualified(bool(vetoes), counted, unseen)
        points = None if is_stopped else sum(line.points for line in counted)
        return UnitScore(
            organization=organization,
            scheme=self.scheme.id,
            is_qualified=is_qualified,
            is_complete=not unseen,
            points=points,
            starts_at=self.scheme.starts_at,
            lines=tuple(lines),
            to_reach_90=self._mending(organization, vetoes, faults, points),
            conclusion=self._conclusion(is_qualified, vetoes, points, deducted, unseen),
        )

    def _start(self, rules: Sequence[RuleRow]) -> ScoreLine:
        """The line every score begins with; it cites what the place uses the score for."""
        cited = (row for key in self.scheme.cites for row in rules if row.rule == key)
        clause = next((row.clause for row in cited if row.clause), self.scheme.clause)
        return ScoreLine(
            LineKind.START,
            *("", "起始分", self.scheme.starts_at, "", "", "", "", clause),
            document=self._document(clause),
            evidence=self.rulebooks.clause(clause).says,
            is_proposal=self.scheme.is_proposal,
            note=self.scheme.title,
        )

    def _vetoes(self, indicator: Indicator, outcomes: Iterable[Outcome]) -> list[_Veto]:
        """The veto, once per site or account that meets it."""
        met: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            if indicator.names(outcome.check) and self._meets(indicator, outcome):
                one = f"{outcome.subject_kind} {outcome.subject}"
                group = self.known.site_of.get(outcome.subject, "") if indicator.at_least > 1 else one
                met[group].append(outcome)
        return [
            _Veto(indicator, tuple(found))
            for found in met.values()
            if len({(o.subject_kind, o.subject) for o in found}) >= indicator.at_least
        ]

    def _meets(self, indicator: Indicator, outcome: Outcome) -> bool:
        """Whether an outcome meets a veto's condition.

        Where the nation has a limit of its own, that limit decides, also over a finding that the
        place only remarks on; a veto without one needs a finding.
        """
        if indicator.beyond is None:
            return _is_finding(outcome)
        if not _is_finding(outcome) and outcome.standing is not Standing.WARNED:
            return False
        beyond = indicator.beyond
        rows = [
            row
            for row in self.national
            if row.rule == beyond.rule and beyond.kind in ("", row.kind) and row.amount is not None
        ]
        if _is_finding(outcome) and any(row.clause == outcome.clause for row in rows):
            return True
        limits = [row.amount for row in rows if row.amount is not None]
        alike = all(row.unit == outcome.unit for row in rows)
        return bool(limits) and alike and (outcome.observed or 0) > max(limits)

    def _deductions(self, faults: Sequence[Fault]) -> list[ScoreLine]:
        """One line per finding; a fault's points stand in its first line."""
        charged = charges(faults)
        lines = []
        for number, fault in enumerate(faults):
            charge = charged.get(number)
            item = charge.item if charge else fault.items[0]
            points = charge.points if charge else 0
            carrier = next(
                (o for o in fault.findings if self.scheme.item_of(o.check) is item),
                fault.findings[0],
            )
            for finding in fault.findings:
                own = finding is carrier
                lines.append(self._deduction_line(finding, item, points if own else 0, own=own))
        return lines

    def _deduction_line(
        self, finding: Outcome, item: Indicator, points: int, *, own: bool
    ) -> ScoreLine:
        note = ""
        if not own:
            note = f"同一问题已在“{item.name}”计过，不重复扣分"
        elif points < item.per_finding:
            note = f"“{item.name}”扣分以{points_text(item.value or 0)}分为限，已扣满"
        return self._line(LineKind.DEDUCTION, item, finding, -points, note)

    def _bonus(self, organization: str) -> list[ScoreLine]:
        """The awards, none above its indicator's value, all together not above the maximum."""
        left = self.scheme.bonus_max
        items = {item.id: item for item in self.scheme.of(Kind.BONUS)}
        room = {id: left if item.value is None else item.value for id, item in items.items()}
        lines = []
        for award in self.known.awards:
            if award.organization != organization or award.indicator not in items:
                continue
            item = items[award.indicator]
            points = min(award.points, room[item.id], left)
            room[item.id] -= points
            left -= points
            note = "" if points == award.points else "加分已达上限"
            lines.append(
                ScoreLine(
                    LineKind.BONUS,
                    *(item.id, item.name, points, "", "", "", "", item.clause),
                    document=self._document(item.clause),
                    evidence=award.evidence,
                    is_proposal=item.value is None or item.is_proposal,
                    note=note,
                )
            )
        return lines

    def _veto_line(self, veto: _Veto) -> ScoreLine:
        first, item = veto.findings[0], veto.indicator
        more = len(veto.findings) - 1
        note = f"依据国家检查指标，可信程度：{_CONFIDENCE[item.confidence]}"
        if not _is_finding(first):
            note += "；当地规定未据此认定问题，但已超过国家限度"
        return ScoreLine(
            LineKind.VETO,
            *(item.id, item.name, 0, first.subject_kind, first.subject, first.subject_name),
            check=first.check,
            clause=item.clause,
            document=self._document(item.clause),
            evidence=first.says + (f"（另有{more}处同类情形）" if more else ""),
            is_proposal=False,
            note=note,
        )

    def _unseen(self, outcomes: Iterable[Outcome]) -> list[ScoreLine]:
        """What could not be decided, one line per check; no points either way."""
        by_check: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            if outcome.verdict is Verdict.UNDETERMINED and self._scored_under(outcome.check):
                by_check[outcome.check].append(outcome)
        lines = []
        for unseen in by_check.values():
            note = f"未看到，不得分也不扣分（{len(unseen)}项）"
            line = self._line(LineKind.UNSEEN, self._scored_under(unseen[0].check), unseen[0], 0, note)
            lines.append(line)
        for coverage in self.never_seen:
            item = self._scored_under(coverage.check)
            if item:
                clause = item.clause or self.start.clause
                lines.append(
                    ScoreLine(
                        LineKind.UNSEEN,
                        *(item.id, coverage.title, 0, "", "", "", coverage.check, clause),
                        document=self._document(clause),
                        evidence=coverage.reason,
                        is_proposal=item.is_proposal,
                        note="整项未看到，不得分也不扣分",
                    )
                )
        return lines

    def _unscored(self, outcomes: Iterable[Outcome]) -> list[ScoreLine]:
        """Findings a unit's scheme has no item for: shown, so that none is lost silently."""
        if self.scheme.target is not Target.ORGANIZATION:
            return []
        return [
            self._plain_line(LineKind.UNSCORED, outcome)
            for outcome in outcomes
            if _is_finding(outcome) and not self._scored_under(outcome.check)
        ]

    def _plain_line(self, kind: LineKind, outcome: Outcome) -> ScoreLine:
        note = f"经批准的例外，不扣分：{outcome.exception}"
        if kind is LineKind.UNSCORED:
            note = "计分方案未列入这项检查，不扣分"
        return self._line(kind, self._scored_under(outcome.check), outcome, 0, note)

    def _line(
        self, kind: LineKind, item: Indicator | None, outcome: Outcome, points: int, note: str
    ) -> ScoreLine:
        clause = outcome.clause or (item.clause if item else "") or self.start.clause
        return ScoreLine(
            kind=kind,
            indicator=item.id if item else "",
            title=outcome.title,
            points=points,
            subject_kind=outcome.subject_kind,
            subject=outcome.subject,
            subject_name=outcome.subject_name,
            check=outcome.check,
            clause=clause,
            document=outcome.document if outcome.clause else self._document(clause),
            evidence=outcome.says,
            is_proposal=item.is_proposal if item else self.scheme.is_proposal,
            note=note,
        )

    def _scored_under(self, check: str) -> Indicator | None:
        veto = next((veto for veto in self.vetoes if veto.names(check)), None)
        return self.scheme.item_of(check) or veto

    def _is_qualified(
        self, is_vetoed: bool, counted: Iterable[ScoreLine], unseen: Iterable[ScoreLine]
    ) -> bool | None:
        """A proposal of ours never fails anyone: only official points count against the limit."""
        official = self.scheme.starts_at + sum(
            line.points
            for line in counted
            if line.kind is LineKind.DEDUCTION and not line.is_proposal
        )
        if is_vetoed or official < self.scheme.fail_below:
            return False
        if any(veto.names(line.check) for veto in self.vetoes for line in unseen):
            return None
        return True

    def _conclusion(
        self,
        is_qualified: bool | None,
        vetoes: Sequence[_Veto],
        points: int | None,
        deducted: int,
        unseen: Sequence[ScoreLine],
    ) -> str:
        """One sentence for a bulletin."""
        limit = points_text(self.scheme.fail_below)
        if vetoes:
            names = "、".join(dict.fromkeys(f"{v.indicator.id}{v.indicator.name}" for v in vetoes))
            return f"不合格：单项否决{len(vetoes)}处（{names}）。"
        if is_qualified is False:
            return f"不合格：得{points_text(points or 0)}分，低于{limit}分。"
        says = "已检查的项目中未发现单项否决情形。"
        if is_qualified is None:
            says = f"尚不能认定：有{len(unseen)}项检查未看到所需的材料，其中有单项否决情形。"
        elif unseen:
            says += f"有{len(unseen)}项检查未看到所需的材料，得分不完整。"
        if deducted < self.scheme.fail_below:
            says += f"按建议分值计算低于{limit}分，建议分值不作为认定不合格的依据。"
        return says

    def _mending(
        self,
        organization: str,
        vetoes: Sequence[_Veto],
        faults: Sequence[Fault],
        points: int | None,
    ) -> Mending:
        goal = self.scheme.goal
        first = _unveto(vetoes)
        gone = {id(finding) for finding in first}
        faults = _without(faults, gone)
        left = self.scheme.starts_at - sum(c.points for c in charges(faults).values())
        bonus = sum(line.points for line in self._bonus(organization))
        needed = max(goal - bonus, self.scheme.bonus_above + 1) if bonus else goal
        chosen = fewest_to_mend(faults, min(goal, needed) - left)
        mended = [finding for fault in chosen for finding in fault.findings]
        rest = _without(faults, gone | {id(finding) for finding in mended})
        after = self.scheme.starts_at - sum(c.points for c in charges(rest).values())
        after += bonus if after > self.scheme.bonus_above else 0
        names = tuple(dict.fromkeys(veto.indicator.name for veto in vetoes))
        says = _advice(names, points, len(mended), after, goal)
        return Mending((*first, *mended), after, names, says)

    def _document(self, clause: str) -> str:
        return self.rulebooks.clause(clause).document


_CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}


def _advice(
    vetoes: Sequence[str], points: int | None, mended: int, after: int, goal: int
) -> str:
    aim, reached = points_text(goal), points_text(after)
    says = ""
    if vetoes:
        says = f"单项否决（{'、'.join(vetoes)}）未消除之前，得多少分都是不合格，须先整改。"
    elif points is not None and points >= goal:
        return f"已达到{aim}分。"
    if mended:
        says += f"{'再' if vetoes else ''}整改所列{mended}个问题，可到{reached}分。"
    elif vetoes:
        says += f"消除之后为{reached}分。"
    if after < goal:
        says += f"仅靠整改达不到{aim}分。"
    return says


def _unveto(vetoes: Sequence[_Veto]) -> list[Outcome]:
    """The findings to mend so that no veto is left, each once."""
    first: dict[int, Outcome] = {}
    for veto in vetoes:
        enough = len(veto.findings) - veto.indicator.at_least + 1
        first |= {id(finding): finding for finding in veto.findings[:enough]}
    return list(first.values())


def _without(faults: Iterable[Fault], gone: set[int]) -> list[Fault]:
    """The faults as they stand once the findings that are gone are mended."""
    rest = []
    for fault in faults:
        left = tuple(finding for finding in fault.findings if id(finding) not in gone)
        if left:
            rest.append(Fault(left, fault.items))
    return rest


def _in_force(rulebooks: Rulebooks, place: str, judgement: Judgement) -> list[RuleRow]:
    day = day_number(judgement.on)
    return [row for row in rulebooks.resolve(place) if row.from_d <= day < row.until_d]


def _is_finding(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.FAIL and outcome.standing is Standing.PLAIN


def _is_excepted(outcome: Outcome) -> bool:
    return outcome.standing is Standing.EXCEPTED
