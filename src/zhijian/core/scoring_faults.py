"""What faults cost: each is charged once, an item never costs more than it is worth.

Findings on one subject that the scheme calls the same fault are one fault. A fault is charged to
one item only. Where it could be charged to several, the charges are shared out so that the whole
is as dear as it can be: only then can mending one thing never lower a score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from zhijian.core.indicators import Indicator, Scheme, is_listed
from zhijian.core.outcomes import Outcome

FEW = 8
"""Up to so many faults that share items, every choice of what to mend is tried."""


@dataclass(frozen=True)
class Fault:
    """One thing to mend: its findings, and the items it could be charged to."""

    findings: tuple[Outcome, ...]
    items: tuple[Indicator, ...]


class _Plan(NamedTuple):
    """Faults to mend, and how many findings they are."""

    findings: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Charge:
    """A fault's points (hundredths, not negative) and the item they were taken under."""

    item: Indicator
    points: int


def faults_of(findings: Iterable[Outcome], scheme: Scheme) -> tuple[Fault, ...]:
    """The faults among the findings that the scheme has an item for, in order of first finding."""
    gathered: dict[tuple[object, ...], list[Outcome]] = defaultdict(list)
    for finding in findings:
        if scheme.item_of(finding.check, finding.item):
            gathered[fault_key(finding, scheme)].append(finding)
    faults = []
    for same in gathered.values():
        items = (scheme.item_of(finding.check, finding.item) for finding in same)
        own = {item.id: item for item in items if item}
        faults.append(Fault(tuple(same), tuple(own.values())))
    return tuple(faults)


def charges(faults: Sequence[Fault]) -> dict[int, Charge]:
    """What each fault costs, by its place in ``faults``; a fault left out costs nothing.

    Every item offers slots of ``per_finding`` points until its value is used up. The dearest slot
    is filled first, and a fault gives way if it can be charged elsewhere: of all ways to give each
    fault at most one slot this takes the most points (the slots form a transversal matroid).
    """
    waiting: dict[str, list[int]] = defaultdict(list)
    items: dict[str, Indicator] = {}
    for number, fault in enumerate(faults):
        for item in fault.items:
            waiting[item.id].append(number)
            items[item.id] = item
    slots = [(points, item) for item in items.values() for points in _slots(item, waiting)]
    slots.sort(key=lambda slot: -slot[0])
    held: dict[int, int] = {}
    for slot in range(len(slots)):
        _fill(slot, slots, waiting, held, set())
    return {number: Charge(slots[slot][1], slots[slot][0]) for number, slot in held.items()}


def cost(faults: Sequence[Fault]) -> int:
    """What the faults cost together."""
    return sum(charge.points for charge in charges(faults).values())


def fewest_to_mend(faults: Sequence[Fault], saving: int) -> tuple[Fault, ...]:
    """The faults whose mending saves at least ``saving`` points with the fewest findings.

    What saves most, if nothing saves so much. Exact, unless more than ``FEW`` faults share several
    items; there the dearest is mended first.
    """
    if saving <= 0:
        return ()
    best = {0: _Plan(0, ())}
    for cluster in _clusters(faults):
        options = _options(cluster)
        joined: dict[int, _Plan] = {}
        for saved, plan in best.items():
            for more, added in options.items():
                reached = min(saved + more, saving)
                count = plan.findings + added.findings
                if reached not in joined or count < joined[reached].findings:
                    joined[reached] = _Plan(count, plan.faults + added.faults)
        best = joined
    return best[max(best)].faults


def fault_key(finding: Outcome, scheme: Scheme) -> tuple[object, ...]:
    """What findings of one and the same fault have in common."""
    subject = (finding.subject_kind, finding.subject)
    for number, family in enumerate(scheme.same_fault):
        if is_listed(finding.check, family):
            return (number, *subject)
    return (finding.check, *subject)


def _slots(item: Indicator, waiting: Mapping[str, Sequence[int]]) -> list[int]:
    """The charges an item can still make, no more of them than faults wait for it."""
    assert item.value is not None  # the loader gives every deduction item a value
    full, rest = divmod(item.value, item.per_finding)
    slots = [item.per_finding] * min(full, len(waiting[item.id]))
    return [*slots, rest] if rest else slots


def _fill(
    slot: int,
    slots: Sequence[tuple[int, Indicator]],
    waiting: Mapping[str, Sequence[int]],
    held: dict[int, int],
    asked: set[int],
) -> bool:
    """Whether a fault was found for the slot, others moving to other slots if need be."""
    for number in waiting[slots[slot][1].id]:
        if number not in held:
            held[number] = slot
            return True
    for number in waiting[slots[slot][1].id]:
        if number in asked:
            continue
        asked.add(number)
        if _fill(held[number], slots, waiting, held, asked):
            held[number] = slot
            return True
    return False


def _clusters(faults: Sequence[Fault]) -> list[tuple[Fault, ...]]:
    """The faults, those apart that can share no item."""
    clusters: list[tuple[set[str], list[Fault]]] = []
    for fault in faults:
        ids, members = {item.id for item in fault.items}, [fault]
        touching = [cluster for cluster in clusters if cluster[0] & ids]
        for cluster in touching:
            ids |= cluster[0]
            members = cluster[1] + members
            clusters.remove(cluster)
        clusters.append((ids, members))
    return [tuple(members) for _, members in clusters]


def _options(cluster: tuple[Fault, ...]) -> dict[int, _Plan]:
    """What can be saved within a cluster, each with the fewest findings found for it."""
    whole = cost(cluster)
    options = {0: _Plan(0, ())}
    items = {item.id: item for fault in cluster for item in fault.items}
    if len(items) == 1:
        choices = _quickest_first(cluster, *items.values())
    elif len(cluster) <= FEW:
        sizes = range(1, len(cluster) + 1)
        choices = (some for size in sizes for some in combinations(cluster, size))
    else:
        choices = _dearest_first(cluster)
    for chosen in choices:
        gone = {id(fault) for fault in chosen}
        saved = whole - cost([fault for fault in cluster if id(fault) not in gone])
        count = sum(len(fault.findings) for fault in chosen)
        if saved not in options or count < options[saved].findings:
            options[saved] = _Plan(count, chosen)
    return options


def _quickest_first(cluster: tuple[Fault, ...], item: Indicator) -> Iterator[tuple[Fault, ...]]:
    """Within one item all cost the same, so those with the fewest findings go first.

    As long as more are left than the item can charge for, nothing is saved.
    """
    quickest = sorted(cluster, key=_quickness)
    slots = len(_slots(item, {item.id: range(len(cluster))}))
    for count in range(max(1, len(cluster) - slots + 1), len(cluster) + 1):
        yield tuple(quickest[:count])


def _dearest_first(cluster: tuple[Fault, ...]) -> Iterator[tuple[Fault, ...]]:
    """Faults of the same items are alike, so only the quickest of each sort is weighed."""
    sorts: dict[tuple[str, ...], list[Fault]] = defaultdict(list)
    for fault in sorted(cluster, key=_quickness, reverse=True):
        sorts[tuple(item.id for item in fault.items)].append(fault)
    chosen: list[Fault] = []
    while any(sorts.values()):
        after = {
            ids: cost([f for other in sorts for f in sorts[other][: -1 if other == ids else None]])
            for ids in sorts
            if sorts[ids]
        }
        ids = min(after, key=lambda ids: (after[ids], len(sorts[ids][-1].findings), ids))
        chosen.append(sorts[ids].pop())
        yield tuple(chosen)


def _quickness(fault: Fault) -> int:
    return len(fault.findings)
