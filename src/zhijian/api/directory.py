"""What programs may ask of the public directory without a token."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.throttling import AnonRateThrottle
from pydantic import Field

from zhijian.directory.lists import entry
from zhijian.directory.search import search
from zhijian.directory.verifying import verify
from zhijian.law.carriers import carriers

RATE = "120/m"
router = Router(tags=["公开名录"], auth=None)

Text = Annotated[str, Query(min_length=1, max_length=10_000, description="链接、分享文字或账号ID")]
Part = Annotated[str, Query(max_length=60, description="名称或主办单位里含有的字")]


class ListedOut(Schema):
    """What the public may know of an account."""

    name: str
    platform: str
    type: str
    id: str
    sponsor: str
    supervisor: str
    state: str
    opened_on: str | None
    stopped_on: str | None
    link: str


class VerdictOut(Schema):
    """What the directory says of a text."""

    state: str = Field(description="official、suspended、ended、unlisted、unclear")
    title: str
    advice: str
    why: str
    accounts: list[ListedOut]


class FoundOut(Schema):
    """One page of accounts; ``after`` asks for the next, 0: there is none."""

    accounts: list[ListedOut]
    after: int


class PerAddress(AnonRateThrottle):
    """So many requests a minute for each address."""


@router.get(
    "/verify",
    response=VerdictOut,
    summary="核验一个账号",
    operation_id="verify_account",
    throttle=[PerAddress(RATE)],
)
def verify_account(request: HttpRequest, text: Text) -> dict[str, Any]:
    """Is the account that a link leads to a government's?"""
    verdict = verify(text, carriers())
    return {
        "state": str(verdict.state),
        "title": verdict.title,
        "advice": verdict.advice,
        "why": verdict.why,
        "accounts": [entry(account) for account in verdict.accounts],
    }


@router.get(
    "/accounts",
    response=FoundOut,
    summary="查找公开名录",
    operation_id="search_directory",
    throttle=[PerAddress(RATE)],
)
def search_directory(
    request: HttpRequest, q: Part = "", after: Annotated[int, Query(ge=0, le=2**62)] = 0
) -> dict[str, Any]:
    """Listed accounts by a part of their name."""
    found = search(q.replace("\x00", ""), after=after)
    return {"accounts": [entry(one) for one in found.accounts], "after": found.after}
