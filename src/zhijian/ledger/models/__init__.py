"""The tables of the ledger."""

from zhijian.ledger.models.accounts import (
    Account,
    AccountQuerySet,
    Certification,
    FollowerCount,
    MenuItem,
    StoreListing,
)
from zhijian.ledger.models.campaigns import Campaign, CampaignItem, Stray
from zhijian.ledger.models.files import File
from zhijian.ledger.models.life import Announcement, Filing, LifeEvent, Posting, SystemEntry
from zhijian.ledger.models.platforms import OfficePlatform
from zhijian.ledger.models.rows import RegisterRow, Rows
from zhijian.ledger.models.seen import Seen
from zhijian.ledger.models.sites import OfflinePeriod, Site, SiteColumn

__all__ = (
    "Account",
    "AccountQuerySet",
    "Announcement",
    "Campaign",
    "CampaignItem",
    "Certification",
    "File",
    "Filing",
    "FollowerCount",
    "LifeEvent",
    "MenuItem",
    "OfficePlatform",
    "OfflinePeriod",
    "Posting",
    "RegisterRow",
    "Rows",
    "Seen",
    "Site",
    "SiteColumn",
    "StoreListing",
    "Stray",
    "SystemEntry",
)
