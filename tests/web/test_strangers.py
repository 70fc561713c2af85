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

from web.one_of_each import PUBLIC, SHARED, one_of_each
from zhijian import notices
from zhijian.cases import actions
from zhijian.cases.media.store import Upload
from zhijian.config import clock
from zhijian.directory import indexing
from zhijian.jobs.models import Job
from zhijian.journal.models import DailyHead, Entry
from zhijian.law.models import CalendarYear, Grant
from zhijian.ledger.models import Account, Announcement
from zhijian.people.models import ImportBatch, Organization, Oversight, Person, Position, User
from zhijian.people.tree import enter_all
from zhijian.signin.models import AddressRange, Device, SignIn
from zhijian.tokens.models import ApiToken

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)
MARK = "禾字标记"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

LAW = {"rule", "process", "calendar_year", "calendar_earlier", "case_open", *SHARED}
"""Addresses with parameters whose pages are the same for everybody who is signed in, but for what
is their own unit's."""

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
def frozen(tmp_path, settings, monkeypatch) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr("zhijian.directory.published._folder", lambda: tmp_path / "public")
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
def looked_at(db, frozen) -> dict[str, Any]:
    """One of everything in the marked unit; the parameters of each address that leads there.

    A list of parameters where there are several such addresses of one name.
    """
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
    return one_of_each(MARK, unit, clerk, case) | {
        "organization": {"pk": unit.pk},
        "person": {"pk": clerk.person_id},
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
                "people_import_release",
                "people_import_pick",
                "people_import_tick",
                "people_import_mapping",
                "people_import_refused",
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


def urls(name: str, told: Any) -> list[str]:
    """The addresses of a name."""
    return [reverse(name, kwargs=one) for one in (told if isinstance(told, list) else [told])]


def walk(client: Client, looked_at: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Ask for every address in both ways; each as (name, method, answer)."""
    known = list(addresses())
    unsaid = {name for name, parameters in known if parameters} - set(looked_at)
    assert not unsaid, f"say in looked_at what these lead to: {sorted(unsaid)}"
    stale = set(looked_at) - {name for name, _ in known}
    assert not stale, f"in looked_at, but no addresses: {sorted(stale)}"
    for name, parameters in known:
        for url in urls(name, looked_at[name] if parameters else {}):
            for method in ("get", "post"):
                if name not in ("account_logout", "sign_in_restart"):
                    yield name, method, getattr(client, method)(url)


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def browser(username: str = "") -> Client:
    """A browser, signed in as somebody or not; an exception is an answer of 500."""
    client = Client(raise_request_exception=False)
    if username:
        client.force_login(User.objects.get(username=username))
    return client


def faults(asked: Iterator[tuple[str, str, Any]], closed: set[str], *codes: int) -> list[str]:
    """What is wrong with the answers: trouble, the mark, or an open door that should be closed."""
    found = []
    for name, method, answer in asked:
        what = f"{name} {method} {answer.status_code}"
        if answer.status_code >= 500:
            found.append(f"{what}: {getattr(answer, 'exc_info', None) or ''}")
        if MARK in text_of(answer):
            found.append(f"{what}: shows the mark")
        if name in closed and answer.status_code not in (*codes, *REFUSED, 405):
            found.append(f"{what}: open")
    return found


def test_nobody_sees_a_thing_before_signing_in(looked_at):
    closed = set(looked_at) - {"directory_file"}

    found = faults(walk(browser(), looked_at), closed, 302, 401)

    assert not found, "\n".join(found)


def test_a_colleague_of_a_sibling_unit_meets_a_closed_door(looked_at):
    before = Entry.objects.count()
    closed = set(looked_at) - LAW - {"directory_file"}

    found = faults(walk(browser("stranger"), looked_at), closed)

    assert not found, "\n".join(found)
    about_others = Entry.objects.filter(seq__gt=before).exclude(actor__username="stranger")
    assert not about_others.exists()


def test_the_unit_itself_does_see_its_own(looked_at):
    """The walk above would pass on a site that shows nothing at all."""
    asked = list(walk(browser("marked"), looked_at))

    trouble = [(name, method) for name, method, answer in asked if answer.status_code >= 500]
    shown = {
        name
        for name, method, answer in asked
        if method == "get" and answer.status_code == 200 and MARK in text_of(answer)
    }

    assert not trouble
    assert shown >= {"case", "cases", "case_sheet", "desk", "organizations", "people"}
    assert shown >= {"account", "accounts", "site", "sites", "register", "register_row", "paper"}
    assert shown >= {"life_event", "announcement", "campaign", "stray", "impostor"}
    assert shown >= {"exchange_task", "reconciliation", "mismatch", "handover", "training_sheet"}


def test_the_public_sees_what_is_filed_and_nothing_of_who_runs_it(looked_at):
    """Open without signing in, on purpose: the directory's table of what may not stand there."""
    bureau = Organization.objects.get(name="青禾县水利局")
    private = {
        "operator_contact": "柳无名",
        "operator_leader": "石无名",
        "operator_phone": "13900001111",
        "remark": "内部备注",
        "section": "办公室内勤",
    }
    told = {"organization": bureau, "name": "青禾水利", "platform": "wechat", "handle": "gh_1"}
    filed = Account.objects.create(**told, **private, state="operating", is_filed=True)
    told |= {"name": "青禾水情", "handle": "gh_2"}
    Account.objects.create(**told, **private, state="operating", is_filed=False)
    posted = Announcement.objects.create(
        organization=bureau, account=filed, number="GG-1", kind="CHANGE", title="更名公告",
        text="本账号更名。", posted_on=NOW.date(),
    )  # fmt: skip
    posted.postings.create(
        place="门户网站", posted_on=NOW.date(), by=User.objects.get(username="stranger")
    )
    indexing.rebuild()
    of_filed = {"directory_account": {"pk": filed.pk}, "directory_qr": {"pk": filed.pk}}
    of_filed |= {
        "directory_announcement": {"pk": posted.pk},
        "directory_file": looked_at["directory_file"],
    }

    shown = {
        name: "".join(text_of(browser().get(url)) for url in urls(name, of_filed.get(name, {})))
        for name, _ in addresses()
        if name.startswith("directory")
    }

    assert {"directory", *PUBLIC} <= set(shown)
    for name in ("directory", "directory_account", "directory_file"):
        assert "青禾水利" in shown[name], name
    assert "本账号更名" in shown["directory_announcement"]
    for name, text in shown.items():
        for word in ("青禾水情", "外人", MARK, *private.values()):
            assert word not in text, (name, word)
