"""Taking reports of impostors from the public, and settling them."""

from datetime import timedelta

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.facts.derive import comparable
from zhijian.core.refused import Refused
from zhijian.directory.models import ImpostorReport
from zhijian.ledger import policy
from zhijian.notices import send
from zhijian.people import edits
from zhijian.people.encryption import blind_index
from zhijian.people.models import Organization, Position, User

MOST_A_DAY = 5
MOST_A_DAY_IN_ALL = 500
TOLD = ("LEAD", "CONTACT", "MONITOR", "ADMIN")
"""The posts of the unit that are told of a new report."""


@transaction.atomic
def report_impostor(
    *, link: str, name: str, claims: str, says: str, contact: str, address: str
) -> ImpostorReport:
    """A report from the public. ``address`` limits how many one sender makes; it is not kept open.

    Raises:
        Refused: nothing to look at, something too long, or too many today.
    """
    link = edits.plain(link, label="链接或账号ID", most=500)
    if not link:
        raise Refused("请写明假冒账号的链接或账号ID，否则无从核实。")
    sender = blind_index(f"impostor {address}")
    since = clock.now() - timedelta(days=1)
    recent = ImpostorReport.objects.filter(at__gte=since)
    if recent.filter(sender=sender).count() >= MOST_A_DAY or recent.count() >= MOST_A_DAY_IN_ALL:
        raise Refused("今天收到的线索已经较多，请明天再报，或者直接致电主管单位。")
    claims = edits.plain(claims, label="冒充的单位", most=120)
    unit = _unit_of(claims)
    report = ImpostorReport.objects.create(
        number=_number(),
        organization=unit,
        link=link,
        name=edits.plain(name, label="账号名称", most=120),
        claims=claims,
        says=_text(says),
        contact=edits.plain(contact, label="联系方式", most=100),
        sender=sender,
        at=clock.now(),
    )
    _tell(report)
    journal.record("impostor.reported", report, by=None)
    return report


@transaction.atomic
def settle_report(report: ImpostorReport, state: str, *, by: User, outcome: str) -> ImpostorReport:
    """What came of looking into a report.

    Raises:
        Refused: no leave, settled already, or nothing said about it.
    """
    held = ImpostorReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    policy.require_keeper(by, held.organization, to="处理假冒线索")
    if held.state != ImpostorReport.State.NEW:
        raise Refused(f"这条线索已经处理过，结果是“{held.get_state_display()}”。")
    if state not in ImpostorReport.State.values or state == ImpostorReport.State.NEW:
        raise Refused("请选择核实的结果。")
    outcome = edits.plain(outcome, label="处理情况", most=300)
    if not outcome:
        raise Refused("请写明核实和处理的情况。")
    held.state, held.outcome = state, outcome
    held.settled_at, held.settled_by = clock.now(), by
    held.save(update_fields=("state", "outcome", "settled_at", "settled_by"))
    journal.record("impostor.settled", held, by=by, state=state)
    return held


def _unit_of(claims: str) -> Organization:
    """The unit that is imitated, as far as its name tells; else the one at the top."""
    wanted = comparable(claims)
    top = Organization.objects.filter(parent__isnull=True).order_by("pk").first()
    if top is None:
        raise Refused("本平台还没有登记任何单位，暂不能受理线索。")
    if len(wanted) < 2:
        return top
    names = Organization.objects.filter(abolished_on__isnull=True).values_list("pk", "name")
    same = [pk for pk, name in names if comparable(name) == wanted]
    return Organization.objects.get(pk=same[0]) if len(same) == 1 else top


def _number() -> str:
    today = clock.today()
    head = f"JM-{today:%Y%m%d}-"
    last = (
        ImpostorReport.objects.filter(number__startswith=head)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{head}{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


def _text(says: str) -> str:
    found = "\n".join(line.strip() for line in says.splitlines() if line.strip())
    if len(found) > 1_000:
        raise Refused(f"情况说明有 {len(found)} 个字，最多 1000 个字，请缩短。")
    return "".join(c for c in found if c.isprintable() or c == "\n")


def _tell(report: ImpostorReport) -> None:
    held = Position.objects.held_on(clock.today()).filter(
        organization=report.organization, kind__in=TOLD
    )
    to = User.objects.filter(is_active=True, person__in=held.values("person")).order_by("pk")
    send(
        list(to),
        kind="account.impostor",
        title=f"收到假冒账号线索 {report.number}，请核实",
        url=f"/impostors/{report.pk}/",
        organization=report.organization,
        number=report.number,
    )


@transaction.atomic
def open_contact(report: ImpostorReport, *, by: User, reason: str) -> str:
    """The contact of who reported, in full; the record says who looked and why.

    Raises:
        Refused: no leave, or no reason.
    """
    policy.require_keeper(by, report.organization, to="查看联系方式")
    reason = edits.plain(reason, label="理由", most=200)
    if not reason:
        raise Refused("查看联系方式须写明理由，请填写。")
    journal.record("impostor.contact_opened", report, by=by, remark=reason)
    return report.contact
