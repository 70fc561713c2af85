"""What a score holds: its lines, what it concludes, and what would mend it.

All points are whole hundredths of a point (9750 is 97.5). The points of the lines add up to the
score's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zhijian.core.indicators import Indicator, Scheme, points_text
from zhijian.core.outcomes import Outcome


class LineKind(StrEnum):
    """What a line of a score is about; only the first three carry points."""

    START = "start"
    DEDUCTION = "deduction"
    BONUS = "bonus"
    VETO = "veto"
    EXCEPTED = "excepted"
    UNSEEN = "unseen"
    UNSCORED = "unscored"


LINE_WORDS = {
    LineKind.START: "起始分",
    LineKind.DEDUCTION: "扣分",
    LineKind.BONUS: "加分",
    LineKind.VETO: "单项否决",
    LineKind.EXCEPTED: "例外",
    LineKind.UNSEEN: "未能判断",
    LineKind.UNSCORED: "未列入计分",
}
"""What each kind of line is called."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of a score. ``points`` is signed; ``indicator`` is empty where none applies.

    ``is_proposal`` says that the points are ours, not an official value. A veto cites the
    indicator's clause, a deduction the finding's own; ``document`` is the id of the clause's
    document, ``evidence`` what was found. ``check``, ``subject`` and ``item`` are the outcome's.
    """

    kind: LineKind
    indicator: str
    title: str
    points: int
    clause: str
    document: str
    evidence: str
    is_proposal: bool
    note: str = ""
    check: str = ""
    subject_kind: str = ""
    subject: str = ""
    subject_name: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Mending:
    """What would bring a score to its goal: few findings, each with its clause and its cure.

    ``points_after`` is the score once they are mended. ``vetoes`` names the vetoes that have to go
    first; the findings behind them stand at the head of ``findings``.
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
    anything that scores was not seen. ``conclusion`` says all this in one Chinese sentence or two.
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

    @property
    def points_text(self) -> str:
        """The points as people write them, “—” where there are none."""
        return "—" if self.points is None else points_text(self.points)


@dataclass(frozen=True, slots=True)
class Score:
    """All scores of a judgement, by organization.

    ``units`` are scored under ``scheme``; ``portals`` by the national website indicators.
    ``unassigned`` are findings that name no organization, and so cost nobody anything.
    ``by_hand`` are the indicators no check speaks of: a person has to look, and no score has.
    """

    scheme: Scheme
    units: tuple[UnitScore, ...]
    portals: tuple[UnitScore, ...]
    unassigned: tuple[Outcome, ...]
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
    """What the ledgers know and findings do not tell.

    ``organizations`` without any finding still get a score; ``portals`` are the organizations that
    run a portal; ``site_of`` gives the site by the subject of a column or a message, so that
    vetoes count site by site and leave out messages to accounts.
    """

    organizations: tuple[str, ...] = ()
    portals: tuple[str, ...] = ()
    site_of: Mapping[str, str] = field(default_factory=dict)
    awards: tuple[Award, ...] = ()
