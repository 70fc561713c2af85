"""台账: every declared register as a list, a page for each row, and its forms.

A register whose rows come out of procedures (``may_add`` is false) is corrected here, but nothing
is added to it and nothing taken out. Rows that have a page of their own are shown there.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.ledger import actions, policy
from zhijian.ledger.models import Seen
from zhijian.ledger.own_registers import OwnRegister, every_register
from zhijian.ledger.registers import Register
from zhijian.people import edits
from zhijian.people.models import User
from zhijian.web.form_page import FormPage, allowed, answer, seen
from zhijian.web.listing import HeadAction
from zhijian.web.listing.counting import COUNT_LIMIT, capped, in_words
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.people_forms import OpenForm
from zhijian.web.register_files import files_panel
from zhijian.web.register_forms import RowForm, StatementForm, WhyForm
from zhijian.web.register_lists import crumbs_of, listing_of, rows_of
from zhijian.web.register_panels import actions_of, panels_of
from zhijian.web.register_words import (
    OWN_EDITS,
    OWN_PAGES,
    facts_of,
    heading_of,
    known,
    row_url,
)
from zhijian.web.register_words import (
    in_words as words_of,
)
from zhijian.web.views.organizations import history

GET_OR_POST = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Shelf:
    """Registers under one heading: (title, what a row is, address, how many rows are seen)."""

    heading: str
    lines: list[tuple[str, str, str, str]]


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every register, in groups, with how many rows this person sees."""
    shelves: dict[str, Shelf] = {}
    for one in every_register():
        number = capped(rows_of(one, request), COUNT_LIMIT)
        own = address(OWN_PAGES[one.relation] + "s") if one.relation in OWN_PAGES else ""
        line = (
            one.title,
            one.declared.about,
            own or reverse("register", args=(one.relation,)),
            in_words(number),
        )
        shelves.setdefault(one.group, Shelf(one.group, [])).lines.append(line)
    context = {
        "heading": "台账总览",
        "sub": "各类台账和您能看到的记录数；每一项都能筛选、导出，也能打开逐条查看",
        "shelves": list(shelves.values()),
    }
    return page(request, "registers/overview.html", context)


def register_or_404(relation: str) -> Register:
    """The register of an address."""
    if (register := known(relation)) is None:
        raise Http404
    return register


@login_required
def register(request: HttpRequest, relation: str) -> HttpResponseBase:
    """The list of a register."""
    register_or_404(relation)
    return listing_of(relation).view(request)


def row_of(request: HttpRequest, register: Register, pk: int) -> Any:
    """A row this person may see; 404 otherwise."""
    return get_object_or_404(rows_of(register, request).defer(None), pk=pk)


@login_required
@require_GET
def row(request: HttpRequest, relation: str, pk: int) -> HttpResponse:
    """One row: what it says, its files, its record."""
    user: User = request.user  # type: ignore[assignment]
    kept = register_or_404(relation)
    found = row_of(request, kept, pk)
    if (own := row_url(kept, found)) != request.path:
        return redirect(own)
    keeps = policy.keeps(user, found.unit)
    context = {
        "heading": heading_of(kept, found),
        "crumbs": [*crumbs_of(kept), Crumb(heading_of(kept, found))],
        "register": kept,
        "row": found,
        "sub": f"{kept.title}，{found.unit}",
        "facts": facts_of(kept, found, may_open=keeps),
        "actions": _actions(user, kept, found) if keeps else (),
        "panels": panels_of(user, kept.relation, found),
        "files": files_panel(user, found),
        "moments": history(found),
    }
    return page(request, "registers/row.html", context)


def _actions(user: User, kept: Register, found: Any) -> list[HeadAction]:
    at = (kept.relation, found.pk)
    buttons = [HeadAction("修改", reverse("register_edit", args=at), "", is_primary=True)]
    if kept.may_add:
        buttons.append(HeadAction("删除", reverse("register_remove", args=at), ""))
    return buttons + actions_of(user, kept.relation, found)


@login_required
@GET_OR_POST
def new(request: HttpRequest, relation: str) -> HttpResponse:
    """Enter a row; first values may stand in the address."""
    user: User = request.user  # type: ignore[assignment]
    kept = register_or_404(relation)
    if not kept.may_add:
        raise PermissionDenied(
            f"“{kept.title}”的记录随办理产生，不在这里直接登记。请从相应的账号、网站或办件办理。"
        )
    units = policy.kept_by(user)
    if not units.exists():
        raise PermissionDenied(
            f"登记{kept.title}由单位的联系人、账号管理员等岗位办理，您没有这些岗位。"
        )
    form = RowForm(kept, request.POST or None, user=user, initial=_given(request, kept, units))

    def run(_: dict[str, Any]) -> HttpResponse:
        row = actions.add_row(kept, by=user, **form.values())
        messages.success(request, f"{kept.title}已登记。需要的证明材料可以接着上传。")
        return redirect(row_url(kept, row))

    spec = FormPage(
        heading=f"登记{kept.title}",
        crumbs=[*crumbs_of(kept), Crumb("登记")],
        form=form,
        submit="登记",
        cancel=_back(request, reverse("register", args=(relation,))),
        sub=kept.declared.about,
        hint="不清楚的先空着；空着不算合格",
        draft=f"register-{relation}",
    )
    return answer(request, spec, run)


def _given(request: HttpRequest, kept: Register, units: Any) -> dict[str, Any]:
    """First values: those of the address, and the unit if the person keeps only one."""
    given: dict[str, Any] = {
        name: request.GET[name][:200] for name in kept.form_fields if name in request.GET
    }
    unit: str = kept.model.UNIT  # type: ignore[attr-defined]
    if unit in kept.form_fields and unit not in given:
        few = list(units.values_list("pk", flat=True)[:2])
        own = user_unit(request)
        chosen = own if own in few or units.filter(pk=own).exists() else few[0]
        given[unit] = chosen
    return given


def user_unit(request: HttpRequest) -> int | None:
    """The unit a person works for."""
    person = getattr(request.user, "person", None)
    return person.organization_id if person else None


def _back(request: HttpRequest, otherwise: str) -> str:
    """Where 取消 leads: a page of ours that the address names, else ``otherwise``."""
    asked = request.GET.get("back", "")
    sound = asked.startswith("/") and not asked.startswith(("//", "/\\")) and len(asked) < 200
    return asked if sound else otherwise


@login_required
@GET_OR_POST
def state(request: HttpRequest, relation: str) -> HttpResponse:
    """State how completely and until when a register was seen, or 零报告."""
    user: User = request.user  # type: ignore[assignment]
    kept = register_or_404(relation)
    if isinstance(kept, OwnRegister):
        raise Http404
    allowed(actions.require_speaker, user)
    held = Seen.objects.filter(relation=relation).first()
    names = ("as_of_on", "from_on", "is_complete", "declared_empty")
    first = {name: getattr(held, name) for name in names} if held else {"is_complete": True}

    def run(told: dict[str, Any]) -> HttpResponse:
        stated = actions.state_seen(kept, by=user, **told)
        messages.success(request, f"{kept.title}的数据说明已保存：{stated.in_words}。")
        return redirect("register", relation)

    spec = FormPage(
        heading=f"{kept.title}的数据说明",
        crumbs=[*crumbs_of(kept), Crumb("数据说明")],
        form=StatementForm(request.POST or None, initial=first),
        submit="保存",
        cancel=reverse("register", args=(relation,)),
        sub="检查时按这里写的判断：没有看到的不算合格，过期的不算数，零报告的才算确实没有。",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def edit(request: HttpRequest, relation: str, pk: int) -> HttpResponse:
    """Change a row; safe against a second writer."""
    user: User = request.user  # type: ignore[assignment]
    kept = register_or_404(relation)
    found = row_of(request, kept, pk)
    own = address(OWN_EDITS[relation], pk) if relation in OWN_EDITS else ""
    if own:
        return redirect(own)
    allowed(policy.require_keeper, user, found.unit, to=f"修改{kept.title}")
    form = RowForm(kept, request.POST or None, user=user, row=found)

    def run(_: dict[str, Any]) -> HttpResponse:
        try:
            actions.change_row(kept, found, by=user, seen=seen(request), **form.values())
        except edits.Outdated as outdated:
            raise words_of(kept, outdated) from None
        messages.success(request, f"{kept.title}已保存。")
        return redirect(row_url(kept, found))

    spec = FormPage(
        heading=f"修改：{heading_of(kept, found)}",
        crumbs=[
            *crumbs_of(kept),
            Crumb(heading_of(kept, found), row_url(kept, found)),
            Crumb("修改"),
        ],
        form=form,
        submit="保存",
        cancel=row_url(kept, found),
        sub=f"{kept.title}，{found.unit}",
        row=found,
        names=kept.form_fields,
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def remove(request: HttpRequest, relation: str, pk: int) -> HttpResponse:
    """Take a row out that was entered by mistake."""
    user: User = request.user  # type: ignore[assignment]
    kept = register_or_404(relation)
    found = row_of(request, kept, pk)
    if not kept.may_add:
        raise PermissionDenied(f"“{kept.title}”的记录随办理产生，不能删除；有错的请修改更正。")
    allowed(policy.require_keeper, user, found.unit, to=f"删除{kept.title}")

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.remove_row(kept, found, by=user, **told)
        messages.success(request, f"{kept.title}的一条记录已删除，原来的内容留在操作记录里。")
        return redirect("register", relation)

    spec = FormPage(
        heading=f"删除：{heading_of(kept, found)}",
        crumbs=[
            *crumbs_of(kept),
            Crumb(heading_of(kept, found), row_url(kept, found)),
            Crumb("删除"),
        ],
        form=WhyForm(request.POST or None),
        submit="删除",
        cancel=row_url(kept, found),
        question="只有登记错了的才删除；情况变了的请改用“修改”。删除后原来的内容留在操作记录里。",
    )
    return answer(request, spec, run)


@login_required
@never_cache
@GET_OR_POST
def open_field(request: HttpRequest, relation: str, pk: int, field: str) -> HttpResponse:
    """Ask for the reason, record who looks, and show a sealed field on this one answer."""
    user: User = request.user  # type: ignore[assignment]
    kept = register_or_404(relation)
    found = row_of(request, kept, pk)
    if field not in actions.sealed_fields(kept):
        raise Http404
    label = edits.label_of(found, field)
    allowed(policy.require_keeper, user, found.unit, to=f"查看{label}")
    crumbs = [*crumbs_of(kept), Crumb(heading_of(kept, found), row_url(kept, found)), Crumb("查看")]

    def run(told: dict[str, Any]) -> HttpResponse:
        value = actions.open_sealed(kept, found, field, by=user, **told)
        context = {
            "heading": f"{heading_of(kept, found)}的{label}",
            "crumbs": crumbs,
            "value": value,
            "label": label,
            "back": row_url(kept, found),
        }
        return page(request, "people/opened.html", context)

    spec = FormPage(
        heading=f"查看{heading_of(kept, found)}的{label}",
        crumbs=crumbs,
        form=OpenForm(request.POST or None),
        submit="查看",
        cancel=row_url(kept, found),
        question="查看会留下记录：谁、何时、因何事由看过。",
    )
    return answer(request, spec, run)


urlpatterns = [
    path("registers/", overview, name="registers"),
    path("registers/<slug:relation>/", register, name="register"),
    path("registers/<slug:relation>/new/", new, name="register_new"),
    path("registers/<slug:relation>/seen/", state, name="register_seen"),
    path("registers/<slug:relation>/<int:pk>/", row, name="register_row"),
    path("registers/<slug:relation>/<int:pk>/edit/", edit, name="register_edit"),
    path("registers/<slug:relation>/<int:pk>/remove/", remove, name="register_remove"),
    path("registers/<slug:relation>/<int:pk>/open/<slug:field>/", open_field, name="register_open"),
]
