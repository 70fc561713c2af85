"""What machines may ask, and what the log says: numbers and states, never persons."""

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from zhijian.config import metrics, request_id
from zhijian.config.logs import JsonFormatter
from zhijian.config.options import Options


def broken(request, name):
    raise ValueError("13800000000 张某")


def quiet(request):
    logging.getLogger("zhijian.sample").info("looked")
    return HttpResponse("ok")


urlpatterns = [path("broken/<name>/", broken, name="broken"), path("quiet/", quiet, name="quiet")]


@pytest.fixture
def chosen(monkeypatch):
    def choose(**values):
        options = Options(**values)
        for module in (metrics, request_id):
            monkeypatch.setattr(module, "options", lambda: options)

    return choose


@pytest.fixture
def lines():
    """What was logged, as it would stand in the file."""
    told = []

    class Keeper(logging.Handler):
        def emit(self, record):
            told.append(json.loads(JsonFormatter().format(record)))

    keeper, root = Keeper(), logging.getLogger()
    root.addHandler(keeper)
    level = root.level
    root.setLevel(logging.INFO)
    yield told
    root.removeHandler(keeper)
    root.setLevel(level)


def test_the_process_says_that_it_lives_without_asking_the_database():
    assert Client().get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_it_is_ready_when_the_tables_are_up_to_date():
    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_it_is_not_ready_while_a_migration_is_missing(monkeypatch):
    monkeypatch.setattr("zhijian.config.health.unapplied", lambda: ["people.0002_x"])

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"status": "migrations"})


@pytest.mark.django_db
def test_figures_name_requests_jobs_and_the_length_of_the_record():
    Client().get("/healthz")

    text = Client().get("/metrics").content.decode()

    assert 'zhijian_requests_total{method="GET",status="200",view="healthz"}' in text
    assert 'zhijian_jobs{state="failed"} 0.0' in text
    assert "zhijian_journal_seq 0.0" in text


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "10.1.2.3"},
        {"HTTP_X_FORWARDED_FOR": "10.1.2.3"},
        {"HTTP_X_REAL_IP": "1.2.3.4"},
    ],
)
def test_another_machine_reads_no_figures_even_through_a_proxy(headers, chosen):
    chosen()

    assert Client().get("/metrics", **headers).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shown", "status"), [("Bearer right", 200), ("Bearer wrong", 403), ("", 403)]
)
def test_with_a_token_whoever_shows_it_reads_them(shown, status, chosen):
    chosen(metrics_token="right")

    answer = Client().get("/metrics", REMOTE_ADDR="10.1.2.3", HTTP_AUTHORIZATION=shown)

    assert answer.status_code == status


@override_settings(ROOT_URLCONF=__name__)
def test_the_number_on_the_page_is_the_number_in_the_log(lines):
    answer = Client().get("/quiet/?name=张某")

    number = answer["X-Request-Number"]
    assert [line["request"] for line in lines if line["logger"].startswith("zhijian")] == [
        number
    ] * 2


@override_settings(ROOT_URLCONF=__name__)
def test_a_request_is_logged_by_its_view_and_never_by_what_it_carries(lines):
    Client().post("/quiet/?phone=13800000000", {"name": "张某"}, REMOTE_ADDR="10.3.4.5")

    told = next(line for line in lines if line["event"] == "request")
    assert (told["view"], told["method"], told["status"]) == ("quiet", "POST", 200)
    assert told["address"] == "10.3.4.0"
    assert "138" not in json.dumps(lines)


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_is_logged_by_its_kind_and_place_without_its_words(lines):
    client = Client(raise_request_exception=False)
    client.get("/broken/13800000000/")

    text = json.dumps(lines, ensure_ascii=False)
    fault = next(line for line in lines if line.get("error"))
    assert fault["error"] == "ValueError"
    assert any("broken" in frame for frame in fault["where"])
    assert "13800000000" not in text
    assert "张某" not in text
    assert fault["request"] == next(x for x in lines if x["event"] == "request")["request"]


@pytest.mark.parametrize(
    ("how", "address", "shown"),
    [
        ("masked", "10.3.4.5", "10.3.4.0"),
        ("masked", "2001:db8:1:2::3", "2001:db8:1::"),
        ("masked", "strange", None),
        ("full", "10.3.4.5", "10.3.4.5"),
        ("none", "10.3.4.5", None),
    ],
)
def test_the_log_shows_of_an_address_what_the_office_chose(how, address, shown, chosen):
    chosen(log_addresses=how)

    assert request_id.shown_address(address) == shown


def test_a_line_of_the_log_is_one_json_object():
    try:
        raise KeyError("张某")
    except KeyError:
        record = logging.LogRecord(
            "a", logging.ERROR, "f", 1, "it broke\nbadly", (), sys.exc_info()
        )

    told = json.loads(JsonFormatter().format(record))

    assert (told["event"], told["error"]) == ("it broke\nbadly", "KeyError")
    assert "\n" not in JsonFormatter().format(record)
