"""Holding a case while something is done to it, and saying what another did first."""

from typing import Any

from zhijian import journal
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import User

PLATFORM = "平台"


class Conflict(Refused):
    """Somebody else changed the case since the page was shown; the message says who and what.

    ``case`` is how it stands now, for the page to show beside what was written.
    """

    def __init__(self, case: Case) -> None:
        at = case.changed_at.astimezone(clock.CHINA).strftime("%m月%d日 %H:%M")
        super().__init__(
            f"{case.changed_by_name or PLATFORM}已于{at}办理“{case.changed_what}”，"
            f"本件现在是“{case.step_title}”。请核对后再办，您填写的内容没有提交。"
        )
        self.case = case


def held(case: Case, version: int | None = None) -> Case:
    """The case as it stands, locked to the end of the transaction.

    Raises:
        Conflict: it is no longer the ``version`` that the writer saw.
    """
    fresh = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if version is not None and fresh.version != version:
        raise Conflict(fresh)
    return fresh


def done(
    case: Case, action: str, what: str, *, by: User | None, remark: str = "", **data: Any
) -> Case:
    """Note who changed the case and record it. Call it last in the transaction."""
    case.version += 1
    case.changed_at = clock.now()
    case.changed_by_name, case.changed_what = by.name[:60] if by else "", what[:80]
    case.save()
    journal.record(action, case, by=by, remark=remark, version=case.version, **data)
    return case
