"""Which PostgreSQL the tests may use. As a program it prints the address or the reason."""

import functools
import importlib.util
import os
import sys

LOCAL_SERVERS = ("postgresql:///postgres", "postgresql://postgres@127.0.0.1/postgres")


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


if __name__ == "__main__":
    found, why_none = postgres_or_why()
    if why_none:
        sys.exit(why_none)
    sys.stdout.write(found)
