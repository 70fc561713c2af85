"""The state machine of cases: what an actor may do at a step, and what it leads to.

Pure: nothing here knows a clock or a database. Whoever acts hands in the day and the calendar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from zhijian.core.process.clock import reckon
from zhijian.core.process.definition import Definition, Move, Step
from zhijian.core.process.state import Actor, Doing, DueChange, State
from zhijian.core.refused import Refused
from zhijian.core.rules.process_model import WITHDRAWN
from zhijian.core.workdays import WorkCalendar


@dataclass(frozen=True)
class Offer:
    """A move as an actor sees it.

    ``why_not``: the sentence that says why it is not open, empty if it is. ``caution``: a bar that
    a stated reason lifts. ``lacks`` and ``unticked`` must be brought along with the act.
    """

    move: Move
    why_not: str = ""
    caution: str = ""
    lacks: tuple[str, ...] = ()
    unticked: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """The actor may make the move."""
        return not self.why_not

    @property
    def needs_opinion(self) -> bool:
        """An opinion must be written."""
        return self.move.needs_opinion or bool(self.caution)


def begin(
    definition: Definition,
    *,
    opener: str,
    event_on: date,
    on: date,
    calendar: WorkCalendar,
) -> State:
    """A case at its first step. ``event_on`` is the day from which terms of the event run.

    Raises:
        Refused: the event lies after the day of opening.
    """
    if event_on > on:
        raise Refused(f"事项发生日 {event_on} 晚于今天 {on}，请核对日期。")
    state = State(definition.first.id, opener, event_on, on)
    return settle(definition, state, on=on, why="发起", calendar=calendar)


def allowed(definition: Definition, state: State, actor: Actor) -> tuple[Offer, ...]:
    """Every move of the present step, each with why it is not open or what it asks for."""
    if definition.is_end(state.at):
        return ()
    step = definition.step(state.at)
    why_not = why_not_here(state, step, actor)
    caution = "" if why_not else _caution(definition, state, step, actor)
    return tuple(_offer(definition, state, step, move, why_not, caution) for move in step.moves)


def advance(
    definition: Definition,
    state: State,
    actor: Actor,
    verb: str,
    *,
    on: date,
    calendar: WorkCalendar,
    opinion: str = "",
    attached: Iterable[str] = (),
    ticked: Iterable[str] = (),
) -> State:
    """The state after a move. What is attached and ticked along with it counts.

    Raises:
        Refused: the move is not open to the actor, or something it asks for is missing.
    """
    _require_open(definition, state, on)
    step = definition.step(state.at)
    move = step.move(verb)
    state = replace(
        state,
        attached=state.attached | frozenset(attached),
        ticked=state.ticked | frozenset(ticked),
    )
    offer = next(o for o in allowed(definition, state, actor) if o.move is move)
    require_offer(definition, offer, opinion)
    return take_move(definition, state, actor, move, on=on, opinion=opinion, calendar=calendar)


def take_move(
    definition: Definition,
    state: State,
    actor: Actor,
    move: Move,
    *,
    on: date,
    opinion: str,
    calendar: WorkCalendar,
) -> State:
    """The state after a move whose leave has been asked already."""
    doing = Doing(state.at, move.verb, move.to, actor.persons, on, opinion.strip())
    moved = replace(
        state,
        at=move.to,
        entered_on=on,
        visit=state.visit + 1,
        doings=(*state.doings, doing),
        ticked=frozenset(),
        assignee="",
    )
    return settle(definition, moved, on=on, why=move.title, calendar=calendar)


def require_offer(definition: Definition, offer: Offer, opinion: str) -> None:
    """Raises: Refused, if a move is not open or what it asks for is missing."""
    if offer.why_not:
        raise Refused(offer.why_not)
    title = offer.move.title
    if offer.needs_opinion and not opinion.strip():
        reason = offer.caution or "退回、不同意等须让对方知道原因。"
        raise Refused(f"“{title}”须写明意见，请填写后再提交。{reason}")
    if offer.lacks:
        kinds = "、".join(definition.attachments[kind] for kind in offer.lacks)
        raise Refused(f"“{title}”还缺附件：{kinds}。请上传后再提交。")
    if offer.unticked:
        raise Refused(f"核对单还有未勾选的：{'、'.join(offer.unticked)}。请逐项核对后再提交。")


def why_not_here(state: State, step: Step, actor: Actor) -> str:
    """Why an actor may do nothing at a step, as a sentence; empty if they may."""
    if not holds_seat(step, actor):
        return f"“{step.title}”由{step.actor}办理，您没有担任。请转告有关人员，或由其委托您。"
    if state.assignee and state.assignee not in actor.persons:
        return f"“{step.title}”已由他人接办，请先“接办”到自己名下，或请其办理。"
    for bar in step.not_by:
        if bar.is_firm and actor.persons & state.doers_of(bar.steps):
            return f"您办理过本件须回避的环节，按{_because(bar.basis.citation)}应由另一人办理“{step.title}”。"
    if state.is_paused:
        return "计时已暂停，请先恢复计时再办理。"
    return ""


def holds_seat(step: Step, actor: Actor) -> bool:
    """Whether the actor sits where the step is done."""
    who = step.actor
    if who.unit == "opener":
        return actor.is_opener
    return any((who.unit, post) in actor.seats for post in who.posts or ("",))


def withdraw(
    definition: Definition,
    state: State,
    actor: Actor,
    *,
    on: date,
    reason: str,
    calendar: WorkCalendar,
) -> State:
    """The state after the opener took the case back.

    Raises:
        Refused: it is not theirs, something was decided already, or no reason is given.
    """
    if why_not := why_not_withdrawn(definition, state, actor):
        raise Refused(why_not)
    if not reason.strip():
        raise Refused("撤回须写明原因，请填写后再提交。")
    _require_open(definition, state, on)
    move = Move(WITHDRAWN, "撤回", WITHDRAWN)
    state = _resumed(state, on)
    return take_move(definition, state, actor, move, on=on, opinion=reason, calendar=calendar)


def why_not_withdrawn(definition: Definition, state: State, actor: Actor) -> str:
    """Why an actor cannot withdraw the case; empty if they can."""
    if definition.is_end(state.at):
        return "本件已经办结，不能撤回。"
    if not actor.is_opener:
        return "只有发起人本人可以撤回。"
    deciding = {step.id for step in definition.steps if step.decides}
    if any(doing.step in deciding for doing in state.doings):
        return "本件已有审批意见，不能撤回。确需终止的，请商办理单位退回或不同意。"
    if not definition.step(state.at).may_do("withdraw"):
        return f"“{definition.title_of(state.at)}”这一环节不能撤回。"
    return ""


def settle(
    definition: Definition, state: State, *, on: date, why: str, calendar: WorkCalendar
) -> State:
    """The state with its due day reckoned anew; a due day that moves leaves a record."""
    due = reckon(definition, state, calendar)
    before, after = state.due.on if state.due else None, due.on if due else None
    if before == after:
        return replace(state, due=due)
    change = DueChange(on, before, after, why)
    return replace(state, due=due, changes=(*state.changes, change))


def _resumed(state: State, on: date) -> State:
    stops = tuple(
        replace(stop, resumed_on=on) if stop.resumed_on is None else stop for stop in state.stops
    )
    return replace(state, stops=stops)


def _offer(
    definition: Definition, state: State, step: Step, move: Move, why_not: str, caution: str
) -> Offer:
    if why_not or move.is_return:
        return Offer(move, why_not, caution)
    if state.open_cosigns:
        return Offer(move, f"会签还有 {state.open_cosigns} 人没有回复，请等回复后再办，或先退回。")
    lacks = tuple(kind for kind in move.needs if kind not in state.attached)
    ahead = move.to in definition.chain
    unticked = tuple(
        item.title for item in step.checklist if ahead and item.code not in state.ticked
    )
    return Offer(move, "", caution, lacks, unticked)


def _caution(definition: Definition, state: State, step: Step, actor: Actor) -> str:
    for bar in step.not_by:
        done = actor.persons & state.doers_of(bar.steps)
        if done and not bar.is_firm:
            steps = "、".join(definition.title_of(name) for name in bar.steps)
            return f"您办理过本件的{steps}，宜由另一人办理（{bar.basis.citation}）；确需由您办理的，请写明理由。"
    return ""


def _because(citation: str) -> str:
    return citation if citation.startswith("《") else f"回避要求（{citation}）"


def _require_open(definition: Definition, state: State, on: date) -> None:
    if definition.is_end(state.at):
        raise Refused(f"本件已经办结（{definition.title_of(state.at)}），不能再办。")
    if on < state.entered_on:
        raise Refused(f"办理日期 {on} 早于本环节开始的 {state.entered_on}，请核对日期。")


def open_moves(offers: Iterable[Offer]) -> Iterator[Offer]:
    """The offers an actor may take up."""
    return (offer for offer in offers if offer.is_open)
