"""Moving a case along its definition."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from zhijian.cases import hooks, policy
from zhijian.cases.entering import enter, present_step
from zhijian.cases.locking import done, held
from zhijian.cases.models import Case, Opinion, Step
from zhijian.cases.standing import Acting, acting, state_of
from zhijian.cases.words import clean, digest_of, required
from zhijian.config import clock
from zhijian.core import process
from zhijian.core.refused import Refused
from zhijian.law.books import calendar
from zhijian.people.models import User


@transaction.atomic
def act(
    case: Case,
    move: str,
    *,
    by: User,
    opinion: str = "",
    attachments: Iterable[Any] = (),
    ticked: Iterable[str] = (),
    version: int | None = None,
) -> Case:
    """Make a move of the present step, with an opinion and what is attached and ticked along.

    ``attachments`` are ``media.Upload`` s. Returns the case as it stands afterwards.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: the move is not open to ``by``, or something it asks for is missing.
    """
    from zhijian.cases.actions.attaching import add

    policy.require_active(by)
    opinion = clean(opinion, "意见")
    case = held(case, version)
    who, step = acting(case, by), present_or_refuse(case)
    before = state_of(case)
    codes = known_items(case, ticked)
    _require_open_to(case, before, who, move)
    hooks.ask(case, move, by)
    added = [add(case, step, upload, by=by).digest for upload in attachments]
    state = process.advance(
        case.definition,
        state_of(case),
        who.actor,
        move,
        on=clock.today(),
        calendar=calendar(),
        opinion=opinion,
        ticked=codes,
    )
    caution = next(
        (
            offer.caution
            for offer in process.allowed(case.definition, before, who.actor)
            if offer.move.verb == move
        ),
        "",
    )
    chosen = case.definition.step(case.step).move(move)
    leave(case, step, chosen, who, by=by, opinion=opinion, caution=caution, ticked=codes)
    enter(case, state, by=by)
    hooks.tell(hooks.Moved(case, step.step, move, by, is_return=chosen.is_return))
    action = "case.returned" if chosen.is_return else "case.moved"
    return done(
        case,
        "case.closed" if not case.is_open else action,
        chosen.title,
        by=by,
        process=case.process,
        step=step.step,
        visit=step.number,
        verb=move,
        to=chosen.to,
        on_behalf_of=who.on_behalf_of.pk if who.on_behalf_of else None,
        despite=bool(caution),
        opinion_sha256=digest_of(opinion),
        attached_sha256=added,
        due_on=case.due_on,
    )


@transaction.atomic
def withdraw(case: Case, *, by: User, reason: str, version: int | None = None) -> Case:
    """Take a case back; only its opener, and only before the first decision.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: it is too late, not theirs, or no reason is given.
    """
    policy.require_active(by)
    reason = required(reason, "撤回原因")
    case = held(case, version)
    who, step = acting(case, by), case.steps.get(number=case.visit) if case.is_open else None
    state = process.withdraw(
        case.definition,
        state_of(case),
        who.actor,
        on=clock.today(),
        reason=reason,
        calendar=calendar(),
    )
    assert step is not None
    case.pauses.filter(resumed_on__isnull=True).update(resumed_on=clock.today(), resumed_by=by)
    move = process.Move("withdraw", "撤回", state.at)
    leave(case, step, move, who, by=by, opinion=reason, kind=Opinion.Kind.WITHDRAWAL)
    enter(case, state, by=by)
    hooks.tell(hooks.Moved(case, step.step, "withdrawn", by))
    return done(
        case,
        "case.withdrawn",
        "撤回",
        by=by,
        step=step.step,
        visit=step.number,
        opinion_sha256=digest_of(reason),
    )


@transaction.atomic
def tick(case: Case, codes: Iterable[str], *, by: User, version: int | None = None) -> Case:
    """Keep which lines of the present step's checklist are ticked so far.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: ``by`` does not handle the step, or a line is not on its list.
    """
    case = held(case, version)
    policy.require_handler(case, by)
    case.ticked = sorted(known_items(case, codes))
    return done(case, "case.ticked", "核对", by=by, step=case.step, ticked=case.ticked)


def leave(
    case: Case,
    step: Step,
    move: process.Move,
    who: Acting,
    *,
    by: User,
    opinion: str,
    caution: str = "",
    ticked: Iterable[str] = (),
    kind: str = Opinion.Kind.MOVE,
    is_by_scan: bool = False,
) -> None:
    """Write down who left a step, how, and with which opinion."""
    step.left_at, step.left_on = clock.now(), clock.today()
    step.verb, step.move_title = move.verb, move.title
    step.to, step.to_title = move.to, case.definition.title_of(move.to)
    step.is_return, step.is_by_scan = move.is_return, is_by_scan
    step.by, step.on_behalf_of = by, who.on_behalf_of
    step.caution = caution[:400]
    step.ticked = sorted({*case.ticked, *ticked})
    step.save()
    if opinion:
        Opinion.objects.create(
            case=case,
            step=step,
            kind=kind,
            text=opinion,
            by=by,
            on_behalf_of=who.on_behalf_of,
            at=clock.now(),
        )


def present_or_refuse(case: Case) -> Step:
    """The row of the present visit.

    Raises:
        Refused: the case is over.
    """
    if not case.is_open:
        raise Refused(f"本件已经办结（{case.step_title}），不能再办。")
    return present_step(case)


def known_items(case: Case, codes: Iterable[str]) -> set[str]:
    """The codes, all of which must be on the present step's checklist.

    Raises:
        Refused: one is not.
    """
    step, asked = case.present, {str(code) for code in codes}
    known = {item.code for item in step.checklist} if step else set()
    if strange := asked - known:
        raise Refused(f"核对单上没有“{min(strange)[:40]}”这一项，请刷新页面后重新勾选。")
    return asked


def _require_open_to(case: Case, state: process.State, who: Acting, verb: str) -> None:
    """Refuse before anything is written to disk."""
    case.definition.step(case.step).move(verb)
    for offer in process.allowed(case.definition, state, who.actor):
        if offer.move.verb == verb and offer.why_not:
            raise Refused(offer.why_not)
