"""The committed description is the one that the program gives; random requests keep to it."""

import importlib.util
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from api.conftest import program_of
from zhijian import notices
from zhijian.api import application
from zhijian.config.wsgi import application as wsgi

DOCS = Path(__file__).parents[2] / "docs"
SPARING = settings(
    max_examples=10,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_committed_description_is_the_present_one():
    spec = importlib.util.spec_from_file_location("openapi", DOCS / "generate" / "openapi.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert (DOCS / "openapi.json").read_text() == module.written(), (
        "接口变了：运行 make docs 更新 docs/openapi.json，并在 CHANGES.md 里写明"
    )


def ask_at_random(operation, token: str, statuses: set[int]) -> None:
    """Send what the description allows; every answer must be one that it knows.

    The token is ours in every request; what happens without one is tested with the tokens. Forms
    may be refused although the description fits them: their parts have odd names and no content.
    """
    is_form = any("multipart" in body.media_type for body in operation.body)
    excluded = [ignored_auth, *([positive_data_acceptance] if is_form else [])]
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}

    @SPARING
    @given(case=operation.as_strategy())
    def ask(case):
        response = case.call(headers=headers)
        statuses.add(response.status_code)
        case.validate_response(response, excluded_checks=excluded)

    ask()


@pytest.mark.django_db(transaction=True)
def test_random_requests_get_answers_that_the_description_knows(county, monkeypatch):
    monkeypatch.setattr(application.api.throttle[0], "num_requests", 10**6)
    program = program_of(county.editor)
    body = {"organization": county.bureau.pk, "title": "来信", "kind": "CONSULT"}
    program.post("/cases", {"process": "message", **body})
    notices.send(county.editor, kind="case", title="到期")
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", wsgi)
    asked: dict[str, set[int]] = {}

    for found in schema.get_all_operations():
        operation = found.ok()
        statuses = asked.setdefault(operation.label, set())

        ask_at_random(operation, program.text, statuses)

    operations = sum(len(methods) for methods in _paths().values())
    assert len(asked) == operations
    assert all(statuses and max(statuses) < 500 for statuses in asked.values()), asked


def _paths():
    return application.description(application.api)["paths"]
