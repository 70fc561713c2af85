"""What faults cost: each is charged once, an item never costs more than it is worth.

Findings on one subject that the scheme calls the same fault are one fault. A fault is charged to
one item only. Where it could be charged to several, the charges are shared out so that the whole
is as dear as it can be: only then can mending one thing never lower a score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations

from zhijian.core.indicators import Indicator, Scheme
from zhijian.core.outcomes import Outcome

FEW = 8
"""Up to so many faults that share items, every choice of what to mend is tried."""


@dataclass(frozen=True)
class Fault:
    """One thing to mend: its findings, and the items it could be charged to."""

    findings: tuple[Outcome, ...]
    items: tuple[Indicator, ...]


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
            gathered[_key(finding, scheme)].append(finding)
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
    best: dict[int, tuple[Fault, ...]] = {0: ()}
    for cluster in _clusters(faults):
        options = _options(cluster)
        joined: dict[int, tuple[Fault, ...]] = {}
        for saved, chosen in best.items():
            for more, added in options.items():
                _keep_fewest(joined, min(saved + more, saving), chosen + added)
        best = joined
    return best[max(best)] if saving > 0 else ()


def _key(finding: Outcome, scheme: Scheme) -> tuple[object, ...]:
    subject = (finding.subject_kind, finding.subject)
    for number, family in enumerate(scheme.same_fault):
        if any(fnmatchcase(finding.check, entry) for entry in family):
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


def _options(cluster: tuple[Fault, ...]) -> dict[int, tuple[Fault, ...]]:
    """What can be saved within a cluster, each with the fewest findings found for it."""
    items = {item.id: item for fault in cluster for item in fault.items}
    options: dict[int, tuple[Fault, ...]] = {0: ()}
    if len(items) == 1:
        _save_one_by_one(cluster, next(iter(items.values())), options)
    elif len(cluster) <= FEW:
        whole = cost(cluster)
        for size in range(1, len(cluster) + 1):
            for chosen in combinations(range(len(cluster)), size):
                left = [fault for number, fault in enumerate(cluster) if number not in chosen]
                mended = tuple(cluster[number] for number in chosen)
                _keep_fewest(options, whole - cost(left), mended)
    else:
        _save_dearest_first(cluster, options)
    return options


def _save_one_by_one(
    cluster: tuple[Fault, ...], item: Indicator, options: dict[int, tuple[Fault, ...]]
) -> None:
    """Within one item every fault costs the same, so those with the fewest findings go first."""
    quickest = sorted(cluster, key=_quickness)
    costs = [min(item.value or 0, left * item.per_finding) for left in range(len(cluster) + 1)]
    for left in range(len(cluster) - 1, -1, -1):
        saved = costs[-1] - costs[left]
        if saved not in options:
            options[saved] = tuple(quickest[: len(cluster) - left])


def _save_dearest_first(cluster: tuple[Fault, ...], options: dict[int, tuple[Fault, ...]]) -> None:
    """Faults of the same items are alike, so only the quickest of each sort is weighed."""
    sorts: dict[tuple[str, ...], list[Fault]] = defaultdict(list)
    for fault in sorted(cluster, key=_quickness, reverse=True):
        sorts[tuple(item.id for item in fault.items)].append(fault)
    whole = cost(cluster)
    chosen: list[Fault] = []
    while any(sorts.values()):
        after = {
            ids: cost([f for other in sorts for f in sorts[other][: -1 if other == ids else None]])
            for ids in sorts
            if sorts[ids]
        }
        ids = min(after, key=lambda ids: (after[ids], len(sorts[ids][-1].findings), ids))
        chosen.append(sorts[ids].pop())
        _keep_fewest(options, whole - after[ids], tuple(chosen))


def _quickness(fault: Fault) -> int:
    return len(fault.findings)


def _keep_fewest(
    known: dict[int, tuple[Fault, ...]], saved: int, chosen: tuple[Fault, ...]
) -> None:
    if saved not in known or _findings(chosen) < _findings(known[saved]):
        known[saved] = chosen


def _findings(faults: Iterable[Fault]) -> int:
    return sum(len(fault.findings) for fault in faults)
