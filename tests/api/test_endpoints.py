"""What the interface gives, takes and refuses."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from api.conftest import program_of
from zhijian import notices
from zhijian.api import application
from zhijian.cases.models import Case
from zhijian.journal.models import Entry
from zhijian.ledger.models import Account, Site
from zhijian.people.models import Organization

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def ids(response) -> list[int]:
    return [row["id"] for row in response.json()["items"]]


def problem(response, status: int) -> dict:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert {"type", "title", "status", "detail", "instance", "number"} <= set(said)
    assert said["status"] == status
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said["detail"])
    return said


@pytest.fixture
def case(county, program) -> dict:
    body = {
        "process": "message",
        "organization": county.bureau.pk,
        "title": "群众来信",
        "kind": "CONSULT",
    }
    response = program.post("/cases", body)
    assert response.status_code == 201, response.content
    return response.json()


def test_units_and_people_are_those_the_owner_sees_numbers_masked(county, program):
    person = county.editor.person
    person.phone = "13800000001"
    person.save()

    units = program.get("/organizations").json()["items"]
    people = program.get("/people").json()["items"]

    assert {unit["name"] for unit in units} == {"青禾县林业局"}
    assert county.stranger.person_id not in [one["id"] for one in people]
    mine = program.get(f"/people/{person.pk}").json()
    assert mine["phone"] == "138****0001"
    assert "13800000001" not in program.get("/people").content.decode()


def test_lists_go_page_by_page_and_lose_nothing(county):
    program = program_of(county.above)
    for n in range(7):
        Organization.objects.create(name=f"外单位{n}", place="420325")
    whole = ids(program.get("/people"))
    found, cursor = [], ""
    while True:
        page = program.get("/people", limit=3, cursor=cursor).json()
        found += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert found == whole == sorted(whole, reverse=True)
    assert len(found) > 6


@pytest.mark.parametrize("cursor", ["x", "eA", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_cursor_that_is_none_is_refused(program, cursor):
    assert "第一页" in problem(program.get("/people", cursor=cursor), 409)["detail"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"cursor": "é"}, "cursor"),
        ({"q": "\x00"}, "q"),
        ({"organization": -1}, "organization"),
        ({"organization": 2**63}, "organization"),
    ],
)
def test_a_query_that_makes_no_sense_names_its_field(program, query, field):
    said = problem(program.get("/people", **query), 422)

    assert said["errors"][0]["field"].endswith(field)


def test_a_case_is_opened_moved_and_followed(county, program, case):
    assert case["state"] == "open"
    assert case["light"]["word"]
    detail = program.get(f"/cases/{case['id']}").json()
    assert detail["moves"]
    assert ids(program.get("/cases", mine="started")) == [case["id"]]
    assert ids(program.get("/cases", state="closed")) == []

    record = program.get(f"/journal/cases/{case['id']}").json()
    assert record[0]["what"] == "发起办件"
    assert record[0]["who"] == "采编"


def test_a_move_by_the_one_whose_turn_it_is_goes_through_once(county, program, case):
    users = (county.editor, county.reviewer, county.lead, county.above, county.above_b, county.top)
    for user in users:
        asker = program_of(user)
        response = asker.get(f"/cases/{case['id']}")
        if response.status_code != 200:
            continue
        if may := [one for one in response.json()["moves"] if one["is_open"]]:
            break
    body = {"move": may[0]["move"], "version": case["version"], "opinion": "同意，请按时答复"}

    moved = asker.post(f"/cases/{case['id']}/moves", body)
    again = asker.post(f"/cases/{case['id']}/moves", body)

    assert moved.status_code == 200, moved.content
    assert moved.json()["version"] == case["version"] + 1
    assert "请核对后再办" in problem(again, 409)["detail"]


def test_a_move_that_is_not_there_is_refused_and_nothing_changes(program, case):
    body = {"move": "fly", "version": case["version"]}

    problem(program.post(f"/cases/{case['id']}/moves", body), 409)

    assert Case.objects.get().version == case["version"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": 5}, "title"),
        ({"title": ""}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"organization": "1"}, "organization"),
        ({"organization": 1.5}, "organization"),
        ({"organization": True}, "organization"),
        ({"on": "yesterday"}, "on"),
        ({"by": 1}, "by"),
        ({"process": None}, "process"),
    ],
)
def test_a_body_is_taken_strictly(county, program, change, field):
    body = {"process": "message", "organization": county.bureau.pk, "title": "x", **change}

    said = problem(program.post("/cases", body), 422)

    assert field in said["errors"][0]["field"]
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", [" ", "{", "[1", "nul", b"\xff\xfe", '{"title": NaN}'])
def test_a_body_that_is_no_json_is_said_so(program, body):
    problem(program.post("/cases", body), 400)


@pytest.mark.parametrize("body", ["[]", "5", '"x"', "null"])
def test_a_body_that_is_no_object_is_said_so(program, body):
    problem(program.post("/cases", body), 422)


def test_signs_that_no_database_keeps_are_refused(county, program):
    for title in ("a\x00b", "\ud800"):
        body = {"process": "message", "organization": county.bureau.pk, "title": title}
        assert program.post("/cases", body).status_code in (409, 422)


def test_a_body_has_its_limit(program):
    limit = application.LARGEST_BODY

    assert "1024 KB" in problem(program.post("/cases", b" " * (limit + 1)), 413)["detail"]
    problem(program.post("/cases", b" " * limit), 400)


def test_too_many_requests_are_slowed_down(program, monkeypatch):
    throttle = application.api.throttle[0]
    monkeypatch.setattr(throttle, "num_requests", 3)
    for _ in range(3):
        assert program.get("/me").status_code == 200

    response = program.get("/me")

    problem(response, 429)
    assert int(response["Retry-After"]) >= 1


def test_an_address_that_is_not_there_and_a_wrong_method_are_problems_too(program):
    problem(program.get("/nothing"), 404)
    problem(program.get("/cases/999999999"), 404)
    response = program.post("/me", {})
    problem(response, 405)
    assert "GET" in response["Allow"]


def test_an_unforeseen_failure_is_a_problem_with_a_number(program, monkeypatch, caplog):
    monkeypatch.setattr("zhijian.api.people.unit_ref", lambda unit: 1 / 0)

    said = problem(program.get("/me"), 500)

    assert said["number"]
    assert "unforeseen failure" in caplog.text


def test_a_file_goes_in_and_comes_out_the_same(program, case):
    path = f"/cases/{case['id']}/attachments"

    sent = program.upload(path, file=SimpleUploadedFile("来信.pdf", PDF))

    assert sent.status_code == 201, sent.content
    assert sent.json()["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert [one["name"] for one in program.get(path).json()] == ["来信.pdf"]
    back = program.get(f"{path}/{sent.json()['id']}")
    assert back.content == PDF
    assert back["Content-Disposition"].startswith("attachment")
    assert back["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_lies_about_its_kind_is_refused(program, case):
    path = f"/cases/{case['id']}/attachments"

    problem(program.upload(path, file=SimpleUploadedFile("x.pdf", b"<script>")), 409)
    problem(program.upload(path, other="x"), 422)
    assert program.get(path).json() == []


def test_a_file_of_one_case_is_not_found_under_another(county, program, case):
    other = program.post(
        "/cases",
        {
            "process": "message",
            "organization": county.bureau.pk,
            "title": "另一件",
            "kind": "CONSULT",
        },
    ).json()
    path = f"/cases/{case['id']}/attachments"
    sent = program.upload(path, file=SimpleUploadedFile("来信.pdf", PDF)).json()

    problem(program.get(f"/cases/{other['id']}/attachments/{sent['id']}"), 404)


def test_notices_are_the_owner_s_and_are_read_once(county, program):
    notices.send(county.editor, kind="case", title="到期")
    notices.send(county.stranger, kind="case", title="别人的")
    (pk,) = ids(program.get("/notices", unread=True))

    first = program.post(f"/notices/{pk}/read").json()

    assert first["read_at"]
    assert program.post(f"/notices/{pk}/read").json()["read_at"] == first["read_at"]
    assert ids(program.get("/notices", unread=True)) == []
    assert len(ids(program.get("/notices"))) == 1


def test_rules_come_with_their_clauses(program):
    said = program.get("/rules", place="420325", on="2026-11-20").json()

    gap = next(rule for rule in said["rules"] if rule["rule"] == "updates.max_gap")
    assert gap["cited"][0]["citation"]
    problem(program.get("/rules", place="../etc"), 422)
    problem(program.get("/rules"), 422)
    assert program.get("/rules", place="999999").status_code in (200, 409)


def walked(county, owner_program) -> list[tuple[str, str]]:
    """Every operation that names an object, filled in with the marked objects."""
    body = {
        "process": "message",
        "organization": county.bureau.pk,
        "title": "群众来信",
        "kind": "CONSULT",
    }
    case = owner_program.post("/cases", body).json()["id"]
    file = owner_program.upload(
        f"/cases/{case}/attachments", file=SimpleUploadedFile("来信.pdf", PDF)
    ).json()["id"]
    (notice, *_) = notices.send(county.editor, kind="case", title="到期")
    account = Account.objects.create(
        organization=county.bureau, name="青禾林业", platform="weibo", state="operating"
    )
    site = Site.objects.create(organization=county.bureau, code="s1", name="青禾林业网")
    known = {
        "/api/cases/{pk}": {"pk": case},
        "/api/accounts/{pk}": {"pk": account.pk},
        "/api/sites/{pk}": {"pk": site.pk},
        "/api/organizations/{pk}": {"pk": county.bureau.pk},
        "/api/people/{pk}": {"pk": county.editor.person_id},
        "/api/notices/{pk}/read": {"pk": notice.pk},
    }
    found = []
    for path, methods in application.description(application.api)["paths"].items():
        if "{" not in path:
            continue
        for method in methods:
            if path == "/api/journal/{kind}/{pk}":
                pks = {
                    "cases": case,
                    "organizations": county.bureau.pk,
                    "people": county.editor.person_id,
                }
                found += [(method, path.format(kind=kind, pk=pk)) for kind, pk in pks.items()]
            elif path.startswith("/api/cases/{pk}"):
                found.append((method, path.format(pk=case, attachment=file)))
            else:
                found.append((method, path.format(**known[path])))
    return found


def test_a_stranger_from_a_sibling_unit_finds_nothing_behind_any_id(county, program):
    operations = walked(county, program)
    stranger = program_of(county.stranger)
    entries = Entry.objects.count()
    assert len(operations) >= 11

    for method, path in operations:
        if method == "post" and path.endswith("/attachments"):
            answer = stranger.upload(path[4:], file=SimpleUploadedFile("x.pdf", PDF))
        elif method == "post":
            answer = stranger.post(path[4:], {"move": "x", "version": 1})
        else:
            answer = stranger.get(path[4:])
        problem(answer, 404)
        assert "群众来信" not in answer.content.decode()

    assert Entry.objects.count() == entries
    assert ids(stranger.get("/cases")) == []
    own = program.get(operations[0][1][4:])
    assert own.status_code == 200


def test_a_stranger_opens_no_case_about_another_unit(county):
    body = {"process": "message", "organization": county.bureau.pk, "title": "x"}

    problem(program_of(county.stranger).post("/cases", body), 404)


def test_the_description_is_a_page_without_script(county):
    client = Client()
    assert client.get(reverse("api_docs")).status_code == 302
    client.force_login(county.editor)

    text = client.get(reverse("api_docs")).content.decode()

    main = text.partition("<main")[2].partition("</main>")[0]
    assert "<script" not in main
    assert "http://" not in main
    assert "https://" not in main
    for path in application.description(application.api)["paths"]:
        assert path in main
