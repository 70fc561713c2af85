"""Whether the steps of a process hang together: no dead end, no step or end that nobody reaches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from zhijian.core.rules.process_model import (
    BACK,
    NEXT,
    WITHDRAWN,
    BarTemplate,
    Process,
    StepTemplate,
)
from zhijian.core.rules.sources import Source, Where


class Exit(NamedTuple):
    """A move as the graph sees it."""

    verb: str
    to: str
    is_return: bool


class Node(NamedTuple):
    """A step as the graph sees it."""

    id: str
    exits: tuple[Exit, ...]


class Fault(NamedTuple):
    """What is wrong at a step, or at a move of it, as a sentence; no step: with the chain."""

    step: str
    says: str
    move: int | None = None


def target_of(chain: Sequence[str], at: int, to: str) -> str | None:
    """Where a move leads from the step at a position; None if there is no such place."""
    if to == NEXT:
        return chain[at + 1] if at + 1 < len(chain) else None
    if to == BACK:
        return chain[at - 1] if at else None
    return to


def faults_of_chain(nodes: Sequence[Node], ends: Iterable[str]) -> Iterator[Fault]:
    """All that keeps a chain of steps from being walked from its first step to an end."""
    chain, known = [node.id for node in nodes], set(ends)
    edges: dict[str, set[str]] = {}
    for at, node in enumerate(nodes):
        edges[node.id] = set()
        for number, exit_ in enumerate(node.exits):
            to = target_of(chain, at, exit_.to)
            if to is None:
                what = "之后没有环节" if exit_.to == NEXT else "之前没有环节"
                yield Fault(
                    node.id,
                    f"环节 {node.id} 的“{exit_.verb}”去向写作 {exit_.to}，{what}。请写明去向。",
                    number,
                )
            elif to not in chain and to not in known:
                yield Fault(
                    node.id,
                    f"环节 {node.id} 的“{exit_.verb}”去向“{to}”不在这条链里，也不是结果。请改正。",
                    number,
                )
            else:
                edges[node.id].add(to)
                if exit_.is_return and (to in known or chain.index(to) > at):
                    yield Fault(
                        node.id,
                        f"环节 {node.id} 的“{exit_.verb}”是退回，去向“{to}”却不在它之前。请改正。",
                        number,
                    )
    reached = _reached(chain[:1], edges)
    for name in chain:
        if name not in reached:
            yield Fault(name, f"环节 {name} 从开头走不到。请补上通向它的办法，或移出这条链。")
        elif not _reached([name], edges) & known:
            yield Fault(name, f"环节 {name} 走不到任何结果。请补上通向结果的办法。")


def ends_reached(nodes: Sequence[Node], ends: Iterable[str]) -> set[str]:
    """The ends that some walk from the first step comes to."""
    chain = [node.id for node in nodes]
    edges = {
        node.id: {target_of(chain, at, exit_.to) or node.id for exit_ in node.exits}
        for at, node in enumerate(nodes)
    }
    return _reached(chain[:1], edges) & set(ends)


def _reached(start: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    found, queue = set[str](), list(start)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(edges.get(name, ()))
    return found


def nodes_of(chain: Iterable[str], steps: Mapping[str, StepTemplate]) -> tuple[Node, ...]:
    """The templates of a chain as nodes."""
    return tuple(
        Node(name, tuple(Exit(m.verb, m.to, m.is_return) for m in steps[name].moves))
        for name in chain
    )


def check_graph(source: Source, process: Process) -> None:
    """Report what is wrong with a process, with all of its conditional steps and with none."""
    places = {item["id"]: index for index, item in enumerate(source.data["steps"])}
    faults: dict[Fault, None] = {}
    ends: set[str] = set()
    for variant in process.variants.values():
        least = [name for name in variant.chain if not _may_be_absent(process.steps[name])]
        for chain in (variant.chain, least):
            nodes = nodes_of(chain, process.steps)
            if not nodes:
                faults[
                    Fault("", "环节都带条件（only_if），可能一个也不剩。请留一个不带条件的。")
                ] = None
                continue
            faults.update(dict.fromkeys(faults_of_chain(nodes, process.ends)))
            ends |= ends_reached(nodes, process.ends)
    used = {name for variant in process.variants.values() for name in variant.chain}
    for name, step in process.steps.items():
        if name not in used:
            faults[Fault(name, f"环节 {name} 没有用在任何一条链里。请加进链里，或删去。")] = None
        faults.update(dict.fromkeys(_faults_of_bars(step, process.steps)))
    for fault in faults:
        where: Where = ("steps", places[fault.step]) if fault.step else ()
        if fault.move is not None:
            where = (*where, "moves", fault.move)
        source.report(where, fault.says)
    for end in process.ends:
        if end == WITHDRAWN:
            source.report(("ends", end), "“withdrawn”是撤回的结果，由平台自备。请换一个名称。")
        elif end not in ends and not faults:
            source.report(("ends", end), f"结果 {end} 没有任何办法走得到。请改正，或删去。")


def _may_be_absent(step: StepTemplate) -> bool:
    return step.only_if is not None


def _faults_of_bars(step: StepTemplate, steps: Mapping[str, StepTemplate]) -> Iterator[Fault]:
    bars: list[BarTemplate] = [*step.not_by]
    for turn in step.each.values():
        bars += turn.not_by
    for name in (name for bar in bars for name in bar.steps):
        if name not in steps:
            yield Fault(step.id, f"环节 {step.id} 回避的“{name}”不是环节。请改正。")
        elif name == step.id and step.repeat is None:
            yield Fault(
                step.id, f"环节 {step.id} 要求回避它自己，退回后就无人可办。请从 not_by 中删去。"
            )
        elif step.actor.unit == "opener" and steps[name].actor.unit == "opener" and name != step.id:
            yield Fault(
                step.id,
                f"环节 {step.id} 和它回避的 {name} 都由发起人本人办理，无人可办。请改其中一个的办理人。",
            )
