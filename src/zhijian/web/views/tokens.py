"""接口令牌: a person's own tokens; one is shown once, when it is made."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.tokens.actions import LONGEST, create_token, revoke_token
from zhijian.tokens.models import SCOPES, ApiToken
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Tag

TONES = {"有效": "green", "已过期": "", "已撤销": ""}
SHOWN = 100


class TokenForm(forms.Form):
    """What a new token is for, and until when."""

    name = forms.CharField(label="用途", max_length=60, help_text="如：办公系统取待办")
    expires_on = forms.DateField(label="有效期至", help_text="最长一年")
    scopes = forms.MultipleChoiceField(
        label="可以做什么",
        choices=tuple(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="令牌不会比您本人能做的更多",
    )
    wide: ClassVar[Any] = {"scopes"}
    columns = 2


@login_required
@never_cache
@sensitive_variables("text")
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The own tokens, and the form that makes one; its text stands on the answer alone."""
    text = ""
    initial = {"expires_on": clock.today() + LONGEST / 4}
    form = TokenForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            _, text = create_token(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form = TokenForm(initial=initial)
    rows = ApiToken.objects.visible_to(request.user)[:SHOWN]
    states = [(row, row.state_on(clock.today())) for row in rows]
    context = {
        "heading": "接口令牌",
        "crumbs": (Crumb("我的", address("me")), Crumb("接口令牌")),
        "form": form,
        "text": text,
        "rows": [(row, state == "有效", Tag(state, TONES[state])) for row, state in states],
        "docs_url": address("api_docs"),
    }
    return page(request, "tokens/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke an own token."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    revoke_token(token, by=request.user)
    messages.success(request, f"令牌“{token.name}”已撤销，立即失效。")
    return redirect(reverse("tokens"))


urlpatterns = [
    path("me/tokens/", tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", revoke, name="token_revoke"),
]
