"""One site: its particulars, columns, the times it was offline, and its forms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.ledger import actions, policy
from zhijian.ledger.actions.sites import SITE_FIELDS
from zhijian.ledger.models import Site
from zhijian.ledger.registers import register_of, said
from zhijian.ledger.site_remarks import site_remarks
from zhijian.people.models import User
from zhijian.web.finding_panels import site_findings
from zhijian.web.form_page import FormPage, allowed, answer, seen
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.panels import Panel
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.register_files import files_panel
from zhijian.web.register_words import facts_of
from zhijian.web.site_forms import SiteForm
from zhijian.web.views.organizations import history
from zhijian.web.views.site_list import STATE_TONES, state_words

GET_OR_POST = require_http_methods(["GET", "POST"])
SHOWN = 100


def site_of(request: HttpRequest, pk: int) -> Site:
    """A site that this person may see; 404 otherwise."""
    rows = Site.objects.visible_to(request.user).select_related("organization")
    found: Site = get_object_or_404(rows, pk=pk)
    return found


def crumbs_of(site: Site, *, last: bool = False) -> list[Crumb]:
    """The way to a site; ``last`` if the page is its own."""
    own = "" if last else reverse("site", args=(site.pk,))
    return [Crumb("网站台账", address("sites")), Crumb(site.name, own)]


@login_required
@require_GET
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one site."""
    user: User = request.user  # type: ignore[assignment]
    found = site_of(request, pk)
    keeps = policy.keeps(user, found.organization)
    panels = [*_remarks(found), *_findings(user, found)]
    panels += [_facts(found, keeps=keeps), _columns(found, keeps=keeps)]
    panels += [_offline(found, keeps=keeps), _files(user, found)]
    context = {
        "heading": found.name,
        "crumbs": crumbs_of(found, last=True),
        "site": found,
        "tags": _tags(found),
        "sub": found.organization.name,
        "actions": _actions(found) if keeps else [],
        "panels": panels,
        "side_panels": [],
        "moments": history(found),
    }
    return page(request, "ledger/account.html", context)


def _tags(found: Site) -> list[Tag]:
    tags = [Tag(state_words(found), STATE_TONES.get(found.state, ""))]
    return tags + ([Tag("门户网站", "blue")] if found.is_portal else [])


def _actions(found: Site) -> list[HeadAction]:
    buttons = [HeadAction("修改", reverse("site_edit", args=(found.pk,)))]
    url = address("site_offline_new", found.pk)
    if url and found.state != "closed":
        buttons.append(HeadAction("申请临时下线", url))
    return buttons


def _remarks(found: Site) -> list[Panel]:
    remarks = site_remarks(found)
    note = "提醒您核对，不影响办理"
    return [Panel("核对", "ledger/remarks.html", {"remarks": remarks}, note)] if remarks else []


def _findings(user: User, found: Site) -> list[Panel]:
    panel = site_findings(user, found)
    return [panel] if panel is not None else []


def _facts(found: Site, *, keeps: bool) -> Panel:
    facts = facts_of(register_of("sites"), found, may_open=False)
    facts = [_linked(fact, found) for fact in facts]
    return Panel(
        "登记信息",
        "ledger/plain_facts.html",
        {"facts": facts},
        more_label="修改" if keeps else "",
        more_url=address("site_edit", found.pk) if keeps else "",
    )


def _linked(fact: Fact, found: Site) -> Fact:
    if fact.value == found.domain and found.domain:
        return Fact(fact.label, fact.value, f"https://{found.domain}/")
    return fact


def _columns(found: Site, *, keeps: bool) -> Panel:
    rows = list(found.columns.select_related("organization").order_by("pk")[: SHOWN + 1])
    lines = [
        (
            row,
            said("site_columns", "column_class", row.column_class),
            said("site_columns", "state", row.state),
            address("register_row", "site_columns", row.pk),
        )
        for row in rows[:SHOWN]
    ]
    new = address("register_new", "site_columns")
    return Panel(
        "栏目",
        "ledger/site_columns.html",
        {"lines": lines, "more": len(rows) > SHOWN, "site": found},
        note=f"{len(rows)} 个" if len(rows) <= SHOWN else f"{SHOWN} 个以上",
        more_label="登记栏目" if keeps and new else "",
        more_url=f"{new}?site={found.pk}" if keeps and new else "",
    )


def _offline(found: Site, *, keeps: bool) -> Panel:
    rows = list(found.offline.order_by("-from_on", "-pk")[:SHOWN])
    lines = [
        (
            row,
            said("offline_periods", "kind", row.kind),
            address("register_row", "offline_periods", row.pk),
        )
        for row in rows
    ]
    new = address("register_new", "offline_periods")
    return Panel(
        "下线记录",
        "ledger/site_offline.html",
        {"lines": lines},
        note=f"{len(rows)} 次" if rows else "",
        more_label="补登下线" if keeps and new else "",
        more_url=f"{new}?site={found.pk}" if keeps and new else "",
    )


def _files(user: User, found: Site) -> Panel:
    return Panel("文件", "ledger/files.html", {"files": files_panel(user, found)}, is_whole=True)


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Enter a site."""
    user: User = request.user  # type: ignore[assignment]
    if not policy.keeps_any(user):
        allowed(policy.require_keeper, user, user.organization, to="登记网站")
    first = {"organization": getattr(user.organization, "pk", None)}
    form = SiteForm(request.POST or None, user=user, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        found = actions.enter_site(told.pop("organization"), by=user, **told)
        messages.success(request, f"“{found}”已登记。")
        return redirect("site", pk=found.pk)

    spec = FormPage(
        heading="登记网站",
        crumbs=[Crumb("网站台账", address("sites")), Crumb("登记网站")],
        form=form,
        submit="登记",
        cancel=address("sites"),
        draft="site-new",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend the particulars of a site."""
    user: User = request.user  # type: ignore[assignment]
    found = site_of(request, pk)
    allowed(policy.require_keeper, user, found.organization, to="修改网站信息")
    form = SiteForm(request.POST or None, user=user, site=found)

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.change_site(found, by=user, seen=seen(request), **told)
        messages.success(request, f"“{found}”的信息已保存。")
        return redirect("site", pk=pk)

    spec = FormPage(
        heading=f"修改{found}",
        crumbs=[*crumbs_of(found), Crumb("修改")],
        form=form,
        submit="保存",
        cancel=reverse("site", args=(pk,)),
        sub=f"主办单位：{found.organization}",
        row=found,
        names=SITE_FIELDS,
    )
    return answer(request, spec, run)


urlpatterns = [
    path("sites/new/", new, name="site_new"),
    path("sites/<int:pk>/", site, name="site"),
    path("sites/<int:pk>/edit/", edit, name="site_edit"),
]
