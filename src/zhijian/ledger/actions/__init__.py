"""Every write on the ledger. Each is one transaction: lock, ask leave, step, record."""

from zhijian.ledger.actions.accounts import (
    change_account,
    enter_account,
    mark_guidance,
    mark_guided,
)
from zhijian.ledger.actions.files import attach_file, drop_file
from zhijian.ledger.actions.menus import arrange_menus
from zhijian.ledger.actions.platforms import add_platform, change_platform
from zhijian.ledger.actions.qr import drop_picture, keep_picture
from zhijian.ledger.actions.rows import add_row, change_row, remove_row
from zhijian.ledger.actions.sealed import open_sealed, sealed_fields
from zhijian.ledger.actions.seen import (
    note_crawled_links,
    see_certification,
    see_followers,
    see_followers_of,
    see_links,
)
from zhijian.ledger.actions.sites import change_site, enter_site
from zhijian.ledger.actions.statements import may_speak, require_speaker, state_seen
from zhijian.ledger.actions.stores import list_in_store, take_down

__all__ = [
    "add_platform",
    "add_row",
    "arrange_menus",
    "attach_file",
    "change_account",
    "change_platform",
    "change_row",
    "change_site",
    "drop_file",
    "drop_picture",
    "enter_account",
    "enter_site",
    "keep_picture",
    "list_in_store",
    "mark_guidance",
    "mark_guided",
    "may_speak",
    "note_crawled_links",
    "open_sealed",
    "remove_row",
    "require_speaker",
    "sealed_fields",
    "see_certification",
    "see_followers",
    "see_followers_of",
    "see_links",
    "state_seen",
    "take_down",
]
