"""The county of the case engine's tests, and browsers in which its people are signed in."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from apps.cases.conftest import FRIDAY
from apps.cases.conftest import County as Cast
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.law import books
from zhijian.people.models import User


@pytest.fixture(autouse=True)
def friday(tmp_path, settings) -> Iterator[None]:
    """Friday the 20th of November 2026, and an empty store of files."""
    books._with_own_years.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(FRIDAY):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


@pytest.fixture
def browser() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def case(cast) -> Case:
    """A text under review at its first stage, on the bureau's desk."""
    from zhijian.cases import actions

    opened = actions.open_case(
        "review", organization=cast.bureau, title="森林防火期通告", by=cast.editor,
        data={"说明": "原创，拟在微信公众号发布。"},
    )  # fmt: skip
    return actions.act(opened, "submit", by=cast.editor)
