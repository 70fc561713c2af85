"""The county of the cases, and programs that ask with a person's token."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from apps.cases.conftest import County, county, kept_apart  # noqa: F401
from zhijian.config import clock
from zhijian.people.models import User
from zhijian.tokens.actions import create_token
from zhijian.tokens.models import SCOPES


class Program:
    """A program with a token: ``program.get("/api/me")``."""

    def __init__(self, text: str) -> None:
        self.client = Client(
            headers={"authorization": f"Bearer {text}"}, raise_request_exception=False
        )
        self.text = text

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api{path}", query)

    def post(self, path: str, body: Any = None, **how: Any) -> Any:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        how.setdefault("content_type", "application/json")
        return self.client.post(f"/api{path}", content, **how)

    def upload(self, path: str, **parts: Any) -> Any:
        return self.client.post(f"/api{path}", parts)


def program_of(user: User, *scopes: str) -> Program:
    expires_on = clock.today() + timedelta(days=30)
    _, text = create_token(
        by=user, name="办公系统", scopes=scopes or tuple(SCOPES), expires_on=expires_on
    )
    return Program(text)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def program(county) -> Program:  # noqa: F811
    return program_of(county.editor)
