"""What goes in and out of cases."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from zhijian.api.paging import LARGEST_ID
from zhijian.api.shapes import UnitRef

Text = Annotated[str, Field(max_length=5_000)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


def _number(value: object) -> object:
    """A JSON number, not a text or a truth value that could be read as one; 419.0 is 419."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("int_type", "not a whole number")
    return value


Key = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(_number)]


class Strict(Schema):
    """A body: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class OpenIn(Strict):
    """A case to be opened."""

    process: Name
    organization: Key
    title: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[str, Field(max_length=40)] = ""
    on: Annotated[date | None, Field(description="事项发生日，不写为今天")] = None


class ActIn(Strict):
    """A move of the present step. ``version`` is that of the case as it was read."""

    move: Name
    version: Key
    opinion: Text = ""
    ticked: Annotated[tuple[Name, ...], Field(max_length=100)] = ()


class UploadIn(Strict):
    """What goes with a file."""

    kind: Annotated[str, Field(max_length=40, description="附件的用途，见流程说明")] = ""


class LightOut(Schema):
    """The light: a word and a colour, with its basis."""

    word: str
    colour: str
    basis: str


class CaseOut(Schema):
    """A case in a list."""

    id: int
    number: str
    process: str
    process_title: str
    title: str
    organization: UnitRef
    desk: UnitRef
    state: str
    state_name: str
    step: str
    step_title: str
    due_on: date | None
    due_is_estimate: bool
    opened_at: datetime
    closed_at: datetime | None
    version: int
    light: LightOut


class MoveOut(Schema):
    """A move of the present step, and why it is not open to the asker if it is not."""

    move: str
    title: str
    is_open: bool
    why_not: str


class CaseDetailOut(CaseOut):
    """One case with what may be done next."""

    moves: list[MoveOut]
    working: list[str]


class AttachmentOut(Schema):
    """A file of a case."""

    id: int
    name: str
    kind: str
    kind_title: str
    media_type: str
    size: int
    sha256: str
    by: str
    at: datetime
