"""From which address a request came, believing no more of its headers than our own proxy wrote."""

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from zhijian.config.options import options


def client_address(request: HttpRequest) -> str:
    """The address that the request came from; ``""`` when none is known (a local socket)."""
    chosen = options()
    proxies = chosen.trusted_proxies if chosen.behind_proxy else ()
    return address_behind(request.META, proxies)


def address_behind(meta: Mapping[str, Any], proxies: Iterable[str]) -> str:
    """The nearest hop that is no trusted proxy.

    Every proxy adds, at the right end of ``X-Forwarded-For``, the address it was called from. So
    the line is read from the right, and only as far as trusted proxies wrote it; what a visitor
    wrote into the header himself stands further left and is never reached.

    >>> address_behind({"REMOTE_ADDR": "10.0.0.9", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, ())
    '10.0.0.9'
    """
    trusted = [ipaddress.ip_network(text) for text in proxies]
    nearest = _plain(str(meta.get("REMOTE_ADDR", "")))
    said = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while trusted and _is_in(nearest, trusted) and said:
        hop = _plain(said.pop())
        if not hop:
            break
        nearest = hop
    return nearest


def _is_in(address: str, networks: list[Any]) -> bool:
    """A proxy on a local socket has no address; nobody but the machine itself can use one."""
    return not address or any(ipaddress.ip_address(address) in network for network in networks)


def _plain(text: str) -> str:
    """The address in its usual form, without port; ``""`` if it is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def address_or_none(request: HttpRequest) -> str | None:
    """The same for columns that hold an address or nothing."""
    return client_address(request) or None
