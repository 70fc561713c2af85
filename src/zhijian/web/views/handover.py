"""交接清单: what somebody who leaves hands on, filled in line by line and signed by both."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.keeping.actions import handing
from zhijian.keeping.models import Device, HandedAccount, Handover
from zhijian.keeping.reports.handing import devices_of, lacks_of, returned_of
from zhijian.ledger import policy
from zhijian.ledger.models import Account
from zhijian.people.models import Person, User
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.keeping_forms import (
    AccountForm,
    CustodianForm,
    DayForm,
    HandoverDaysForm,
    NoForm,
    PaperForm,
)
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact
from zhijian.web.register_files import files_panel
from zhijian.web.views.organizations import history

GET_OR_POST = require_http_methods(["GET", "POST"])


def sheet_of(request: HttpRequest, pk: int) -> Handover:
    """The sheet of a case this person may see; 404 otherwise."""
    rows = Handover.objects.visible_to(request.user).select_related(
        "case", "leaver", "taker", "organization", "given_by__person", "given_paper"
    )
    return get_object_or_404(rows, case_id=pk)


def crumbs_of(sheet: Handover, *more: str) -> list[Crumb]:
    """The way to a sheet, and to a page behind it."""
    home = reverse("handover", args=(sheet.case_id,))
    found = [
        Crumb("办件", reverse("cases")),
        Crumb(sheet.case.number, reverse("case", args=(sheet.case_id,))),
        Crumb("交接清单", home if more else ""),
    ]
    return [*found, *(Crumb(one) for one in more)]


@login_required
@require_GET
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet: accounts, devices, days, tasks, signatures."""
    user: User = request.user  # type: ignore[assignment]
    sheet = sheet_of(request, pk)
    is_open = sheet.case.is_open
    keeps = is_open and policy.keeps(user, sheet.organization)
    context = {
        "heading": f"{sheet.leaver}的交接清单",
        "sub": f"{sheet.organization}，{sheet.case.number}",
        "crumbs": crumbs_of(sheet),
        "sheet": sheet,
        "accounts": sheet.accounts.select_related("account"),  # type: ignore[attr-defined]
        "devices": devices_of(sheet),
        "returned": returned_of(sheet),
        "lacks": lacks_of(sheet) if is_open else [],
        "is_open": is_open,
        "keeps": keeps,
        "may_give": is_open and user.person_id == sheet.leaver_id and not sheet.is_given,
        "may_give_paper": keeps and not sheet.is_given and user.person_id != sheet.leaver_id,
        "may_take": keeps and user.person_id != sheet.leaver_id and not sheet.is_taken,
        "facts": _facts(sheet),
        "files": files_panel(user, sheet),
        "moments": history(sheet),
    }
    return page(request, "keeping/handover.html", context)


def _facts(sheet: Handover) -> list[Fact]:
    words = {True: "是", False: "否", None: "未填"}
    return [
        Fact("移交人", sheet.leaver, reverse("person", args=(sheet.leaver_id,))),
        Fact("接手人", sheet.taker or "（签字后登记）"),
        Fact("交接日期", sheet.handed_over_on.isoformat() if sheet.handed_over_on else "未填"),
        Fact(
            "上级平台",
            f"{sheet.platforms_updated_on} 更新" if sheet.platforms_updated_on else "未填",
        ),
        Fact("配发设备", words[sheet.has_device]),
        Fact("范围", "离开本单位全部岗位" if sheet.is_whole else "只免去部分岗位"),
    ]


def _keeper(request: HttpRequest, sheet: Handover) -> User:
    user: User = request.user  # type: ignore[assignment]
    allowed(policy.require_keeper, user, sheet.organization, to="填写交接清单")
    return user


def _back(request: HttpRequest, sheet: Handover, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("handover", sheet.case_id)


def _spec(sheet: Handover, heading: str, form: Any, submit: str, **more: Any) -> FormPage:
    return FormPage(
        heading=heading,
        crumbs=crumbs_of(sheet, heading),
        form=form,
        submit=submit,
        cancel=reverse("handover", args=(sheet.case_id,)),
        sub=f"{sheet.leaver}离岗交接",
        **more,
    )


@login_required
@GET_OR_POST
def account(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Who takes an account, and when its password was changed."""
    sheet = sheet_of(request, pk)
    user = _keeper(request, sheet)
    row = get_object_or_404(
        HandedAccount.objects.select_related("account", "handover"), pk=item, handover=sheet
    )
    shown = {
        "custodian": row.custodian,
        "is_full_time": row.is_full_time,
        "password_changed_on": row.password_changed_on,
    }
    staff = Person.objects.serving(clock.today()).filter(organization=sheet.organization)
    names = staff.exclude(pk=sheet.leaver_id).values_list("name", flat=True)[:200]
    form = CustodianForm(request.POST or None, initial=shown, staff=names)

    def run(told: dict[str, Any]) -> HttpResponse:
        handing.hand_account(row, by=user, **told)
        return _back(request, sheet, f"“{row.account}”已登记由{told['custodian']}保管。")

    spec = _spec(sheet, f"移交“{row.account}”", form, "保存", hint="改动后双方须重新签字")
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def account_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more account on the sheet."""
    sheet = sheet_of(request, pk)
    user = _keeper(request, sheet)
    listed = sheet.accounts.values("account")  # type: ignore[attr-defined]
    rows = Account.objects.in_books().filter(organization=sheet.organization)
    form = AccountForm(request.POST or None, accounts=rows.exclude(pk__in=listed))

    def run(told: dict[str, Any]) -> HttpResponse:
        handing.add_account(sheet, told["account"], by=user)
        return _back(request, sheet, f"“{told['account']}”已列入清单。")

    return answer(request, _spec(sheet, "列入账号", form, "列入"), run)


@login_required
@GET_OR_POST
def device(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """A device came back."""
    sheet = sheet_of(request, pk)
    user = _keeper(request, sheet)
    rows = Device.objects.held_by(sheet.organization, sheet.leaver.name)
    row = get_object_or_404(rows, pk=item)
    form = DayForm(request.POST or None, initial={"on": clock.today()})

    def run(told: dict[str, Any]) -> HttpResponse:
        handing.return_device(sheet, row, by=user, **told)
        return _back(request, sheet, f"“{row}”已登记收回。")

    return answer(request, _spec(sheet, f"收回“{row}”", form, "登记收回"), run)


@login_required
@GET_OR_POST
def days(request: HttpRequest, pk: int) -> HttpResponse:
    """The days of the handover."""
    sheet = sheet_of(request, pk)
    user = _keeper(request, sheet)
    names = ("handed_over_on", "platforms_updated_on", "has_device")
    shown = {name: getattr(sheet, name) for name in names}
    form = HandoverDaysForm(request.POST or None, initial=shown)

    def run(told: dict[str, Any]) -> HttpResponse:
        handing.say_days(sheet, by=user, **told)
        return _back(request, sheet, "日期已登记。")

    hint = "当地规定报备自交接之日起算的，报备期限随之改动"
    return answer(request, _spec(sheet, "填写日期", form, "保存", hint=hint), run)


@login_required
@GET_OR_POST
def sign(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Sign as who gives or who takes; ``paper``: the leaver signed on paper."""
    user: User = request.user  # type: ignore[assignment]
    sheet = sheet_of(request, pk)
    if side == "paper":
        return _paper(request, sheet)
    acts = {"given": handing.sign_given, "taken": handing.sign_taken}
    titles = {"given": "移交人签字", "taken": "接手人签字"}

    def run(_: dict[str, Any]) -> HttpResponse:
        acts[side](sheet, by=user)
        return _back(request, sheet, f"{titles[side]}已登记。")

    lacks = [one for one in lacks_of(sheet) if "签字" not in one]
    says = {
        "given": "签字表示清单上的账号、设备和在办事项都已如实移交。",
        "taken": "签字表示清单上的账号、设备和在办事项都已收到，密码已经更换。",
    }
    warning = f"清单还没有填完：{'；'.join(lacks)}。" if lacks else ""
    form = NoForm(request.POST if request.method == "POST" else None)
    spec = _spec(sheet, titles[side], form, "签字", question=says[side] + warning)
    return answer(request, spec, run)


def _paper(request: HttpRequest, sheet: Handover) -> HttpResponse:
    user = _keeper(request, sheet)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaperForm(*sent)

    def run(told: dict[str, Any]) -> HttpResponse:
        upload = Upload(told["file"].name, told["file"].read())
        handing.sign_given_on_paper(sheet, upload, by=user)
        return _back(request, sheet, "纸面签字已登记。")

    says = "移交人的登录已经停用的，上传本人签字的交接清单，作为移交签字。"
    return answer(request, _spec(sheet, "纸面签字", form, "上传", question=says), run)


urlpatterns = [
    path("handovers/<int:pk>/", handover, name="handover"),
    path("handovers/<int:pk>/days/", days, name="handover_days"),
    path("handovers/<int:pk>/accounts/add/", account_add, name="handover_account_add"),
    path("handovers/<int:pk>/accounts/<int:item>/", account, name="handover_account"),
    path("handovers/<int:pk>/devices/<int:item>/", device, name="handover_device"),
    *(
        path(f"handovers/<int:pk>/sign/{side}/", sign, {"side": side}, name=f"handover_{side}")
        for side in ("given", "taken", "paper")
    ),
]
