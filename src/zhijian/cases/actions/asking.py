"""Asking others for their opinion while a case stays where it is (会签)."""

from collections.abc import Iterable

from django.db import transaction

from zhijian.cases import policy
from zhijian.cases.actions.moving import present_or_refuse
from zhijian.cases.entering import let_see
from zhijian.cases.locking import done, held
from zhijian.cases.models import Case, Cosign, Opinion
from zhijian.cases.telling import tell
from zhijian.cases.words import clean, digest_of, required
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.people.policy import holds

MOST = 20


@transaction.atomic
def cosign(
    case: Case,
    users: Iterable[User],
    *,
    by: User,
    question: str = "",
    version: int | None = None,
) -> Case:
    """Ask some people for an opinion; the case goes no further until all have answered.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: the step knows no cosigning, ``by`` does not handle it, or one cannot be asked.
    """
    question = clean(question, "会签事项", longest=400)
    case = held(case, version)
    policy.require_handler(case, by)
    policy.require_may(case, "cosign")
    step, asked = present_or_refuse(case), list({user.pk: user for user in users}.values())
    if not asked:
        raise Refused("没有选择会签的人，请至少选一人。")
    if len(asked) > MOST:
        raise Refused(f"一次会签最多 {MOST} 人，现有 {len(asked)} 人，请减少。")
    waiting = set(case.cosigns.filter(is_open=True).values_list("asked_id", flat=True))
    for user in asked:
        if user.pk == by.pk:
            raise Refused("不能请自己会签，请改选他人。")
        if user.pk in waiting:
            raise Refused(f"{user.name}已在会签中，不必再请。")
        if not holds(user):
            raise Refused(f"{user.name}目前没有任职，不能会签。请改选他人。")
    Cosign.objects.bulk_create(
        Cosign(
            case=case, step=step, asked=user, asked_by=by, asked_at=clock.now(), question=question
        )
        for user in asked
    )
    for user in asked:
        let_see(case, user=user)
    tell(asked, case, kind="case.cosign_asked", title="请会签", body=question)
    return done(
        case,
        "case.cosign_asked",
        "会签",
        by=by,
        step=case.step,
        asked=[user.pk for user in asked],
        question_sha256=digest_of(question),
    )


@transaction.atomic
def answer_cosign(cosign: Cosign, *, by: User, is_agreed: bool, opinion: str) -> Case:
    """Answer what one was asked. The opinion stays with the case whatever becomes of it.

    Raises:
        Refused: another was asked, it is answered or over already, or nothing is said.
    """
    opinion = required(opinion, "会签意见")
    policy.require_active(by)
    case = held(cosign.case)
    cosign = Cosign.objects.select_related("step", "asked_by").get(pk=cosign.pk)
    if cosign.asked_id != by.pk:
        raise Refused("这份会签请的是他人，不能代答。")
    if not cosign.is_open:
        raise Refused("这份会签已经回复，或本件已经离开该环节，不能再答。")
    cosign.answered_at, cosign.is_agreed, cosign.is_open = clock.now(), is_agreed, False
    cosign.save()
    Opinion.objects.create(
        case=case, step=cosign.step, kind=Opinion.Kind.COSIGN, text=opinion, by=by, at=clock.now()
    )
    word = "会签同意" if is_agreed else "会签不同意"
    tell([cosign.asked_by], case, kind="case.cosign_answered", title=word, body=opinion)
    return done(
        case,
        "case.cosigned",
        word,
        by=by,
        step=case.step,
        is_agreed=is_agreed,
        opinion_sha256=digest_of(opinion),
    )


@transaction.atomic
def drop_cosign(cosign: Cosign, *, by: User, reason: str) -> Case:
    """Wait no longer for an answer.

    Raises:
        Refused: ``by`` does not handle the step, it is over already, or no reason is given.
    """
    reason = required(reason, "取消会签的原因", longest=400)
    case = held(cosign.case)
    policy.require_handler(case, by)
    cosign = Cosign.objects.select_related("step", "asked").get(pk=cosign.pk)
    if not cosign.is_open:
        raise Refused("这份会签已经结束，不必取消。")
    cosign.is_open = False
    cosign.save()
    Opinion.objects.create(
        case=case,
        step=cosign.step,
        kind=Opinion.Kind.COSIGN,
        by=by,
        at=clock.now(),
        text=f"不再等候{cosign.asked.name}的会签：{reason}",
    )
    return done(
        case,
        "case.cosign_dropped",
        "取消会签",
        by=by,
        step=case.step,
        asked=cosign.asked_id,
        reason_sha256=digest_of(reason),
    )
