"""Whether an account that somebody met is a government's: by its link, its id, or its QR code."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from zhijian.core.accounts.links import Resolved, resolve
from zhijian.core.accounts.platforms import Catalogue
from zhijian.directory.indexing import public_accounts
from zhijian.ledger.models import Account

MOST = 5


class State(StrEnum):
    """What can be said of it."""

    OFFICIAL = "official"
    SUSPENDED = "suspended"
    ENDED = "ended"
    UNLISTED = "unlisted"
    UNCLEAR = "unclear"


TITLES = {
    State.OFFICIAL: "是登记在册的政务新媒体",
    State.SUSPENDED: "登记在册，目前暂停运行",
    State.ENDED: "已经停止运行，不再是政务新媒体",
    State.UNLISTED: "名录里没有这个账号",
    State.UNCLEAR: "仅凭这些内容无法核验",
}
ADVICE = {
    State.OFFICIAL: "请核对下面的名称和主办单位是否与您看到的一致。",
    State.SUSPENDED: "暂停期间发布的内容请向主办单位核实。",
    State.ENDED: "停止之后以这个账号发布的内容，请不要轻信，并可以向我们报告。",
    State.UNLISTED: "名录里没有，不等于一定是假冒；请向所称的单位核实，或者报告给我们。",
    State.UNCLEAR: "请打开账号的主页，复制主页的完整链接再试，或者按名称查找。",
}


@dataclass(frozen=True)
class Verdict:
    """What is said of a text; ``why`` is how it was read, ``accounts`` the listed ones it means."""

    state: State
    why: str
    resolved: Resolved
    accounts: tuple[Account, ...] = ()

    @property
    def title(self) -> str:
        """The verdict in words."""
        return TITLES[self.state]

    @property
    def advice(self) -> str:
        """What to do now."""
        return ADVICE[self.state]


def verify(text: str, catalogue: Catalogue) -> Verdict:
    """What the directory knows of the account that a text leads to.

    Raises:
        Refused: the text is empty, too long, or a script.
    """
    told = resolve(text, catalogue)
    means = Q(pk__in=())
    if told.account and told.platform:
        means |= Q(platform=told.platform, handle__iexact=told.account)
    if told.link:
        means |= Q(link=told.link)
    bare = text.strip()
    if bare and " " not in bare and len(bare) <= 120:
        means |= Q(handle=bare)
    rows = public_accounts().filter(means).select_related("organization").order_by("pk")
    found = tuple(rows[:MOST])
    if found:
        return Verdict(_best(found), told.why, told, found)
    state = State.UNLISTED if told.is_determined or told.imitates else State.UNCLEAR
    return Verdict(state, told.why, told)


def _best(accounts: tuple[Account, ...]) -> State:
    states = {account.state for account in accounts}
    if Account.State.OPERATING in states:
        return State.OFFICIAL
    return State.SUSPENDED if Account.State.SUSPENDED in states else State.ENDED
