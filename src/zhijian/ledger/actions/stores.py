"""The application stores that offer an app, until it is taken down with proof."""

from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.actions.accounts import locked
from zhijian.ledger.actions.files import attach_file
from zhijian.ledger.links import clean_link
from zhijian.ledger.models import Account, StoreListing
from zhijian.people import edits
from zhijian.people.models import User

PROOF = "下架凭证"


@transaction.atomic
def list_in_store(
    account: Account, *, by: User, store: str, link: str = "", listed_on: date | None = None
) -> StoreListing:
    """A store that offers the app.

    Raises:
        Refused: no leave, it is registered already, or a field is not sound.
    """
    held = locked(account)
    policy.require_keeper(by, held.organization, to="登记应用市场")
    row = StoreListing(
        account=held,
        store=edits.plain(store, label="应用市场", most=60),
        link=clean_link(link, label="下载链接"),
        listed_on=listed_on,
    )
    edits.check_row(row)
    row.save(force_insert=True)
    _count_left(held)
    journal.record("account.store_listed", held, by=by, store=row.store)
    return row


@transaction.atomic
def take_down(listing: StoreListing, *, by: User, removed_on: date, proof: Upload) -> StoreListing:
    """The app taken down from a store, proved by a screenshot or the store's confirmation.

    Raises:
        Refused: no leave, no proof, it is down already, or an impossible day.
    """
    held = locked(listing.account)
    policy.require_keeper(by, held.organization, to="登记下架")
    row = StoreListing.objects.select_for_update(of=("self",)).get(pk=listing.pk)
    row.account = held
    if row.removed_on is not None:
        raise Refused(f"“{row.store}”已于 {row.removed_on} 登记下架，不用重复登记。")
    if removed_on > clock.today() or (row.listed_on is not None and removed_on < row.listed_on):
        raise Refused("下架日期不能晚于今天，也不能早于上架日期，请核对。")
    attach_file(row, proof, by=by, kind=PROOF)
    row.removed_on = removed_on
    row.save(update_fields=["removed_on"])
    left = _count_left(held)
    journal.record(
        "account.store_removed", held, by=by, store=row.store, removed_on=removed_on, left=left
    )
    return row


def _count_left(held: Account) -> int:
    """Bring the number of links that still offer the app into line with the listings."""
    left = StoreListing.objects.filter(account=held, removed_on__isnull=True).count()
    held.store_links_left = left
    held.save(update_fields=["store_links_left"])
    return left
