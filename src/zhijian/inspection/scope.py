"""What an inspection looks at, in the words of the core and in rows of our tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhijian.config import clock
from zhijian.core.looked_at import LookedAt
from zhijian.inspection import policy
from zhijian.inspection.models import Drawn, Finding, Inspection
from zhijian.ledger.registers import unit_names
from zhijian.people.models import Organization


@dataclass(frozen=True)
class Scope:
    """The inspected units by name, the drawn accounts and sites by id (empty: all of the units).

    ``is_place`` when what is asked of the place as a whole is looked at, too: it falls on the
    inspecting office.
    """

    office_id: int
    units: Mapping[str, int]
    accounts: Mapping[int, str]
    sites: Mapping[int, str]
    is_place: bool

    @property
    def looked_at(self) -> LookedAt:
        """The same for the core."""
        return LookedAt(
            frozenset(self.units) | ({""} if self.is_place else set()),
            frozenset(self.accounts.values()),
            frozenset(self.sites.values()),
        )

    @property
    def is_sample(self) -> bool:
        """Whether single accounts and sites were drawn."""
        return bool(self.accounts or self.sites)

    def holds(self, finding: Finding) -> bool:
        """Whether the subject of a finding of this office is among what is looked at."""
        if self.is_sample:
            return finding.account_id in self.accounts or finding.site_id in self.sites
        if finding.subject_kind == "place":
            return self.is_place
        return finding.organization_id in self.units.values()


def scope_of(inspection: Inspection) -> Scope:
    """What an inspection looks at."""
    office, day = inspection.office, inspection.on or clock.today()
    inspected = policy.units_of(office, day)
    if inspection.units:
        inspected = inspected.filter(pk__in=[int(pk) for pk in inspection.units])
    names = unit_names()
    units = {names[pk]: pk for pk in inspected.values_list("pk", flat=True)}
    drawn = Drawn.objects.filter(inspection=inspection)
    accounts = dict(drawn.exclude(account=None).values_list("account", "account__handle"))
    sites = dict(drawn.exclude(site=None).values_list("site", "site__code"))
    is_whole = not (inspection.units or accounts or sites)
    return Scope(
        office_id=office.pk,
        units=units,
        accounts=accounts,
        sites=sites,
        is_place=is_whole and not _is_partial(inspection, set(units.values())),
    )


def _is_partial(inspection: Inspection, inspected: set[int]) -> bool:
    """Whether units of the place are inspected by others: then the place is not this office's."""
    there = Organization.objects.existing(inspection.on or clock.today())
    rows = there.filter(place=inspection.place).values_list("pk", flat=True)
    return bool(set(rows) - inspected)
