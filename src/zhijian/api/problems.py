"""What went wrong, as a problem document (RFC 9457) in Chinese, for the whole interface."""

import functools
import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.datastructures import MultiValueDictKeyError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from zhijian.core.refused import Refused

logger = logging.getLogger("zhijian.api")
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求不是接口应有的样子",
    401: "没有有效的令牌",
    403: "令牌没有这项范围",
    404: "找不到",
    405: "这个地址不接受这种方法",
    409: "没有办成",
    413: "内容太大",
    415: "内容的类型不对",
    422: "填写的内容不对",
    429: "请求太频繁",
    500: "服务器出了差错",
}
DETAILS = {
    400: "请求的内容读不出来。请按接口说明发送 UTF-8 的 JSON，上传文件用 multipart/form-data。",
    401: "请在 Authorization 头里写明 Bearer 和有效的令牌。令牌过期、被撤销或本人停用的，请重新签发。",
    404: "地址不存在，或者这项内容不在您可以查看的范围内。",
    405: "请按接口说明换用正确的方法。",
    413: "请减小内容后重试，附件的大小以系统设置为准。",
    415: "请按接口说明写明 Content-Type。",
    500: "意料之外的差错已经记入日志，没有完成的改动已经撤回。请把编号告诉管理员。",
}
FAULTS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请去掉",
    "string_type": "应是文字",
    "string_too_short": "太短",
    "string_too_long": "太长",
    "string_pattern_mismatch": "含有不允许的字符，或格式不对",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "date_type": "应是日期，如 2026-11-20",
    "date_parsing": "应是日期，如 2026-11-20",
    "date_from_datetime_parsing": "应是日期，如 2026-11-20",
    "date_from_datetime_inexact": "应是日期，如 2026-11-20",
    "list_type": "应是列表",
    "too_long": "项数太多",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "literal_error": "不在可用的值之列",
    "model_attributes_type": "应是 JSON 对象",
    "dict_type": "应是 JSON 对象",
    "json_invalid": "不是正确的 JSON",
}
ILLEGIBLE = "写法不对"


class TooLarge(Exception):
    """The body is larger than this endpoint takes."""


class Forbidden(Exception):
    """The token lacks a scope; the message is a sentence."""


def problem(request: HttpRequest, status: int, detail: str = "", **more: Any) -> JsonResponse:
    """The document for a status; ``more`` adds members to it."""
    content = {
        "type": "about:blank",
        "title": TITLES.get(status, TITLES[500]),
        "status": status,
        "detail": detail or DETAILS.get(status, ""),
        "instance": request.path,
        "number": getattr(request, "number", ""),
        **more,
    }
    options = {"ensure_ascii": False}
    response = JsonResponse(
        content, status=status, json_dumps_params=options, content_type=MEDIA_TYPE
    )
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def speak_of(api: NinjaAPI) -> None:
    """Let every failure of ``api`` answer with a problem document."""

    def on(kind: type[Exception], answer: Any) -> None:
        api.add_exception_handler(kind, lambda request, fault: answer(request, fault))

    on(AuthenticationError, lambda request, _: problem(request, 401))
    on(Forbidden, lambda request, fault: problem(request, 403, str(fault)))
    on(PermissionDenied, lambda request, fault: problem(request, 403, str(fault)))
    on(Http404, lambda request, _: problem(request, 404))
    on(Refused, _refused)
    on(TooLarge, lambda request, fault: problem(request, 413, str(fault)))
    on(RequestDataTooBig, lambda request, _: problem(request, 413))
    on(SuspiciousOperation, lambda request, _: problem(request, 400))
    on(MultiValueDictKeyError, lambda request, _: problem(request, 400))
    on(ValidationError, _invalid)
    on(Throttled, _too_often)
    on(HttpError, _other)
    on(Exception, _broken)


def in_problems(view: Any) -> Any:
    """The view, with its bare answer to a wrong method made a problem document."""

    @functools.wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        said = problem(request, 405)
        said["Allow"] = response["Allow"]
        return said

    return spoken


def _other(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """A body that cannot be read: too large, or not what it should be."""
    cause = fault.__cause__
    if isinstance(cause, TooLarge | RequestDataTooBig):
        return problem(request, 413, str(cause) if isinstance(cause, TooLarge) else "")
    return problem(request, fault.status_code)


def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    logger.error("unforeseen failure", exc_info=fault)
    return problem(request, 500)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    more = {"lines": list(refusal.lines)} if refusal.lines else {}
    return problem(request, 409, str(refusal), **more)


def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": _field(error["loc"]),
            "message": FAULTS.get(error["type"], ILLEGIBLE),
        }
        for error in fault.errors
    ]
    named = "；".join(f"{e['field'] or '内容'}：{e['message']}" for e in errors[:5])
    return problem(request, 422, f"{named}。请改正后重新提交。", errors=errors)


def _field(place: tuple[Any, ...]) -> str:
    """Where in what was sent: ninja says first of which part, then of which parameter."""
    inner = place[1:]
    if len(inner) > 1 and inner[0] in ("body", "page"):
        inner = inner[1:]
    return ".".join(str(part) for part in inner)


def _too_often(request: HttpRequest, fault: Throttled) -> HttpResponse:
    wait = int(fault.wait or 60) + 1
    response = problem(request, 429, f"请在 {wait} 秒后重试，并放慢请求。")
    response["Retry-After"] = str(wait)
    return response
