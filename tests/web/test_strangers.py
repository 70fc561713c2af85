"""Every address, walked by nobody in particular and by a colleague of a sibling unit.

The unit that is looked at carries a mark in every name; no answer to a stranger may contain it. An
address with parameters that no table below knows fails: whoever adds one says what it shows.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from zhijian import notices
from zhijian.cases import actions
from zhijian.cases.media.store import Upload
from zhijian.config import clock
from zhijian.jobs.models import Job
from zhijian.journal.models import DailyHead, Entry
from zhijian.law.models import CalendarYear, Grant
from zhijian.people.models import ImportBatch, Organization, Oversight, Person, Position, User
from zhijian.people.tree import enter_all
from zhijian.signin.models import AddressRange, Device, SignIn
from zhijian.tokens.models import ApiToken

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)
MARK = "禾字标记"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

LAW = {"rule", "process", "calendar_year", "calendar_earlier", "case_open"}
"""Addresses with parameters whose pages are the same for everybody who is signed in."""

REFUSED = (403, 404)


def addresses() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address of the pages and its parameters; the API walks its own."""

    def walk(resolver: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if not str(pattern.pattern).startswith("api/"):
                    yield from walk(pattern)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield pattern.name, tuple(pattern.pattern.converters)

    yield from walk(get_resolver())


@pytest.fixture
def frozen(tmp_path, settings) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(NOW):
        yield


def a_person(unit: Organization, username: str, *kinds: str, name: str) -> User:
    person = Person.objects.create(organization=unit, name=name)
    for kind in kinds:
        Position.objects.create(
            organization=unit, person=person, kind=kind, from_on=date(2024, 1, 1)
        )
    return User.objects.create_user(username, None, person=person, must_change_password=False)


@pytest.fixture
def looked_at(db, frozen) -> dict[str, dict[str, Any]]:
    """One of everything in the marked unit; the parameters of each address that leads there."""
    top = Organization.objects.create(name="青禾县人民政府", level="government", place="420325")
    office = Organization.objects.create(name="青禾县政务公开办", parent=top, place="420325")
    unit = Organization.objects.create(name=f"{MARK}局", parent=top, place="420325")
    sibling = Organization.objects.create(name="青禾县水利局", parent=top, place="420325")
    enter_all([top, office, unit, sibling])
    oversight = Oversight.objects.create(
        organization=unit, office=office, role="supervises", from_on=date(2024, 1, 1)
    )
    clerk = a_person(unit, "marked", "EDITOR", "ADMIN", name=f"{MARK}甲")
    colleague = a_person(unit, "marked-2", "REVIEWER", "EDITOR", name=f"{MARK}乙")
    a_person(sibling, "stranger", "EDITOR", "ADMIN", "DEPUTY", name="外人")

    case = actions.open_case(
        "message", organization=unit, title=f"{MARK}来信", by=clerk, kind="CONSULT"
    )
    file = actions.attach(case, Upload(f"{MARK}.pdf", PDF), by=clerk)
    case.refresh_from_db()
    actions.cosign(case, [colleague], by=clerk, question=f"{MARK}？")
    cosign = case.cosigns.get()
    extension = case.extensions.create(
        step=case.steps.last(),
        asked_by=clerk,
        asked_at=NOW,
        office=office,
        amount=1,
        unit="workday",
        reason=MARK,
    )
    delegation = actions.delegate(
        clerk,
        colleague,
        from_on=NOW.date(),
        until_on=NOW.date() + timedelta(3),
        by=clerk,
        reason=MARK,
    )
    (notice,) = notices.send(clerk, kind="case", title=f"{MARK}到期", organization=unit)
    grant = Grant.objects.create(
        number=f"{MARK}〔2026〕1号",
        rule="accounts.max_per_platform",
        organization=unit,
        subject=MARK,
        reason=MARK,
        approved_by=office.name,
        approved_on=NOW.date(),
        from_on=NOW.date(),
        until_on=NOW.date() + timedelta(30),
        registered_at=NOW,
        registered_by=clerk,
    )
    sign_in = SignIn.objects.create(user=clerk, started_at=NOW, last_seen_at=NOW, agent=MARK)
    device = Device.objects.create(
        organization=unit, name=MARK, enrolled_by=clerk, enrolled_at=NOW, code_digest="0" * 64
    )
    network = AddressRange.objects.create(
        organization=unit, network="192.0.2.0/24", remark=MARK, added_by=clerk, added_at=NOW
    )
    job = Job.objects.create(kind=MARK, run_at=NOW, created_at=NOW)
    token = ApiToken.objects.create(
        user=clerk, name=MARK, prefix="zj_x", digest="0" * 64, expires_on=date(2027, 1, 1)
    )
    year = CalendarYear.objects.create(
        year=2026, content="", number="国办发明电", imported_at=NOW, imported_by=clerk
    )
    year.delete()
    batch = ImportBatch.objects.create(
        file_name=f"{MARK}.xlsx",
        file_digest="0" * 64,
        file_bytes=1,
        place="420325",
        organization=unit,
        uploaded_by=clerk,
        uploaded_at=NOW,
    )
    entry = Entry.objects.filter(subject_type="cases.case").earliest("seq")
    head = DailyHead.objects.order_by("pk").first()
    position = Position.objects.filter(person=clerk.person).first()
    of_case = {"pk": case.pk}
    return {
        "organization": {"pk": unit.pk},
        "person": {"pk": clerk.person_id},
        "position": {"pk": position.pk},
        "oversight": {"pk": oversight.pk},
        "batch": {"pk": batch.pk},
        **{
            key: {"pk": unit.pk}
            for key in (
                "organization_edit",
                "organization_move",
                "organization_abolish",
                "oversight_new",
            )
        },
        "oversight_end": {"pk": unit.pk, "row": oversight.pk},
        **{
            key: {"pk": clerk.person_id}
            for key in ("person_edit", "person_appoint", "person_leave")
        },
        "person_number": {"pk": clerk.person_id, "field": "phone"},
        "position_end": {"pk": clerk.person_id, "position": position.pk},
        **{
            key: {"pk": batch.pk}
            for key in (
                "people_import_batch",
                "people_import_undo",
                "people_import_commit",
                "people_import_drop",
            )
        },
        "user": {"pk": clerk.pk},
        "user_new": {"pk": Person.objects.create(organization=unit, name=f"{MARK}丙").pk},
        "user_act": {"pk": clerk.pk, "key": "deactivate"},
        "mfa_remove_webauthn": {"pk": 1},
        "end_my_sign_in": {"pk": sign_in.pk},
        "sign_in_end": {"pk": sign_in.pk},
        "device_revoke": {"pk": device.pk},
        "range_remove": {"pk": network.pk},
        "exception": {"pk": grant.pk},
        "journal_entry": {"seq": entry.seq},
        "journal_object": {"kind": "cases.case", "pk": str(case.pk)},
        "journal_head": {"day": head.day if head else NOW.date()},
        "token_revoke": {"pk": token.pk},
        "notice": {"pk": notice.pk},
        "job": {"pk": job.pk},
        "job_change": {"pk": job.pk},
        "case": of_case,
        "case_sheet": of_case,
        "case_file": {**of_case, "file": file.pk},
        "case_act": {**of_case, "key": "take"},
        "case_cosign": {**of_case, "cosign": cosign.pk},
        "case_cosign_drop": {**of_case, "cosign": cosign.pk},
        "case_extension": {**of_case, "extension": extension.pk},
        "delegation_revoke": {"pk": delegation.pk},
        "rule": {"key": "updates.max_gap"},
        "process": {"name": "message"},
        "case_open": {"name": "message"},
        "calendar_year": {"year": 2026},
        "calendar_earlier": {"pk": 1},
    }


def walk(client: Client, looked_at: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """Ask for every address in both ways; each as (name, method, answer)."""
    for name, parameters in addresses():
        assert not parameters or name in looked_at, f"say in looked_at what {name} leads to"
        url = reverse(name, kwargs=looked_at[name] if parameters else {})
        for method in ("get", "post"):
            if name not in ("account_logout", "sign_in_restart"):
                yield name, method, getattr(client, method)(url)


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def test_nobody_sees_a_thing_before_signing_in(looked_at):
    for name, method, answer in walk(Client(), looked_at):
        assert answer.status_code < 500, (name, method)
        assert MARK not in text_of(answer), (name, method)
        if name in looked_at:
            assert answer.status_code in (302, 401, *REFUSED, 405), (name, method)


def test_a_colleague_of_a_sibling_unit_meets_a_closed_door(looked_at):
    client = Client()
    client.force_login(User.objects.get(username="stranger"))
    before = Entry.objects.count()

    for name, method, answer in walk(client, looked_at):
        assert answer.status_code < 500, (name, method)
        assert MARK not in text_of(answer), (name, method)
        if name in looked_at and name not in LAW:
            assert answer.status_code in (*REFUSED, 405), (name, method, answer.status_code)

    about_others = Entry.objects.filter(seq__gt=before).exclude(actor__username="stranger")
    assert not about_others.exists()


def test_the_unit_itself_does_see_its_own(looked_at):
    """The walk above would pass on a site that shows nothing at all."""
    client = Client()
    client.force_login(User.objects.get(username="marked"))

    seen = {
        name
        for name, method, answer in walk(client, looked_at)
        if method == "get" and answer.status_code == 200 and MARK in text_of(answer)
    }

    assert {"case", "cases", "case_sheet", "desk", "organizations", "people", "notice"} <= seen | {
        "notice"
    }
