"""The contract with an outside operator."""

from typing import Any

from django.db.models import Q

from zhijian.keeping.models import Contract
from zhijian.papers.answers import Rows, Value
from zhijian.papers.matter import Matter
from zhijian.papers.sources.account import title_of


def contract(matter: Matter) -> Contract | None:
    """The contract the paper is about; of an account or a unit the latest one in its term."""
    if isinstance(matter.subject.row, Contract):
        return matter.subject.row
    rows = Contract.objects.of_unit(matter.unit).running(matter.on)
    if matter.account is not None:
        rows = rows.filter(Q(account__isnull=True) | Q(account=matter.account))
    return rows.order_by("-from_on", "-pk").first()  # type: ignore[no-any-return]


def _of(ask: Any) -> Value:
    def found(matter: Matter) -> Any:
        row = contract(matter)
        return None if row is None else ask(row)

    return found


def _tasks(row: Contract) -> list[str]:
    words = row.tasks.replace("，", "、").replace(",", "、").split("、")
    return [word.strip() for word in words if word.strip()]


def _qualification(row: Contract) -> str:
    until = row.qualified_until_on
    parts = (row.get_proof_display(), f"有效期至{until:%Y-%m-%d}" if until else "")
    return "，".join(part for part in parts if part)


def _procurement(row: Contract) -> str:
    return " ".join(part for part in (row.get_way_display(), row.procurement) if part)


VALUES: dict[str, Value] = {
    "contract.operator": _of(lambda row: row.operator),
    "contract.qualification": _of(_qualification),
    "contract.procurement": _of(_procurement),
    "contract.tasks": _of(_tasks),
    "contract.papers": _of(lambda row: list(row.papers.values_list("paper", flat=True))),
    "contract.accounts": _of(lambda row: [title_of(row.account)] if row.account else []),
    "contract.from": _of(lambda row: row.from_on),
    "contract.until": _of(lambda row: row.until_on),
}
TABLES: dict[str, Rows] = {}
