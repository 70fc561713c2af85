"""Asking that an account be opened, changed, ended or filed later."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.process import resolve
from zhijian.core.process.definition import Basis
from zhijian.law.books import rulebooks
from zhijian.ledger import policy
from zhijian.ledger.actions import life
from zhijian.ledger.life.matters import CHANGES, ENDINGS, MATTERS, OPENING, Detail, possible
from zhijian.ledger.life.notice_days import notice_start
from zhijian.ledger.life.place_rules import held, texts
from zhijian.ledger.life.standing import open_case_of
from zhijian.ledger.models import Account, CampaignItem
from zhijian.people.models import Organization, User
from zhijian.people.roster import book_place
from zhijian.web import life_forms as forms
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.accounts import account_of, crumbs_of

GET_OR_POST = require_http_methods(["GET", "POST"])
FORMS: dict[str, Any] = {
    Detail.RENAME: forms.RenameForm,
    Detail.SPONSOR: forms.SponsorForm,
    Detail.OTHER: forms.OtherForm,
}
WORDS = {
    Detail.RETROACTIVE: "还没有备案的既有账号，补报备案材料",
    Detail.RENAME: "名称改了，账号ID和链接也可以一并改",
    Detail.SPONSOR: "账号交给另一个单位主办，对方须同意接收",
    Detail.OTHER: "承办单位、运营模式、主体和认证等备案信息变了",
    Detail.SUSPEND: "暂时停止运营，以后恢复",
    Detail.RESUME: "恢复暂停的账号",
    Detail.MERGE: "并入另一个账号，本账号注销",
    Detail.CLOSE: "停止运营，账号仍在平台保留",
    Detail.DEREGISTER: "停止运营并在平台注销",
}


@login_required
@GET_OR_POST
def open_account(request: HttpRequest) -> HttpResponse:
    """Apply for an account by the policy of the unit's place: ``?unit=``, else the own one."""
    user: User = request.user  # type: ignore[assignment]
    unit, kept = _unit(request, user)
    definition = resolve(rulebooks(), OPENING, book_place(unit, rulebooks()), clock.today())
    offers = any(move.verb == "drop" for move in definition.first.moves) and (
        definition.first.id == "justify"
    )
    form = forms.OpenAccountForm(request.POST or None, unit=unit, offers=offers)

    def run(told: dict[str, Any]) -> HttpResponse:
        case = life.open_account(unit, by=user, **form.values())
        if case.is_open:
            messages.success(request, f"已发起 {case.number}，现在是“{case.step_title}”。")
        else:
            messages.success(request, f"已登记选择“{life.CONTRIBUTE}”，{case.number} 就此办结。")
        return redirect("case", pk=case.pk)

    spec = FormPage(
        heading="申请开设账号",
        crumbs=[Crumb("账号台账", address("accounts")), Crumb("申请开设账号")],
        form=form,
        submit="提交申请",
        cancel=address("accounts"),
        hint="提交后在办件中继续核对条件、审核、审批、登记和备案",
        draft="account-open",
        template="life/open.html",
        more={
            "unit": unit,
            "units": kept,
            "policy": definition.policy,
            "chain": "→".join(step.title for step in definition.steps),
            "conditions": texts(unit, "opening.conditions", clock.today()),
            "basis": [_line(one) for one in definition.variant_basis],
        },
    )
    return answer(request, spec, run)


def _line(basis: Basis) -> Fact:
    return Fact(basis.title, f"{basis.words or basis.stated}（{basis.citation}）")


def _unit(request: HttpRequest, user: User) -> tuple[Organization, list[Organization]]:
    """The unit that wants an account, and those this person may choose from."""
    kept = policy.kept_by(user).existing(clock.today())
    if not kept.exists():
        allowed(policy.require_keeper, user, user.organization, to="申请开设账号")
    asked = request.GET.get("unit", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        return get_object_or_404(kept, pk=int(asked)), []
    own = kept.filter(pk=getattr(user.organization, "pk", None)).first()
    units = list(kept.order_by("name")[:200])
    return own or units[0], units if len(units) > 1 else []


@login_required
@require_GET
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which matter to ask for; or why none can be, while something is under way."""
    account = _kept(request, pk)
    running = open_case_of(account)
    context = {
        "heading": "办理变更或终止",
        "crumbs": [*crumbs_of(account), Crumb("办理变更或终止")],
        "account": account,
        "running": running,
        "matters": [
            (one, WORDS[Detail(one.detail)], reverse("account_ask", args=(pk, one.detail)))
            for one in possible(account)
        ],
    }
    return page(request, "life/choose.html", context)


@login_required
@GET_OR_POST
def ask(request: HttpRequest, pk: int, detail: str) -> HttpResponse:
    """The application for one matter; ``?item=`` says which decision of a campaign it follows."""
    if detail not in MATTERS or detail == Detail.OPEN:
        raise Http404
    account, user = _kept(request, pk), request.user
    matter, item = MATTERS[detail], _item(request, account)
    form = _form(request, account, detail)

    def run(told: dict[str, Any]) -> HttpResponse:
        case = _ask(account, detail, by=user, form=form, item=item)
        messages.success(request, f"已发起 {case.number}，现在是“{case.step_title}”。")
        return redirect("case", pk=case.pk)

    if item is not None and item.reason and not form.is_bound:
        form.initial["reason"] = item.reason
    spec = FormPage(
        heading=f"{matter.title}：{account}",
        crumbs=[
            *crumbs_of(account),
            Crumb("办理变更或终止", reverse("change_new", args=(pk,))),
            Crumb(matter.title),
        ],
        form=form,
        submit="提交申请",
        cancel=reverse("account", args=(pk,)),
        sub=WORDS[Detail(detail)],
        hint="现在什么都不变；办结时才生效",
        draft=f"account-{detail}",
        template="life/ask.html",
        more={
            "account": account,
            "facts": rules_facts(account.organization, matter.kind),
            "tags": [Tag(account.get_state_display())],
        },
    )
    return answer(request, spec, run)


def rules_facts(unit: Organization, kind: str) -> list[Fact]:
    """What the place asks for: to whom to report, by when, whether to announce and how long."""
    today = clock.today()
    found = []
    if recipients := texts(unit, "filing.recipients", today):
        found.append(Fact("报给", "、".join(recipients)))
    if (term := held(unit, "filing.deadline", today, kind)) is not None:
        found.append(Fact("备案期限", f"{term.amount} 个工作日（{term.basis}）"))
    if kind == "OPEN":
        return found
    asked = held(unit, "filing.announcement_required", today, kind)
    if asked is not None and asked.amount:
        found.append(Fact("向社会公告", f"须公告（{asked.basis}）"))
    if (start := notice_start(unit, today)) is not None:
        when = f"{start.on}" if start.on else "来不及"
        found.append(Fact("最晚开始公告", f"{when}（事由今天发生的话）"))
        found.append(Fact("最晚办结", f"{start.closes_on}（事由今天发生的话；{start.basis}）"))
    return found


def _kept(request: HttpRequest, pk: int) -> Account:
    account = account_of(request, pk)
    allowed(policy.require_keeper, request.user, account.organization, to="办理变更和终止")
    return account


def _item(request: HttpRequest, account: Account) -> CampaignItem | None:
    asked = request.GET.get("item", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    rows = CampaignItem.objects.visible_to(request.user).filter(account=account, case=None)
    return rows.filter(pk=int(asked)).first()


def _form(request: HttpRequest, account: Account, detail: str) -> Any:
    data, user = request.POST or None, request.user
    if detail == Detail.RETROACTIVE:
        return forms.ReasonForm(data)
    if detail in CHANGES:
        return FORMS[detail](data, account=account, user=user)
    return forms.EndingForm(data, account=account, user=user, detail=detail)


def _ask(account: Account, detail: str, *, by: Any, form: Any, item: CampaignItem | None) -> Case:
    told = form.cleaned_data
    if detail == Detail.RETROACTIVE:
        return life.ask_retrofiling(account, by=by, reason=told["reason"], item=item)
    how = {"by": by, "reason": told["reason"], "caused_on": told["caused_on"], "item": item}
    if detail in CHANGES:
        return life.ask_change(account, detail, after=form.after(), **how)
    assert detail in ENDINGS
    return life.ask_ending(account, detail, successor=told.get("successor"), **how)


urlpatterns = [
    path("accounts/open/", open_account, name="account_open"),
    path("accounts/<int:pk>/matters/", choose, name="change_new"),
    path("accounts/<int:pk>/matters/<str:detail>/", ask, name="account_ask"),
]
