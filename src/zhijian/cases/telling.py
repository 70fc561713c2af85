"""Telling people about a case, in the transaction of what happened to it."""

from collections.abc import Iterable

from zhijian import notices
from zhijian.cases.models import Case
from zhijian.people.models import User


def tell(
    users: Iterable[User], case: Case, *, kind: str, title: str, body: str = "", red: bool = False
) -> int:
    """Put a notice about a case into the inboxes of ``users``; returns how many were told."""
    readers = list({user.pk: user for user in users if user.is_active}.values())
    if readers:
        notices.send(
            readers,
            kind=kind,
            title=f"{title}（{case.number} {case.title}）",
            body=body,
            url=f"/cases/{case.pk}/",
            red=red,
            organization=case.organization,
            number=case.number,
        )
    return len(readers)
