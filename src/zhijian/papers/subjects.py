"""What a paper may be about: an account, a unit, a case, a site, a contract."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from zhijian.cases.models import Case
from zhijian.core.forms.model import Form
from zhijian.keeping.models import Contract
from zhijian.ledger.models import Account, Site
from zhijian.people.models import Organization, User


@dataclass(frozen=True)
class Kind:
    """A kind of subject: its title, the rows one may choose, and the sources it is needed for."""

    name: str
    title: str
    rows: Callable[[], QuerySet[Any]]
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Subject:
    """One row that papers are made about, and the unit it belongs to."""

    kind: str
    row: Any
    unit: Organization

    @property
    def code(self) -> str:
        """How addresses and papers name it: ``account-12``."""
        return f"{self.kind}-{self.row.pk}"

    @property
    def title(self) -> str:
        """Its name in words."""
        return str(getattr(self.row, "title", "") or self.row)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "account",
            "账号",
            lambda: Account.objects.select_related("organization"),
            frozenset({"account"}),
        ),
        Kind(
            "case",
            "办件",
            lambda: Case.objects.select_related("organization").defer("rules__record"),
            frozenset({"event", "change", "rectification", "manuscript", "incident", "impostor"}),
        ),
        Kind(
            "contract",
            "委托合同",
            lambda: Contract.objects.select_related("organization", "account"),
            frozenset({"contract"}),
        ),
        Kind(
            "site", "网站", lambda: Site.objects.select_related("organization"), frozenset({"site"})
        ),
        Kind("unit", "单位", Organization.objects.all),
    )
}


def find(user: User, code: str) -> Subject | None:
    """The subject of a code, if this person sees it; None for all others."""
    name, _, number = code.partition("-")
    kind = KINDS.get(name)
    if kind is None or not number.isdecimal() or len(number) > 15:
        return None
    rows: Any = kind.rows()
    row = rows.visible_to(user).filter(pk=int(number)).first()
    return None if row is None else subject_of(row, name)


def subject_of(row: Any, name: str = "") -> Subject:
    """A row as a subject."""
    name = name or next(k.name for k in KINDS.values() if k.rows().model is type(row))
    if isinstance(row, Organization):
        return Subject(name, row, row)
    unit = getattr(row, "organization", None) or row.unit
    return Subject(name, row, unit)


def kinds_for(form: Form) -> tuple[Kind, ...]:
    """What a form is filled from: what fills most of it comes first, a unit last."""
    asked = Counter(token.split(".")[0] for token in tokens_of(form))
    weights = {kind: sum(asked[group] for group in kind.sources) for kind in KINDS.values()}
    chosen = [kind for kind, weight in weights.items() if weight]
    chosen.sort(key=lambda kind: -weights[kind])
    if "account" in asked:
        chosen.append(KINDS["case"])
    return tuple(dict.fromkeys([*chosen, KINDS["unit"]]))


def tokens_of(form: Form) -> set[str]:
    """Every source that a form's fields and tables name, those of rows left out."""
    found = {field.source for field in form.fields.values()}
    return (found | {table.source for table in form.tables.values()}) - {""}
