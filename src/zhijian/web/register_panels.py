"""What the page of a row shows besides its fields, by register.

A subject hangs in a function ``(user, row) -> Panel | None``, and buttons beside the title as
``(user, row) -> list of HeadAction``, which are asked for only for those who keep the unit's
registers.
"""

from collections.abc import Callable
from typing import Any

from zhijian.people.models import User
from zhijian.web.keeping_panels import contract_actions, contract_panel, session_panel
from zhijian.web.listing import HeadAction
from zhijian.web.panels import Panel

ROW_PANELS: dict[str, Callable[[User, Any], Panel | None]] = {
    "contracts": contract_panel,
    "training_sessions": session_panel,
}

ROW_ACTIONS: dict[str, Callable[[User, Any], list[HeadAction]]] = {
    "contracts": contract_actions,
}


def panels_of(user: User, relation: str, row: Any) -> list[Panel]:
    """The panels of a row for one person."""
    panel = ROW_PANELS[relation](user, row) if relation in ROW_PANELS else None
    return [panel] if panel is not None else []


def actions_of(user: User, relation: str, row: Any) -> list[HeadAction]:
    """The buttons of a row for who keeps it."""
    return ROW_ACTIONS[relation](user, row) if relation in ROW_ACTIONS else []
