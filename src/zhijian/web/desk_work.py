"""What waits for a person: counted up to a limit, by urgency, with the nearest deadlines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import F, Q, QuerySet

from zhijian.cases.models import Case, Cosign, Extension, Reminder
from zhijian.core.workdays import WorkCalendar
from zhijian.people.models import User
from zhijian.web.case_rows import row_of, tag_of, verb_of
from zhijian.web.parts import ToDo

LIMIT = 1_000
"""Above this many nobody reads an exact count; one row more is asked for to know."""
SHOWN = {"late": 15, "today": 20, "later": 15}
_HEADS = {"late": "已逾期", "today": "今天到期", "later": "本周及以后"}


@dataclass(frozen=True)
class Brief:
    """A case as counting needs it."""

    pk: int
    process: str
    process_title: str
    due_on: date | None
    is_paused: bool

    def group(self, today: date) -> str:
        """late, today or later."""
        if self.is_paused or self.due_on is None or self.due_on > today:
            return "later"
        return "late" if self.due_on < today else "today"


@dataclass(frozen=True)
class Heap:
    """Cases of one kind of waiting, the most urgent first, at most ``LIMIT`` of them."""

    briefs: tuple[Brief, ...]
    has_more: bool
    today: date

    @property
    def number(self) -> int:
        """How many there are, ``LIMIT`` at most."""
        return len(self.briefs)

    @property
    def counted(self) -> str:
        """The number as people read it."""
        return f"{LIMIT:,} 以上" if self.has_more else str(self.number)

    def of(self, group: str) -> tuple[Brief, ...]:
        """Those of one group."""
        return tuple(brief for brief in self.briefs if brief.group(self.today) == group)

    @property
    def note(self) -> tuple[str, str]:
        """The nearest deadline in words, and its tone."""
        if late := len(self.of("late")):
            return f"{late} 件已逾期", "due"
        if due := len(self.of("today")):
            return f"{due} 件今天到期", "soon"
        nearest = min((b.due_on for b in self.briefs if b.due_on and not b.is_paused), default=None)
        if nearest is not None:
            return f"最近 {nearest:%m-%d} 到期", ""
        return ("没有期限", "") if self.briefs else ("", "")


@dataclass(frozen=True)
class Chip:
    """A kind of case on the desk, with its count."""

    process: str
    label: str
    count: int


@dataclass(frozen=True)
class Group:
    """The rows of one urgency; ``count`` may be more than the rows shown."""

    key: str
    title: str
    count: int
    rows: tuple[ToDo, ...]
    pks: tuple[int, ...] = field(default=(), repr=False)


def heap(rows: QuerySet[Case], today: date) -> Heap:
    """The most urgent of ``rows``, one query."""
    ordered = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    found = ordered.values_list("pk", "process", "process_title", "due_on", "is_paused")
    briefs = [Brief(*row) for row in found[: LIMIT + 1]]
    return Heap(tuple(briefs[:LIMIT]), len(briefs) > LIMIT, today)


def chips(found: Heap) -> list[Chip]:
    """The kinds of cases in a heap, most first."""
    counted = Counter((brief.process, brief.process_title) for brief in found.briefs)
    return [Chip(key, tag_of(key, title)[0], n) for (key, title), n in counted.most_common()]


def only(found: Heap, process: str) -> Heap:
    """A heap of one process alone."""
    kept = tuple(brief for brief in found.briefs if brief.process == process)
    return Heap(kept, found.has_more, found.today)


def groups(
    found: Heap, user: User, calendar: WorkCalendar, *, acts: bool, limits: Any = None
) -> list[Group]:
    """The heap as rows by urgency; with ``acts`` each row has its verb. Three queries at most."""
    wanted = {key: found.of(key) for key in _HEADS}
    most = limits or SHOWN
    shown = {key: [b.pk for b in briefs[: most[key]]] for key, briefs in wanted.items()}
    cases = _cases([pk for pks in shown.values() for pk in pks])
    verbs = _verbs(cases.values(), user) if acts else {}
    return [
        Group(
            key,
            _HEADS[key],
            len(briefs),
            tuple(
                row_of(
                    cases[pk], found.today, calendar, verb=verbs.get(pk, ""), urged=cases[pk].urged
                )
                for pk in shown[key]
                if pk in cases
            ),
            tuple(shown[key]),
        )
        for key, briefs in wanted.items()
        if briefs
    ]


def newest(rows: QuerySet[Case], calendar: WorkCalendar, today: date) -> tuple[ToDo, ...]:
    """The last thirty of ``rows``, the newest first: what was done or started."""
    pks = list(rows.order_by("-pk").values_list("pk", flat=True)[:30])
    cases = _cases(pks)
    return tuple(
        row_of(cases[pk], today, calendar, urged=cases[pk].urged) for pk in pks if pk in cases
    )


def _cases(pks: Sequence[int]) -> dict[int, Any]:
    if not pks:
        return {}
    urged = CountOf("reminders", filter=Q(reminders__kind=Reminder.Kind.URGE))
    rows = Case.objects.filter(pk__in=pks).select_related("organization", "desk", "rules")
    return {case.pk: case for case in rows.defer("rules__record", "data").annotate(urged=urged)}


def _verbs(cases: Iterable[Any], user: User) -> dict[int, str]:
    listed = list(cases)
    pks = [case.pk for case in listed]
    cosigns = Cosign.objects.filter(case__in=pks, asked=user, is_open=True)
    asked = set(cosigns.values_list("case", flat=True))
    waiting = Extension.objects.filter(case__in=pks, state=Extension.State.ASKED)
    own = user.organization
    extended = set(waiting.filter(office=own).exclude(asked_by=user).values_list("case", flat=True))
    return {
        case.pk: verb_of(
            case,
            cosign=case.pk in asked,
            extension=case.pk in extended and (own is None or case.desk_id != own.pk),
        )
        for case in listed
    }
