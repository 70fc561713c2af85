"""What was not mended again and again: the same check at the same account of a unit.

Source: yinzhou-8b, fangxian-3-3c, hengnan-4-1b (close what cannot be kept up)
"""

from dataclasses import dataclass

from django.db.models import Count, Sum

from zhijian.inspection.measuring import repeats_allowed
from zhijian.inspection.models import Rectification
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, User

MOST = 200


@dataclass(frozen=True)
class Repeat:
    """One check at one account: how often it was ordered, and how often that did not last.

    ``failures`` counts second looks that failed, and orders that came after an earlier one of the
    same finding: what was settled and came back.
    """

    organization: Organization
    account: Account | None
    title: str
    check_id: str
    orders: int
    failures: int


def repeats(user: User) -> list[Repeat]:
    """What ``user`` sees of it, the most frequent first; at most ``MOST``."""
    rows = (
        Rectification.objects.visible_to(user)
        .filter(finding__isnull=False)
        .exclude(state=Rectification.State.DROPPED)
        .order_by()
        .values("organization", "account", "finding__check_id", "finding__title")
        .annotate(
            orders=Count("pk"), findings=Count("finding", distinct=True), failed=Sum("failures")
        )
    )
    counted = [(row, row["failed"] + row["orders"] - row["findings"]) for row in rows]
    counted = [(row, times) for row, times in counted if times > 0]
    units = Organization.objects.in_bulk({row["organization"] for row, _ in counted})
    accounts = Account.objects.in_bulk({row["account"] for row, _ in counted if row["account"]})
    limits = {pk: repeats_allowed(unit) for pk, unit in units.items()}
    found = [
        Repeat(
            organization=units[row["organization"]],
            account=accounts.get(row["account"]),
            title=row["finding__title"],
            check_id=row["finding__check_id"],
            orders=row["orders"],
            failures=times,
        )
        for row, times in counted
        if limits[row["organization"]] and times >= limits[row["organization"]]
    ]
    return sorted(found, key=lambda one: (-one.failures, str(one.organization), one.title))[:MOST]


def repeats_of(user: User, account: Account) -> list[Repeat]:
    """What of it is one account's."""
    return [one for one in repeats(user) if one.account == account]
