"""Writing down where a case came to: its step, its days, who may act there, and telling them."""

from datetime import timedelta

from zhijian.cases import hooks
from zhijian.cases.models import Barred, Case, Cosign, DueChange, Extension, Guest, Seat, Step
from zhijian.cases.telling import tell
from zhijian.cases.units import holders, oversees, unit_of
from zhijian.config import clock
from zhijian.core.process import State, backed, shifted
from zhijian.core.process import Step as StepDefinition
from zhijian.law.books import calendar
from zhijian.people.models import Organization, User

ONE_DAY = timedelta(days=1)


def enter(case: Case, state: State, *, by: User | None) -> Step | None:
    """Put the case where ``state`` says; None if that is an end. ``case`` is not saved yet."""
    case.seats.all().delete()
    case.barred.all().delete()
    case.cosigns.filter(is_open=True).update(is_open=False)
    case.extensions.filter(state=Extension.State.ASKED).update(state=Extension.State.LAPSED)
    case.step, case.step_title = state.at, case.definition.title_of(state.at)
    case.visit, case.entered_on, case.ticked = state.visit, state.entered_on, []
    if case.definition.is_end(state.at):
        _close(case, state)
        return None
    definition = case.definition.step(state.at)
    case.desk = unit_of(case.organization, definition.actor.unit, state.entered_on)
    case.assignee = None
    if definition.actor.unit == "opener" and case.opened_by is not None:
        case.desk = case.opened_by.organization or case.organization
        case.assignee = case.opened_by
    step = Step(
        case=case,
        number=state.visit,
        step=state.at,
        title=case.step_title,
        desk=case.desk,
        assignee=case.assignee,
        entered_at=clock.now(),
    )
    set_days(case, state, step)
    case.save()
    step.save()
    keep_changes(case, state, step, by=by)
    seat(case, definition, state)
    let_see(case, organization=case.desk)
    tell(_who_acts(case, definition), case, kind="case.arrived", title=f"待办：{case.step_title}")
    return step


def let_see(
    case: Case, *, organization: Organization | None = None, user: User | None = None
) -> None:
    """Let a unit or a person see the case from now on, if it is not in their scope anyway."""
    unit = organization or (user.organization if user is not None else None)
    if unit is not None and oversees(unit, case.organization, clock.today()):
        return
    Guest.objects.get_or_create(case=case, organization=organization, user=user)


def seat(case: Case, definition: StepDefinition, state: State) -> None:
    """Write down which posts may act at the step, and whom a firm bar keeps away."""
    if definition.actor.unit != "opener":
        posts = definition.actor.posts or ("",)
        Seat.objects.bulk_create(Seat(case=case, desk=case.desk, post=post) for post in posts)
    barred: set[str] = set()
    for bar in definition.not_by:
        if bar.is_firm:
            barred |= state.doers_of(bar.steps)
    known = User.objects.filter(pk__in=[int(pk) for pk in barred])
    Barred.objects.bulk_create(Barred(case=case, user=user) for user in known)


def set_days(case: Case, state: State, step: Step) -> None:
    """Set the due day and the days of warning, reminding and escalating from a state."""
    due = state.due
    case.due_on = due.on if due else None
    case.due_is_estimate = bool(due and due.is_estimate)
    case.due_basis = f"{due.limit.words}：{due.limit.basis.citation}"[:300] if due else ""
    case.warn_on = case.remind_on = case.escalate_on = None
    case.is_paused = state.is_paused
    if due is not None:
        habits, years = case.definition.step(state.at), calendar()
        warn = habits.warn_before
        case.warn_on = max(backed(due.on, warn, years) if warn else due.on, state.entered_on)
        if habits.remind_every is not None:
            case.remind_on = max(case.warn_on, clock.today())
        if habits.escalate_after is not None and habits.escalate_to is not None:
            case.escalate_on = shifted(due.on, habits.escalate_after, years) + ONE_DAY
    step.due_on, step.due_is_estimate = case.due_on, case.due_is_estimate
    step.basis = case.due_basis


def keep_changes(case: Case, state: State, step: Step, *, by: User | None) -> None:
    """A row for each due day that came, moved or went in this act."""
    moment = clock.now()
    DueChange.objects.bulk_create(
        DueChange(
            case=case,
            step=step,
            before=change.before,
            after=change.after,
            why=change.why[:120],
            by=by,
            at=moment,
        )
        for change in state.changes
    )
    if state.changes:
        hooks.tell_due(case, state)


def present_step(case: Case) -> Step:
    """The row of the visit that the case is in."""
    return case.steps.get(number=case.visit)


def waiting_cosigns(case: Case) -> list[Cosign]:
    """Those who were asked for an opinion and have not answered."""
    return list(case.cosigns.filter(is_open=True).select_related("asked__person"))


def office_for(case: Case, unit: str) -> Organization:
    """The unit that a definition names, as of today."""
    return unit_of(case.organization, unit, clock.today())


def _close(case: Case, state: State) -> None:
    is_withdrawn = state.at not in case.definition.ends
    case.state = Case.State.WITHDRAWN if is_withdrawn else Case.State.CLOSED
    case.closed_at = clock.now()
    case.assignee = case.due_on = case.warn_on = case.remind_on = case.escalate_on = None
    case.due_is_estimate, case.due_basis, case.is_paused = False, "", False
    case.save()
    last = case.steps.order_by("-number").first()
    assert last is not None
    keep_changes(case, state, last, by=None)
    if case.opened_by is not None:
        tell([case.opened_by], case, kind="case.closed", title=f"{case.step_title}")


def _who_acts(case: Case, definition: StepDefinition) -> list[User]:
    if case.assignee is not None:
        return [case.assignee]
    away = set(case.barred.values_list("user_id", flat=True))
    found = holders(case.desk, definition.actor.posts, clock.today())
    return [user for user in found if user.pk not in away]
