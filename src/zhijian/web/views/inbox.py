"""收件箱: what a person was told; reading, following, marking, and how to be told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.config.options import options
from zhijian.notices import channels, kinds
from zhijian.notices.actions import choose_channels, mark_all_read, mark_read
from zhijian.notices.models import Notice, preferences_of
from zhijian.web.listing import Choice, Column, Listing, Quick, Text
from zhijian.web.page import page
from zhijian.web.parts import Crumb


def _of_kind(rows: QuerySet[Notice], title: str) -> QuerySet[Notice]:
    found = Q(pk__in=())
    for group, name in kinds.GROUPS.items():
        if name == title:
            found |= Q(kind=group) | Q(kind__startswith=f"{group}.")
    return rows.filter(found)


def _reading(request: HttpRequest) -> dict[str, Any]:
    """The notice that is open beside the list, marked read; and the addresses of the others."""
    query = request.GET.copy()
    asked = query.pop("open", [""])[-1]
    back = f"{request.path}?{query.urlencode()}" if query else request.path
    found: dict[str, Any] = {
        "opened": None,
        "back": back,
        "open_url": f"{back}{'&' if query else '?'}open=",
        "can_mark": Notice.objects.unread_of(request.user).exists(),
        "newest": Notice.objects.of(request.user).values_list("pk", flat=True).first() or 0,
    }
    if asked:
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
            raise Http404
        notice = get_object_or_404(_rows(request), pk=int(asked))
        found["opened"] = mark_read(notice, by=request.user)
        found["kind"] = kinds.title_of(notice.kind)
    return found


def _rows(request: HttpRequest) -> QuerySet[Notice]:
    return Notice.objects.visible_to(request.user).select_related("organization")


INBOX = Listing(
    name="inbox",
    title="收件箱",
    model=Notice,
    rows=_rows,
    unit="条",
    columns=(
        Column("title", "标题", lambda one: one.title, phone="name", is_fixed=True),
        Column("kind", "类别", lambda one: kinds.title_of(one.kind), is_fixed=True),
        Column(
            "unit", "单位", lambda one: one.organization and one.organization.name, is_fixed=True
        ),
        Column("sent", "时间", lambda one: one.sent_at, is_fixed=True),
        Column("read", "阅读时间", lambda one: one.read_at, is_fixed=True),
    ),
    filters=(
        Text("q", "标题", ("title__contains",)),
        Choice(
            "kind",
            "类别",
            [(title, title) for title in dict.fromkeys(kinds.GROUPS.values())],
            condition=_of_kind,
        ),
    ),
    quick=(
        Quick("unread", "未读", lambda rows, request: rows.filter(read_at__isnull=True)),
        Quick("red", "紧急", lambda rows, request: rows.filter(is_red=True)),
    ),
    empty="还没有收到提醒。办件有进展、要您办理或快到期时，会在这里告诉您。",
    template="inbox/inbox.html",
    extra=_reading,
)


@login_required
@require_GET
def follow_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice read and go where it leads; without a link, to the notice itself."""
    notice = mark_read(get_object_or_404(_rows(request), pk=pk), by=request.user)
    if notice.url and url_has_allowed_host_and_scheme(
        notice.url, {request.get_host()}, request.is_secure()
    ):
        return redirect(notice.url)
    return redirect(f"{reverse('inbox')}?open={pk}")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read that was there when the page was drawn."""
    newest = request.POST.get("up_to", "")
    if not (newest.isascii() and newest.isdecimal() and len(newest) < 19):
        raise Http404
    count = mark_all_read(by=request.user, up_to=int(newest))
    messages.success(request, f"已把 {count} 条标为已读。")
    return redirect("inbox")


class PreferenceForm(forms.Form):
    """How to be told outside of the inbox."""

    by_mail = forms.BooleanField(label="工作时间的提醒即时发邮件", required=False)
    red_by_mail = forms.BooleanField(label="紧急提醒随时发邮件，包括夜间和休息日", required=False)
    wants_digest = forms.BooleanField(required=False)
    in_group = forms.BooleanField(label="发到工作群的提醒里计入我的", required=False)

    groups = (
        ("邮件", ("by_mail", "red_by_mail", "wants_digest")),
        ("工作群", ("in_group",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = options().digest_at
        label = f"每个工作日 {at} 收一封摘要，汇总夜间和休息日的提醒；没有就不发"
        self.fields["wants_digest"].label = label


@login_required
@require_http_methods(["GET", "POST"])
def prefer(request: HttpRequest) -> HttpResponse:
    """通知方式: what this person chose, and what the installation offers."""
    chosen = preferences_of([request.user])[request.user.pk]
    now = {name: getattr(chosen, name) for name in PreferenceForm.base_fields}
    form = PreferenceForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        choose_channels(by=request.user, **form.cleaned_data)
        messages.success(request, "通知方式已保存。")
        return redirect("notice_preferences")
    person = getattr(request.user, "person", None)
    context = {
        "crumbs": [Crumb("收件箱", reverse("inbox")), Crumb("通知方式")],
        "heading": "通知方式",
        "form": form,
        "address": person.email if person else "",
        "has_mail": channels.has_mail(),
        "has_groups": bool(channels.posts()),
        "quiet_hours": options().quiet_hours,
    }
    return page(request, "inbox/preferences.html", context)


urlpatterns = [
    path("inbox/", INBOX.view, name="inbox"),
    path("inbox/read/", read_all, name="inbox_read_all"),
    path("inbox/preferences/", prefer, name="notice_preferences"),
    path("inbox/<int:pk>/", follow_notice, name="notice"),
]
