"""What the page of a case is composed of besides the case itself, by process.

A subject hangs its panel in under the process it handles: a function ``(user, case) -> Panel |
None``, which gives None when the case is about nothing of its own.
"""

from collections.abc import Callable

from zhijian.cases.models import Case
from zhijian.people.models import User
from zhijian.web import (
    bulletin_panels,
    exchange_panels,
    keeping_panels,
    life_panels,
    rectification_panels,
)
from zhijian.web.panels import Panel
from zhijian.web.paper_panels import case_papers

CASE_PANELS: dict[str, tuple[Callable[[User, Case], Panel | None], ...]] = {
    "opening": (life_panels.account_panel, exchange_panels.case_tasks),
    "changing": (life_panels.account_panel, exchange_panels.case_tasks),
    "ending": (life_panels.account_panel, exchange_panels.case_tasks),
    "retrofiling": (life_panels.account_panel, exchange_panels.case_tasks),
    "stray": (life_panels.stray_panel,),
    "site_offline": (life_panels.site_panel,),
    "handover": (keeping_panels.handover_panel,),
    "bulletin": (bulletin_panels.bulletin_panel,),
    "rectification": (rectification_panels.items_panel,),
}

STARTS = {
    "opening": "account_open",
    "changing": "accounts",
    "ending": "accounts",
    "retrofiling": "accounts",
    "stray": "stray_new",
    "site_offline": "sites",
    "bulletin": "bulletins",
}
"""Where a case of a process begins if not on the general form: a page that knows its subject."""


def panels_of(user: User, case: Case) -> list[Panel]:
    """The panels of a case for one person, in order."""
    found = (one(user, case) for one in (*CASE_PANELS.get(case.process, ()), case_papers))
    return [panel for panel in found if panel is not None]
