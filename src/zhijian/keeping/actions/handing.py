"""The sheet of a handover: who takes each account, which devices came back, who signed."""

from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.keeping import rules
from zhijian.keeping.actions.refiling import restart
from zhijian.keeping.models import Credential, Device, HandedAccount, Handover, StaffChange
from zhijian.ledger import policy
from zhijian.ledger.actions import attach_file
from zhijian.people import edits
from zhijian.people.models import Person, Position, User

PAPER = "移交人签字"
ADMIN_FORBIDDEN = "outsourcing.admin_forbidden"


@transaction.atomic
def hand_account(
    item: HandedAccount,
    *,
    by: User,
    custodian: str,
    password_changed_on: date | None,
    is_full_time: bool | None = None,
) -> HandedAccount:
    """An account gets its new custodian; the register of custody follows at once.

    Signatures given before are void: they were under another sheet.

    Raises:
        Refused: no leave, the handover is over, the custodian may not keep it, or a day lies ahead.
    """
    sheet = _open_sheet(item.handover, by)
    held = HandedAccount.objects.select_for_update(of=("self",)).get(pk=item.pk)
    name = edits.plain(custodian, label="新保管人", most=60)
    _require_fit(sheet, name)
    held.custodian = name
    held.is_full_time = is_full_time
    held.password_changed_on = _not_ahead(password_changed_on, "密码更换日期")
    edits.check_row(held)
    held.save()
    _enter_custody(held)
    _unsign(sheet)
    journal.record(
        "handover.account",
        sheet,
        by=by,
        account=held.account_id,
        password_changed_on=held.password_changed_on,
    )
    return held


@transaction.atomic
def add_account(sheet: Handover, account: object, *, by: User) -> HandedAccount:
    """One more account on the sheet, that nobody had registered under the leaver's name.

    Raises:
        Refused: no leave, the handover is over, or the account is another unit's.
    """
    sheet = _open_sheet(sheet, by)
    if getattr(account, "organization_id", None) != sheet.organization_id:
        raise Refused("这个账号不是本单位的，不能列入本单位的交接清单。")
    item, _ = HandedAccount.objects.get_or_create(handover=sheet, account=account)
    _unsign(sheet)
    journal.record("handover.account", sheet, by=by, account=item.account_id)
    return item


@transaction.atomic
def return_device(sheet: Handover, device: Device, *, by: User, on: date) -> Device:
    """A device came back.

    Raises:
        Refused: no leave, it is not the leaver's, or the day lies ahead or before it was issued.
    """
    sheet = _open_sheet(sheet, by)
    held = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    is_theirs = held.organization_id == sheet.organization_id and held.holder == sheet.leaver.name
    if not is_theirs:
        raise Refused(f"“{held}”没有登记由{sheet.leaver}领用，请先核对登录设备台账。")
    held.returned_on = _not_ahead(on, "收回日期")
    edits.check_row(held)
    held.save(update_fields=["returned_on"])
    sheet.has_device = True
    _unsign(sheet)
    journal.record("handover.device", sheet, by=by, device=held.pk, returned_on=held.returned_on)
    return held


@transaction.atomic
def say_days(
    sheet: Handover,
    *,
    by: User,
    handed_over_on: date | None,
    platforms_updated_on: date | None,
    has_device: bool | None,
) -> Handover:
    """When it was handed over and the systems above were told; whether there was a device.

    Where the place's rules let the refiling run from the handover, its due day follows.

    Raises:
        Refused: no leave, the handover is over, a day lies ahead, or a device is still out.
    """
    sheet = _open_sheet(sheet, by)
    sheet.handed_over_on = _not_ahead(handed_over_on, "交接日期")
    sheet.platforms_updated_on = _not_ahead(platforms_updated_on, "上级平台信息更新日期")
    if has_device is False and Device.objects.held_by(sheet.organization, sheet.leaver.name):
        raise Refused(f"登录设备台账上还有{sheet.leaver}领用的设备，请先登记收回。")
    sheet.has_device = has_device
    _unsign(sheet)
    for change in StaffChange.objects.filter(case=sheet.case).select_related("organization"):
        change.handed_over_on = sheet.handed_over_on
        change.save(update_fields=["handed_over_on"])
        restart(change, by)
    journal.record("handover.days", sheet, by=by, handed_over_on=sheet.handed_over_on)
    return sheet


@transaction.atomic
def sign_given(sheet: Handover, *, by: User) -> Handover:
    """The leaver signs, signed in as themselves.

    Raises:
        Refused: ``by`` is somebody else, or the handover is over.
    """
    sheet = _locked(sheet)
    if by.person_id != sheet.leaver_id or not by.is_active:
        raise Refused(
            f"移交签字由{sheet.leaver}本人登录后办理；登录已经停用的，请上传本人签字的交接清单扫描件。"
        )
    return _given(sheet, by)


@transaction.atomic
def sign_given_on_paper(sheet: Handover, upload: Upload, *, by: User) -> Handover:
    """The leaver signed on paper: whoever keeps the unit's registers puts the scan in.

    Raises:
        Refused: no leave, the handover is over, or the file is not of a kind that is taken.
    """
    sheet = _open_sheet(sheet, by)
    sheet.given_paper = attach_file(sheet, upload, by=by, kind=PAPER)
    return _given(sheet, by)


@transaction.atomic
def sign_taken(sheet: Handover, *, by: User) -> Handover:
    """The successor signs: somebody of the unit, never the leaver.

    Raises:
        Refused: ``by`` holds no post in the unit, is the leaver, or the handover is over.
    """
    sheet = _locked(sheet)
    if by.person_id == sheet.leaver_id:
        raise Refused("移交人不能自己接手，请由接手人登录后签字。")
    held = Position.objects.held_on(clock.today()).filter(organization=sheet.organization)
    if by.person is None or not by.is_active or not held.of(by.person).exists():
        raise Refused(f"接手签字由{sheet.organization}的在岗人员办理，您在那里没有岗位。")
    sheet.taker, sheet.taken_by, sheet.taken_at = by.person, by, clock.now()
    sheet.save(update_fields=["taker", "taken_by", "taken_at"])
    journal.record("handover.taken", sheet, by=by)
    return sheet


def _given(sheet: Handover, by: User) -> Handover:
    sheet.given_by, sheet.given_at = by, clock.now()
    sheet.save(update_fields=["given_by", "given_at", "given_paper"])
    journal.record("handover.given", sheet, by=by, is_paper=sheet.given_paper_id is not None)
    return sheet


def _locked(sheet: Handover) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",))
    held: Handover = rows.select_related("case", "leaver", "organization").get(pk=sheet.pk)
    if not held.case.is_open:
        raise Refused(f"这次交接已经办结（{held.case.step_title}），清单不能再改。")
    return held


def _open_sheet(sheet: Handover, by: User) -> Handover:
    held = _locked(sheet)
    policy.require_keeper(by, held.organization, to="填写交接清单")
    return held


def _unsign(sheet: Handover) -> None:
    sheet.given_by = sheet.given_at = sheet.given_paper = None
    sheet.taken_by = sheet.taken_at = sheet.taker = None
    sheet.save()


def _not_ahead(on: date | None, label: str) -> date | None:
    if on is not None and on > clock.today():
        raise Refused(f"{label}写的是 {on}，还没有到，请核对。")
    return on


def _require_fit(sheet: Handover, name: str) -> None:
    """The custodian is not the leaver, and no outsider where the place's text forbids it."""
    if name and sheet.is_whole and name == sheet.leaver.name:
        raise Refused(f"{name}正在离岗，不能再作保管人，请写接手的人。")
    require_no_outsider(sheet.organization, name)


def require_no_outsider(unit: object, name: str) -> None:
    """Pass unless an outside operator's person is to keep an account where the text forbids it.

    Raises:
        Refused: with the clause.
    """
    on = clock.today()
    basis = rules.holds(unit, on, ADMIN_FORBIDDEN)  # type: ignore[arg-type]
    if not name or basis is None or basis.is_proposed:
        return
    there = Position.objects.held_on(on).filter(organization=unit, person__name=name)
    people = Person.objects.filter(pk__in=there.filter(is_outsourced=True).values("person"))
    if people.exists() and not there.filter(is_outsourced=False).exists():
        raise Refused(f"{name}是外包人员，不能保管账号（{basis.citation}），请改由本单位人员保管。")


def _enter_custody(item: HandedAccount) -> None:
    if not item.custodian:
        return
    told = {"custodian": item.custodian, "is_full_time": item.is_full_time}
    if item.password_changed_on is not None:
        told["changed_on"] = item.password_changed_on  # type: ignore[assignment]
    row = Credential.objects.select_for_update(of=("self",)).filter(account=item.account).first()
    row = row or Credential(account=item.account)
    for name, value in told.items():
        setattr(row, name, value)
    edits.check_row(row)
    row.save()
