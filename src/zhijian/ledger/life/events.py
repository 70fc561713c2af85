"""Events of accounts: entered while a case runs, finished with it, gone if it came to nothing."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from zhijian import journal
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.ledger.life.matters import MATTERS
from zhijian.ledger.life.place_rules import is_set
from zhijian.ledger.models import Account, Announcement, CampaignItem, LifeEvent
from zhijian.people.models import User

ANNOUNCED = "filing.announcement_required"


def enter_event(case: Case, account: Account, detail: str, **fields: Any) -> LifeEvent:
    """The event of a case, numbered as the case is.

    A notice is noted as needed only where a clause asks for one; where only we propose it, the
    field stays open.
    """
    matter = MATTERS[detail]
    asked = (
        is_set(account.organization, ANNOUNCED, clock.today(), matter.kind)
        if matter.kind != "OPEN"
        else None
    )
    return LifeEvent.objects.create(
        number=case.number,
        account=account,
        organization=account.organization,
        kind=matter.kind,
        detail=detail,
        needs_announcement=True if asked is not None and asked.is_firm else None,
        case=case,
        **fields,
    )


def finish_event(event: LifeEvent, on: date) -> None:
    """The event is done; what a campaign waited for is done with it."""
    event.done_on = on
    event.save(update_fields=("done_on",))
    CampaignItem.objects.filter(case=event.case, done_on__isnull=True).update(done_on=on)


def forget_event(event: LifeEvent) -> None:
    """A case came to nothing: its event goes, unless something of it has reached the public.

    A notice that was posted, or a report that was handed in, has happened and stays; the event then
    has no day, so that it is no fact.
    """
    CampaignItem.objects.filter(case=event.case).update(case=None)
    event.announcements.filter(posted_on__isnull=True).delete()
    if not event.announcements.exists() and not event.filings.filter(filed_on__isnull=False):
        try:
            with transaction.atomic():
                event.delete()
        except ProtectedError:
            pass
        else:
            return
    event.event_on = event.done_on = None
    event.save(update_fields=("event_on", "done_on"))


def set_state(account: Account, state: str, *, by: User | None, **fields: Any) -> None:
    """The account in another state, with a record of both; ``fields`` change along with it."""
    before = account.state
    account.state = state
    for name, value in fields.items():
        setattr(account, name, value)
    account.save(update_fields=["state", *fields])
    if before != state:
        journal.record("account.state_changed", account, by=by, before=before, after=state)


def standing_notices(event: LifeEvent) -> list[Announcement]:
    """The notices of an event that have been posted."""
    return list(event.announcements.filter(posted_on__isnull=False))
