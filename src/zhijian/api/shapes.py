"""What goes in and out, apart from cases."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Schema
from pydantic import Field

from zhijian.api.paging import LARGEST_ID

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Word = Annotated[
    str, Field(max_length=100, pattern=r"^[^\x00-\x1f]*$", description="名称里含有的字")
]
Code = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_.-]*$")]


class ProblemOut(Schema):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    number: str
    errors: list[dict[str, str]] | None = None
    lines: list[str] | None = None


class UnitRef(Schema):
    """A unit, in short."""

    id: int
    name: str


class TokenOut(Schema):
    """The token that asks."""

    name: str
    scopes: list[str]
    expires_on: date


class PositionOut(Schema):
    """A position somebody holds."""

    id: int
    kind: str
    kind_name: str
    title: str
    organization: UnitRef
    person_id: int
    person_name: str
    is_backup: bool
    from_on: date
    until_on: date | None


class MeOut(Schema):
    """On whose behalf the token asks."""

    username: str
    name: str
    organization: UnitRef | None
    positions: list[PositionOut]
    token: TokenOut


class UnitOut(Schema):
    """A unit."""

    id: int
    name: str
    short_name: str
    kind: str
    kind_name: str
    level: str
    level_name: str
    parent_id: int | None
    place: str
    credit_code: str
    established_on: date | None
    abolished_on: date | None


class PersonOut(Schema):
    """A person; numbers are masked, always."""

    id: int
    name: str
    title: str
    organization: UnitRef
    phone: str
    office_phone: str
    joined_on: date | None
    left_on: date | None


class NoticeOut(Schema):
    """A notice in the own inbox."""

    id: int
    kind: str
    title: str
    body: str
    url: str
    is_red: bool
    sent_at: datetime
    read_at: datetime | None


class MomentOut(Schema):
    """One entry of an object's record, in words."""

    seq: int
    at: datetime
    who: str
    action: str
    what: str
    note: str
    opinion: str


class CitedOut(Schema):
    """A clause."""

    clause: str
    citation: str
    says: str


class RuleOut(Schema):
    """What holds on one rule: the value in words, how strictly, by which clauses."""

    rule: str
    title: str
    kind: str
    value: str
    strength: str
    is_proposed: bool
    cited: list[CitedOut]


class RulesOut(Schema):
    """The rules in force in a place on a day."""

    place: str
    on: date
    rules: list[RuleOut]
