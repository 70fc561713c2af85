"""What moves a due day: pauses and extensions. Each leaves its record."""

from dataclasses import replace
from datetime import date

from zhijian.core.process.definition import Definition, Extend, Step
from zhijian.core.process.moving import settle
from zhijian.core.process.state import Grant, State, Stop
from zhijian.core.refused import Refused
from zhijian.core.terms import Term, estimate
from zhijian.core.workdays import WorkCalendar


def pause(
    definition: Definition, state: State, *, on: date, reason: str, calendar: WorkCalendar
) -> State:
    """The state with its clock standing from a day on.

    Raises:
        Refused: the step knows no pause, or not this reason, or it stands already.
    """
    step = _step_with(definition, state, "pause", "暂停计时")
    if state.is_paused:
        raise Refused("计时已经暂停，不必再暂停。")
    if reason not in step.pause_reasons:
        known = "、".join(step.pause_reasons) or "（本环节没有列出）"
        raise Refused(f"暂停的原因“{reason}”不在可用之列。可用的有：{known}。请从中选择。")
    if on < state.entered_on:
        raise Refused(f"暂停日期 {on} 早于本环节开始的 {state.entered_on}，请核对日期。")
    stopped = replace(state, stops=(*state.stops, Stop(state.visit, on, None, reason)))
    return settle(definition, stopped, on=on, why="暂停计时", calendar=calendar)


def resume(definition: Definition, state: State, *, on: date, calendar: WorkCalendar) -> State:
    """The state with its clock running again.

    Raises:
        Refused: it does not stand, or the day lies before the pause.
    """
    standing = next((stop for stop in state.stops if stop.resumed_on is None), None)
    if standing is None:
        raise Refused("计时没有暂停，不必恢复。")
    if on < standing.stopped_on:
        raise Refused(f"恢复日期 {on} 早于暂停的 {standing.stopped_on}，请核对日期。")
    stops = tuple(replace(s, resumed_on=on) if s is standing else s for s in state.stops)
    return settle(definition, replace(state, stops=stops), on=on, why="恢复计时", calendar=calendar)


def require_extendable(
    definition: Definition, state: State, term: Term, *, calendar: WorkCalendar
) -> Extend:
    """What the step says on extensions, if the term asked for stays within it.

    Raises:
        Refused: the step knows none, its times are used up, or the term is too long.
    """
    step = _step_with(definition, state, "extend", "延期")
    extend = step.extend
    if extend is None or state.due is None:
        raise Refused(f"“{step.title}”没有期限或不能延期。")
    if not term.amount:
        raise Refused("延期的时间要大于 0，请填写。")
    granted = [grant.term for grant in state.grants if grant.visit == state.visit]
    if len(granted) >= extend.times:
        raise Refused(
            f"“{step.title}”最多延期 {extend.times} 次，已经用完。请抓紧办理，或向上一级说明。"
        )
    start = state.due.start
    longest, _ = estimate(start, extend.longest.term, calendar)
    asked, _ = estimate(start, Term(0, term.unit), calendar, extensions=(*granted, term))
    if asked > longest:
        raise Refused(
            f"延期合计不能超过{extend.longest.term}（{extend.longest.basis.citation}），请缩短。"
        )
    return extend


def extend(
    definition: Definition,
    state: State,
    term: Term,
    *,
    on: date,
    reason: str,
    granted_by: str,
    asked_by: str,
    calendar: WorkCalendar,
) -> State:
    """The state with its term prolonged.

    Raises:
        Refused: as ``require_extendable``; or who grants is who asked, or there is no reason.
    """
    require_extendable(definition, state, term, calendar=calendar)
    if granted_by == asked_by:
        raise Refused("延期不能由申请人自己批准，请由上一级单位的人员批准。")
    if not reason.strip():
        raise Refused("延期须写明理由，请填写后再提交。")
    grant = Grant(state.visit, term, reason.strip(), granted_by, on)
    longer = replace(state, grants=(*state.grants, grant))
    return settle(definition, longer, on=on, why=f"延期{term}", calendar=calendar)


def _step_with(definition: Definition, state: State, what: str, title: str) -> Step:
    if definition.is_end(state.at):
        raise Refused(f"本件已经办结（{definition.title_of(state.at)}），不能{title}。")
    step = definition.step(state.at)
    if not step.may_do(what):
        raise Refused(f"“{step.title}”这一环节不能{title}。")
    return step
