"""公开名录: what everybody may look up, without signing in and without script."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhijian.cases.media.store import opened
from zhijian.config import clock
from zhijian.core.accounts.qr import read_qr
from zhijian.core.refused import Refused
from zhijian.directory import actions
from zhijian.directory.indexing import public_accounts
from zhijian.directory.lists import CSV, JSON, KEY, SIGNATURE
from zhijian.directory.published import NAMES, published, published_or_made
from zhijian.directory.search import LONGEST, search
from zhijian.directory.signing import public_key
from zhijian.directory.verifying import State, Verdict, verify
from zhijian.law.carriers import carriers
from zhijian.ledger.models import Account, Announcement
from zhijian.ledger.platforms import title_of
from zhijian.ledger.registers import said
from zhijian.web.page import page

TONES = {"operating": "green", "suspended": "amber", "closed": "red", "deregistered": "red"}
SAYS = {
    "operating": "登记在册，正常运行。",
    "suspended": "登记在册，目前暂停运行。",
    "closed": "已经关停，不再发布信息。",
    "deregistered": "已经注销，不再发布信息。",
}
VERDICT_TONES = {
    State.OFFICIAL: "green",
    State.SUSPENDED: "amber",
    State.ENDED: "red",
    State.UNLISTED: "amber",
}
MEDIA = {JSON: "application/json; charset=utf-8", CSV: "text/csv; charset=utf-8"}
LARGEST_PICTURE = 4 * 2**20
SHOWN = 20


@dataclass(frozen=True)
class Card:
    """An account as the public sees it in a list."""

    pk: int
    name: str
    platform: str
    type: str
    sponsor: str
    handle: str
    state: str
    tone: str
    says: str
    link: str
    opens: bool
    qr: str


class VerifyForm(forms.Form):
    """A link or an id, or a picture of a QR code."""

    text = forms.CharField(
        label="链接或账号ID", required=False, max_length=10_000,
        help_text="在账号主页点“分享”或“复制链接”，粘贴到这里；分享的整段文字也可以。",
    )  # fmt: skip
    picture = forms.FileField(
        label="或上传二维码图片", required=False, help_text="PNG、JPEG 等图片，不超过 4 MB。"
    )

    def clean(self) -> dict[str, Any]:
        """One of both, and no picture too large."""
        found: dict[str, Any] = super().clean() or {}
        picture = found.get("picture")
        if not found.get("text") and not picture:
            raise forms.ValidationError("请粘贴链接或账号ID，或者上传二维码图片。")
        if picture and picture.size > LARGEST_PICTURE:
            self.add_error("picture", "图片超过 4 MB，请截取二维码部分后再上传。")
        return found


class ReportForm(forms.Form):
    """What somebody says of an impostor."""

    link = forms.CharField(label="链接或账号ID", max_length=500)
    name = forms.CharField(label="账号名称", max_length=120, required=False)
    claims = forms.CharField(
        label="冒充的单位", max_length=120, required=False, help_text="写单位全称，便于转给它核实。"
    )
    says = forms.CharField(
        label="情况说明", max_length=1_000, required=False, widget=forms.Textarea
    )
    contact = forms.CharField(label="您的联系方式", max_length=100, required=False)


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The search."""
    wanted = request.GET.get("q", "")[:LONGEST].replace("\x00", "")
    after = request.GET.get("after", "")
    found = search(wanted, after=int(after[:12]) if after.isdecimal() and after.isascii() else 0)
    context = {
        "heading": "政务新媒体公开名录",
        "wanted": " ".join(wanted.split()),
        "cards": [card(account) for account in found.accounts],
        "more": found.after,
    }
    return page(request, "directory/home.html", context)


@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    one = get_object_or_404(public_accounts().select_related("organization"), pk=pk)
    shown = card(one)
    facts = (
        ("平台", shown.platform),
        ("类型", shown.type),
        ("账号ID", shown.handle),
        ("主办单位", shown.sponsor),
        ("主管单位", one.supervisor),
        ("认证主体", one.certified_subject),
        ("开通日期", one.opened_on),
        ("停止日期", one.stopped_on),
    )
    context = {
        "heading": one.name,
        "card": shown,
        "facts": [(label, value) for label, value in facts if value],
        "introduction": one.introduction,
        "announcements": _posted().filter(account=one)[:SHOWN],
    }
    return page(request, "directory/account.html", context)


@require_safe
def qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of an account's QR code."""
    one = get_object_or_404(public_accounts().exclude(qr_digest=""), pk=pk)
    try:
        content = opened(one.qr_digest)
    except Refused:
        raise Http404 from None
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    answer = HttpResponse(content, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def verify_account(request: HttpRequest) -> HttpResponse:
    """Is this account a government's? By link, id or QR code; nothing that is asked is kept."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"heading": "核验账号", "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _verified(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "directory/verify.html", context, status=422 if form.errors else 200)


def _verified(asked: dict[str, Any]) -> dict[str, Any]:
    text, read = asked["text"], ""
    if not text:
        found = read_qr(asked["picture"].read())
        if len(found.texts) != 1:
            many = "图片里有多个二维码，请只保留一个。" if found.texts else ""
            raise Refused(many or found.reason or "没有读出二维码，请换一张清晰的图片。")
        text = read = found.texts[0]
    verdict: Verdict = verify(text, carriers())
    return {
        "verdict": verdict,
        "tone": VERDICT_TONES.get(verdict.state, ""),
        "read": read[:500],
        "asked": text[:500],
        "cards": [card(one) for one in verdict.accounts],
        "suspicious": verdict.state in (State.UNLISTED, State.ENDED),
    }


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """Announcements, newest first."""
    before = request.GET.get("before", "")
    rows = _posted()
    if before.isdecimal() and before.isascii():
        rows = rows.filter(pk__lt=int(before[:12]))
    found = list(rows[: SHOWN + 1])
    context = {
        "heading": "公告",
        "sub": "账号变更、关停、注销和网站下线的公告。",
        "announcements": found[:SHOWN],
        "more": found[SHOWN - 1].pk if len(found) > SHOWN else 0,
    }
    return page(request, "directory/announcements.html", context)


@require_safe
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """One announcement."""
    one = get_object_or_404(_posted(), pk=pk)
    listed = public_accounts().filter(pk=one.account_id).first() if one.account_id else None
    context = {
        "heading": str(one),
        "announcement": one,
        "account": listed,
        "postings": one.postings.filter(removed_on__isnull=True),
    }
    return page(request, "directory/announcement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Telling us of an impostor."""
    first = {name: request.GET.get(name, "")[:500] for name in ("link", "claims")}
    form = ReportForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report_impostor(
                **form.cleaned_data, address=request.META.get("REMOTE_ADDR", "")
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse('directory_sent')}?number={made.number}")
    context = {
        "heading": "报告假冒账号",
        "sub": "看到冒充政府机关的账号、网站或应用，请告诉我们，不用登录。",
        "form": form,
    }
    return page(request, "directory/report.html", context, status=422 if form.errors else 200)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks for a report."""
    context = {"heading": "已收到", "number": request.GET.get("number", "")[:20]}
    return page(request, "directory/sent.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The files of the whole list, and how to prove them."""
    made = published_or_made()
    digest = hashlib.sha256(_der(public_key())).hexdigest().upper()
    context = {
        "heading": "下载和核验名录",
        "ready": made is not None,
        "at": made.at if made else None,
        "files": [
            (JSON, "全部账号，供程序读取"),
            (CSV, "全部账号，可用表格软件打开"),
            (f"{JSON}{SIGNATURE}", "JSON 文件的签名"),
            (f"{CSV}{SIGNATURE}", "CSV 文件的签名"),
            (KEY, "公钥"),
        ],
        "fingerprint": " ".join(digest[i : i + 4] for i in range(0, len(digest), 4)),
    }
    return page(request, "directory/about.html", context)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One of the files, as it was last written."""
    if name not in NAMES:
        raise Http404
    made = published() or published_or_made()
    if made is None:
        raise Http404
    answer = HttpResponse(made.read(name), content_type=MEDIA.get(name, "text/plain"))
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def card(one: Account) -> Card:
    """An account as the public sees it."""
    return Card(
        pk=one.pk,
        name=one.name,
        platform=title_of(one.platform),
        type=said("accounts", "account_type", one.account_type),
        sponsor=one.organization.name,
        handle=one.handle,
        state=one.get_state_display(),
        tone=TONES.get(one.state, ""),
        says=SAYS.get(one.state, ""),
        link=one.link,
        opens=one.link.startswith(("https://", "http://")) and one.state == "operating",
        qr=reverse("directory_qr", args=(one.pk,)) if one.qr_digest else "",
    )


def _posted() -> Any:
    rows = Announcement.objects.filter(posted_on__isnull=False, posted_on__lte=clock.today())
    return rows.select_related("organization").order_by("-pk")


def _der(pem: str) -> bytes:
    body = "".join(line for line in pem.splitlines() if not line.startswith("-"))
    return base64.b64decode(body)


urlpatterns = [
    path("public/", directory, name="directory"),
    path("public/accounts/<int:pk>/", account, name="directory_account"),
    path("public/accounts/<int:pk>/qr", qr, name="directory_qr"),
    path("public/verify/", verify_account, name="directory_verify"),
    path("public/announcements/", announcements, name="directory_announcements"),
    path("public/announcements/<int:pk>/", announcement, name="directory_announcement"),
    path("public/report/", report, name="directory_report"),
    path("public/report/sent/", sent, name="directory_sent"),
    path("public/about/", about, name="directory_about"),
    path("public/files/<str:name>", file, name="directory_file"),
]
