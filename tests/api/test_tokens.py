"""A token gives what its owner has, for its scopes, for its time, and no more."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from api.conftest import Program, program_of
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.tokens.actions import create_token, recognised, revoke_token
from zhijian.tokens.models import ApiToken

pytestmark = pytest.mark.django_db
SOON = timedelta(days=30)


def test_a_token_says_whose_it_is(program, county):
    said = program.get("/me").json()

    assert (said["name"], said["organization"]["name"]) == ("采编", "青禾县林业局")
    assert said["positions"][0]["kind"] == "EDITOR"
    assert "cases:write" in said["token"]["scopes"]


def test_only_the_hash_of_a_token_is_kept(county):
    token, text = create_token(
        by=county.editor, name="x", scopes=["people:read"], expires_on=clock.today()
    )

    token.refresh_from_db()
    kept = " ".join(str(value) for value in vars(token).values())
    assert text not in kept
    assert len(text) == 3 + 64
    assert text not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer zj_" + "0" * 64, "Bearer \ud7ff"],
)
def test_what_is_no_token_is_answered_with_a_problem_document(county, header):
    client = Client(headers={"authorization": header} if header else {})

    response = client.get("/api/me")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Bearer"
    assert "重新签发" in response.json()["detail"]


def test_a_session_counts_for_nothing_here(county):
    client = Client()
    client.force_login(county.editor)

    assert client.get("/api/me").status_code == 401
    assert client.post("/api/cases", "{}", content_type="application/json").status_code == 401


def test_a_token_lives_to_the_end_of_its_last_day(county):
    last = clock.today() + timedelta(days=2)
    _, text = create_token(by=county.editor, name="x", scopes=["people:read"], expires_on=last)
    end = datetime.combine(last, datetime.min.time(), clock.CHINA) + timedelta(hours=23, minutes=59)

    with clock.set_to(end):
        assert Program(text).get("/me").status_code == 200
    with clock.set_to(end + timedelta(minutes=1)):
        assert Program(text).get("/me").status_code == 401


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True), (365, True), (366, False)])
def test_a_token_lasts_a_year_at_most(county, days, is_taken):
    def make() -> None:
        create_token(
            by=county.editor,
            name="x",
            scopes=["people:read"],
            expires_on=clock.today() + timedelta(days=days),
        )

    if is_taken:
        make()
    else:
        with pytest.raises(Refused, match="有效期最长一年"):
            make()


@pytest.mark.parametrize("scopes", [[], ["all"], ["people:read", "people:write"]])
def test_a_scope_that_is_not_there_is_refused(county, scopes):
    with pytest.raises(Refused, match="至少选一项"):
        create_token(by=county.editor, name="x", scopes=scopes, expires_on=clock.today())


@pytest.mark.parametrize("office", ["system", "security", "audit"])
def test_officers_of_the_system_have_no_tokens(county, program, office):
    county.editor.office = office
    county.editor.save()

    assert program.get("/me").status_code == 401
    with pytest.raises(Refused, match="三员"):
        create_token(by=county.editor, name="x", scopes=["people:read"], expires_on=clock.today())


def test_a_token_of_a_closed_login_is_dead_at_once(county, program):
    assert program.get("/me").status_code == 200
    county.editor.is_active = False
    county.editor.save()

    assert program.get("/me").status_code == 401


def test_a_token_of_somebody_who_left_is_dead_on_that_day(county, program):
    county.editor.person.left_on = clock.today() + timedelta(days=1)
    county.editor.person.save()
    assert program.get("/me").status_code == 200

    county.editor.person.left_on = clock.today()
    county.editor.person.save()
    assert program.get("/me").status_code == 401


def test_a_revoked_token_is_dead_at_once_and_revoking_is_recorded_once(county, program):
    token = ApiToken.objects.get()
    revoke_token(token, by=county.editor)
    revoke_token(token, by=county.editor)

    assert program.get("/me").status_code == 401
    assert Entry.objects.filter(action="token.revoked").count() == 1


def test_nobody_revokes_somebody_else_s_token(county, program):
    with pytest.raises(Refused, match="本人撤销"):
        revoke_token(ApiToken.objects.get(), by=county.stranger)


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ("people:read", "/organizations"),
        ("people:read", "/people"),
        ("people:read", "/positions"),
        ("ledger:read", "/accounts"),
        ("ledger:read", "/sites"),
        ("cases:read", "/cases"),
        ("notices:read", "/notices"),
        ("journal:read", "/journal/cases/1"),
        ("rules:read", "/rules?place=420325"),
    ],
)
def test_each_door_asks_for_its_own_scope(county, scope, path):
    others = [
        one for one in ("people:read", "cases:write", "rules:read", "notices:read") if one != scope
    ]

    response = program_of(county.editor, *others).get(path)

    assert response.status_code == 403
    assert scope in response.json()["detail"]
    assert program_of(county.editor, scope).get(path).status_code in (200, 404)


def test_reading_cases_does_not_mean_writing_them(county):
    response = program_of(county.editor, "cases:read").post("/cases", {})

    assert response.status_code == 403


def test_the_last_use_is_noted_once_a_minute(county, program):
    program.get("/me")
    first = ApiToken.objects.get().last_used_at
    with clock.set_to(clock.now() + timedelta(seconds=30)):
        program.get("/me")
    assert ApiToken.objects.get().last_used_at == first
    with clock.set_to(clock.now() + timedelta(seconds=90)):
        program.get("/me")
    assert ApiToken.objects.get().last_used_at > first


@pytest.mark.parametrize("text", ["", "zj_", "zj_" + "f" * 500, "zj_\ud800"])
def test_odd_texts_are_no_tokens(db, text):
    assert recognised(text) is None


def test_the_page_shows_a_token_once(county):
    client = Client()
    client.force_login(county.editor)
    said = {
        "name": "办公系统",
        "expires_on": (clock.today() + SOON).isoformat(),
        "scopes": ["cases:read"],
    }

    made = client.post(reverse("tokens"), said).content.decode()
    token = ApiToken.objects.get()
    text = made.partition('id="token">')[2].partition("<")[0]

    assert Program(text).get("/me").status_code == 200
    again = client.get(reverse("tokens")).content.decode()
    assert text not in again
    assert token.prefix in again
    assert Entry.objects.filter(action="token.created").count() == 1


@pytest.mark.parametrize("fault", [{"name": ""}, {"expires_on": "明天"}, {"scopes": ["all"]}])
def test_the_page_says_what_is_wrong(county, fault):
    client = Client()
    client.force_login(county.editor)
    said = {"name": "x", "expires_on": "2026-12-01", "scopes": ["cases:read"], **fault}

    assert client.post(reverse("tokens"), said).status_code == 422
    assert not ApiToken.objects.exists()


def test_on_the_page_one_sees_and_revokes_the_own_tokens_only(county, program):
    token = ApiToken.objects.get()
    stranger, owner = Client(), Client()
    stranger.force_login(county.stranger)
    owner.force_login(county.editor)
    url = reverse("token_revoke", args=(token.pk,))

    assert (
        "办公系统"
        not in stranger.get(reverse("tokens"))
        .content.decode()
        .partition("<main")[2]
        .partition("<form")[0]
    )
    assert stranger.post(url).status_code == 404
    assert program.get("/me").status_code == 200
    assert owner.get(url).status_code == 405
    assert owner.post(url).status_code == 302
    assert program.get("/me").status_code == 401
