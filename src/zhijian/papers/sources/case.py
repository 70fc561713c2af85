"""What a case itself says: its number, its days, what was decided."""

from typing import Any

from zhijian.cases.models import Case, Opinion
from zhijian.papers.answers import Rows, Value, local
from zhijian.papers.matter import Matter
from zhijian.papers.sources.account import title_of
from zhijian.people.policy import supervisor_of


def _case(matter: Matter, *processes: str) -> Case | None:
    case = matter.case
    return case if case is not None and case.process in processes else None


def _rectified(ask: Any) -> Value:
    def found(matter: Matter) -> Any:
        case = _case(matter, "rectification")
        return ask(matter, case) if case else None

    return found


def _target(matter: Matter, case: Case) -> str:
    about = title_of(matter.account) or (str(matter.site) if matter.site else "")
    return " ".join(part for part in (case.organization.name, about) if part)


def _last_opinion(matter: Matter, case: Case) -> str:
    """What the unit wrote when it handed in what it did."""
    own = Opinion.objects.filter(case=case, by__person__organization=case.organization)
    found = own.order_by("-pk").first()
    return found.text if found else ""


def _manuscript(matter: Matter) -> str:
    case = _case(matter, "review")
    return case.title if case else ""


VALUES: dict[str, Value] = {
    "rectification.number": _rectified(lambda _, case: case.number),
    "rectification.issuer": _rectified(lambda m, case: str(supervisor_of(case.organization) or "")),
    "rectification.target": _rectified(_target),
    "rectification.problem": _rectified(lambda _, case: case.title),
    "rectification.received_at": _rectified(lambda _, case: local(case.opened_at)),
    "rectification.action": _rectified(_last_opinion),
    "rectification.done_at": _rectified(lambda _, case: local(case.closed_at)),
    "manuscript.title": _manuscript,
}
TABLES: dict[str, Rows] = {}
