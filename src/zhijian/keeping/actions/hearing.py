"""What changes of staff and their cases do to these registers, in the transaction of the change."""

from zhijian.cases.hooks import Moved
from zhijian.cases.models import Case
from zhijian.cases.staff_changes import handover_of, waiting_refiling
from zhijian.core.refused import Refused
from zhijian.keeping import rules
from zhijian.keeping.actions.finishing import finish
from zhijian.keeping.actions.refiling import REFILED, file_again, restart
from zhijian.keeping.models import Credential, Device, HandedAccount, Handover, StaffChange
from zhijian.keeping.numbers import change_number
from zhijian.keeping.reports.handing import lacks_of
from zhijian.ledger.models import Account
from zhijian.people.events import Kind
from zhijian.people.events import StaffChange as Event
from zhijian.people.models import Organization, Position, User

HANDED_OVER, CLOSING = "handed_over", "close"


def hear_of_change(event: Event) -> None:
    """Enter a change for every post that ended, with its handover sheet and its refiling."""
    by_unit: dict[Organization, list[Position]] = {}
    for position in event.positions:
        by_unit.setdefault(position.organization, []).append(position)
    for unit, positions in by_unit.items():
        if event.kind is Kind.APPOINTED:
            _join_refiling(unit, positions)
        else:
            _enter(event, unit, positions)


def _join_refiling(unit: Organization, positions: list[Position]) -> None:
    """A successor's refiling files the change that made the post free, too."""
    waiting = waiting_refiling(unit)
    posts = [position.kind for position in positions]
    rows = StaffChange.objects.unfiled().filter(organization=unit, post__in=posts, refiling=None)
    if waiting is not None:
        rows.filter(needs_refiling=True).update(refiling=waiting)


def _enter(event: Event, unit: Organization, positions: list[Position]) -> None:
    case = handover_of(event, unit)
    if case is None:
        return
    is_whole = not _stays(event, unit, positions)
    sheet = _sheet(event, case, unit, positions, is_whole=is_whole)
    required, refiling = rules.required_posts(unit, event.on), waiting_refiling(unit)
    for position in positions:
        needs = position.kind in required
        change, is_new = StaffChange.objects.get_or_create(
            position=position,
            defaults={
                "number": change_number(position, event.on.year),
                "organization": unit,
                "post": position.kind,
                "person": event.person.name,
                "account": _account(unit, position.account),
                "reason": event.reason[:200],
                "changed_on": event.on,
                "has_device": sheet.has_device,
                "needs_refiling": needs,
                "case": case,
                "refiling": refiling if needs else None,
            },
        )
        if is_new:
            restart(change, event.by)


def _stays(event: Event, unit: Organization, ended: list[Position]) -> bool:
    """Whether the person keeps another post in the unit."""
    if event.kind is Kind.LEFT:
        return False
    others = Position.objects.held_on(event.on).of(event.person).filter(organization=unit)
    return others.exclude(pk__in=[each.pk for each in ended]).exists()


def _sheet(
    event: Event, case: Case, unit: Organization, positions: list[Position], *, is_whole: bool
) -> Handover:
    name = event.person.name
    devices = is_whole and Device.objects.held_by(unit, name).exists()
    sheet, is_new = Handover.objects.get_or_create(
        case=case,
        defaults={
            "organization": unit,
            "leaver": event.person,
            "is_whole": is_whole,
            "has_device": True if devices else None,
            "tasks": list(case.data.get("_tasks", ())),
        },
    )
    if not is_new:
        return sheet
    named = {found for each in positions if (found := _account(unit, each.account)) is not None}
    if is_whole:
        kept = Credential.objects.of_person(unit, name).select_related("account")
        named |= {one.account for one in kept}
    ordered = sorted(named, key=lambda account: account.pk)
    HandedAccount.objects.bulk_create(
        HandedAccount(handover=sheet, account=account) for account in ordered
    )
    return sheet


def _account(unit: Organization, handle: str) -> Account | None:
    """The unit's account of that id; a post may name one, or none."""
    if not handle:
        return None
    return Account.objects.in_books().filter(organization=unit, handle=handle).first()


def guard_handover(case: Case, verb: str, by: User) -> None:
    """Nobody closes a handover while an account, a device or a signature is missing.

    Raises:
        Refused: with every thing that is missing, by name.
    """
    if verb != CLOSING:
        return
    sheet = Handover.objects.filter(case_id=case.pk).select_related("leaver").first()
    if sheet is not None and (lacks := lacks_of(sheet)):
        raise Refused(f"交接还不能办结：{'；'.join(lacks)}。请在本件的“交接清单”里补齐后再办结。")


def hear_of_handover(moved: Moved) -> None:
    """A handover that is over fills in its changes."""
    if moved.case.is_open or moved.case.step != HANDED_OVER:
        return
    sheet = Handover.objects.filter(case_id=moved.case.pk).first()
    if sheet is not None:
        finish(sheet, moved.case, by=moved.by)


def hear_of_refiling(moved: Moved) -> None:
    """A refiling that was received files its changes."""
    if not moved.case.is_open and moved.case.step == REFILED:
        file_again(moved.case, by=moved.by)
