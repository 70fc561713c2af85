"""What a handover that is over leaves in the register of changes."""

from datetime import date

from zhijian import journal
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.keeping.actions.refiling import restart
from zhijian.keeping.models import Handover, StaffChange
from zhijian.keeping.reports.handing import returned_of
from zhijian.people.models import User

HANDING, TAKING = "hand_over", "take_over"


def finish(sheet: Handover, case: Case, *, by: User) -> None:
    """Fill in what the handover shows: days nobody wrote are those of the case's own steps."""
    handed = sheet.handed_over_on or _left_on(case, TAKING) or clock.today()
    told: dict[str, date | bool | None] = {
        "handed_over_on": handed,
        "password_changed_on": _password(sheet, case),
        "device_returned_on": _returned(sheet, case),
        "platforms_updated_on": sheet.platforms_updated_on or _ticked_on(case, "PLATFORM_INFO"),
        "has_device": sheet.has_device,
    }
    for change in StaffChange.objects.filter(case=case).select_related("organization"):
        for name, value in told.items():
            if getattr(change, name) is None:
                setattr(change, name, value)
        change.save(update_fields=list(told))
        restart(change, by)
    journal.record("handover.finished", sheet, by=by, about=case.number, handed_over_on=handed)


def _password(sheet: Handover, case: Case) -> date | None:
    """The last change of a password; without accounts on the sheet the day it was ticked."""
    days = [item.password_changed_on for item in sheet.accounts.all()]  # type: ignore[attr-defined]
    known = [day for day in days if day is not None]
    if days:
        return max(known) if len(known) == len(days) else None
    return _ticked_on(case, "PASSWORD")


def _returned(sheet: Handover, case: Case) -> date | None:
    if sheet.has_device is False:
        return None
    days = [one.returned_on for one in returned_of(sheet) if one.returned_on]
    return max(days) if days else _ticked_on(case, "DEVICE")


def _ticked_on(case: Case, item: str) -> date | None:
    """The day on which somebody left the step with that line of its list ticked."""
    rows = case.steps.filter(step=HANDING, left_on__isnull=False).order_by("-number")
    return next((row.left_on for row in rows if item in (row.ticked or ())), None)


def _left_on(case: Case, step: str) -> date | None:
    rows = case.steps.filter(step=step, left_on__isnull=False).order_by("-number")
    found = rows.first()
    return found.left_on if found is not None else None
