"""我的安全: one's own password, code, recovery codes, keys and sign-ins."""

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.core.refused import Refused
from zhijian.people.encryption import decrypt, encrypt
from zhijian.signin import actions, duties, law
from zhijian.signin.models import SignIn
from zhijian.signin.sessions import DUTIES_KEY, SESSION_KEY
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.sign_in_forms import AddKeyForm, EnrolCodeForm, PasswordForm
from zhijian.web.views.sign_in import go_on, keys_work_here

SECRET_KEY = "enrolling_secret"
Type = Authenticator.Type
HERE = Crumb("我的安全", "/me/security/")


@login_required
@require_GET
def my_security(request: HttpRequest) -> HttpResponse:
    """What protects this login, and what may be changed."""
    user: Any = request.user
    factors = list(Authenticator.objects.filter(user=user))
    codes = next((f for f in factors if f.type == Type.RECOVERY_CODES), None)
    context = {
        "has_code": any(factor.type == Type.TOTP for factor in factors),
        "must_use_code": law.must_use_code(user),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_codes": codes is not None,
        "keys": [factor for factor in factors if factor.type == Type.WEBAUTHN],
        "keys_work_here": keys_work_here(request),
        "device_rule": law.device_rule(user),
        "max_age": law.limit("security.password_change_days", user),
    }
    return page(request, "security/mine.html", context)


@never_cache
@sensitive_post_parameters("password", "code")
@login_required
@require_http_methods(["GET", "POST"])
def enrol_code(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator app: scan, type the first code, done."""
    user: Any = request.user
    if duties.has_code(user):
        return redirect("mfa_index")
    # The secret stays the same while the person tries, so that what was scanned keeps its worth.
    kept = request.session.get(SECRET_KEY, "")
    secret = decrypt(kept) or generate_totp_secret()
    if not kept:
        request.session[SECRET_KEY] = encrypt(secret)
    form = EnrolCodeForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.enrol_code(user, secret, given["code"], password=given["password"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            del request.session[SECRET_KEY]
            if DUTIES_KEY in request.session:
                request.session[DUTIES_KEY] = duties.duties_of(user)
            messages.success(request, "动态口令已经绑定，下次登录时使用。请先把恢复码抄下来。")
            return redirect("mfa_view_recovery_codes")
    address = get_adapter().build_totp_url(user, secret)
    context = {
        "form": form,
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=3),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "is_forced": duties.FACTOR in (request.session.get(DUTIES_KEY) or []),
    }
    return page(request, "security/enrol_code.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes, until the person says that they are written down."""
    codes = Authenticator.objects.filter(user=request.user, type=Type.RECOVERY_CODES).first()
    if codes is None:
        raise Http404
    wrapped = codes.wrap()
    if request.method == "POST":
        wrapped.mark_as_viewed()
        messages.success(request, "恢复码已经收起，不再显示。")
        return HttpResponseRedirect("/")
    if wrapped.did_view:
        messages.warning(request, "恢复码只在生成后显示一次。找不到的，请重新生成。")
        return redirect("mfa_index")
    context = {"codes": wrapped.get_unused_codes(), "crumbs": (HERE, Crumb("恢复码"))}
    return page(request, "security/recovery_codes.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes."""

    def renew(given: dict[str, Any]) -> str:
        actions.renew_recovery_codes(request.user, password=given["password"])
        return "mfa_view_recovery_codes"

    question = "重新生成后，原来的恢复码全部作废。新的恢复码只显示一次，请准备好抄写或打印。"
    return _asked(request, "重新生成恢复码", question, "重新生成", renew)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def drop_code(request: HttpRequest) -> HttpResponse:
    """Unbind the authenticator app."""

    def drop(given: dict[str, Any]) -> str:
        actions.drop_code(request.user, password=given["password"])
        messages.success(request, "动态口令已经解除绑定。")
        return "mfa_index"

    question = "解除绑定后，登录只凭密码，恢复码一并作废。"
    return _asked(request, "解除动态口令", question, "解除绑定", drop)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def remove_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one security key."""
    keys = Authenticator.objects.filter(user=request.user, type=Type.WEBAUTHN)
    key = get_object_or_404(keys, pk=pk)

    def remove(given: dict[str, Any]) -> str:
        actions.remove_key(request.user, key, password=given["password"])
        messages.success(request, "安全密钥已经移除。")
        return "mfa_index"

    return _asked(request, "移除安全密钥", f"移除“{key}”后，不能再用它登录。", "移除", remove)


def _asked(
    request: HttpRequest, heading: str, question: str, submit: str, run: Any
) -> HttpResponse:
    """A page that asks for the password, then does it."""
    form: Form = PasswordForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        try:
            return redirect(run(form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "heading": heading,
        "question": question,
        "form": form,
        "submit": submit,
        "cancel": HERE.url,
        "crumbs": (HERE, Crumb(heading)),
    }
    return page(request, "confirm.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "POST"])
def add_key(request: HttpRequest) -> HttpResponse:
    """Add a security key; the browser must be asked by script, there is no other way."""
    user: Any = request.user
    if not keys_work_here(request):
        messages.warning(request, "安全密钥只能在 https 网址下使用，请用动态口令。")
        return redirect("mfa_index")
    form = AddKeyForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_key(user, given["name"], given["credential"], password=given["password"])
        except Refused as refusal:
            form.add_error("password", str(refusal))
        else:
            messages.success(request, "安全密钥已经登记，下次登录可以使用。")
            return go_on(request, user)
    context = {
        "form": form,
        "crumbs": (HERE, Crumb("登记安全密钥")),
        "js_data": {"creation_options": webauthn.begin_registration(user, passwordless=False)},
    }
    return page(request, "security/add_key.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def my_sign_ins(request: HttpRequest) -> HttpResponse:
    """Where one is signed in now, and where one was lately."""
    mine = SignIn.objects.of(request.user).select_related("device")
    context = {
        "open": mine.open(),
        "past": mine.exclude(pk__in=SignIn.objects.of(request.user).open().values("pk"))[:20],
        "here": request.session.get(SESSION_KEY),
        "crumbs": (HERE, Crumb("我的登录")),
    }
    return page(request, "security/my_sign_ins.html", context)


@login_required
@require_POST
def end_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sign-ins elsewhere."""
    row = get_object_or_404(SignIn.objects.of(request.user), pk=pk)
    try:
        actions.end_sign_in(row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "这次登录已经结束。")
    return redirect("my_sign_ins")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sign-ins but this one."""
    ended = actions.end_others(request.user, but=request.session.get(SESSION_KEY, 0))
    messages.success(request, f"已经结束其他 {ended} 处登录。")
    return redirect("my_sign_ins")


urlpatterns = [
    path("me/security/", my_security, name="mfa_index"),
    path("me/security/code/", enrol_code, name="mfa_activate_totp"),
    path("me/security/code/drop/", drop_code, name="mfa_deactivate_totp"),
    path("me/security/recovery-codes/", recovery_codes, name="mfa_view_recovery_codes"),
    path("me/security/recovery-codes/new/", renew_codes, name="mfa_generate_recovery_codes"),
    path("me/security/keys/new/", add_key, name="mfa_add_webauthn"),
    path("me/security/keys/<int:pk>/remove/", remove_key, name="mfa_remove_webauthn"),
    path("me/sign-ins/", my_sign_ins, name="my_sign_ins"),
    path("me/sign-ins/others/end/", end_others, name="end_my_other_sign_ins"),
    path("me/sign-ins/<int:pk>/end/", end_mine, name="end_my_sign_in"),
]
