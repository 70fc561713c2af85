"""The interface put together: routers, limits, problem documents, the description."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.throttling import AuthRateThrottle

from zhijian import __version__
from zhijian.api import accounts, cases, directory, people, records
from zhijian.api.problems import DETAILS, MEDIA_TYPE, TITLES, TooLarge, speak_of
from zhijian.api.shapes import ProblemOut

LARGEST_BODY = 1024 * 1024
RATE = "600/m"
EVERYWHERE = (401, 403, 409, 422, 429)
ABOUT = (
    "供别的系统以某个人的名义取数、办件。令牌由本人在“我的—接口令牌”页签发，写在 Authorization 头里："
    "Bearer zj_…。令牌只能看到、只能办本人能看到、能办的。列表按编号从新到旧，用 next 取下一页。"
    "出错时返回 application/problem+json，detail 说明哪里不对、怎么办。"
)


class JsonBody(Parser):
    """Bodies of at most a megabyte, in JSON proper."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value.

        Raises:
            TooLarge: the body is too large.
            ValueError: it is no JSON.
        """
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise TooLarge(f"内容最大 {LARGEST_BODY // 1024} KB，请精简；文件请用上传附件。")
        return json.loads(request.body, parse_constant=_no_number)


class PerToken(AuthRateThrottle):
    """So many requests a minute for each token."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """One bucket a token."""
        token = getattr(request, "auth", None)
        return f"api-rate-{token.pk}" if token else None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def build() -> NinjaAPI:
    """The interface, mounted at ``/api/``."""
    made = NinjaAPI(
        title="指尖接口",
        version=__version__,
        description=ABOUT,
        docs_url=None,
        openapi_url="openapi.json",
        parser=JsonBody(),
        throttle=[PerToken(RATE)],
        urls_namespace="api",
    )
    speak_of(made)
    made.add_router("/me", people.me)
    made.add_router("/organizations", people.organizations)
    made.add_router("/people", people.people)
    made.add_router("/positions", people.positions)
    made.add_router("/accounts", accounts.accounts)
    made.add_router("/sites", accounts.sites)
    made.add_router("/cases", cases.router)
    made.add_router("/notices", records.notices)
    made.add_router("/journal", records.record)
    made.add_router("/rules", records.rules)
    made.add_router("/public", directory.router)
    return made


@cache
def description(api: NinjaAPI) -> dict[str, Any]:
    """The OpenAPI document, every operation with the problems it may answer with."""
    document: dict[str, Any] = json.loads(json.dumps(OpenAPISchema(api, "/api/"), default=str))
    document["components"]["schemas"]["ProblemOut"] = ProblemOut.model_json_schema()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            codes = set(EVERYWHERE)
            codes |= {404} if "{" in path or "requestBody" in operation else set()
            codes |= {400, 413, 415} if "requestBody" in operation else set()
            for code in sorted(codes):
                operation["responses"][str(code)] = _problem_response(code)
    return document


def _problem_response(code: int) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/ProblemOut"}
    return {
        "description": DETAILS.get(code) or TITLES[code],
        "content": {MEDIA_TYPE: {"schema": reference}},
    }


api = build()
