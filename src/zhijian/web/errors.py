"""Pages that say what happened, what was kept, what to do, and a number to read out.

They need no database and no signed-in user, so that they also stand when those are what failed.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from zhijian.core.refused import Refused
from zhijian.web.preferences import large_by_cookie


@dataclass(frozen=True)
class Trouble:
    """What a page of trouble says."""

    status: int
    title: str
    happened: str
    kept: str
    do: str


BAD_REQUEST = Trouble(
    400,
    "这次提交没有被接收",
    "提交的内容过大，或者格式不是网页表单应有的样子。",
    "没有改动任何内容。",
    "请返回上一页，核对后重新提交；上传文件的，请先看清大小限制。",
)
FORBIDDEN = Trouble(
    403,
    "您没有办理这项工作的权限",
    "这一页由其他岗位办理。",
    "没有改动任何内容。",
    "如果应当由您办理，请联系本单位的管理员核对岗位。",
)
EXPIRED_FORM = Trouble(
    403,
    "页面已经过期",
    "页面打开得太久，或者登录状态已经变化，这次提交没有被接收。",
    "没有改动任何内容；填写的内容还在上一页。",
    "请返回上一页，刷新后重新提交。",
)
NOT_FOUND = Trouble(
    404,
    "找不到这一页",
    "地址不存在，或者这项内容不在您可以查看的范围内。",
    "没有改动任何内容。",
    "请核对地址，或从工作台重新进入。",
)
BROKEN = Trouble(
    500,
    "服务器出了差错",
    "办理过程中出了意料之外的差错，已经记入日志。",
    "没有完成的改动已经撤回。",
    "请稍后重试；仍不行的，请把下面的编号告诉管理员。",
)


def respond(request: HttpRequest, trouble: Trouble, lines: tuple[str, ...] = ()) -> HttpResponse:
    """The page of ``trouble``."""
    text = render_to_string(
        "errors/trouble.html",
        {
            "trouble": trouble,
            "lines": lines,
            "number": getattr(request, "number", ""),
            "large": large_by_cookie(request),
            "csrf_token": get_token(request),
            "back": request.path,
        },
    )
    return HttpResponse(text, status=trouble.status)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page of a refusal that no form showed: its own words, nothing changed."""
    return respond(
        request,
        Trouble(409, "没有办理", str(refusal), "没有改动任何内容。", "请按上面的说明处理后重试。"),
        refusal.lines,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return respond(request, BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, in the words of whoever refused."""
    said = str(exception)
    return respond(request, replace(FORBIDDEN, happened=said) if said else FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or came from elsewhere."""
    return respond(request, EXPIRED_FORM)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return respond(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return respond(request, BROKEN)
