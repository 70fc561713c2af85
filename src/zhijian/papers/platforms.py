"""What a platform is called, who runs it, and in which words the forms name it.

The catalogue's own words come first; platforms that an office added are told by their title.
"""

from collections.abc import Mapping
from functools import cache

from zhijian.core.accounts.platforms import Catalogue, Platform, catalogue_of
from zhijian.law.books import rulebooks
from zhijian.ledger.models import Account, OfficePlatform
from zhijian.ledger.registers import said as in_words
from zhijian.papers.answers import Said, said

INVENTORY_WORDS = "hengnan_inventory_cleanup"
"""The form whose words name who runs a platform; all other words name its form."""


@cache
def catalogue() -> Catalogue:
    """The platforms of this installation's rulebooks."""
    return catalogue_of(rulebooks().platforms)


class Platforms:
    """The names of platforms, the office's own among them; made once for one paper."""

    def __init__(self) -> None:
        self.own = {row.code: row for row in OfficePlatform.objects.all()}

    def title(self, account: Account) -> str:
        """The platform's name."""
        if (own := self.own.get(account.platform)) is not None:
            return own.title
        known = self._known(account)
        return known.title if known else in_words("accounts", "platform", account.platform)

    def operator(self, account: Account) -> Said | None:
        """Who runs the platform; None if nobody wrote it down."""
        if (own := self.own.get(account.platform)) is not None:
            return said(own.operator) if own.operator else None
        known = self._known(account)
        if known is None:
            return None
        word = known.words.get(INVENTORY_WORDS)
        return said(word if isinstance(word, str) else "", known.operator, free=known.operator)

    def form(self, account: Account) -> Said:
        """What the account is (微博, 微信订阅号 …), in the words of every form."""
        title, known = self.title(account), self._known(account)
        kind = known.types.get(account.account_type, "") if known else ""
        words = [word for word in (_word(one, account) for one in _own_words(known)) if word]
        return said(*words, title, free=title, sub=kind)

    def _known(self, account: Account) -> Platform | None:
        return catalogue().platforms.get(account.platform)


def _own_words(known: Platform | None) -> list[str | Mapping[str, str]]:
    return [word for form, word in known.words.items() if form != INVENTORY_WORDS] if known else []


def _word(word: str | Mapping[str, str], account: Account) -> str:
    return word if isinstance(word, str) else word.get(account.account_type, "")


def platform_title(account: Account) -> str:
    """The platform's name."""
    return Platforms().title(account)
