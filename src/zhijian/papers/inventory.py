"""The accounts of a unit and of the units below it as they were on a day, for lists and counts."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from zhijian.core.accounts.advice import Measure
from zhijian.ledger.models import Account, CampaignItem
from zhijian.papers.answers import Said, said
from zhijian.papers.history import Then, as_of, later_changes, sponsored_then
from zhijian.papers.matter import Matter
from zhijian.papers.platforms import Platforms
from zhijian.people.models import Lineage, Organization, Oversight, Position, in_force

GONE = ("planned", "dropped", "deregistered")
"""States in which an account is in no inventory."""
HEADS = ("PRINCIPAL", "DEPUTY")
RUNNERS = ("EDITOR", "MAINTAINER", "ADMIN")
"""Who counts as operating staff where the account does not say how many there are."""
MEASURES = {one.name: said(one.value) for one in Measure if one is not Measure.UNDETERMINED}


@dataclass(frozen=True)
class Item:
    """One account as of the day, with the unit that had it."""

    account: Account
    then: Then
    unit: Organization


class Inventory:
    """Everything the rows of one inventory need, read once however many accounts there are."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self.on = matter.on
        self.platforms = Platforms()

    @cached_property
    def items(self) -> list[Item]:
        """The accounts on the books on the day: third-party ones first, then apps; by unit."""
        depth, moved = self._depths(), sponsored_then(self.on)
        below = Organization.objects.under(self.matter.unit).values("pk")
        now_or_then = Q(organization__in=below) | Q(pk__in=moved)
        rows = Account.objects.filter(now_or_then).exclude(state="dropped")
        rows = rows.select_related("organization").order_by("organization", "platform", "pk")
        found = [one for one in rows if moved.get(one.pk, one.organization_id) in depth]
        units = Organization.objects.in_bulk(set(moved.values()))
        changed = later_changes([one.pk for one in found], self.on)
        items = [
            Item(
                one,
                as_of(one, self.on, changed),
                units.get(moved.get(one.pk, 0), one.organization),
            )
            for one in found
        ]
        kept = [item for item in items if self._is_on_the_books(item)]
        return sorted(kept, key=lambda item: (is_app(item.account), *depth[item.unit.pk]))

    def _is_on_the_books(self, item: Item) -> bool:
        then = item.then
        if then.get("state") in GONE:
            return False
        begun = then.get("opened_on") or then.get("registered_on")
        if then.account.is_industry_guided or item.unit.kind == Organization.Kind.ENTERPRISE:
            return False
        return begun is None or begun <= self.on

    def _depths(self) -> dict[int, tuple[int, str]]:
        rows = Lineage.objects.filter(ancestor=self.matter.unit)
        found = rows.values_list("descendant", "depth", "descendant__name")
        return {unit: (depth, name) for unit, depth, name in found}

    @cached_property
    def units(self) -> dict[int, Organization]:
        """The units that have accounts in it."""
        return {item.unit.pk: item.unit for item in self.items}

    @cached_property
    def positions(self) -> dict[int, list[Position]]:
        """Who held what on the day, by unit."""
        rows = Position.objects.held_on(self.on).filter(
            organization__in=self.units, kind__in=(*HEADS, *RUNNERS, "CONTACT")
        )
        found = defaultdict(list)
        for row in rows.select_related("person").order_by("from_on", "pk"):
            found[row.organization_id].append(row)
        return found

    @cached_property
    def supervisors(self) -> dict[int, str]:
        """The office that supervises each unit: as registered, else the unit above."""
        above = Organization.objects.filter(pk__in=self.units).values_list("pk", "parent__name")
        rows = Oversight.objects.filter(
            in_force(self.on), organization__in=self.units, role=Oversight.Role.SUPERVISES
        )
        named = rows.order_by("from_on", "pk").values_list("organization", "office__name")
        return {pk: name or "" for pk, name in above} | dict(named)

    @cached_property
    def measures(self) -> dict[int, CampaignItem]:
        """The latest decision on each account, whenever the figures were counted."""
        rows = CampaignItem.objects.filter(
            account__in=[item.account.pk for item in self.items],
            decided_at__date__lte=self.matter.today,
        ).exclude(measure="")
        rows = rows.select_related("campaign").order_by("pk")
        return {row.account_id: row for row in rows}

    @cached_property
    def same_platform(self) -> Counter[tuple[int, str, str]]:
        """How many accounts a unit has on a platform."""
        return Counter(self.kind_key(item) for item in self.items)

    def kind_key(self, item: Item) -> tuple[int, str, str]:
        """What makes two accounts of a unit stand on the same platform."""
        return (item.unit.pk, item.account.platform, item.account.account_type)

    def first(self, unit: Organization, *kinds: str) -> Position | None:
        """The first holder of the first of the positions that is held there."""
        held = self.positions[unit.pk]
        return next((one for kind in kinds for one in held if one.kind == kind), None)

    def runners(self, item: Item) -> list[Position]:
        """Who runs an account: those named for it, else those of the unit named for none."""
        held = [one for one in self.positions[item.unit.pk] if one.kind in RUNNERS]
        own = [one for one in held if one.account in (item.account.handle, item.account.name)]
        named = [one for one in own if one.account]
        return named or [one for one in held if not one.account]

    def measure(self, item: Item) -> Said | None:
        """What was decided about an account."""
        decided = self.measures.get(item.account.pk)
        return MEASURES.get(decided.measure) if decided else None

    def form(self, item: Item) -> Said:
        """What an account is (微博, 微信订阅号 …)."""
        return self.platforms.form(item.account)


def is_app(account: Account) -> bool:
    """Whether it is an app; all else stands on somebody else's platform."""
    return account.platform == "app"
