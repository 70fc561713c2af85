"""Who has a case in hand: taking it, handing it on, and letting another act for oneself."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from zhijian import journal
from zhijian.cases import policy
from zhijian.cases.actions.moving import present_or_refuse
from zhijian.cases.entering import let_see, seat
from zhijian.cases.locking import done, held
from zhijian.cases.models import Case, Delegation, Opinion
from zhijian.cases.standing import acting, state_of
from zhijian.cases.telling import tell
from zhijian.cases.units import holders, sits
from zhijian.cases.words import digest_of, required
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.law.books import rulebooks
from zhijian.people.models import Organization, User
from zhijian.people.policy import holds, supervisor_of

LONGEST_DELEGATION = timedelta(days=366)


@transaction.atomic
def take(case: Case, *, by: User, version: int | None = None) -> Case:
    """Take a case to one's own name (接办), also from a colleague of the same post.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: ``by`` does not sit there, or a bar keeps them away.
    """
    policy.require_active(by)
    case = held(case, version)
    step = present_or_refuse(case)
    if why_not := policy.why_not_take(case, by):
        raise Refused(why_not)
    before = case.assignee_id
    giver = acting(case, by).on_behalf_of
    case.assignee = step.assignee = by
    step.save(update_fields=("assignee",))
    return done(
        case,
        "case.taken",
        "接办",
        by=by,
        step=case.step,
        before=before,
        on_behalf_of=giver.pk if giver else None,
    )


@transaction.atomic
def free(case: Case, *, by: User | None = None) -> bool:
    """Take a case out of the hands of who can no longer act; False if they still can.

    Its colleagues then find it on their desks; a step that only the opener does goes to the leaders
    of the desk to be handed on.
    """
    case = held(case)
    definition, gone = case.present, case.assignee
    if definition is None or gone is None:
        return False
    if definition.actor.unit == "opener":
        if gone.is_active and holds(gone):
            return False
    elif gone.is_active and sits(gone, case.desk, definition.actor, clock.today()):
        return False
    step = present_or_refuse(case)
    case.assignee = step.assignee = None
    step.save(update_fields=("assignee",))
    posts = policy.LEADERS if definition.actor.unit == "opener" else definition.actor.posts
    readers = holders(case.desk, posts, clock.today())
    tell(readers, case, kind="case.freed", title=f"原承办人已离岗：{case.step_title}")
    done(case, "case.freed", "原承办人离岗", by=by, step=case.step, before=gone.pk)
    return True


@transaction.atomic
def transfer(
    case: Case,
    to: User | Organization,
    *,
    by: User,
    reason: str,
    version: int | None = None,
) -> Case:
    """Hand a case on (转办): to a colleague who may act, or to the desk of another unit.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: ``by`` does not handle it, or it cannot go there.
    """
    reason = required(reason, "转办说明", longest=1_000)
    case = held(case, version)
    policy.require_handler(case, by)
    policy.require_may(case, "transfer")
    step, definition = present_or_refuse(case), case.present
    assert definition is not None
    desk, before = case.desk_id, case.assignee_id
    if isinstance(to, User):
        _require_may_receive(case, to)
        case.assignee, told = to, [to]
    else:
        _require_desk(case, to, by)
        case.desk, case.assignee = to, None
        case.seats.all().delete()
        case.barred.all().delete()
        seat(case, definition, state_of(case))
        let_see(case, organization=to)
        told = holders(to, definition.actor.posts, clock.today())
    step.desk, step.assignee = case.desk, case.assignee
    step.save(update_fields=("desk", "assignee"))
    Opinion.objects.create(
        case=case, step=step, kind=Opinion.Kind.TRANSFER, text=reason, by=by, at=clock.now()
    )
    tell(told, case, kind="case.transferred", title="转来办件", body=reason)
    return done(
        case,
        "case.transferred",
        "转办",
        by=by,
        step=case.step,
        desk_before=desk,
        desk=case.desk_id,
        before=before,
        assignee=case.assignee_id,
        reason_sha256=digest_of(reason),
    )


@transaction.atomic
def delegate(
    giver: User,
    taker: User,
    *,
    from_on: date,
    until_on: date,
    by: User,
    reason: str,
    processes: Iterable[str] = (),
) -> Delegation:
    """Let ``taker`` act for ``giver`` from a day through a day, for some processes or for all.

    Raises:
        Refused: ``by`` is neither the giver nor a leader of the unit, the two are not colleagues,
            the days are wrong, or a process does not exist.
    """
    reason = required(reason, "委托原因", longest=200)
    names = sorted({rulebooks().process(name).id for name in processes})
    organization = giver.organization
    if organization is None or taker.organization is None:
        raise Refused("委托人和受托人都须在单位任职，请核对。")
    is_leader = holds(by, *policy.LEADERS, organization=organization)
    if not by.is_active or (by.pk != giver.pk and not is_leader):
        raise Refused("委托由本人办理；本人不能办理的，由本单位负责人办理。")
    _require_delegable(giver, taker, from_on, until_on)
    delegation = Delegation.objects.create(
        giver=giver,
        taker=taker,
        organization=organization,
        from_on=from_on,
        until_on=until_on,
        processes=names,
        reason=reason,
        made_by=by,
        made_at=clock.now(),
    )
    journal.record(
        "delegation.made",
        delegation,
        by=by,
        giver=giver.pk,
        taker=taker.pk,
        from_on=from_on,
        until_on=until_on,
        processes=names,
        reason_sha256=digest_of(reason),
    )
    return delegation


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, by: User) -> Delegation:
    """End a delegation now.

    Raises:
        Refused: it is over already, or ``by`` is neither the giver nor a leader of the unit.
    """
    delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    is_leader = holds(by, *policy.LEADERS, organization=delegation.organization)
    if not by.is_active or (by.pk != delegation.giver_id and not is_leader):
        raise Refused("撤销委托由委托人本人或本单位负责人办理。")
    if delegation.revoked_at is not None or delegation.until_on < clock.today():
        raise Refused("这份委托已经结束，不必撤销。")
    delegation.revoked_at = clock.now()
    delegation.save(update_fields=("revoked_at",))
    journal.record("delegation.revoked", delegation, by=by, giver=delegation.giver_id)
    return delegation


def _require_may_receive(case: Case, to: User) -> None:
    definition = case.present
    assert definition is not None
    if to.pk == case.assignee_id:
        raise Refused(f"本件已经在{to.name}名下，不必转办。")
    who = definition.actor
    is_there = (
        sits(to, case.desk, who, clock.today())
        if who.unit != "opener"
        else holds(to, organization=case.desk)
    )
    if not is_there:
        raise Refused(f"{to.name}在{case.desk}没有担任办理“{definition.title}”的岗位，请改选他人。")
    if case.barred.filter(user=to).exists():
        raise Refused(f"{to.name}办理过本件须回避的环节，请改选他人。")


def _require_desk(case: Case, to: Organization, by: User) -> None:
    definition, today = case.present, clock.today()
    assert definition is not None
    if definition.actor.unit == "opener":
        raise Refused("这一环节由发起人本人办理，不能转给另一单位。")
    if to.pk == case.desk_id:
        raise Refused(f"本件已经在{to}办理，不必转办。")
    is_near = supervisor_of(to, today) == supervisor_of(case.desk, today)
    if not is_near and not Organization.objects.visible_to(by).filter(pk=to.pk).exists():
        raise Refused(f"不能转给{to}：它和{case.desk}不属同一主管单位，也不在您的工作范围内。")
    if not holders(to, definition.actor.posts, today):
        raise Refused(f"{to}目前没有人担任办理“{definition.title}”的岗位，请改选单位。")


def _require_delegable(giver: User, taker: User, from_on: date, until_on: date) -> None:
    if giver.pk == taker.pk:
        raise Refused("不能委托给自己，请改选他人。")
    if taker.organization != giver.organization:
        raise Refused(f"{taker.name}不在本单位，不能受托。请改选本单位的人员。")
    if not taker.is_active or not holds(taker):
        raise Refused(f"{taker.name}目前没有任职或不能登录，请改选他人。")
    if until_on < from_on:
        raise Refused(f"截止日期 {until_on} 早于起始日期 {from_on}，请核对。")
    if from_on < clock.today():
        raise Refused(f"起始日期 {from_on} 已经过去，委托不能追溯，请从今天或以后起。")
    if until_on - from_on > LONGEST_DELEGATION:
        raise Refused("一次委托不能超过一年，请缩短。")
