"""Every matter in an account's life: its kind of event, its process, and the states it joins."""

from dataclasses import dataclass

from zhijian.ledger.models import Account, LifeEvent

Detail, State = LifeEvent.Detail, Account.State

OPENING, CHANGING, ENDING = "opening", "changing", "ending"
RETROFILING, STRAY, OFFLINE = "retrofiling", "stray", "site_offline"
ON_ACCOUNTS = (OPENING, CHANGING, ENDING, RETROFILING)
"""The processes of which an account takes part in one at a time."""

_USED = (State.OPERATING, State.SUSPENDED)


@dataclass(frozen=True)
class Matter:
    """One matter.

    ``kind`` is the code of the core's relation ``life_events``; ``states`` those of an account that
    it may be asked for; ``to`` the state it leads to ("": the state stays).
    """

    detail: str
    kind: str
    process: str
    title: str
    states: tuple[str, ...]
    to: str = ""

    @property
    def case_kind(self) -> str:
        """The kind of the case: endings are told apart, a change is a change."""
        return self.kind if self.process == ENDING else ""


MATTERS = {
    one.detail: one
    for one in (
        Matter(Detail.OPEN, "OPEN", OPENING, "开设", (State.PLANNED,), State.OPERATING),
        Matter(Detail.RETROACTIVE, "OPEN", RETROFILING, "补备案", (*_USED, State.CLOSED)),
        Matter(Detail.RENAME, "CHANGE", CHANGING, "更名", _USED),
        Matter(Detail.SPONSOR, "CHANGE", CHANGING, "主办单位变更", (*_USED, State.CLOSED)),
        Matter(Detail.OTHER, "CHANGE", CHANGING, "其他信息变更", (*_USED, State.CLOSED)),
        Matter(Detail.SUSPEND, "CHANGE", ENDING, "暂停", (State.OPERATING,), State.SUSPENDED),
        Matter(Detail.RESUME, "CHANGE", ENDING, "恢复", (State.SUSPENDED,), State.OPERATING),
        Matter(Detail.MERGE, "DEREGISTER", ENDING, "合并", _USED, State.DEREGISTERED),
        Matter(Detail.CLOSE, "CLOSE", ENDING, "关停", _USED, State.CLOSED),
        Matter(
            Detail.DEREGISTER,
            "DEREGISTER",
            ENDING,
            "注销",
            (*_USED, State.CLOSED),
            State.DEREGISTERED,
        ),
    )
}

CHANGES = (Detail.RENAME, Detail.SPONSOR, Detail.OTHER)
ENDINGS = (Detail.SUSPEND, Detail.RESUME, Detail.MERGE, Detail.CLOSE, Detail.DEREGISTER)

RENAMED = ("name", "handle", "link")
"""What a renaming may change."""
OTHERS = (
    "account_type",
    "supervisor",
    "operator",
    "operation_mode",
    "section",
    "registered_subject_kind",
    "registered_subject",
    "certified_subject",
    "certified_subject_kind",
    "certification_text",
    "link",
    "introduction",
    "tasks",
    "provides_news",
    "has_license",
    "license_number",
)
"""What a change of other particulars may change: all that a filing form states."""


def possible(account: Account) -> list[Matter]:
    """The matters that an account's state allows, the opening left out."""
    found = []
    for one in MATTERS.values():
        if account.state not in one.states or one.process == OPENING:
            continue
        if one.detail != Detail.RETROACTIVE or account.is_filed is not True:
            found.append(one)
    return found
