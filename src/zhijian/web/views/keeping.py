"""队伍与保管: every unit at a glance, one unit against its rules, and stopping an operator."""

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.core.rules.process_model import RuleRef
from zhijian.inspection.duties import STATES, TONES, unit_list
from zhijian.keeping.actions import contracts as contract_acts
from zhijian.keeping.models import Budget, Contract, Device, Handover, StaffChange, Training
from zhijian.keeping.reports.custody import custody_of
from zhijian.keeping.reports.papers import papers_of, papers_of_contract
from zhijian.keeping.reports.staffing import state_of
from zhijian.keeping.reports.training import year_of
from zhijian.keeping.rules import asker_of
from zhijian.law.books import rulebooks
from zhijian.ledger import policy
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, User
from zhijian.people.roster import roster
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.keeping_forms import ResumeForm, SuspendForm
from zhijian.web.keeping_panels import CONTRACT_TONES
from zhijian.web.listing import Cell, Column, HeadAction, Listing, Quick, RowAction, Subtree, Text
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact

SHOWN_FILINGS = 5


def _number(rows: QuerySet[Any], by: str) -> Any:
    """How many of ``rows`` each unit has."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _rows(request: HttpRequest) -> QuerySet[Organization]:
    """The units whose work this person sees, with what is open in each."""
    today, outer = clock.today(), OuterRef("pk")
    live = Account.objects.live().filter(organization=outer)
    changes = StaffChange.objects.unfiled().filter(organization=outer, needs_refiling=True)
    return (
        Organization.objects.visible_to(request.user)
        .existing(today)
        .annotate(
            n_accounts=_number(live, "organization"),
            n_unkept=_number(live.filter(_unkept()), "organization"),
            n_unfiled=_number(changes, "organization"),
            n_handing=_number(
                Handover.objects.filter(organization=outer, case__state="open"), "organization"
            ),
            n_out=_number(Device.objects.out().filter(organization=outer), "organization"),
            n_trained=_number(
                Training.objects.filter(organization=outer, held_on__year=today.year),
                "organization",
            ),
            n_lapsed=_number(
                Contract.objects.filter(organization=outer, from_on__lte=today).filter(
                    _lapsing(today)
                ),
                "organization",
            ),
        )
    )


def _unkept() -> Q:
    """Accounts without custody, custodian or a day on which the password was changed."""
    return (
        Q(credential__isnull=True)
        | Q(credential__custodian="")
        | Q(credential__changed_on__isnull=True)
    )


def _lapsing(today: date) -> Q:
    """Contracts whose account is still run by an operator though they are over or suspended."""
    over = Q(until_on__lt=today) | Q(suspended_on__lte=today) | Q(qualified_until_on__lt=today)
    return over & Q(account__operation_mode="purchased", account__state="operating")


def _count(number: int, word: str) -> Cell:
    return Cell(f"{number} {word}", tag="amber") if number else Cell("—")


UNITS = Listing(
    name="keeping",
    title="队伍与保管",
    unit="个单位",
    model=Organization,
    rows=_rows,
    columns=(
        Column(
            "name",
            "单位",
            lambda u: Cell(u.name, url=address("unit_keeping", u.pk)),
            sort="name",
            phone="name",
            is_fixed=True,
            export=lambda u: u.name,
        ),
        Column("accounts", "在用账号", lambda u: u.n_accounts, is_number=True),
        Column(
            "unkept",
            "保管不全",
            lambda u: _count(u.n_unkept, "个"),
            export=lambda u: u.n_unkept,
        ),
        Column(
            "unfiled",
            "变动未报备",
            lambda u: _count(u.n_unfiled, "次"),
            export=lambda u: u.n_unfiled,
        ),
        Column(
            "handing", "交接中", lambda u: _count(u.n_handing, "件"), export=lambda u: u.n_handing
        ),
        Column("devices", "在外设备", lambda u: u.n_out, is_number=True),
        Column("trained", "本年培训（次）", lambda u: u.n_trained, is_number=True),
        Column(
            "contracts",
            "合同到期或停用",
            lambda u: _count(u.n_lapsed, "份"),
            export=lambda u: u.n_lapsed,
        ),
    ),
    filters=(
        Text("q", "单位名称", ("name__contains", "short_name__contains")),
        Subtree("unit", "单位", "pk"),
    ),
    quick=(
        Quick("unkept", "保管不全", lambda rows, request: rows.filter(n_unkept__gt=0)),
        Quick("unfiled", "变动未报备", lambda rows, request: rows.filter(n_unfiled__gt=0)),
        Quick("handing", "交接中", lambda rows, request: rows.filter(n_handing__gt=0)),
        Quick(
            "untrained",
            "本年没有培训",
            lambda rows, request: rows.filter(n_accounts__gt=0, n_trained=0),
        ),
        Quick("contracts", "合同到期或停用", lambda rows, request: rows.filter(n_lapsed__gt=0)),
    ),
    order="name",
    actions=(RowAction("查看", lambda u: address("unit_keeping", u.pk)),),
    head=lambda request: (HeadAction("全部台账", address("registers")),),
    sub=lambda request: (
        "各单位的三员一长报备、账号保管、制度与承诺、培训和委托，点单位名称看明细和依据"
    ),
    may=working,
    empty="这里还没有您可以查看的单位。",
)


def unit_of(request: HttpRequest, pk: int) -> Organization:
    """A unit whose work this person sees; 404 otherwise."""
    rows = Organization.objects.visible_to(request.user).select_related("parent")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def unit_keeping(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: what its place's rules ask of people and custody, and what is on file."""
    user: User = request.user  # type: ignore[assignment]
    unit, today = unit_of(request, pk), clock.today()
    filing = state_of(unit, today)
    found = roster(unit, today, rulebooks())
    papers = papers_of(unit, today)
    context = {
        "heading": f"{unit.name}的队伍与保管",
        "crumbs": (Crumb("队伍与保管", reverse("keeping")), Crumb(unit.name)),
        "unit": unit,
        "keeps": policy.keeps(user, unit),
        "posts": [post for post in found.posts if post.basis is not None],
        "filing": filing,
        "filings": filing.filings[:SHOWN_FILINGS],
        "custody": custody_of(unit, today),
        "papers": papers,
        "missing": sum(one.is_missing for one in papers),
        "training": year_of(unit, today),
        "contracts": _contracts(unit, today),
        "handovers": Handover.objects.filter(organization=unit, case__state="open").select_related(
            "leaver"
        ),
        "devices": Device.objects.out().filter(organization=unit),
        "money": _money(unit, today),
        "duties": _duties(unit, today),
        "here": request.path,
    }
    return page(request, "keeping/unit.html", context)


def _contracts(unit: Organization, today: date) -> list[dict[str, Any]]:
    """Running contracts and those that ended within a year, with what papers lack."""
    rows = Contract.objects.filter(organization=unit).prefetch_related("papers")
    recent = rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=today.replace(day=1, month=1)))
    found = []
    for one in recent.select_related("account", "organization")[:20]:
        state = one.state_on(today)
        running = state not in ("已到期", "未生效")
        missing = [p.matter for p in papers_of_contract(one, today) if p.is_missing]
        found.append(
            {
                "row": one,
                "state": state,
                "tone": CONTRACT_TONES[state],
                "missing": missing if running else [],
            }
        )
    return found


def _duties(unit: Organization, today: date) -> list[Fact]:
    """How the duties stand that the unit must state itself; papers on file are counted above."""
    stated = Counter(one.state for one in unit_list(unit, today).items if not one.papers)
    return [Fact(state, f"{n} 项", tone=TONES[state]) for state in STATES if (n := stated[state])]


def _money(unit: Organization, today: date) -> dict[str, Any]:
    """This year's money, and what the rules say of it."""
    rows = list(Budget.objects.filter(organization=unit, year=today.year))

    basis = asker_of(unit, today).ask(RuleRef("people.resources"))
    facts = [Fact(one.get_purpose_display(), f"{one.amount:,} 元") for one in rows]
    return {"year": today.year, "facts": facts, "basis": basis}


def contract_of(request: HttpRequest, pk: int) -> Contract:
    """A contract this person may see; 404 otherwise."""
    rows = Contract.objects.visible_to(request.user).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _contract_page(
    request: HttpRequest, contract: Contract, heading: str, form: Any, question: str, run: Any
) -> HttpResponse:
    home = reverse("register_row", args=("contracts", contract.pk))
    allowed(policy.require_keeper, request.user, contract.organization, to=heading)
    listed = reverse("register", args=("contracts",))
    spec = FormPage(
        heading=heading,
        crumbs=(Crumb("委托合同", listed), Crumb(str(contract), home), Crumb(heading)),
        form=form,
        submit=heading,
        cancel=home,
        sub=str(contract),
        question=question,
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an operator for a time."""
    contract = contract_of(request, pk)

    def run(told: dict[str, Any]) -> HttpResponse:
        contract_acts.suspend(contract, by=request.user, **told)  # type: ignore[arg-type]
        messages.success(request, "委托已暂停。受托方人员的岗位请在人员台账中一并免去。")
        return redirect("register_row", "contracts", pk)

    says = "暂停期间受托方不得再办理委托事项；页面会提示仍在岗的外包人员。"
    return _contract_page(
        request, contract, "暂停委托", SuspendForm(request.POST or None), says, run
    )


@login_required
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an operator go on."""
    contract = contract_of(request, pk)

    def run(told: dict[str, Any]) -> HttpResponse:
        contract_acts.resume(contract, by=request.user, **told)  # type: ignore[arg-type]
        messages.success(request, "委托已恢复。")
        return redirect("register_row", "contracts", pk)

    says = "恢复前请核对材料和资质都在有效期内。"
    return _contract_page(
        request, contract, "恢复委托", ResumeForm(request.POST or None), says, run
    )


urlpatterns = [
    path("keeping/", UNITS.view, name="keeping"),
    path("keeping/<int:pk>/", unit_keeping, name="unit_keeping"),
    path("contracts/<int:pk>/suspend/", suspend, name="contract_suspend"),
    path("contracts/<int:pk>/resume/", resume, name="contract_resume"),
]
