"""What a run of checks says: verdicts on subjects, each with its clause, and what was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhijian.core.workdays import from_day_number


class Verdict(StrEnum):
    """What a check says of one subject. There is no fifth answer."""

    PASS = "PASS"
    FAIL = "FAIL"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    UNDETERMINED = "UNDETERMINED"


class Standing(StrEnum):
    """A remark beside the verdict.

    ``WARNED`` goes with PASS: no law is broken, but a proposal of ours or a reading asks for care.
    ``EXCEPTED`` goes with FAIL: an approved, dated exception lifts the rule for this subject.
    """

    PLAIN = ""
    WARNED = "WARNED"
    EXCEPTED = "EXCEPTED"


STATES = (
    (Verdict.PASS, Standing.PLAIN),
    (Verdict.FAIL, Standing.PLAIN),
    (Verdict.NOT_APPLICABLE, Standing.PLAIN),
    (Verdict.UNDETERMINED, Standing.PLAIN),
    (Verdict.PASS, Standing.WARNED),
    (Verdict.FAIL, Standing.EXCEPTED),
)
"""Verdict and standing by the state number the SQL of a check returns (5 is set afterwards)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check's verdict on one subject, ready to be read.

    ``observed`` and ``limit`` are in ``unit``; either may be unknown. ``clause`` is the id of the
    clause the limit came with (empty only where the limit is our own proposal, which never fails
    anyone). ``since_d`` is the day the measured time began, ``due_d`` the day it should have ended.
    ``item`` names what the verdict turns on (a platform, the posts that are vacant).
    """

    check: str
    title: str
    subject_kind: str
    subject: str
    subject_name: str
    organization: str
    place: str
    verdict: Verdict
    standing: Standing
    item: str
    observed: int | None
    limit: int | None
    unit: str
    clause: str
    document: str
    reading: str
    says: str
    mend: str
    since_d: int | None
    due_d: int | None
    exception: str = ""

    @property
    def since(self) -> date | None:
        """The day the measured time began."""
        return None if self.since_d is None else from_day_number(self.since_d)

    @property
    def due_on(self) -> date | None:
        """The last day on which all would have been well."""
        return None if self.due_d is None else from_day_number(self.due_d)


@dataclass(frozen=True, slots=True)
class CheckCoverage:
    """How many subjects a check spoke of, by verdict; ``reason`` says why it could not see."""

    check: str
    title: str
    passed: int = 0
    failed: int = 0
    not_applicable: int = 0
    undetermined: int = 0
    warned: int = 0
    excepted: int = 0
    reason: str = ""

    @property
    def checked(self) -> int:
        """The number of subjects looked at."""
        return (
            self.passed
            + self.failed
            + self.not_applicable
            + self.undetermined
            + self.warned
            + self.excepted
        )


@dataclass(frozen=True, slots=True)
class RelationSeen:
    """How many rows of a relation there were and how fresh they are."""

    relation: str
    title: str
    rows: int
    is_seen: bool
    is_complete: bool
    is_fresh: bool
    as_of_d: int | None
    from_d: int | None


@dataclass(frozen=True)
class Judgement:
    """The whole result of one run.

    ``outcomes`` holds every outcome that is not a plain pass and not NOT_APPLICABLE, ordered by
    check and subject; ``coverage`` counts all, one row per check, ordered by check; ``relations``
    says what was seen, ``notes`` what in the facts could not be used and why.
    ``write_outcomes(path)`` writes the full relation, passes included, as
    Parquet; ``read_outcomes()`` returns it as dicts.
    """

    place: str
    on: date
    since: date
    engine: str
    outcomes: tuple[Outcome, ...]
    coverage: tuple[CheckCoverage, ...]
    relations: tuple[RelationSeen, ...]
    subjects: dict[str, int]
    write_outcomes: Callable[[str], None]
    read_outcomes: Callable[[], list[dict[str, object]]] = list
    notes: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Outcome, ...]:
        """The outcomes that fail without an exception."""
        return self._of(Verdict.FAIL, Standing.PLAIN)

    @property
    def warnings(self) -> tuple[Outcome, ...]:
        """The outcomes that pass with a remark."""
        return self._of(Verdict.PASS, Standing.WARNED)

    @property
    def undetermined(self) -> tuple[Outcome, ...]:
        """The outcomes that could not be decided from what was seen."""
        return self._of(Verdict.UNDETERMINED, Standing.PLAIN)

    @property
    def excepted(self) -> tuple[Outcome, ...]:
        """The outcomes that fail but for an approved exception."""
        return self._of(Verdict.FAIL, Standing.EXCEPTED)

    def _of(self, verdict: Verdict, standing: Standing) -> tuple[Outcome, ...]:
        return tuple(o for o in self.outcomes if o.verdict is verdict and o.standing is standing)
