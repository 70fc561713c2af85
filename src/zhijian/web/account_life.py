"""What an account's page says of its life: what is under way, its events, and the way to more."""

from zhijian.ledger.life.matters import possible
from zhijian.ledger.life.standing import open_case_of
from zhijian.ledger.models import Account
from zhijian.people.models import User
from zhijian.web.account_cards import keeps
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address
from zhijian.web.panels import Panel

SHOWN = 12


def life(user: User, account: Account) -> Panel | None:
    """The case under way and the events, newest first."""
    events = list(account.events.select_related("case").order_by("-pk")[:SHOWN])
    running = open_case_of(account)
    if not events and running is None:
        return None
    context = {"events": events, "running": running}
    return Panel("变动与备案", "life/account_panel.html", context, is_side=True)


def change_button(user: User, account: Account) -> HeadAction | None:
    """Where a change or an ending is asked for; not while nothing can be."""
    if not keeps(user, account) or not possible(account):
        return None
    return HeadAction("办理变更或终止", address("change_new", account.pk), "stamp")
