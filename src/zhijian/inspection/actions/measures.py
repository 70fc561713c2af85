"""Measures of a place's ladder: proposed by an inspector, decided by a leader, lifted with reason.

Nothing of this is done by itself: an overdue order proposes the next step on its page, and a person
takes it up or does not.
"""

from datetime import date

from django.db import transaction

from zhijian import journal, notices
from zhijian.cases.media import keep
from zhijian.cases.models import Case
from zhijian.cases.units import holders
from zhijian.cases.words import clean, required
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.ladder import Rung, rung_of
from zhijian.inspection.measure_letters import letter_file
from zhijian.inspection.models import Measure
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, Position, User
from zhijian.people.policy import require

LEADERS = (Position.Kind.LEAD, Position.Kind.DEPUTY, Position.Kind.PRINCIPAL)
"""Who of the deciding office decides."""
RECEIVERS = (*LEADERS, Position.Kind.CONTACT)
"""Who of the unit is told."""
State = Measure.State


@transaction.atomic
def propose(
    organization: Organization,
    word: str,
    *,
    by: User,
    office: Organization,
    reason: str,
    case: Case | None = None,
    account: Account | None = None,
    due_on: date | None = None,
    release: str = "",
    recipient: str = "",
) -> Measure:
    """A measure put before the leader of the office.

    Raises:
        Refused: no leave, the place has no such word, or something that its letter asks for lacks.
    """
    policy.require_inspector(by, office, to="提出措施")
    if not policy.units_of(office).filter(pk=organization.pk).exists():
        raise Refused(f"{organization}不在{office}的检查范围内，不能对它提出措施。")
    rung = rung_of(organization, word)
    reason = required(reason, "事由", longest=2_000)
    recipient = clean(recipient, "移送或送达的机关", longest=120)
    release = clean(release, "解除条件", longest=300)
    _require_complete(rung, organization, case, account, recipient, due_on)
    measure = Measure.objects.create(
        number=f"-{organization.pk}-{clock.now().timestamp()}"[:40],
        organization=organization,
        office=office,
        case=case,
        account=account,
        word=rung.word,
        clause=rung.clause,
        reason=reason,
        release=release or rung.wording.release,
        recipient=recipient,
        due_on=due_on,
        proposed_by=by,
    )
    measure.number = f"CS-{clock.today().year}-{measure.pk:06d}"
    measure.save(update_fields=("number",))
    leaders = [one for one in holders(office, LEADERS, clock.today()) if one.pk != by.pk]
    _tell(leaders, measure, f"待决定：{rung.word}（{organization}）")
    journal.record("measure.proposed", measure, by=by, word=rung.word, clause=rung.clause)
    return measure


@transaction.atomic
def issue(measure: Measure, *, by: User, decision: str = "") -> Measure:
    """Decide for a measure: its letter is made, kept under its hash, and the unit is told.

    Raises:
        Refused: no leave, ``by`` proposed it, it is decided already, or the law has changed since.
    """
    held = _held(measure)
    decision = clean(decision, "决定意见", longest=300)
    _require_leader(held, by)
    rung = rung_of(held.organization, held.word)
    held.clause, held.state, held.decided_by = rung.clause, State.ISSUED, by
    held.decision, held.issued_on = decision, clock.today()
    _, content = letter_file(held, rung, clock.today())
    held.digest = keep(content)
    held.save()
    if not rung.wording.is_restricted:
        told = holders(held.organization, RECEIVERS, clock.today())
        _tell(told, held, f"{held.office}发来：{rung.wording.title}")
    journal.record(
        "measure.issued", held, by=by, remark=decision, word=held.word, sha256=held.digest
    )
    return held


@transaction.atomic
def refuse(measure: Measure, *, by: User, decision: str) -> Measure:
    """Decide against a measure, with the reason.

    Raises:
        Refused: no leave, ``by`` proposed it, no reason, or it is decided already.
    """
    held = _held(measure)
    decision = required(decision, "不采取的理由", longest=300)
    _require_leader(held, by)
    held.state, held.decided_by, held.decision = State.DROPPED, by, decision
    held.save(update_fields=("state", "decided_by", "decision"))
    journal.record("measure.refused", held, by=by, remark=decision, word=held.word)
    return held


@transaction.atomic
def lift(measure: Measure, *, by: User, says: str) -> Measure:
    """End a measure that was issued, with what its conditions came to.

    Raises:
        Refused: no leave, no reason, or it is not in force.
    """
    held = _held(measure)
    says = required(says, "解除说明", longest=300)
    require(by, *LEADERS, organization=held.office, to="解除措施")
    if held.state != State.ISSUED:
        raise Refused(f"{held.number} 的状态是“{held.get_state_display()}”，不用解除。")
    held.state, held.ended_on, held.ended_says = State.LIFTED, clock.today(), says
    held.save(update_fields=("state", "ended_on", "ended_says"))
    journal.record("measure.lifted", held, by=by, remark=says, word=held.word)
    return held


def _tell(users: list[User], measure: Measure, title: str) -> None:
    if users:
        notices.send(
            users,
            kind="measure.told",
            title=title,
            url=f"/measures/{measure.pk}/",
            red=True,
            organization=measure.organization,
            number=measure.number,
        )


def _held(measure: Measure) -> Measure:
    rows = Measure.objects.select_for_update(of=("self",))
    related = rows.select_related("organization", "office", "case", "account", "proposed_by")
    found: Measure = related.get(pk=measure.pk)
    return found


def _require_leader(held: Measure, by: User) -> None:
    require(by, *LEADERS, organization=held.office, to="决定是否采取措施")
    if held.proposed_by_id == by.pk:
        raise Refused("这项措施由您提出，应由另一位负责人决定。")
    if held.state != State.PROPOSED:
        who = held.decided_by.name if held.decided_by else ""
        raise Refused(f"{held.number} 已由{who}决定（{held.get_state_display()}），不用再办。")


def _require_complete(
    rung: Rung,
    organization: Organization,
    case: Case | None,
    account: Account | None,
    recipient: str,
    due_on: date | None,
) -> None:
    if case is not None and case.organization_id != organization.pk:
        raise Refused(f"整改通知 {case.number} 不是{organization}的，请重新选择。")
    if account is not None and account.organization_id != organization.pk:
        raise Refused(f"账号“{account}”不是{organization}的，请重新选择。")
    if rung.wording.asks_recipient and not recipient:
        raise Refused(f"“{rung.word}”要写明移送或送达哪个机关，请填写。")
    if rung.wording.closes_account and account is None:
        raise Refused(f"“{rung.word}”要写明涉及哪个账号，请选择。")
    if due_on is not None and due_on < clock.today():
        raise Refused(f"要求完成日期 {due_on} 早于今天，请核对。")
