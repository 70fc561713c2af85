"""The fence around the tests: sockets stay on this machine."""

import functools
import ipaddress
import socket
from typing import Any

import pytest


class NetworkClosed(AssertionError):
    """A test tried to reach beyond this machine."""


def is_loopback(host: str | bytes | None) -> bool:
    """Whether ``host`` is this machine under a loopback name; the wildcard address is not."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def closed(patch: pytest.MonkeyPatch) -> None:
    """Let sockets connect, send and listen on loopback or a local path only; look up no name."""
    for verb in ("connect", "connect_ex", "bind", "sendto"):
        patch.setattr(socket.socket, verb, _guarded(getattr(socket.socket, verb)))
    patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))


def _guarded(call: Any) -> Any:
    @functools.wraps(call)
    def only_loopback(sock: socket.socket, *args: Any) -> Any:
        address = args[-1]
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            raise NetworkClosed(f"tests keep to this machine, not {address[0]}")
        return call(sock, *args)

    return only_loopback


def _guarded_lookup(call: Any) -> Any:
    @functools.wraps(call)
    def only_loopback(host: Any, *args: Any, **options: Any) -> Any:
        if not is_loopback(host):
            raise NetworkClosed(f"tests look up no names, not even {host}")
        return call(host, *args, **options)

    return only_loopback
