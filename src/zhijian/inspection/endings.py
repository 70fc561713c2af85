"""Terms about to end, from every register that has one, in one dated list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhijian.cases.models import Case
from zhijian.exchange.models import Task
from zhijian.inspection.models import Fulfilment, Measure, Rectification
from zhijian.keeping.models import Attestation, Contract, ContractPaper
from zhijian.law.models import Grant
from zhijian.ledger.models import Account, Announcement, Campaign, Certification, Filing
from zhijian.people.models import Organization

Units = QuerySet[Organization]


@dataclass(frozen=True)
class Ending:
    """Something that ends: its last day, what it is, whose, and where it is shown.

    ``row`` is the id at the page ``url_name`` (with ``relation`` before it for a register's row).
    """

    on: date
    kind: str
    title: str
    unit: int
    unit_name: str
    note: str
    url_name: str
    row: int
    relation: str = ""


@dataclass(frozen=True)
class _Source:
    """One register: its rows that end between two days, and how one of them is shown."""

    kind: str
    rows: Callable[[Units, date, date], QuerySet[Any]]
    day: str
    unit: str
    title: Callable[[Any], str]
    note: Callable[[Any], str]
    url_name: str
    relation: str = ""
    shown: Callable[[Any], int] = lambda row: int(row.pk)


def endings(units: Units, on: date, until: date) -> list[Ending]:
    """What ends from ``on`` to ``until``, both counted, in these units; the earliest first."""
    found = [one for source in _SOURCES for one in _of(source, units, on, until)]
    return sorted(found, key=lambda one: (one.on, one.kind, one.title))


def kinds() -> tuple[str, ...]:
    """What kinds of terms are looked at."""
    return tuple(source.kind for source in _SOURCES)


def _of(source: _Source, units: Units, on: date, until: date) -> Iterator[Ending]:
    within = {f"{source.day}__gte": on, f"{source.day}__lte": until}
    rows = source.rows(units, on, until).filter(**within).select_related(source.unit)
    for row in rows.order_by(source.day, "pk"):
        unit: Any = row
        for name in source.unit.split("__"):
            unit = getattr(unit, name)
        yield Ending(
            on=getattr(row, source.day),
            kind=source.kind,
            title=source.title(row),
            unit=unit.pk,
            unit_name=unit.name,
            note=source.note(row),
            url_name=source.url_name,
            row=source.shown(row),
            relation=source.relation,
        )


def _pick(model: Any, unit: str, *wanted: Q) -> Callable[[Units, date, date], QuerySet[Any]]:
    """Rows of a table that belong to the units."""

    def rows(units: Units, on: date, until: date) -> QuerySet[Any]:
        held = {f"{unit}__in": units.values("pk")}
        return model._default_manager.filter(*wanted, **held)  # type: ignore[no-any-return]

    return rows


def _newest(units: Units, on: date, until: date) -> QuerySet[Any]:
    """The last certification of each account in use: an older one's end says nothing."""
    rows = Certification.objects.filter(account__in=Account.objects.live().values("pk"))
    rows = rows.filter(account__organization__in=units.values("pk"))
    later = rows.order_by("account", "-seen_on", "-pk").values_list("account", "pk")
    newest = {}
    for account, pk in later:
        newest.setdefault(account, pk)
    return rows.filter(pk__in=newest.values()).select_related("account")


def _papers(units: Units, on: date, until: date) -> QuerySet[Any]:
    """Papers that nothing newer of the same name replaces."""
    rows = Attestation.objects.filter(organization__in=units.values("pk"), signed_on__lte=on)
    lasting = set(
        rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=until)).values_list(
            "organization", "matter"
        )
    )
    gone = [r.pk for r in rows.filter(until_on__gte=on) if (r.organization_id, r.matter) in lasting]
    return rows.exclude(pk__in=gone)


def _statements(units: Units, on: date, until: date) -> QuerySet[Any]:
    """Signed duties that nothing newer renews."""
    rows = Fulfilment.objects.filter(
        organization__in=units.values("pk"), withdrawn_on__isnull=True, signed_on__lte=on
    )
    lasting = set(rows.filter(until_on__gt=until).values_list("organization", "control"))
    gone = [
        r.pk for r in rows.filter(until_on__gte=on) if (r.organization_id, r.control) in lasting
    ]
    return rows.exclude(pk__in=gone)


_OPEN_ITEM = Q(state__in=("ordered", "failed", "unseen"))
_SOURCES = (
    _Source(
        "办件",
        _pick(Case, "organization", Q(state="open", is_paused=False, rectifications__isnull=True)),
        "due_on",
        "organization",
        lambda row: f"{row.process_title}：{row.title}",
        lambda row: f"{row.step_title}；{row.due_basis}".strip("；"),
        "case",
    ),
    _Source(
        "整改",
        _pick(Rectification, "organization", _OPEN_ITEM),
        "due_on",
        "organization",
        lambda row: row.problem or row.number,
        lambda row: row.due_basis,
        "register_row",
        "rectifications",
    ),
    _Source(
        "问责措施",
        _pick(Measure, "organization", Q(state="issued")),
        "due_on",
        "organization",
        lambda row: f"{row.word}：{row.reason}",
        lambda row: row.release,
        "organization",
        shown=lambda row: int(row.organization_id),
    ),
    _Source(
        "备案",
        _pick(Filing, "event__organization", Q(filed_on__isnull=True)),
        "due_on",
        "event__organization",
        lambda row: f"{row.event}，报{row.recipient}",
        lambda row: row.due_basis,
        "register_row",
        "filings",
    ),
    _Source(
        "报送",
        _pick(
            Task,
            "organization",
            Q(done_on__isnull=True, dropped_on__isnull=True, filing__isnull=True),
        ),
        "due_on",
        "organization",
        lambda row: f"{row.title}，报{row.recipient}",
        lambda row: row.due_basis,
        "exchange_task",
    ),
    _Source(
        "公告",
        _pick(Announcement, "organization", Q(posted_until_on__isnull=True)),
        "due_until_on",
        "organization",
        lambda row: row.title or row.number,
        lambda row: "挂满之后可以撤下",
        "announcement",
    ),
    _Source(
        "清理整合",
        _pick(Campaign, "organization"),
        "due_on",
        "organization",
        str,
        lambda row: "完成期限",
        "campaign",
    ),
    _Source(
        "例外",
        _pick(Grant, "organization", Q(revoked_on__isnull=True)),
        "until_on",
        "organization",
        lambda row: f"{row.number}，{row.subject}",
        lambda row: "到期后恢复按规定判断",
        "exception",
    ),
    _Source(
        "委托合同",
        _pick(Contract, "organization"),
        "until_on",
        "organization",
        str,
        lambda row: "到期后受托方不得再运维",
        "register_row",
        "contracts",
    ),
    _Source(
        "受托方资质",
        _pick(Contract, "organization"),
        "qualified_until_on",
        "organization",
        str,
        lambda row: row.get_proof_display(),
        "register_row",
        "contracts",
    ),
    _Source(
        "合同材料",
        _pick(ContractPaper, "contract__organization"),
        "until_on",
        "contract__organization",
        lambda row: f"{row.paper}，{row.contract}",
        lambda row: "",
        "register_row",
        "contract_papers",
    ),
    _Source(
        "制度与承诺",
        _papers,
        "until_on",
        "organization",
        str,
        lambda row: "",
        "register_row",
        "attestations",
    ),
    _Source(
        "履职声明",
        _statements,
        "until_on",
        "organization",
        str,
        lambda row: f"{row.signer} 签字",
        "unit_duties",
        shown=lambda row: int(row.organization_id),
    ),
    _Source(
        "许可证",
        lambda units, on, until: Account.objects.live().filter(organization__in=units.values("pk")),
        "license_until_on",
        "organization",
        str,
        lambda row: "到期前续办",
        "account",
    ),
    _Source(
        "账号认证",
        _newest,
        "expires_on",
        "account__organization",
        lambda row: f"{row.account}，{row.subject}",
        lambda row: "到期前在平台续认证",
        "account",
        shown=lambda row: int(row.account_id),
    ),
)
