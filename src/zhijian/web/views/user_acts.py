"""What officers do to a login: one table, one page that asks before it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.signin import actions, policy
from zhijian.signin.policy import DUTIES
from zhijian.web.page import page
from zhijian.web.parts import Crumb


class RemarkForm(forms.Form):
    """Why."""

    remark = forms.CharField(
        label="说明", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    use_required_attribute = False


class OfficeForm(RemarkForm):
    """Which office, and why."""

    office = forms.ChoiceField(
        label="职责",
        choices=[choice for choice in User.Office.choices if choice[0]],
        widget=forms.RadioSelect,
    )
    field_order = ("office", "remark")


@dataclass(frozen=True)
class Act:
    """One thing an officer may do; ``run`` gives the sentence said afterwards."""

    key: str
    label: str
    duty: str
    question: str
    run: Callable[..., str]
    fits: Callable[[User], bool] = lambda user: True
    form: type[forms.Form] = RemarkForm
    is_secret: bool = False
    """``run`` gives a password instead of a sentence: it is shown once."""


def _deactivate(user: User, **how: Any) -> str:
    actions.deactivate_login(user, **how)
    return f"{user.name}的登录已经停用。"


def _reactivate(user: User, **how: Any) -> str:
    actions.reactivate_login(user, **how)
    return f"{user.name}的登录已经恢复。"


def _reset_factor(user: User, **how: Any) -> str:
    actions.reset_factor(user, **how)
    return f"{user.name}的动态口令已经重设，下次登录时重新绑定。"


def _unlock(user: User, **how: Any) -> str:
    actions.unlock(user, **how)
    return f"{user.name}的登录锁定已经解除。"


def _grant(user: User, **how: Any) -> str:
    granted = actions.grant_office(user, how.pop("office"), **how)
    return f"{user.name}已经是{granted.get_office_display()}。"


def _revoke(user: User, **how: Any) -> str:
    actions.revoke_office(user, **how)
    return f"{user.name}的三员职责已经收回。"


def _end_all(user: User, **how: Any) -> str:
    ended = actions.end_all_of(user, **how)
    return f"{user.name}的 {ended} 处登录已经结束。"


ACTS = (
    Act(
        "deactivate",
        "停用登录",
        "deactivate_login",
        "停用后不能再登录，已经登录的立即退出。",
        _deactivate,
        fits=lambda user: user.is_active,
    ),
    Act(
        "reactivate",
        "恢复登录",
        "deactivate_login",
        "恢复后可以用原来的密码登录。",
        _reactivate,
        fits=lambda user: not user.is_active,
    ),
    Act(
        "reset-password",
        "重设密码",
        "reset_password",
        "原来的密码作废，已经登录的立即退出。新密码只显示一次，请当面交给本人。",
        actions.reset_password,
        is_secret=True,
    ),
    Act(
        "reset-factor",
        "重设动态口令",
        "reset_factor",
        "原来绑定的手机、恢复码和安全密钥作废，已经登录的立即退出。请先核对本人身份。",
        _reset_factor,
    ),
    Act("unlock", "解除锁定", "unlock", "解除后可以立即再试。", _unlock),
    Act(
        "grant",
        "授予三员职责",
        "grant_office",
        "三员职责不得由一人兼任，也不能授给自己。授予后本人须重新登录。",
        _grant,
        fits=lambda user: not user.office and user.is_active,
        form=OfficeForm,
    ),
    Act(
        "revoke",
        "收回三员职责",
        "grant_office",
        "收回后本人须重新登录，不再看到相应的功能。",
        _revoke,
        fits=lambda user: bool(user.office),
    ),
    Act("end", "结束全部登录", "end_sign_in", "在所有设备上的登录立即结束。", _end_all),
)


@dataclass(frozen=True)
class Offered:
    """A button of the page of one login."""

    label: str
    url: str


def acts_for(shown: User, officer: User) -> list[Offered]:
    """What ``officer`` may do to ``shown``; nothing to oneself."""
    if shown.pk == officer.pk:
        return []
    return [
        Offered(act.label, reverse("user_act", args=(shown.pk, act.key)))
        for act in ACTS
        if policy.may(officer, act.duty) and act.fits(shown)
    ]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def decide_user(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Ask, then do one act."""
    officer: User = request.user  # type: ignore[assignment]
    act = next((one for one in ACTS if one.key == key), None)
    if act is None:
        raise Http404
    if not policy.may(officer, act.duty):
        duty = DUTIES[act.duty]
        raise PermissionDenied(f"{duty.what}由{duty.who}办理，您没有这项职责。")
    shown = get_object_or_404(User.objects.select_related("person__organization"), pk=pk)
    here = reverse("user", args=(pk,))
    crumbs = (Crumb("用户", reverse("users")), Crumb(shown.name, here), Crumb(act.label))
    form = act.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            said = act.run(shown, by=officer, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if act.is_secret:
                context = {"heading": "密码已经重设", "user_shown": shown, "password": said}
                return page(request, "security/once.html", context | {"crumbs": crumbs})
            messages.success(request, said)
            return redirect("user", pk=pk)
    context = {
        "heading": f"{act.label}：{shown.name}",
        "question": act.question,
        "form": form,
        "submit": act.label,
        "cancel": here,
        "crumbs": crumbs,
    }
    return page(request, "confirm.html", context, status=422 if form.errors else 200)
