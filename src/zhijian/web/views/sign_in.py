"""登录: name and password, the code, a password that must change, and a device's first visit."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhijian.config.addresses import client_address
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.signin import actions, devices, duties
from zhijian.signin.sessions import DUTIES_KEY, SESSION_KEY
from zhijian.web.page import page
from zhijian.web.sign_in_forms import ChangePasswordForm, RedeemForm


class SignInView(LoginView):  # type: ignore[misc]
    """Name and password."""

    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where to go afterwards, and whose installation this is."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"office_name": options().office_name}


class SignOutView(LogoutView):  # type: ignore[misc]
    """Ask once, then sign out."""

    template_name = "account/logout.html"


class CodeView(AuthenticateView):  # type: ignore[misc]
    """The second step: a code of the app, a recovery code, or a security key."""

    template_name = "account/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether this person has a key that this address can ask."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        keys = Authenticator.objects.filter(
            user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN
        )
        return context | {"can_use_key": keys_work_here(self.request) and keys.exists()}


def keys_work_here(request: HttpRequest) -> bool:
    """Whether browsers let this address ask a security key: https, or the machine itself."""
    return request.is_secure() or request.get_host().partition(":")[0] == "localhost"


@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    """Leave the second step and begin again with another name."""
    clear_login(request)
    return redirect("account_login")


def locked(request: HttpRequest, *_: Any) -> HttpResponse:
    """What stands instead of any answer while a name is locked."""
    context = {"minutes": options().lock_minutes}
    return page(request, "account/locked.html", context, status=429)


@never_cache
@sensitive_post_parameters("old", "new", "again")
@login_required
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the own password; after the first sign-in and when it is too old, one must."""
    user: Any = request.user
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        try:
            changed = actions.change_password(
                user,
                form.cleaned_data["old"],
                form.cleaned_data["new"],
                keep=request.session.get(SESSION_KEY),
            )
        except Refused as refusal:
            form.add_error("old", str(refusal))
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, "密码已经更改。")
            return go_on(request, changed)
    context = {
        "form": form,
        "is_forced": duties.PASSWORD in (request.session.get(DUTIES_KEY) or []),
        "is_first": user.must_change_password,
    }
    return page(
        request, "account/change_password.html", context, status=422 if form.errors else 200
    )


def go_on(request: HttpRequest, user: Any, otherwise: str = "mfa_index") -> HttpResponse:
    """The next open duty; if that was the last one, the work desk; else ``otherwise``."""
    had = request.session.get(DUTIES_KEY) or []
    left = duties.duties_of(user) if had else []
    if DUTIES_KEY in request.session:
        request.session[DUTIES_KEY] = left
    if left:
        return redirect(duties.PAGES[left[0]])
    return HttpResponseRedirect("/") if had else redirect(otherwise)


@never_cache
@require_http_methods(["GET", "POST"])
def redeem_device(request: HttpRequest) -> HttpResponse:
    """Make this browser a dedicated device, by the code the security administrator gave."""
    form = RedeemForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            device, token = actions.redeem_device(
                form.cleaned_data["code"], address=client_address(request)
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, f"这台设备已经登记为{device.organization}的“{device.name}”。")
            response = redirect("account_login")
            devices.remember(response, token, secure=request.is_secure())
            return response
    return page(request, "account/redeem.html", {"form": form}, status=422 if form.errors else 200)


urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="account_login"),
    path("sign-in/code/", CodeView.as_view(), name="mfa_authenticate"),
    path("sign-in/restart/", restart, name="sign_in_restart"),
    path("sign-out/", SignOutView.as_view(), name="account_logout"),
    path("me/password/", change_password, name="account_change_password"),
    path("device/", redeem_device, name="device_redeem"),
]
