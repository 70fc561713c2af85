"""Hosts that are written to be taken for a platform's or a government site's, and are neither."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from zhijian.core.accounts.platforms import Catalogue, Platform

_SHORTEST_BRAND = 5
_MULTI = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def imitated(host: str, catalogue: Catalogue) -> Platform | None:
    """The platform that a host which is not its own looks like; None if it looks like none."""
    if catalogue.domain_owner(host) is not None:
        return None
    shown = _skeleton(host, catalogue.confusables)
    labels = shown.split(".")
    for platform in catalogue.platforms.values():
        for domain in platform.domains:
            if _looks_like(shown, labels, _skeleton(domain, catalogue.confusables)):
                return platform
    return None


def _looks_like(shown: str, labels: list[str], domain: str) -> bool:
    if shown == domain or shown.endswith("." + domain):
        return True
    if domain == "g0v.cn":
        return _like_government(labels)
    if f".{domain}." in f".{shown}." or domain.replace(".", "-") in shown:
        return True
    brand, dot, rest = domain.partition(".")
    if "." in rest or not dot or len(brand) < _SHORTEST_BRAND:
        return False
    parts = {part for label in labels[:-1] for part in label.split("-")}
    return brand in parts or any(_is_one_slip(part, brand) for part in parts)


def _like_government(labels: list[str]) -> bool:
    """``gov`` within a host that does not end in gov.cn; a foreign ``.gov`` is left alone."""
    above = labels[:-2] if len(labels[-1]) == 2 and labels[-2:-1] == ["g0v"] else labels[:-1]
    parts = [part for label in above for part in label.split("-")]
    return "g0v" in parts or any(len(p) > 3 and p.endswith("g0v") for p in parts)


def _skeleton(host: str, confusables: Mapping[str, str]) -> str:
    """A host with every character replaced by the one it is taken for."""
    bare = unicodedata.normalize("NFKD", host)
    text = "".join(confusables.get(char, char) for char in bare if not unicodedata.combining(char))
    for pair, one in _MULTI:
        text = text.replace(pair, one)
    return text


@lru_cache(maxsize=4096)
def _is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one character put in or left out, or by two swapped.

    One character changed counts in longer words only: short ones have honest neighbours.
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    tails = one[start:], other[start:]
    if len(one) == len(other):
        swapped = tails[0][:2] == tails[1][1::-1] and tails[0][2:] == tails[1][2:]
        return swapped or (len(one) > _SHORTEST_BRAND and tails[0][1:] == tails[1][1:])
    longer, shorter = sorted(tails, key=len, reverse=True)
    return longer[1:] == shorter
