"""From a process and the rules in force for a place on a day, the definition that holds there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from zhijian.core.process.asking import Asker
from zhijian.core.process.definition import (
    Bar,
    Definition,
    Extend,
    Item,
    Move,
    Paper,
    Step,
    Who,
)
from zhijian.core.refused import Refused
from zhijian.core.rules import process_model as template
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.process_graph import Exit, Node, faults_of_chain, target_of


@dataclass(frozen=True)
class _Turn:
    """A step that is present, and which time it comes if it is repeated (0: it is not)."""

    step: template.StepTemplate
    number: int = 0

    @property
    def id(self) -> str:
        return f"{self.step.id}-{self.number}" if self.number else self.step.id


def resolve(rulebooks: Rulebooks, process: str, place: str, on: date, kind: str = "") -> Definition:
    """The definition of ``process`` that holds in ``place`` on a day, for one kind of matter.

    Raises:
        Refused: no such process or kind, or the place's rules leave a chain that cannot be walked.
    """
    found = rulebooks.process(process)
    if found.kinds_of is not None:
        known = rulebooks.rule(found.kinds_of.rule).kinds
        if kind not in known:
            titles = "、".join(f"{code}（{title}）" for code, title in known.items())
            raise Refused(f"“{found.title}”要写明种类。可用的有：{titles}。请选一种。")
    asker = Asker(rulebooks, place, on, kind)
    policy = asker.ask(found.chosen_by) if found.chosen_by else None
    choice = asker.code_of(found.chosen_by) if found.chosen_by else ""
    if found.chosen_by and policy is None:
        policy = asker.silent(found.chosen_by, "")
        choice = found.otherwise
    variant = found.variants[choice or found.otherwise]
    turns = list(_turns(variant.chain, found, asker))
    definition = Definition(
        process=found.id,
        title=found.title,
        place=place,
        on=on.isoformat(),
        steps=tuple(_Build(found, asker, turns).steps()),
        ends=dict(found.ends),
        kind=kind,
        about=found.about,
        choice=variant.choice,
        policy=policy,
        variant_basis=asker.bases(variant.basis),
        attachments=dict(found.attachments),
        term=asker.limit(found.term),
    )
    _require_sound(definition)
    return definition


def _turns(chain: Iterable[str], process: template.Process, asker: Asker) -> Iterator[_Turn]:
    for name in chain:
        step = process.steps[name]
        if step.only_if is not None and not asker.holds(step.only_if):
            continue
        if step.repeat is None:
            yield _Turn(step)
            continue
        count = asker.amount_of(step.repeat)
        for number in range(1, (step.repeat_proposed if count is None else count) + 1):
            yield _Turn(step, number)


def _require_sound(definition: Definition) -> None:
    nodes = [
        Node(step.id, tuple(Exit(move.verb, move.to, move.is_return) for move in step.moves))
        for step in definition.steps
    ]
    faults = [fault.says for fault in faults_of_chain(nodes, definition.ends)]
    if faults or not nodes:
        raise Refused(
            f"“{definition.title}”在 {definition.place} 的流程走不通，请管理员核对流程文件和本地规则。",
            faults,
        )


@dataclass(frozen=True)
class _Build:
    """Fills the present steps in."""

    process: template.Process
    asker: Asker
    turns: list[_Turn]

    def steps(self) -> Iterator[Step]:
        chain = [turn.id for turn in self.turns]
        for at, turn in enumerate(self.turns):
            yield self._step(turn, at, chain)

    def _step(self, turn: _Turn, at: int, chain: list[str]) -> Step:
        step, asker = turn.step, self.asker.for_turn(turn.number)
        own = step.each.get(str(turn.number), template.TurnTemplate())
        habits = _over(self.process.habits, step.habits)
        repeat = (asker.ask(step.repeat) or asker.silent(step.repeat, "")) if step.repeat else None
        present = asker.ask(step.only_if) if step.only_if else None
        return Step(
            id=turn.id,
            title=own.title
            or (f"{step.title}（第{turn.number}级）" if turn.number else step.title),
            actor=_who(own.actor or step.actor),
            moves=tuple(self._move(move, at, chain) for move in step.moves),
            decides=step.decides,
            not_by=tuple(self._bars((*step.not_by, *own.not_by), turn, asker)),
            term=asker.limit(step.term),
            checklist=self._checklist(step, asker),
            basis=(*(basis for basis in (repeat, present) if basis), *asker.bases(step.basis)),
            may=habits.may or (),
            extend=self._extend(habits, asker),
            pause_reasons=habits.pause_reasons or (),
            warn_before=asker.limit(habits.warn_before),
            remind_every=asker.limit(habits.remind_every),
            escalate_after=asker.limit(habits.escalate_after),
            escalate_to=_who(habits.escalate_to) if habits.escalate_to else None,
            paper=Paper(step.paper.move, _who(step.paper.by)) if step.paper else None,
        )

    def _move(self, move: template.MoveTemplate, at: int, chain: list[str]) -> Move:
        to = target_of(chain, at, move.to) or move.to
        first = next((turn.id for turn in self.turns if turn.step.id == to), to)
        return Move(
            move.verb,
            move.title,
            first if to not in chain else to,
            move.is_return,
            move.needs_opinion,
            move.needs,
        )

    def _bars(
        self, bars: tuple[template.BarTemplate, ...], turn: _Turn, asker: Asker
    ) -> Iterator[Bar]:
        for bar in bars:
            basis = asker.ask(bar.rule) if bar.rule else None
            if bar.rule and basis is not None and not asker.holds(bar.rule):
                continue
            if basis is None:
                basis = asker.silent(bar.rule, "回避")
            steps = tuple(
                other.id
                for other in self.turns
                if other.step.id in bar.steps and other.id != turn.id
            )
            if steps:
                yield Bar(steps, basis, is_firm=basis.is_law or not bar.with_reason)

    def _checklist(self, step: template.StepTemplate, asker: Asker) -> tuple[Item, ...]:
        if step.checklist is None:
            return ()
        found = asker.items(step.checklist.rule) if step.checklist.rule else ()
        if found:
            return found
        ours = asker.silent(step.checklist.rule, "")
        titles = asker.item_titles(step.checklist.rule)
        return tuple(Item(code, titles.get(code, code), ours) for code in step.checklist.proposed)

    def _extend(self, habits: template.Habits, asker: Asker) -> Extend | None:
        extend = habits.extend
        longest = asker.limit(extend.longest) if extend else None
        if extend is None or longest is None:
            return None
        return Extend(longest, extend.times, _who(extend.approver))


def _who(who: template.Who) -> Who:
    return Who(who.unit, who.posts)


def _over(process: template.Habits, step: template.Habits) -> template.Habits:
    """The habits of a step: its own where it has them, else those of the process."""
    chosen = {
        field.name: getattr(process if getattr(step, field.name) is None else step, field.name)
        for field in fields(template.Habits)
    }
    return template.Habits(**chosen)
