"""What holds for every test: no way out to the network, and a reason for every test left out."""

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings

import journal_flush
import network_fence
from postgres_server import postgres_or_why

# A shared machine is slow at times; a test must not fail for that, nor differ from run to run.
settings.register_profile("zhijian", deadline=None, derandomize=True)
settings.load_profile("zhijian")


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    """Every test runs inside the fence."""
    with pytest.MonkeyPatch.context() as patch:
        network_fence.closed(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def journal_may_be_flushed() -> Iterator[None]:
    """Between tests the journal may be emptied; ``journal_flush`` says why and how."""
    with pytest.MonkeyPatch.context() as patch:
        journal_flush.allowed(patch)
        yield


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
