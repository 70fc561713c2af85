"""体外账号: accounts found outside of the register, and how each is settled."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.ledger import policy
from zhijian.ledger.actions import strays as actions
from zhijian.ledger.models import Account, Stray
from zhijian.ledger.platforms import platform_choices, title_of
from zhijian.people.models import User
from zhijian.web.account_forms import ParticularsForm
from zhijian.web.choosing import row_field
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.life_forms import reason_field
from zhijian.web.listing import Cell, Column, HeadAction, Listing, Quick, RowAction
from zhijian.web.listing.filters import Choice, Dates, Subtree, Text
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.register_files import files_panel
from zhijian.web.views.organizations import history

GET_OR_POST = require_http_methods(["GET", "POST"])
TONES = {"found": "amber", "adopted": "green", "closed": "", "not_ours": ""}


def _state(stray: Stray) -> Cell:
    word = stray.get_state_display()
    note = stray.case.step_title if stray.case is not None and stray.case.is_open else ""
    return Cell(word, tag=TONES[stray.state], note=note)


def _rows(request: HttpRequest) -> QuerySet[Stray]:
    return Stray.objects.visible_to(request.user).select_related("organization", "case")


LISTING = Listing(
    name="strays",
    title="体外账号",
    model=Stray,
    rows=_rows,
    unit="个",
    columns=(
        Column(
            "name",
            "账号",
            lambda s: Cell(s.name, note=s.handle, url=reverse("stray", args=(s.pk,))),
            phone="name",
            is_fixed=True,
            export=str,
        ),
        Column("platform", "平台", lambda s: title_of(s.platform) if s.platform else ""),
        Column("organization", "核实单位", lambda s: s.organization.name),
        Column("kind", "类别", lambda s: s.get_kind_display()),
        Column("found_on", "发现日期", lambda s: str(s.found_on)),
        Column("state", "状态", _state),
    ),
    filters=(
        Text("q", "查找", ("name__contains", "handle__contains")),
        Subtree("unit", "单位"),
        Choice("kind", "类别", lambda r: list(Stray.Kind.choices), field="kind"),
        Dates("found", "发现日期", "found_on"),
    ),
    quick=(
        Quick("found", "待核实", lambda rows, r: rows.filter(state="found")),
        Quick("adopted", "已补备案", lambda rows, r: rows.filter(state="adopted")),
        Quick("closed", "已关停注销", lambda rows, r: rows.filter(state="closed")),
        Quick("not_ours", "不属政务新媒体", lambda rows, r: rows.filter(state="not_ours")),
    ),
    actions=(RowAction("查看", lambda s: reverse("stray", args=(s.pk,))),),
    head=lambda request: (
        HeadAction("登记体外账号", reverse("stray_new"), "plus", is_primary=True),
    ),
    may=working,
    empty="没有登记过体外账号。巡查、举报发现台账之外的账号，在这里登记核实。",
)


class StrayForm(forms.Form):
    """An account found outside."""

    name = forms.CharField(label="账号名称", max_length=120)
    platform = forms.ChoiceField(label="平台")
    handle = forms.CharField(label="账号ID", max_length=120, required=False)
    link = forms.CharField(label="链接", max_length=500, required=False)
    kind = forms.ChoiceField(label="类别", choices=Stray.Kind.choices)
    found_on = forms.DateField(label="发现日期")
    found_how = forms.CharField(
        label="发现途径", max_length=120, required=False, help_text="如：平台搜索、群众举报"
    )
    columns = 2
    wide = ("link",)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["platform"].choices = [("", "请选择"), *platform_choices()]
        self.fields["organization"] = row_field(
            policy.kept_by(user).existing(clock.today()).order_by("name"),
            label="核实单位",
            help_text="看来是哪个单位的；不清楚的选主管单位自己",
        )


class AdoptForm(ParticularsForm):
    """The stray as an account of the register."""

    def __init__(self, *args: Any, stray: Stray, **kwargs: Any) -> None:
        account = Account(organization=stray.organization)
        first = {"link": stray.link}
        super().__init__(*args, account=account, initial=first, **kwargs)
        for name in ("is_approved", "approved_on", "is_industry_guided", "handle"):
            self.fields.pop(name, None)
        self.fields["name"] = forms.CharField(label="账号名称", initial=stray.name, max_length=120)
        self.fields["platform"] = forms.ChoiceField(
            label="发布平台", choices=platform_choices(), initial=stray.platform
        )
        self.fields["handle"] = forms.CharField(
            label="账号ID", initial=stray.handle, max_length=120
        )
        self.fields["reason"] = reason_field("补办理由")
        rest = [name for _, names in self.groups for name in names]
        self.order_fields(["name", "platform", "handle", "reason", *rest])


class OutcomeForm(forms.Form):
    """What became of it."""

    outcome = reason_field(
        "处理情况", "如：已在平台注销，截图附后；经查系个人粉丝账号，不属政务新媒体"
    )


def stray_of(request: HttpRequest, pk: int) -> Stray:
    """A stray that this person may see; 404 otherwise."""
    rows = Stray.objects.visible_to(request.user)
    found: Stray = get_object_or_404(rows.select_related("organization", "case", "account"), pk=pk)
    return found


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Enter an account found outside."""
    user: User = request.user  # type: ignore[assignment]
    if not policy.keeps_any(user):
        allowed(policy.require_keeper, user, user.organization, to="登记体外账号")
    first = {"found_on": clock.today(), "kind": Stray.Kind.UNKNOWN}
    form = StrayForm(request.POST or None, user=user, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        stray = actions.report_stray(told.pop("organization"), by=user, **told)
        messages.success(request, f"“{stray}”已登记，由{stray.organization}核实归属。")
        return redirect("stray", pk=stray.pk)

    spec = FormPage(
        heading="登记体外账号",
        crumbs=[
            Crumb("变动与公告", address("life")),
            Crumb("体外账号", reverse("strays")),
            Crumb("登记"),
        ],
        form=form,
        submit="登记",
        cancel=reverse("strays"),
        sub="台账里没有、却以政务名义运行的账号",
        draft="stray",
    )
    return answer(request, spec, run)


@login_required
@require_GET
def stray(request: HttpRequest, pk: int) -> HttpResponse:
    """One stray, its case, and what can be done with it now."""
    found = stray_of(request, pk)
    case = found.case
    step = case.step if case is not None and case.is_open else ""
    may = policy.keeps(request.user, found.organization)
    account_url = address("account", found.account.pk) if found.account is not None else ""
    context = {
        "heading": found.name,
        "crumbs": (
            Crumb("变动与公告", address("life")),
            Crumb("体外账号", reverse("strays")),
            Crumb(found.name),
        ),
        "tags": (Tag(found.get_state_display(), TONES[found.state]),),
        "stray": found,
        "facts": [
            Fact("平台", title_of(found.platform) if found.platform else ""),
            Fact("账号ID", found.handle),
            Fact("链接", found.link),
            Fact("类别", found.get_kind_display()),
            Fact("核实单位", found.organization.name),
            Fact("发现", f"{found.found_on}，{found.found_how}".rstrip("，")),
            Fact("处理情况", found.outcome),
            Fact("台账账号", found.account.name if found.account else "", account_url),
            Fact("处理日期", str(found.settled_on or "")),
        ],
        "may_adopt": may and step == "adopt" and found.account is None,
        "may_note": may and step in ("verify", "close"),
        "files": files_panel(request.user, found),
        "moments": history(found),
    }
    return page(request, "life/stray.html", context)


@login_required
@GET_OR_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a stray into the register, and file it."""
    found = stray_of(request, pk)
    allowed(policy.require_keeper, request.user, found.organization, to="列入台账")
    if found.account is not None:
        raise Http404
    form = AdoptForm(request.POST or None, stray=found)

    def run(told: dict[str, Any]) -> HttpResponse:
        case = actions.adopt_stray(found, by=request.user, **form.values())
        messages.success(request, f"“{found}”已列入台账，补备案 {case.number} 已发起。")
        return redirect("case", pk=case.pk)

    spec = FormPage(
        heading=f"列入台账并补备案：{found}",
        crumbs=_crumbs(found, "列入台账"),
        form=form,
        submit="列入台账并发起补备案",
        cancel=reverse("stray", args=(pk,)),
        sub=found.organization.name,
        draft="stray-adopt",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a stray."""
    found = stray_of(request, pk)
    allowed(policy.require_keeper, request.user, found.organization, to="填写处理情况")
    form = OutcomeForm(request.POST or None, initial={"outcome": found.outcome})

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.note_outcome(found, by=request.user, **told)
        messages.success(request, "处理情况已保存，请回到办件提交。")
        return redirect("case", pk=found.case_id) if found.case_id else redirect("stray", pk=pk)

    spec = FormPage(
        heading=f"处理情况：{found}",
        crumbs=_crumbs(found, "处理情况"),
        form=form,
        submit="保存",
        cancel=reverse("stray", args=(pk,)),
    )
    return answer(request, spec, run)


def _crumbs(found: Stray, last: str) -> list[Crumb]:
    own = Crumb(found.name, reverse("stray", args=(found.pk,)))
    return [
        Crumb("变动与公告", address("life")),
        Crumb("体外账号", reverse("strays")),
        own,
        Crumb(last),
    ]


urlpatterns = [
    path("life/strays/", LISTING.view, name="strays"),
    path("life/strays/new/", new, name="stray_new"),
    path("life/strays/<int:pk>/", stray, name="stray"),
    path("life/strays/<int:pk>/adopt/", adopt, name="stray_adopt"),
    path("life/strays/<int:pk>/outcome/", outcome, name="stray_outcome"),
]
