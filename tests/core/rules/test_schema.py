"""The published schema: the file is what the code draws, and every rulebook file obeys it."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from zhijian.core.rules.schema import schema_of, schema_text

FOLDER = Path(__file__).parents[3] / "rulebooks"
PUBLISHED = FOLDER / "schema" / "rulebook.schema.json"
TOP = ("rules", "controls", "readings", "indicators")


def definition_of(path: Path) -> str | None:
    if path.parent == FOLDER:
        return path.stem if path.stem in TOP else None
    if path.parent == FOLDER / "documents":
        return "document"
    if path.parent == FOLDER / "processes":
        return "process"
    return "place" if path.name == "place.yaml" else "values"


def as_json(data):
    if isinstance(data, dict):
        return {key: as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(item) for item in data]
    return data.isoformat() if isinstance(data, date) else data


def validator(schema, name):
    part = {"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}
    return jsonschema.Draft202012Validator(part)


@pytest.fixture(scope="module")
def schema(rulebooks):
    return schema_of(rulebooks)


def test_the_published_schema_is_what_the_code_draws(rulebooks):
    is_current = PUBLISHED.read_text(encoding="utf-8") == schema_text(rulebooks) + "\n"

    assert is_current, "run: zhijian rules schema > rulebooks/schema/rulebook.schema.json"


def test_the_schema_is_itself_sound(schema):
    jsonschema.Draft202012Validator.check_schema(schema)


def test_every_file_obeys_the_schema(schema):
    checked = 0
    for path in (*FOLDER.glob("*.yaml"), *FOLDER.glob("[dp]*/*"), *FOLDER.glob("cn/**/*.yaml")):
        name = definition_of(path)
        if name is None:
            continue
        data = as_json(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        faults = [fault.message for fault in validator(schema, name).iter_errors(data)]
        assert faults == [], path
        checked += 1
    assert checked > 90


@pytest.mark.parametrize(
    "entry",
    [
        {"from": "2023-08-07", "value": 1000, "clause": "a"},
        {"from": "2023-08-07", "value": "10", "clause": "a"},
        {"from": "2023年", "value": 10, "clause": "a"},
        {"from": "2023-08-07", "value": 10, "unit": "workday", "clause": "a"},
        {"from": "2023-08-07", "value": 10, "stated": "及时", "clause": "a"},
        {"from": "2023-08-07", "value": 10, "kinds": ["mixed"], "clause": "a"},
        {"from": "2023-08-07", "value": 10, "formula": "a+b", "clause": "a"},
        {"value": 10, "clause": "a"},
    ],
)
def test_an_editor_marks_what_the_loader_would_refuse(entry, schema):
    data = {"updates.max_gap": {"in_force": [entry]}}

    assert list(validator(schema, "values").iter_errors(data))


def test_the_schema_of_this_file_is_json():
    json.loads(PUBLISHED.read_text(encoding="utf-8"))
