"""One difference between a filled form and the register, and how it would be taken over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from zhijian.core.forms.model import Field
from zhijian.core.forms.values import Plain, words_of


class Writes(Enum):
    """Through which action a difference is taken over."""

    ACCOUNT = "account"
    FOLLOWERS = "followers"
    MENUS = "menus"
    PERSON = "person"
    NEW_PERSON = "new_person"


@dataclass(frozen=True)
class Write:
    """What is written: the fields of one row of ``kind`` (0: a new one)."""

    kind: Writes
    row: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One thing that stands otherwise in the form; without ``write`` it is not taken over.

    ``why`` says why not, or what taking it over means. ``matter`` names the page on which it is
    done instead: see ``MATTERS``.
    """

    key: str
    label: str
    stands: str
    paper: str
    write: Write | None = None
    why: str = ""
    matter: str = ""

    @property
    def can_apply(self) -> bool:
        """Whether it may be ticked."""
        return self.write is not None

    @property
    def will_be(self) -> str:
        """What stands there afterwards."""
        return self.paper if self.write else self.stands


MATTERS = {
    "rename": "办理更名",
    "sponsor": "办理主办单位变更",
    "ending": "办理暂停、关停或注销",
    "staff": "办理岗位变动",
    "retrofiling": "办理补备案",
    "campaign": "在清理整合中决定措施",
}
"""What is done by an application of its own, in words."""
BLANK = "表上空着，不据此清空台账；要清空，请在账号页面修改"


def shown(asked: Field, value: Plain) -> str:
    """A value in the words of the form."""
    return words_of(asked, value)
