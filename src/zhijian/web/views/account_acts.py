"""What is done to an account on a form of its own: entering, mending, certification, stores, QR."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases import media
from zhijian.config import clock
from zhijian.core.accounts.qr import QrVerdict
from zhijian.core.refused import Refused
from zhijian.ledger import actions, policy
from zhijian.ledger.actions.accounts import PARTICULARS
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, User
from zhijian.web import seen_forms as forms
from zhijian.web.account_forms import NewAccountForm, ParticularsForm
from zhijian.web.form_page import FormPage, allowed, answer, seen
from zhijian.web.menu import address
from zhijian.web.parts import Crumb, Fact
from zhijian.web.views.accounts import account_of, crumbs_of

PICTURES = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
GET_OR_POST = require_http_methods(["GET", "POST"])


def kept_account(request: HttpRequest, pk: int, *, to: str) -> Account:
    """An account whose register this person keeps; 404 for strangers, 403 for readers."""
    found = account_of(request, pk)
    allowed(policy.require_keeper, request.user, found.organization, to=to)
    return found


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Enter an account that exists already, for ``?unit=`` or a unit chosen in the form."""
    user: User = request.user  # type: ignore[assignment]
    unit = _unit(request, user)
    form = NewAccountForm(request.POST or None, user=user, unit=unit)

    def run(told: dict[str, Any]) -> HttpResponse:
        told = form.values()
        account = actions.enter_account(told.pop("organization"), by=user, **told)
        messages.success(request, f"“{account}”已登记。还没有备案的，请接着办理补备案。")
        return redirect("account", pk=account.pk)

    spec = FormPage(
        heading="登记既有账号",
        crumbs=[Crumb("账号台账", address("accounts")), Crumb("登记既有账号")],
        form=form,
        submit="登记",
        cancel=address("accounts"),
        sub="登记已经在平台上存在的账号；新开账号请办理开设申请",
        draft="account-new",
    )
    return answer(request, spec, run)


def _unit(request: HttpRequest, user: User) -> Organization | None:
    """The unit of the form: as chosen, as the address says, or the own one."""
    kept = policy.kept_by(user)
    if not kept.exists():
        allowed(policy.require_keeper, user, user.organization, to="登记账号")
    asked = request.POST.get("organization") or request.GET.get("unit", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        return kept.filter(pk=int(asked)).first()
    own = getattr(user.organization, "pk", None)
    return kept.filter(pk=own).first()


@login_required
@GET_OR_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend the particulars; what changes by a filed event is shown with the way there."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="修改账号信息")
    form = ParticularsForm(request.POST or None, account=account)

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.change_account(account, by=user, seen=seen(request), **form.values())
        messages.success(request, f"“{account}”的信息已保存。")
        return redirect("account", pk=pk)

    spec = FormPage(
        heading=f"修改{account}",
        crumbs=[*crumbs_of(account), Crumb("修改")],
        form=form,
        submit="保存",
        cancel=reverse("account", args=(pk,)),
        sub="名称、账号ID、主办单位和运行状态须经变更备案，在这里只能查看",
        row=account,
        names=PARTICULARS,
        template="ledger/edit.html",
        more={"fixed": _fixed(account), "change_url": address("change_new", pk)},
    )
    return answer(request, spec, run)


def _fixed(account: Account) -> list[Fact]:
    facts = [
        Fact("账号名称", account.name),
        Fact("账号ID", account.handle),
        Fact("主办单位", account.organization.name),
        Fact("运行状态", account.get_state_display()),
    ]
    return facts if account.handle else [fact for fact in facts if fact.label != "账号ID"]


@login_required
@GET_OR_POST
def followers_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A count of followers seen on a day."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="登记关注量")
    form = forms.FollowersForm(request.POST or None, initial={"seen_on": clock.today()})

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.see_followers(account, by=user, **told)
        messages.success(request, f"关注量 {told['followers']:,} 已登记。")
        return redirect("account", pk=pk)

    return answer(request, _small(account, "登记关注量", form), run)


@login_required
@GET_OR_POST
def certification_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What the platform shows of the certification."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="登记认证信息")
    initial = {"seen_on": clock.today(), "subject": account.certified_subject}
    form = forms.CertificationForm(request.POST or None, initial=initial)

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.see_certification(account, by=user, **told)
        messages.success(request, "认证信息已登记。")
        return redirect("account", pk=pk)

    return answer(request, _small(account, "登记认证信息", form), run)


@login_required
@GET_OR_POST
def store_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A store that offers the app."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="登记应用市场")
    form = forms.StoreForm(request.POST or None)

    def run(told: dict[str, Any]) -> HttpResponse:
        row = actions.list_in_store(account, by=user, **told)
        messages.success(request, f"“{row}”已登记。")
        return redirect("account", pk=pk)

    return answer(request, _small(account, "登记应用市场", form), run)


@login_required
@GET_OR_POST
def store_down(request: HttpRequest, pk: int, store: int) -> HttpResponse:
    """The app taken down from a store, with proof."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="登记下架")
    row = get_object_or_404(account.store_listings, pk=store)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.ProofForm(*sent, initial={"removed_on": clock.today()})

    def run(told: dict[str, Any]) -> HttpResponse:
        file = told.pop("proof")
        proof = media.Upload(file.name, file.read())
        actions.take_down(row, by=user, proof=proof, **told)
        account.refresh_from_db()
        left = account.store_links_left
        words = f"还有 {left} 家在架" if left else "已全部下架"
        messages.success(request, f"“{row}”已登记下架，{words}。")
        return redirect("account", pk=pk)

    return answer(request, _small(account, f"登记从{row}下架", form), run)


@login_required
@GET_OR_POST
def qr_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of the QR code; what it holds is read at once."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="上传二维码")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.PictureForm(*sent)

    def run(told: dict[str, Any]) -> HttpResponse:
        file = told["picture"]
        said = actions.keep_picture(account, media.Upload(file.name, file.read()), by=user)
        agrees = said.verdict is QrVerdict.AGREES
        show = messages.success if agrees else messages.warning
        show(request, f"二维码已保存。{said.says}")
        return redirect("account", pk=pk)

    return answer(request, _small(account, "上传二维码", form, submit="上传"), run)


@login_required
@GET_OR_POST
def qr_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code taken off."""
    user: User = request.user  # type: ignore[assignment]
    account = kept_account(request, pk, to="撤下二维码")

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.drop_picture(account, by=user)
        messages.success(request, "二维码已撤下。")
        return redirect("account", pk=pk)

    form = forms.SureForm(request.POST or None)
    return answer(request, _small(account, "撤下二维码", form, submit="撤下"), run)


@login_required
@require_GET
def qr_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture as it was uploaded; a picture and nothing else is ever kept here."""
    account = account_of(request, pk)
    try:
        content = media.opened(account.qr_digest) if account.qr_digest else b""
    except Refused:
        content = b""
    kind = next((kind for start, kind in PICTURES if content.startswith(start)), None)
    if kind is None:
        return HttpResponse(status=404)
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    return response


def _small(account: Account, heading: str, form: Any, submit: str = "登记") -> FormPage:
    return FormPage(
        heading=heading,
        crumbs=[*crumbs_of(account), Crumb(heading)],
        form=form,
        submit=submit,
        cancel=reverse("account", args=(account.pk,)),
        sub=str(account),
    )


urlpatterns = [
    path("accounts/new/", new, name="account_new"),
    path("accounts/<int:pk>/edit/", edit, name="account_edit"),
    path("accounts/<int:pk>/followers/", followers_new, name="followers_new"),
    path("accounts/<int:pk>/certification/", certification_new, name="certification_new"),
    path("accounts/<int:pk>/stores/", store_new, name="store_new"),
    path("accounts/<int:pk>/stores/<int:store>/down/", store_down, name="store_down"),
    path("accounts/<int:pk>/qr/", qr_new, name="qr_new"),
    path("accounts/<int:pk>/qr/drop/", qr_drop, name="qr_drop"),
    path("accounts/<int:pk>/qr/picture/", qr_picture, name="qr_picture"),
]
