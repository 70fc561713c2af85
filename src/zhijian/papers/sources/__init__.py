"""Where each source of ``core.forms.sources`` takes its value from, one module a subject.

``VALUES`` answers a name with one value, ``TABLES`` with rows that hold the names of its ``ROWS``
entry, and ``NOT_KEPT`` says why no register answers: such a field is printed blank.
"""

from zhijian.papers.answers import Rows, Value
from zhijian.papers.sources import (
    account,
    case,
    contract,
    event,
    handover,
    inventory,
    site,
    staff,
    unit,
    writer,
)
from zhijian.papers.sources.not_kept import NOT_KEPT

_MODULES = (
    *(writer, unit, staff, account, event, handover),
    *(contract, site, inventory, case),
)
VALUES: dict[str, Value] = {name: ask for one in _MODULES for name, ask in one.VALUES.items()}
TABLES: dict[str, Rows] = {name: ask for one in _MODULES for name, ask in one.TABLES.items()}

__all__ = ["NOT_KEPT", "TABLES", "VALUES"]
