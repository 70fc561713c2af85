"""What is known of an account when it is cleared up, and what is advised, reason by reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from zhijian.core.rules.model import RuleRow

InForce = Callable[[str], Sequence[RuleRow]]
"""The rows in force of one rule, for the account's place and the day of the advice."""


class Measure(Enum):
    """What to do with an account; the value is our word where a place has none of its own."""

    KEEP = "保留"
    CHANGE = "变更"
    MERGE = "合并"
    CLOSE = "关停"
    DEREGISTER = "注销"
    UNDETERMINED = "待定"


class Confidence(Enum):
    """How firmly an advice stands, firmest first; only ``CLAUSE`` may be worded as a must."""

    CLAUSE = "有条款依据"
    JUDGED = "有条款依据，界限为本平台建议"
    PRINCIPLE = "条款为原则性要求"
    OURS = "本平台建议"
    NONE = "数据不全，不能判断"


FIRMNESS = (Confidence.OURS, Confidence.PRINCIPLE, Confidence.JUDGED, Confidence.CLAUSE)
"""From the least firm to the firmest."""


@dataclass(frozen=True)
class Numbers:
    """What is known of one account on one day. ``None`` is not known, and never taken as well.

    ``updates`` counts those of the last ``cleanup.window`` days. ``same_platform`` counts the
    sponsor's accounts of this kind in use, this one among them; ``is_main`` says whether this is
    the one to stay. ``subject_faults`` and ``outside_policy`` hold the keys of the rules that the
    account breaks (``accounts.certified_subject_agrees``, ``opening.app_governments_only`` …),
    empty if it was looked at and breaks none. ``media_form`` is text, video, app or mixed.
    """

    days_since_update: int | None = None
    updates: int | None = None
    followers: int | None = None
    followers_age_days: int | None = None
    same_platform: int | None = None
    is_main: bool | None = None
    media_form: str = ""
    subject_faults: tuple[str, ...] | None = None
    outside_policy: tuple[str, ...] | None = None
    editors: int | None = None
    is_sponsor_abolished: bool | None = None
    has_successor: bool | None = None
    shares_function: bool | None = None
    has_function: bool | None = None
    has_interaction: bool | None = None
    has_supervisor: bool | None = None


@dataclass(frozen=True)
class Reason:
    """Why a measure is advised: the number seen, the limit, and the clause it leans on if any."""

    measure: Measure
    ground: str
    says: str
    rule: str
    number: int | None
    limit: int | None
    clause: str | None
    document: str | None
    strength: str
    confidence: Confidence


@dataclass(frozen=True)
class Missing:
    """A number that must be known before the advice can be given."""

    field: str
    says: str


@dataclass(frozen=True)
class Advice:
    """What is advised for one account. ``wording`` is the place's own word for the measure.

    ``is_local_wording`` is false where the place's list of measures has no such word.
    ``due_d`` is the day number until which surplus accounts are to be cleared, where one is set.
    """

    measure: Measure
    wording: str
    is_local_wording: bool
    confidence: Confidence
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    says: str
    due_d: int | None = None


@dataclass(frozen=True)
class Standing:
    """What chooses the one to stay among accounts of one kind; ``opened_d`` is a day number."""

    account: str
    followers: int | None
    days_since_update: int | None
    opened_d: int | None
