"""登录安全: the security administrator's sign-ins, dedicated devices and address ranges."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.people.models import Organization, User
from zhijian.signin import actions, policy
from zhijian.signin.actions.equipment import CODE_LASTS
from zhijian.signin.agents import browser_of
from zhijian.signin.backend import admitted
from zhijian.signin.models import AddressRange, Device, SignIn, check_network
from zhijian.web.listing import Cell, Column, HeadAction, Listing, Quick, RowAction, Subtree, Text
from zhijian.web.page import page
from zhijian.web.parts import Count, Crumb, Fact
from zhijian.web.views.user_acts import RemarkForm

HERE = Crumb("登录安全", "/security/")


def sees_security(user: User) -> bool:
    """Whether the security of signing in is this officer's business."""
    return policy.may(user, "see_security")


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where the security administrator begins."""
    _require(request, "see_security")
    chosen = options()
    context = {
        "counts": (
            Count("正在登录", SignIn.objects.open().count(), url=reverse("sign_ins")),
            Count("专用设备", Device.objects.enrolled().count(), url=reverse("devices")),
            Count("登录地址段", AddressRange.objects.count(), url=reverse("ranges")),
            Count("可以登录的用户", User.objects.filter(admitted()).count(), url=reverse("users")),
        ),
        "facts": (
            Fact("无操作退出", f"{chosen.idle_minutes} 分钟"),
            Fact("最长登录", f"{chosen.absolute_hours} 小时"),
            Fact("同时登录", f"{chosen.sessions_per_user} 处"),
            Fact("失败锁定", f"{chosen.lock_minutes} 分钟"),
        ),
        "duties": [(duty.what, duty.who) for duty in policy.DUTIES.values()],
    }
    return page(request, "security/home.html", context)


def _who(row: SignIn) -> Cell:
    return Cell(row.user.name, note=row.user.username, url=reverse("user", args=(row.user_id,)))


SIGN_INS = Listing(
    name="sign_ins",
    title="登录情况",
    unit="处",
    model=SignIn,
    rows=lambda request: SignIn.objects.select_related("user__person__organization", "device"),
    columns=(
        Column("who", "姓名及登录名", _who, phone="name", is_fixed=True),
        Column("from", "来源地址", lambda row: Cell(row.address or "本机", note=_device_of(row))),
        Column("started", "登录时间", lambda row: row.started_at),
        Column("seen", "最近操作", lambda row: row.last_seen_at),
        Column("ended", "结束", lambda row: _end_of(row)),
        Column(
            "agent",
            "浏览器",
            lambda row: browser_of(row.agent),
            is_hidden=True,
            phone="hide",
            wraps=True,
        ),
    ),
    filters=(
        Text("q", "姓名、登录名", ("user__username__contains", "user__person__name__contains")),
    ),
    quick=(
        Quick("open", "正在登录", lambda rows, request: rows & SignIn.objects.open()),
        Quick("bound", "限专用设备", lambda rows, request: rows.filter(is_bound=True)),
    ),
    actions=(RowAction("结束", lambda row: _end_url(row)),),
    may=sees_security,
    extra=lambda request: {"crumbs": (HERE, Crumb("登录情况"))},
    empty="还没有登录。",
)


def _device_of(row: SignIn) -> str:
    return row.device.name if row.device else ""


def _end_of(row: SignIn) -> Cell | str:
    if row.ended_at is None:
        why = row.over(clock.now())
        return str(SignIn.Why(why).label) if why else Cell("正在登录", tag="green")
    return str(row.get_ended_why_display())


def _end_url(row: SignIn) -> str:
    is_over = row.ended_at is not None or row.over(clock.now())
    return "" if is_over else reverse("sign_in_end", args=(row.pk,))


DEVICES = Listing(
    name="devices",
    title="专用设备",
    unit="台",
    model=Device,
    rows=lambda request: Device.objects.select_related("organization", "enrolled_by__person"),
    columns=(
        Column("name", "设备", lambda row: row.name, sort="name", phone="name", is_fixed=True),
        Column("unit", "单位", lambda row: row.organization.name),
        Column("state", "状态", lambda row: _state(row)),
        Column("at", "登记时间", lambda row: row.enrolled_at),
        Column("by", "登记人", lambda row: row.enrolled_by.name),
        Column("used", "启用时间", lambda row: row.redeemed_at, is_hidden=True),
    ),
    filters=(Text("q", "设备名称", ("name__contains",)), Subtree("unit", "单位")),
    quick=(Quick("on", "使用中", lambda rows, request: rows & Device.objects.enrolled()),),
    actions=(RowAction("注销", lambda row: _revoke_url(row)),),
    head=lambda request: (HeadAction("登记设备", reverse("device_new"), "plus", is_primary=True),),
    may=sees_security,
    extra=lambda request: {"crumbs": (HERE, Crumb("专用设备"))},
    empty="还没有登记专用设备。",
)


def _state(row: Device) -> Cell:
    return Cell(row.state, tag="green" if row.state == "使用中" else "")


def _revoke_url(row: Device) -> str:
    return "" if row.revoked_at else reverse("device_revoke", args=(row.pk,))


RANGES = Listing(
    name="ranges",
    title="登录地址段",
    unit="个",
    model=AddressRange,
    rows=lambda request: AddressRange.objects.select_related("organization", "added_by__person"),
    columns=(
        Column("network", "地址段", lambda row: row.network, phone="name", is_fixed=True),
        Column("unit", "单位", lambda row: row.organization.name),
        Column("remark", "说明", lambda row: row.remark, wraps=True),
        Column("at", "登记时间", lambda row: row.added_at),
        Column("by", "登记人", lambda row: row.added_by.name, is_hidden=True),
    ),
    filters=(
        Text("q", "地址段、说明", ("network__contains", "remark__contains")),
        Subtree("unit", "单位"),
    ),
    actions=(RowAction("删除", lambda row: reverse("range_remove", args=(row.pk,))),),
    head=lambda request: (HeadAction("登记地址段", reverse("range_new"), "plus", is_primary=True),),
    sub=lambda request: "须用专用设备登录的人员，从这些地址登录也视为使用专用设备。",
    may=sees_security,
    extra=lambda request: {"crumbs": (HERE, Crumb("登录地址段"))},
    empty="还没有登记地址段。",
)


class UnitForm(forms.Form):
    """A form about one unit."""

    organization = forms.ModelChoiceField(
        label="单位", queryset=Organization.objects.none(), empty_label="请选择单位"
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Organization.objects.existing(clock.today()).order_by("name")
        self.fields["organization"].queryset = units  # type: ignore[attr-defined]


class DeviceForm(UnitForm):
    """A dedicated device."""

    name = forms.CharField(
        label="设备名称", max_length=60, help_text="写明是哪一台，如“三楼宣传股专用电脑”。"
    )


class RangeForm(UnitForm):
    """An address range."""

    network = forms.CharField(
        label="地址段",
        max_length=50,
        validators=[check_network],
        help_text="如 10.1.2.3、10.1.2.0/24 或 fd00:1::/64。",
    )
    remark = forms.CharField(label="说明", max_length=100, required=False)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_device(request: HttpRequest) -> HttpResponse:
    """Register a device; its one-time code is shown once."""
    _require(request, "enrol_device")
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            device, code = actions.enrol_device(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            context = {
                "device": device,
                "code": code,
                "minutes": int(CODE_LASTS.total_seconds() // 60),
                "crumbs": (HERE, Crumb("专用设备", reverse("devices")), Crumb(device.name)),
            }
            return page(request, "security/device_code.html", context)
    return _form_page(request, "登记专用设备", form, "devices", "专用设备")


@login_required
@require_http_methods(["GET", "POST"])
def new_range(request: HttpRequest) -> HttpResponse:
    """Register an address range."""
    _require(request, "set_ranges")
    form = RangeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = actions.add_range(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("network", str(refusal))
        else:
            messages.success(request, f"地址段 {row} 已经登记。")
            return redirect("ranges")
    return _form_page(request, "登记地址段", form, "ranges", "登录地址段")


@login_required
@require_http_methods(["GET", "POST"])
def revoke_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike a device off."""
    _require(request, "enrol_device")
    device = get_object_or_404(Device.objects.select_related("organization"), pk=pk)
    question = f"注销后，{device.organization}的“{device.name}”不再是专用设备，从它登录的立即退出。"
    return _asked(
        request,
        ("注销设备", question, "devices", "专用设备"),
        lambda how: actions.revoke_device(device, **how),
        "设备已经注销。",
    )


@login_required
@require_http_methods(["GET", "POST"])
def remove_range(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an address range away."""
    _require(request, "set_ranges")
    row = get_object_or_404(AddressRange.objects.select_related("organization"), pk=pk)
    question = f"删除后，从 {row} 登录不再视为使用{row.organization}的专用设备。"
    return _asked(
        request,
        ("删除地址段", question, "ranges", "登录地址段"),
        lambda how: actions.remove_range(row, **how),
        "地址段已经删除。",
    )


@login_required
@require_http_methods(["GET", "POST"])
def end_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's sign-in."""
    _require(request, "end_sign_in")
    row = get_object_or_404(SignIn.objects.select_related("user__person"), pk=pk)
    question = f"{row.user.name}从 {row.address or '本机'} 的登录立即结束，没有保存的内容会丢失。"
    return _asked(
        request,
        ("结束登录", question, "sign_ins", "登录情况"),
        lambda how: actions.end_sign_in(row, **how),
        "登录已经结束。",
    )


def _asked(
    request: HttpRequest,
    words: tuple[str, str, str, str],
    run: Callable[[dict[str, Any]], Any],
    done: str,
) -> HttpResponse:
    heading, question, back, back_title = words
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            run({"by": request.user, **form.cleaned_data})
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    context = {
        "heading": heading,
        "question": question,
        "form": form,
        "submit": heading,
        "cancel": reverse(back),
        "crumbs": (HERE, Crumb(back_title, reverse(back)), Crumb(heading)),
    }
    return page(request, "confirm.html", context, status=422 if form.errors else 200)


def _form_page(
    request: HttpRequest, heading: str, form: forms.Form, back: str, back_title: str
) -> HttpResponse:
    context = {
        "heading": heading,
        "form": form,
        "cancel": reverse(back),
        "crumbs": (HERE, Crumb(back_title, reverse(back)), Crumb(heading)),
    }
    return page(request, "security/form.html", context, status=422 if form.errors else 200)


def _require(request: HttpRequest, duty: str) -> None:
    try:
        policy.require(request.user, duty)  # type: ignore[arg-type]
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from None


urlpatterns = [
    path("security/", home, name="security"),
    path("security/sign-ins/", SIGN_INS.view, name="sign_ins"),
    path("security/sign-ins/<int:pk>/end/", end_sign_in, name="sign_in_end"),
    path("security/devices/", DEVICES.view, name="devices"),
    path("security/devices/new/", new_device, name="device_new"),
    path("security/devices/<int:pk>/revoke/", revoke_device, name="device_revoke"),
    path("security/ranges/", RANGES.view, name="ranges"),
    path("security/ranges/new/", new_range, name="range_new"),
    path("security/ranges/<int:pk>/remove/", remove_range, name="range_remove"),
]
