"""What the page of an account is composed of: each subject hangs its own panel and buttons in.

A panel is a function ``(user, account) -> Panel | None`` in ``PANELS``, in the order of the page;
it gives None when it has nothing to say to this person. A button beside the title is a function
``(user, account) -> HeadAction | None`` in ``ACCOUNT_ACTIONS``. Modules of panels take ``Panel``
from ``zhijian.web.panels``, because this one imports them.
"""

from collections.abc import Callable

from zhijian.ledger.models import Account
from zhijian.people.models import User
from zhijian.web import account_cards as cards
from zhijian.web import (
    account_life,
    exchange_panels,
    finding_panels,
    keeping_panels,
    paper_panels,
    rectification_panels,
)
from zhijian.web.listing import HeadAction
from zhijian.web.panels import Panel

__all__ = ["ACCOUNT_ACTIONS", "PANELS", "Panel", "actions_of", "panels_of"]

PANELS: tuple[Callable[[User, Account], Panel | None], ...] = (
    cards.remarks,
    finding_panels.account_findings,
    cards.facts,
    cards.menus,
    cards.stores,
    cards.certifications,
    cards.files,
    cards.followers,
    cards.picture,
    account_life.life,
    exchange_panels.account_tasks,
    paper_panels.account_papers,
    keeping_panels.custody_panel,
    rectification_panels.account_rectification,
)

ACCOUNT_ACTIONS: tuple[Callable[[User, Account], HeadAction | None], ...] = (
    cards.edit_button,
    cards.followers_button,
    account_life.change_button,
)


def panels_of(user: User, account: Account) -> tuple[list[Panel], list[Panel]]:
    """The panels for one person: those of the main column, those at its side."""
    found = [panel for one in PANELS if (panel := one(user, account)) is not None]
    return [p for p in found if not p.is_side], [p for p in found if p.is_side]


def actions_of(user: User, account: Account) -> list[HeadAction]:
    """The buttons for one person; those without an address are not mounted and left out."""
    found = (one(user, account) for one in ACCOUNT_ACTIONS)
    return [button for button in found if button is not None and button.url]
