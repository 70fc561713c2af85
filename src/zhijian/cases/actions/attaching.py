"""Adding files to a case, and closing a paper step by a stamped scan."""

from django.db import transaction

from zhijian.cases import hooks, policy
from zhijian.cases.actions.moving import known_items, leave, present_or_refuse
from zhijian.cases.actions.reminding import in_hand
from zhijian.cases.entering import enter
from zhijian.cases.locking import done, held
from zhijian.cases.media import Upload, keep, kind_of, safe_name
from zhijian.cases.models import Attachment, Case, Step
from zhijian.cases.standing import Acting, state_of
from zhijian.cases.telling import tell
from zhijian.cases.words import clean, digest_of
from zhijian.config import clock
from zhijian.core import process
from zhijian.core.refused import Refused
from zhijian.law.books import calendar
from zhijian.people.models import User

MOST_PER_CASE = 200
SCAN = "scan"


@transaction.atomic
def attach(case: Case, upload: Upload, *, by: User, version: int | None = None) -> Attachment:
    """Add a file to a case.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: ``by`` may not, or the file is not of a kind that is taken.
    """
    policy.require_active(by)
    case = held(case, version)
    step = present_or_refuse(case)
    if why_not := policy.why_not_attach(case, by):
        raise Refused(why_not)
    attachment = add(case, step, upload, by=by)
    done(
        case,
        "case.attached",
        "上传附件",
        by=by,
        step=case.step,
        kind=attachment.kind,
        sha256=attachment.digest,
        size=attachment.size,
    )
    return attachment


@transaction.atomic
def close_by_scan(
    case: Case,
    upload: Upload,
    *,
    by: User,
    opinion: str = "",
    ticked: tuple[str, ...] = (),
    version: int | None = None,
) -> Case:
    """Close a paper step: the stamped scan makes the move that the definition names for it.

    Raises:
        Conflict: another changed the case since ``version``.
        Refused: the step is not done on paper, ``by`` may not hand it in, or something is missing.
    """
    policy.require_active(by)
    opinion = clean(opinion, "意见")
    case = held(case, version)
    step = present_or_refuse(case)
    if why_not := policy.why_not_scan(case, by):
        raise Refused(why_not)
    paper = case.definition.step(case.step).paper
    assert paper is not None
    _require_quiet(case)
    codes = known_items(case, ticked)
    hooks.ask(case, paper.move, by)
    scan = Upload(upload.name, upload.content, upload.kind or SCAN)
    added = add(case, step, scan, by=by, is_scan=True)
    state, move = state_of(case), case.definition.step(case.step).move(paper.move)
    _require_complete(case, state, move, {*state.ticked, *codes})
    actor, decided_for = process.Actor(str(by.pk)), in_hand(case)
    after = process.take_move(
        case.definition,
        state,
        actor,
        move,
        on=clock.today(),
        opinion=opinion,
        calendar=calendar(),
    )
    leave(case, step, move, Acting(actor), by=by, opinion=opinion, ticked=codes, is_by_scan=True)
    title = f"已凭盖章扫描件办结“{step.title}”，请核对"
    tell([user for user in decided_for if user.pk != by.pk], case, kind="case.scanned", title=title)
    enter(case, after, by=by)
    hooks.tell(hooks.Moved(case, step.step, move.verb, by, by_scan=True))
    return done(
        case,
        "case.moved" if case.is_open else "case.closed",
        f"{move.title}（纸质办理）",
        by=by,
        process=case.process,
        step=step.step,
        visit=step.number,
        verb=move.verb,
        to=move.to,
        is_by_scan=True,
        opinion_sha256=digest_of(opinion),
        attached_sha256=[added.digest],
        due_on=case.due_on,
    )


def add(case: Case, step: Step, upload: Upload, *, by: User, is_scan: bool = False) -> Attachment:
    """Keep a file and its row; to be called inside an action.

    Raises:
        Refused: the file is not of a kind that is taken, or the process does not know its use.
    """
    titles = case.definition.attachments
    if upload.kind and upload.kind not in titles:
        known = "、".join(titles.values()) or "（没有列出）"
        raise Refused(f"附件的用途“{upload.kind[:40]}”不在本事项之列。可用的有：{known}。")
    if case.attachments.count() >= MOST_PER_CASE:
        raise Refused(f"一个办件最多 {MOST_PER_CASE} 个附件，请合并后再上传。")
    kind = kind_of(upload.content, upload.name)
    return Attachment.objects.create(
        case=case,
        step=step,
        kind=upload.kind,
        kind_title=titles.get(upload.kind, "附件"),
        name=safe_name(upload.name, kind),
        media_type=kind.media_type,
        size=len(upload.content),
        digest=keep(upload.content),
        is_scan=is_scan,
        by=by,
        at=clock.now(),
    )


def _require_quiet(case: Case) -> None:
    if case.is_paused:
        raise Refused("计时已暂停，请先恢复计时再办理。")
    waiting = case.cosigns.filter(is_open=True).count()
    if waiting:
        raise Refused(f"会签还有 {waiting} 人没有回复，请等回复后再办。")


def _require_complete(
    case: Case, state: process.State, move: process.Move, ticked: set[str]
) -> None:
    if lacks := [kind for kind in move.needs if kind not in state.attached]:
        kinds = "、".join(case.definition.attachments[kind] for kind in lacks)
        raise Refused(f"“{move.title}”还缺附件：{kinds}。请上传后再提交。")
    step = case.definition.step(case.step)
    if unticked := [item.title for item in step.checklist if item.code not in ticked]:
        raise Refused(f"核对单还有未勾选的：{'、'.join(unticked)}。请逐项核对后再提交。")
