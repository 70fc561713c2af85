"""The platforms an account may be on: the catalogue of the rulebooks and what offices added."""

from collections.abc import Mapping

from zhijian.config.once import once
from zhijian.law.carriers import carriers
from zhijian.ledger.models import OfficePlatform
from zhijian.ledger.registers import choices_of

OWN = "ledger.own_platforms"


def catalogue() -> dict[str, str]:
    """The platforms that come with the program, in words by code."""
    found = {one.code: one.title for one in carriers().account_platforms()}
    return {**found, **{c: w for c, w in choices_of("accounts", "platform") if c not in found}}


def own_titles() -> Mapping[str, str]:
    """The words of every platform that offices added, by code; read once a request."""
    return once(OWN, lambda: dict(OfficePlatform.objects.values_list("code", "title")))


def title_of(code: str) -> str:
    """A platform in words; a code nobody knows as it is."""
    known = carriers().platforms.get(code)
    if known is not None:
        return known.title
    return dict(choices_of("accounts", "platform")).get(code) or own_titles().get(code) or code


def operator_of(code: str) -> str:
    """Who runs a platform; "" where nobody wrote it down."""
    known = carriers().platforms.get(code)
    if known is not None:
        return known.operator
    own = OfficePlatform.objects.filter(code=code).values_list("operator", flat=True)
    return own.first() or ""


def platform_choices(now: str = "") -> list[tuple[str, str]]:
    """What a form offers: the catalogue, then the offered own ones, and the one it holds now."""
    own = OfficePlatform.objects.filter(is_offered=True).order_by("title")
    found = list(catalogue().items()) + list(own.values_list("code", "title"))
    if now and now not in dict(found):
        found.append((now, title_of(now)))
    return found
