"""The registers of accounts, sites and their life. Importing this module declares them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from zhijian.core.facts.derive import comparable
from zhijian.ledger.models import (
    Account,
    Announcement,
    Certification,
    Filing,
    LifeEvent,
    MenuItem,
    OfflinePeriod,
    Site,
    SiteColumn,
    SystemEntry,
)
from zhijian.ledger.registers import Ref, Register, declare, unit_ref

ACCOUNT = Ref("account", Account, "handle")
SITE = Ref("site", Site, "code")
EVENT = Ref("event", LifeEvent, "number")


def _compare(accounts: Sequence[Account]) -> None:
    for account in accounts:
        account.name_norm = comparable(account.name)[:120]


def _find_units(rows: Sequence[Any]) -> None:
    """Give rows without a unit that of their account, else of their site."""
    wanted = [row for row in rows if row.organization_id is None]
    for name, model in (("account_id", Account), ("site_id", Site)):
        ids = {pk for row in wanted if (pk := getattr(row, name, None))}
        units = dict(model.objects.filter(pk__in=ids).values_list("pk", "organization"))
        for row in wanted:
            row.organization_id = row.organization_id or units.get(getattr(row, name, None))


declare(
    Register(
        relation="accounts",
        model=Account,
        fields={"account": "handle"},
        refs={"organization": unit_ref()},
        facts=Q(state__in=Account.KNOWN),
        heading="name",
        may_add=False,
        complete=_compare,
    ),
    Register(
        relation="certifications",
        model=Certification,
        refs={"account": ACCOUNT},
        heading="subject",
        after=("accounts",),
    ),
    Register(
        relation="menus",
        model=MenuItem,
        refs={"account": ACCOUNT},
        heading="level_1",
        after=("accounts",),
    ),
    Register(
        relation="life_events",
        model=LifeEvent,
        fields={"event": "number"},
        refs={"account": ACCOUNT},
        facts=Q(event_on__isnull=False),
        heading="number",
        after=("accounts",),
        may_add=False,
        complete=_find_units,
    ),
    Register(
        relation="filings",
        model=Filing,
        paths={"account": "event__account__handle"},
        refs={"event": EVENT},
        facts=Q(is_awaited=False) | Q(filed_on__isnull=False),
        heading="recipient",
        after=("life_events",),
        may_add=False,
    ),
    Register(
        relation="sites",
        model=Site,
        fields={"site": "code"},
        refs={"organization": unit_ref()},
        heading="name",
    ),
    Register(
        relation="announcements",
        model=Announcement,
        fields={"announcement": "number"},
        refs={"event": EVENT, "account": ACCOUNT, "site": SITE},
        facts=Q(posted_on__isnull=False),
        heading="number",
        after=("life_events", "sites"),
        may_add=False,
        complete=_find_units,
    ),
    Register(
        relation="receipts",
        model=SystemEntry,
        refs={"account": ACCOUNT},
        facts=Q(is_awaited=False) | Q(submitted_on__isnull=False),
        heading="system",
        after=("accounts",),
        may_add=False,
    ),
    Register(
        relation="site_columns",
        model=SiteColumn,
        fields={"site_column": "code"},
        refs={"site": SITE, "organization": unit_ref()},
        heading="name",
        after=("sites",),
    ),
    Register(
        relation="offline_periods",
        model=OfflinePeriod,
        fields={"period": "number"},
        refs={"site": SITE},
        heading="number",
        after=("sites",),
    ),
)
