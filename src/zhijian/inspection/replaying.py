"""Judging an inspection again from nothing but what was frozen, and comparing the bytes."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from zhijian import __version__, journal
from zhijian.core.refused import Refused
from zhijian.inspection import freezing, policy
from zhijian.inspection.models import Inspection
from zhijian.inspection.running import judged
from zhijian.people.models import User


@dataclass(frozen=True)
class Replay:
    """Whether the outcomes are the same byte for byte; by which versions of the program."""

    is_same: bool
    digest: str
    version: str
    version_now: str = __version__

    @property
    def says(self) -> str:
        """The result in a sentence."""
        if self.is_same:
            return f"重放结果与留存的逐字节相同（SHA-256 {self.digest[:16]}…）。"
        why = ""
        if self.version != self.version_now:
            why = f"检查时的程序版本是 {self.version}，现在是 {self.version_now}，检查项可能不同。"
        return f"重放结果与留存的不同，请交管理员核查。{why}"


def replay(inspection: Inspection) -> Replay:
    """Judge again by the frozen law, facts and arguments, and by nothing else.

    Raises:
        Refused: the inspection kept nothing, or a kept file is gone or was altered.
    """
    freezing.kept(inspection.outcomes_digest, "结果")
    law = freezing.law_of(inspection.law_digest)
    frozen = freezing.facts_of(inspection.facts_digest)
    made = judged(frozen.facts, frozen.arguments, law)
    try:
        digest = hashlib.sha256(freezing.outcomes_bytes(made.judgement)).hexdigest()
    finally:
        made.engine.close()
    return Replay(digest == inspection.outcomes_digest, digest, frozen.version)


def replay_for_record(inspection: Inspection, *, by: User) -> Replay:
    """Replay, and write down that it was done and what came out.

    Raises:
        Refused: no leave, or what was kept cannot be read; that is written down, too.
    """
    policy.require_inspector(by, inspection.office, to="重放核对")
    try:
        found = replay(inspection)
    except Refused as refusal:
        _written(inspection, by, is_same=False, remark=str(refusal))
        raise
    _written(inspection, by, is_same=found.is_same, remark=found.says)
    return found


@transaction.atomic
def _written(inspection: Inspection, by: User, *, is_same: bool, remark: str) -> None:
    journal.record(
        "inspection.replayed",
        inspection,
        by=by,
        remark=remark[:200],
        inspection_number=inspection.number,
        is_identical=is_same,
    )
