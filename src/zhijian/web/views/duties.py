"""履职清单: units and their duties, one unit's list, one statement; signing and looking."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.core.sampling import Candidate, Draw, draw
from zhijian.inspection import policy
from zhijian.inspection.actions import duties as acts
from zhijian.inspection.duties import STATES, TONES, UnitList, lists, state_of, totals, unit_list
from zhijian.inspection.models import Fulfilment, SpotLook
from zhijian.law.books import rulebooks
from zhijian.ledger import policy as keeping
from zhijian.ledger.actions.files import files_of
from zhijian.people.models import Organization, User
from zhijian.web.ahead_scope import office_of, offices_for, units_for
from zhijian.web.duty_forms import LookForm, SignForm
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.listing import HeadAction
from zhijian.web.page import page
from zhijian.web.parts import Count, Crumb, Fact
from zhijian.web.register_forms import WhyForm

PAGE = 100
"""Units on one page of the matrix."""
VERDICTS = {"PASS": "green", "FAIL": "red", "UNDETERMINED": "amber"}


@login_required
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """Units against duties; who inspects for nobody is led to the own unit's list."""
    user: User = request.user  # type: ignore[assignment]
    office = office_of(request)
    if not policy.inspects(user, office):
        return redirect("unit_duties", office.pk)
    units = units_for(user, office).order_by("name", "pk")
    wanted = request.GET.get("state", "")
    number = _page_number(request)
    shown = list(units[(number - 1) * PAGE : number * PAGE + 1])
    found = [one for one in lists(shown[:PAGE], clock.today()) if one.items]
    counted = totals(found)
    if wanted in STATES:
        found = [one for one in found if one.counts[wanted]]
    drawn, fault = _drawn(request, found)
    columns = _columns(found)
    query = f"?office={office.pk}"
    context = {
        "heading": "履职清单",
        "sub": f"{office}，台账算不出、由单位书面声明的要求",
        "office": office,
        "offices": offices_for(user),
        "counts": [
            Count(
                state,
                counted[state],
                "",
                "due" if state in ("缺", "已过期", "不属实") and counted[state] else "",
                f"{query}&state={state}",
            )
            for state in STATES
        ],
        "columns": columns,
        "rows": [(one, [(title, one.of(control)) for control, title in columns]) for one in found],
        "wanted": wanted,
        "all_url": query,
        "next_url": f"{query}&page={number + 1}" if len(shown) > PAGE else "",
        "previous_url": f"{query}&page={number - 1}" if number > 1 else "",
        "drawn": drawn,
        "drawn_rows": _drawn_rows(found, drawn),
        "fault": fault,
        "seed": request.GET.get("seed", "")[:60] or clock.today().isoformat(),
        "percent": request.GET.get("percent", "")[:3] or "10",
    }
    return page(request, "duties/duties.html", context)


@login_required
@require_GET
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's list: every duty with its clauses, its statement and its last look."""
    user: User = request.user  # type: ignore[assignment]
    unit = _unit(request, pk)
    found = unit_list(unit, clock.today())
    keeps = keeping.keeps(user, unit)
    context = {
        "heading": f"{unit.name}的履职清单",
        "crumbs": (Crumb("履职清单", reverse("duties")), Crumb(unit.name)),
        "unit": unit,
        "items": found.items,
        "counts": found.counts,
        "states": [(state, found.counts[state], TONES[state]) for state in STATES],
        "keeps": keeps,
        "actions": [
            HeadAction("签署", reverse("duty_sign", args=(pk,)), "plus", is_primary=True),
        ]
        if keeps and any(one.may_sign for one in found.items)
        else [],
        "past": Fulfilment.objects.filter(organization=unit).order_by("-pk")[:20],
        "verdicts": VERDICTS,
    }
    return page(request, "duties/unit.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """State that some duties are met."""
    user: User = request.user  # type: ignore[assignment]
    unit = _unit(request, pk)
    allowed(keeping.require_keeper, user, unit, to="签署履职声明")
    items = [one for one in unit_list(unit, clock.today()).items if one.may_sign]
    home = reverse("unit_duties", args=(pk,))
    first = {"controls": request.GET.getlist("control"), "signed_on": clock.today()}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SignForm(*sent, items=items, initial={**first, "signer": user.name})

    def run(told: dict[str, Any]) -> HttpResponse:
        made = acts.sign_duties(unit, by=user, **told)
        messages.success(request, f"已签署 {len(made)} 项，有效至 {made[0].until_on}。")
        return redirect(home)

    spec = FormPage(
        heading="签署履职声明",
        crumbs=(Crumb("履职清单", reverse("duties")), Crumb(unit.name, home), Crumb("签署")),
        form=form,
        submit="签署",
        cancel=home,
        sub=unit.name,
        hint="签署即对内容真实负责；检查单位会抽查核实，不属实的登记为问题",
        draft=f"duty-{pk}",
    )
    return answer(request, spec, run)


@login_required
@require_GET
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement: what it says, its proof, and every look at it."""
    user: User = request.user  # type: ignore[assignment]
    row = _statement(request, pk)
    looks = list(SpotLook.objects.filter(fulfilment=row).select_related("by__person", "inspection"))
    last = max(looks, key=lambda one: one.pk) if looks else None
    state = state_of(row, last, clock.today()) if row.withdrawn_on is None else "已撤回"
    control = rulebooks().controls.get(row.control)
    item = unit_list(row.organization, clock.today()).of(row.control)
    at = (pk,)
    may_withdraw = row.withdrawn_on is None and keeping.keeps(user, row.organization)
    actions = []
    if row.withdrawn_on is None and _looking_office(user, row) is not None:
        actions.append(HeadAction("核实", reverse("duty_look", args=at), is_primary=True))
    if may_withdraw:
        actions.append(HeadAction("撤回", reverse("duty_withdraw", args=at)))
    context = {
        "heading": control.title if control else row.control,
        "crumbs": (
            Crumb("履职清单", reverse("duties")),
            Crumb(row.organization.name, reverse("unit_duties", args=(row.organization_id,))),
            Crumb(control.title if control else row.control),
        ),
        "row": row,
        "state": state,
        "tone": TONES.get(state, ""),
        "clauses": [(one, _cited(one.id)) for one in item.clauses] if item else [],
        "facts": [
            Fact("单位", row.organization, reverse("organization", args=(row.organization_id,))),
            Fact("签字人", row.signer),
            Fact("签字日期", str(row.signed_on)),
            Fact("有效至", str(row.until_on)),
            Fact("登记人", row.by.name),
            *([Fact("撤回日期", str(row.withdrawn_on))] if row.withdrawn_on else []),
        ],
        "files": files_of(row),
        "looks": [(one, VERDICTS[one.verdict]) for one in looks],
        "actions": actions,
    }
    return page(request, "duties/statement.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a statement back."""
    user: User = request.user  # type: ignore[assignment]
    row = _statement(request, pk)
    allowed(keeping.require_keeper, user, row.organization, to="撤回履职声明")
    home = reverse("duty", args=(pk,))

    def run(told: dict[str, Any]) -> HttpResponse:
        acts.withdraw_statement(row, by=user, **told)
        messages.success(request, "声明已撤回，这一项重新列为“缺”。")
        return redirect("unit_duties", row.organization_id)

    spec = FormPage(
        heading="撤回履职声明",
        crumbs=(Crumb("履职声明", home), Crumb("撤回")),
        form=WhyForm(request.POST or None),
        submit="撤回",
        cancel=home,
        sub=str(row),
        question="撤回后这一项重新列为“缺”；原声明和核实记录保留。",
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """An inspector's verdict."""
    user: User = request.user  # type: ignore[assignment]
    row = _statement(request, pk)
    office = _looking_office(user, row)
    if office is None:
        raise PermissionDenied("履职声明由检查这个单位的检查岗位核实，您不在这些岗位上。")
    item = unit_list(row.organization, clock.today()).of(row.control)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LookForm(*sent, office=office, item=item)
    home = reverse("duty", args=(pk,))

    def run(told: dict[str, Any]) -> HttpResponse:
        _, finding = acts.look_at_statement(
            row,
            by=user,
            office=office,
            verdict=told["verdict"],
            says=told["says"],
            inspection=told["inspection"],
            clause=told["clause"],
            proof=form.proof(),
        )
        if finding is not None:
            messages.success(request, "已登记为不属实，并转为问题。")
            return redirect("finding", finding.pk)
        messages.success(request, "核实情况已登记。")
        return redirect(home)

    spec = FormPage(
        heading="核实履职声明",
        crumbs=(Crumb("履职声明", home), Crumb("核实")),
        form=form,
        submit="登记",
        cancel=home,
        sub=f"{row.organization}：{row}",
    )
    return answer(request, spec, run)


def _unit(request: HttpRequest, pk: int) -> Organization:
    rows = Organization.objects.visible_to(request.user)
    return get_object_or_404(rows, pk=pk)


def _statement(request: HttpRequest, pk: int) -> Fulfilment:
    rows: Any = Fulfilment.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("organization", "by__person"), pk=pk)  # type: ignore[no-any-return]


def _looking_office(user: User, row: Fulfilment) -> Organization | None:
    """The office for which this person may look at a statement."""
    own = user.organization
    if row.by_id == user.pk or (own is not None and own.pk == row.organization_id):
        return None
    offices = policy.offices_of(user).order_by("pk")
    return next(
        (one for one in offices if policy.units_of(one).filter(pk=row.organization_id).exists()),
        None,
    )


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def _columns(found: list[UnitList]) -> list[tuple[str, str]]:
    """The duties that any of the units owes, in the order of their lists."""
    columns = {item.control: item.title for one in found for item in one.items}
    return list(columns.items())


def _drawn(request: HttpRequest, found: list[UnitList]) -> tuple[Draw | None, str]:
    """A sample of the statements in force, which anybody draws again with the same seed."""
    if "seed" not in request.GET:
        return None, ""
    rows = [item.row for one in found for item in one.items if item.row is not None]
    looked: dict[str, int] = {}
    for key in SpotLook.objects.filter(fulfilment__in=rows).values_list("fulfilment", flat=True):
        looked[str(key)] = looked.get(str(key), 0) + 1
    percent = request.GET.get("percent", "")
    try:
        if not percent.isdecimal():
            raise Refused("抽查比例请写 1 到 100 的整数。")
        candidates = [Candidate(str(row.pk), str(row.organization_id)) for row in rows]
        seed = request.GET["seed"][:60]
        return draw(candidates, percent=int(percent), seed=seed, before=looked), ""
    except Refused as refusal:
        return None, str(refusal)


def _drawn_rows(found: list[UnitList], drawn: Draw | None) -> list[tuple[Any, Any]]:
    if drawn is None:
        return []
    keys = set(drawn.drawn)
    return [
        (one.unit, item)
        for one in found
        for item in one.items
        if item.row is not None and str(item.row.pk) in keys
    ]


def _cited(clause: str) -> str:
    found = rulebooks().clause(clause)
    return f"{rulebooks().document(found.document).cited_as}{found.locator}"


urlpatterns = [
    path("duties/", duties, name="duties"),
    path("duties/unit/<int:pk>/", of_unit, name="unit_duties"),
    path("duties/unit/<int:pk>/sign/", sign, name="duty_sign"),
    path("duties/<int:pk>/", statement, name="duty"),
    path("duties/<int:pk>/withdraw/", withdraw, name="duty_withdraw"),
    path("duties/<int:pk>/look/", look, name="duty_look"),
]
