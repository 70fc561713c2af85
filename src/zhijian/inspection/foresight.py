"""Accounts near their limit: what fails within the next days if nothing more is entered.

Only read, and kept for the day (``worked_out``): nothing here becomes a finding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from zhijian.config import clock
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.documents.words import amount, kind_word
from zhijian.core.foresight import Turn, turning
from zhijian.core.law import Law
from zhijian.core.looked_at import LookedAt
from zhijian.inspection import policy, worked_out
from zhijian.inspection.gather import gather
from zhijian.inspection.planning import place_of
from zhijian.inspection.worked_out import Worked
from zhijian.law.books import calendar, rulebooks
from zhijian.ledger.models import Account, Site
from zhijian.ledger.platforms import title_of
from zhijian.ledger.registers import unit_names
from zhijian.people.models import Organization

HORIZONS = (7, 14, 30)
"""Days ahead that may be asked for; the longest is worked out, the shorter ones are its start."""
JOB = "inspection.foresight"


@dataclass(frozen=True)
class Coming:
    """One turn in words. ``account`` and ``site`` are ids (0: none); ``left`` are days."""

    on: str
    left: int
    unit: int
    unit_name: str
    kind: str
    subject: str
    account: int
    site: int
    check: str
    title: str
    limit: str
    says: str
    mend: str
    clause: str
    cited: str


def law() -> Law:
    """The law that holds here now."""
    return Law(rulebooks(), calendar())


def coming(office: Organization) -> Worked | None:
    """What was worked out today for the units of an office; None if nothing was."""
    return worked_out.get(_asked(office, clock.today()))


def work_out(office: Organization) -> None:
    """Judge the units of an office as of the days to come, and keep what turns."""
    on = clock.today()
    turns = turning(
        gather(on),
        place=place_of(office),
        on=on,
        until=on + timedelta(days=max(HORIZONS)),
        law=law(),
        checks=CHECKS,
        looked_at=looked_at(office),
    )
    worked_out.put(_asked(office, on), {"rows": [asdict(one) for one in in_words(turns)]})


def looked_at(office: Organization) -> LookedAt:
    """The units of an office for the core; the place as a whole is with them where it inspects."""
    names = unit_names()
    units = {names[pk] for pk in units_of(office).values_list("pk", flat=True)}
    return LookedAt(frozenset(units))


def units_of(office: Organization) -> Any:
    """The units that an office inspects; a unit that inspects none looks ahead for itself."""
    return policy.units_of(office)


def in_words(turns: Iterable[Turn]) -> list[Coming]:
    """Turns as a page shows them, in their order."""
    known = list(turns)
    units = {name: pk for pk, name in unit_names().items()}
    accounts = _ids(Account, "handle", (t.outcome for t in known), "account")
    sites = _ids(Site, "code", (t.outcome for t in known), "site")
    books, platforms = law(), account_platforms()
    return [
        Coming(
            on=one.on.isoformat(),
            left=one.left,
            unit=units.get(one.outcome.organization, 0),
            unit_name=one.outcome.organization,
            kind=kind_of(one.outcome.subject_kind, one.outcome.subject, platforms),
            subject=one.outcome.subject_name or one.outcome.subject,
            account=accounts.get(one.outcome.subject, 0)
            if one.outcome.subject_kind == "account"
            else 0,
            site=sites.get(one.outcome.subject, 0) if one.outcome.subject_kind == "site" else 0,
            check=one.outcome.check,
            title=one.outcome.title,
            limit=amount(one.outcome.limit, one.outcome.unit),
            says=one.outcome.says,
            mend=one.outcome.mend,
            clause=one.outcome.clause,
            cited=cited(books, one.outcome.clause),
        )
        for one in known
    ]


def account_platforms() -> dict[str, str]:
    """The platform of each account by its key, in words: several accounts bear one name."""
    rows = Account.objects.exclude(handle="").values_list("handle", "platform")
    return {handle: title_of(platform) for handle, platform in rows}


def kind_of(subject_kind: str, subject: str, platforms: Mapping[str, str]) -> str:
    """What a subject is called; an account with its platform."""
    platform = platforms.get(subject, "") if subject_kind == "account" else ""
    return f"{platform}{kind_word(subject_kind)}"


def cited(books: Law, clause: str) -> str:
    """A clause as a page cites it; "" for none."""
    if not clause:
        return ""
    found = books.rulebooks.clause(clause)
    return f"{books.rulebooks.document(found.document).cited_as}{found.locator}"


def _ids(model: Any, key: str, outcomes: Iterable[Any], kind: str) -> dict[str, int]:
    keys = {one.subject for one in outcomes if one.subject_kind == kind}
    rows = model._default_manager.filter(**{f"{key}__in": sorted(keys)})
    return dict(rows.values_list(key, "pk"))


def _asked(office: Organization, on: date) -> dict[str, Any]:
    return {"what": JOB, "office": office.pk, "on": on.isoformat(), "days": max(HORIZONS)}
