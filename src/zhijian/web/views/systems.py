"""上级系统: where a unit reports, by which field sheet, and who holds its logins."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.core.exchange.systems import SIDES
from zhijian.core.facts.schema import RELATIONS
from zhijian.exchange import actions
from zhijian.exchange.books import Known, known_to
from zhijian.exchange.models import Login, Task
from zhijian.exchange.scope import covered, rows_of
from zhijian.exchange.sheets import PROPOSED
from zhijian.exchange.terms import cited, wanted_by
from zhijian.ledger import policy
from zhijian.ledger.models import Account, SystemEntry
from zhijian.people.models import Organization, Position, User
from zhijian.web.exchange_forms import LoginDealForm, LoginEndForm, LoginForm, SystemForm
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.listing import HeadAction
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.exchange import home

SHOWN = 200


def unit_of(request: HttpRequest) -> Organization:
    """The unit whose systems are shown: the one in the address, else the person's own."""
    user: User = request.user  # type: ignore[assignment]
    visible = Organization.objects.visible_to(user)
    asked = request.GET.get("unit", "")
    if asked:
        if not asked.isdecimal() or len(asked) > 9:
            raise Http404
        return get_object_or_404(visible, pk=int(asked))
    own = user.person.organization_id if user.person is not None else None
    return get_object_or_404(visible, pk=own)


def crumbs() -> list[Crumb]:
    """The way to the list of systems."""
    return [home(), Crumb("上级系统", reverse("systems"))]


@login_required
@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """Every system to which the unit reports."""
    unit = unit_of(request)
    wanted = {one.system.id for one in wanted_by(unit, clock.today()) if one.system is not None}
    found = known_to(unit).values()
    context = {
        "heading": "上级系统",
        "crumbs": [home(), Crumb("上级系统")],
        "unit": unit,
        "rows": [_row(one, unit, is_wanted=one.id in wanted) for one in found],
        "offices": [
            (one.recipient, one.basis) for one in wanted_by(unit, clock.today()) if not one.system
        ],
        "keeps": policy.keeps(request.user, unit),  # type: ignore[arg-type]
        "actions": [HeadAction("添加系统", f"{reverse('system_new')}?unit={unit.pk}", "plus")]
        if policy.keeps(request.user, unit)  # type: ignore[arg-type]
        else [],
    }
    return page(request, "exchange/systems.html", context)


def _row(one: Known, unit: Organization, *, is_wanted: bool) -> dict[str, Any]:
    setting = one.setting
    return {
        "known": one,
        "url": f"{reverse('system', args=(one.id,))}?unit={unit.pk}",
        "tag": Tag("按规定须报", "blue") if is_wanted else Tag("按需"),
        "what": "、".join(report.title for report in one.system.reports),
        "address": setting.address if setting else "",
        "open": rows_of(Task.objects.all(), unit).open().filter(system=one.id).count(),
    }


@login_required
@require_GET
def system(request: HttpRequest, key: str) -> HttpResponse:
    """One system: settings, field sheets, logins, and how many accounts stand there."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_of(request)
    known = _known(unit, key)
    keeps = policy.keeps(user, unit)
    logins = Login.objects.visible_to(user).filter(system=key, organization__in=covered(unit))
    names = known.system.names
    at = f"?unit={unit.pk}"
    context = {
        "heading": known.name,
        "crumbs": [*crumbs(), Crumb(known.name)],
        "unit": unit,
        "known": known,
        "facts": _facts(known, unit, names),
        "reports": [
            (report, [cited(clause) for clause in report.clauses], report.sheet)
            for report in known.system.reports
        ],
        "proposed": PROPOSED,
        "leads": [
            (RELATIONS["accounts"].column(name).label, SIDES[side])
            for name, side in known.leads.items()
        ],
        "logins": list(logins.select_related("organization").order_by("ended_on", "-pk")[:SHOWN]),
        "lacking": _lacking_logins(known, unit),
        "keeps": keeps,
        "posts": dict(Position.Kind.choices),
        "actions": [
            HeadAction("设置", reverse("system_edit", args=(key,)) + at, "gear", is_primary=True),
            HeadAction("申领账号", reverse("login_new", args=(key,)) + at, "key"),
        ]
        if keeps
        else [],
    }
    return page(request, "exchange/system.html", context)


def _facts(known: Known, unit: Organization, names: tuple[str, ...]) -> list[Fact]:
    setting = known.setting
    entered = rows_of(SystemEntry.objects.all(), unit).filter(
        system__in=names, submitted_on__isnull=False
    )
    posts = dict(Position.Kind.choices)
    facts = [
        Fact("性质", f"{known.level_title}，{known.kind_title}"),
        Fact("又称", "、".join(known.system.aliases)),
        Fact("登录地址", setting.address if setting else "没有登记"),
        Fact("联系单位", setting.contact if setting else ""),
        Fact("联系电话", setting.phone if setting else ""),
        Fact("账号保管", posts.get(setting.login_post, "") if setting else ""),
        Fact("已登记账号", entered.count()),
    ]
    if setting is not None:
        facts.append(Fact("由谁设置", setting.organization.name))
    notes = (known.system.note, setting.note if setting else "")
    facts += [Fact("说明", note) for note in dict.fromkeys(notes)]
    return [fact for fact in facts if fact.value != ""]


def _lacking_logins(known: Known, unit: Organization) -> list[str]:
    """Units with accounts in use that hold no login, where logins are dealt out."""
    if not known.system.logins:
        return []
    holding = Login.objects.filter(system=known.id, dealt_on__isnull=False, ended_on__isnull=True)
    sponsors = rows_of(Account.objects.counted(), unit).values("organization")
    lacking = Organization.objects.filter(pk__in=sponsors).exclude(
        pk__in=holding.values("organization")
    )
    return list(lacking.order_by("name").values_list("name", flat=True)[:SHOWN])


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str = "") -> HttpResponse:
    """Set a system, or add one that only this office knows."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_of(request)
    allowed(policy.require_keeper, user, unit, to="设置上级系统")
    known = _known(unit, key) if key else None
    form = SystemForm(request.POST or None, known=known)

    def run(told: dict[str, Any]) -> HttpResponse:
        leads = form.leads()
        told.pop("system_leads", None)
        setting = actions.set_system(unit, key, by=user, leads=leads, **told)
        messages.success(request, "设置已保存，本单位和下级单位都按它办理。")
        return redirect(f"{reverse('system', args=(setting.system,))}?unit={unit.pk}")

    spec = FormPage(
        heading=f"设置{known.name}" if known else "添加系统",
        crumbs=[*crumbs(), Crumb(known.name if known else "添加系统")],
        form=form,
        submit="保存",
        cancel=reverse("systems"),
        sub=unit.name,
        hint="不登记系统的密码。",
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def login_new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a login for the unit."""
    user: User = request.user  # type: ignore[assignment]
    unit = unit_of(request)
    allowed(policy.require_keeper, user, unit, to="申领系统账号")
    known = _known(unit, key)

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.ask_login(unit, key, by=user, **told)
        messages.success(request, "申领已登记。")
        return redirect(f"{reverse('system', args=(key,))}?unit={unit.pk}")

    spec = FormPage(
        heading=f"申领账号：{known.name}",
        crumbs=[*crumbs(), Crumb("申领账号")],
        form=LoginForm(request.POST or None),
        submit="登记申领",
        cancel=reverse("system", args=(key,)),
        sub=unit.name,
        hint="只登记由哪个岗位保管，不登记用户名和密码。",
    )
    return answer(request, spec, run)


@login_required
@require_http_methods(["GET", "POST"])
def login_act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Deal a login out, or take it back."""
    user: User = request.user  # type: ignore[assignment]
    rows = Login.objects.visible_to(user).select_related("organization")
    login = get_object_or_404(rows, pk=pk)
    allowed(policy.require_keeper, user, login.organization, to="管理系统账号")
    is_deal = what == "deal"
    form = (LoginDealForm if is_deal else LoginEndForm)(request.POST or None)
    back = f"{reverse('system', args=(login.system,))}?unit={login.organization_id}"

    def run(told: dict[str, Any]) -> HttpResponse:
        (actions.deal_login if is_deal else actions.end_login)(login, by=user, **told)
        messages.success(request, "账号已分配。" if is_deal else "账号已收回。")
        return redirect(back)

    word = "分配账号" if is_deal else "收回账号"
    spec = FormPage(
        heading=word,
        crumbs=[*crumbs(), Crumb(word)],
        form=form,
        submit=word,
        cancel=back,
        sub=str(login.organization),
    )
    return answer(request, spec, run)


def _known(unit: Organization, key: str) -> Known:
    found = known_to(unit).get(key)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("systems/", systems, name="systems"),
    path("systems/new/", edit, name="system_new"),
    path("systems/logins/<int:pk>/deal/", login_act, {"what": "deal"}, name="login_deal"),
    path("systems/logins/<int:pk>/end/", login_act, {"what": "end"}, name="login_end"),
    path("systems/<slug:key>/", system, name="system"),
    path("systems/<slug:key>/edit/", edit, name="system_edit"),
    path("systems/<slug:key>/login/", login_new, name="login_new"),
]
