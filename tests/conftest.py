"""What holds for every test: no way out to the network, and a reason for every test left out."""

import functools
import importlib.util
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# A shared machine is slow at times; a test must not fail for that, nor differ from run to run.
settings.register_profile("zhijian", deadline=None, derandomize=True)
settings.load_profile("zhijian")

LOCAL_SERVERS = ("postgresql:///postgres", "postgresql://postgres@127.0.0.1/postgres")


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


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    """Sockets connect, send and listen on loopback or a local path only; no name is looked up."""
    with pytest.MonkeyPatch.context() as patch:
        for verb in ("connect", "connect_ex", "bind", "sendto"):
            patch.setattr(socket.socket, verb, _guarded(getattr(socket.socket, verb)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


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


@functools.cache
def postgres_or_why() -> tuple[str, str]:
    """Return the address of a PostgreSQL that answers, or ``""`` and the reason there is none.

    A server named in ``ZHIJIAN_TEST_POSTGRES`` is taken at its word: if it does not answer, the
    tests that use it fail.
    """
    if named := os.environ.get("ZHIJIAN_TEST_POSTGRES"):
        return named, ""
    if importlib.util.find_spec("psycopg") is None:
        return "", "没有安装 psycopg，PostgreSQL 的测试未跑"
    import psycopg

    for address in LOCAL_SERVERS:
        try:
            psycopg.connect(address, connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return address, ""
    return "", "本机没有可用的 PostgreSQL，也没有设置 ZHIJIAN_TEST_POSTGRES，PostgreSQL 的测试未跑"


def why_no_spark() -> str:
    """Return why Spark cannot run here, or ``""`` when it can."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "没有 Java，Spark 的测试未跑"
    if importlib.util.find_spec("pyspark") is None:
        return "没有安装 PySpark，Spark 的测试未跑"
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A marked test that cannot run here is left out with its reason."""
    reasons = {"postgres": lambda: postgres_or_why()[1], "spark": why_no_spark}
    for mark, reason in reasons.items():
        if item.get_closest_marker(mark) and (why := reason()):
            pytest.skip(why)


@pytest.fixture(scope="session")
def postgres_address() -> str:
    """The address of a real PostgreSQL server; a test that asks for it is left out without one."""
    address, why = postgres_or_why()
    if why:
        pytest.skip(why)
    return address
