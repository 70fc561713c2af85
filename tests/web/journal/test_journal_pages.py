"""The auditor's pages, and that nobody else has them."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.cases.conftest import County
from zhijian import journal
from zhijian.audit.jobs_handlers import verify
from zhijian.cases import actions
from zhijian.cases.media import Upload, path_of
from zhijian.config import clock
from zhijian.jobs.models import Job
from zhijian.journal.heads import make_daily_heads
from zhijian.journal.models import Entry, Verification
from zhijian.journal.package import examine
from zhijian.people.models import Organization, Person, User

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 20, 9, 30, tzinfo=clock.CHINA)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def unit() -> Organization:
    return Organization.objects.create(name="青禾县林业局", place="420325")


def user(unit: Organization, name: str, **fields) -> User:
    person = Person.objects.create(organization=unit, name=name)
    return User.objects.create_user(name, None, person=person, must_change_password=False, **fields)


@pytest.fixture
def clerk(unit) -> User:
    return user(unit, "林小青")


@pytest.fixture
def page_of(unit) -> Client:
    client = Client()
    client.force_login(user(unit, "审小计", office="audit"))
    return client


@pytest.fixture
def entries(unit, clerk) -> list[Entry]:
    """Three entries, a day apart."""
    made = []
    for n in range(3):
        with transaction.atomic(), clock.set_to(MORNING + timedelta(days=n)):
            made.append(
                journal.record(
                    "organization.changed", unit, by=clerk, remark=f"改第{n}次", after={"x": n}
                )
            )
    with clock.set_to(MORNING + timedelta(days=3)):
        make_daily_heads()
    return made


def addresses(unit: Organization) -> list[str]:
    return [
        reverse("journal"),
        reverse("journal_entry", args=(1,)),
        reverse("journal_object", args=("people.organization", unit.pk)),
        reverse("journal_evidence"),
        reverse("journal_verify"),
        reverse("journal_heads"),
        reverse("journal_head", args=(date(2026, 11, 20),)),
    ]


def test_every_page_stands_for_the_auditor(page_of, entries, unit):
    for address in addresses(unit):
        response = page_of.get(address)
        assert response.status_code == 200, address
        assert "style=" not in response.content.decode().partition("<main")[2]


def test_no_page_exists_for_anybody_else(entries, unit, clerk):
    client = Client()
    client.force_login(clerk)
    for address in addresses(unit):
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address).status_code in (403, 404, 405), address
    assert not Verification.objects.exists()


def test_nobody_sees_a_page_without_signing_in(entries, unit):
    for address in addresses(unit):
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"at_from": "2026-11-21"}, {1, 2}),
        ({"at_to": "2026-11-20"}, {0}),
        ({"at_from": "2026-11-21", "at_to": "2026-11-21"}, {1}),
        ({"who": "林小青"}, {0, 1, 2}),
        ({"who": "张三"}, set()),
        ({"action": "organization.changed"}, {0, 1, 2}),
        ({"action": "person.left"}, set()),
        ({"q": "林业"}, {0, 1, 2}),
        ({"q": "水利"}, set()),
        ({"unit": "林业局"}, {0, 1, 2}),
        ({"unit": "水利局"}, set()),
    ],
)
def test_the_list_can_be_narrowed(page_of, entries, asked, shown):
    text = page_of.get(reverse("journal"), asked).content.decode()

    assert {n for n in range(3) if f"改第{n}次" in text} == shown


def test_taking_the_list_out_is_recorded(page_of, entries):
    response = page_of.get(reverse("journal"), {"export": "xlsx"})

    assert response.status_code == 200
    assert b"".join(response).startswith(b"PK")
    assert Entry.objects.first().action == "journal.list_exported"
    assert Entry.objects.first().data == {"rows": 3}


def test_one_object_is_followed_in_words(page_of, entries, unit):
    url = reverse("journal_object", args=("people.organization", unit.pk))

    text = page_of.get(url).content.decode()

    assert "修改单位信息" in text
    assert text.index("改第2次") < text.index("改第0次")


@pytest.mark.parametrize("kind", ["people.organization", "no.such", "x"])
def test_an_object_without_a_record_is_not_found(page_of, entries, kind):
    assert page_of.get(reverse("journal_object", args=(kind, "999999"))).status_code == 404


def test_evidence_of_one_object_is_a_download_that_verifies(page_of, entries, unit):
    response = page_of.post(reverse("journal_object", args=("people.organization", unit.pk)))

    assert response.headers["Content-Disposition"].startswith("attachment")
    content = b"".join(response.streaming_content)
    assert "3 条留痕" in examine(io.BytesIO(content))[0]


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ({"from_on": "2026-11-20", "until_on": "2026-11-21"}, 2),
        ({"first": 2, "last": 2}, 1),
    ],
)
def test_evidence_of_a_span_is_a_download_that_verifies(page_of, entries, said, count):
    response = page_of.post(reverse("journal_evidence"), said)

    content = b"".join(response.streaming_content)
    assert f"{count} 条留痕" in examine(io.BytesIO(content))[0]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "填写一种"),
        ({"from_on": "2026-11-20", "first": 1}, "填写一种"),
        ({"from_on": "2026-11-20"}, "都要填写"),
        ({"first": 3, "last": 2}, "起始在截止之后"),
        ({"first": 0, "last": 2}, "大于"),
        ({"first": "x"}, "输入整数"),
        ({"first": 100, "last": 200}, "没有符合条件的留痕"),
        ({"from_on": "2026-99-20", "until_on": "2026-11-20"}, "日期"),
    ],
)
def test_a_span_that_makes_no_sense_is_said_so(page_of, entries, said, words):
    response = page_of.post(reverse("journal_evidence"), said)

    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_verification_is_asked_for_and_its_result_shown(page_of, entries):
    head = entries[-1]
    page_of.post(reverse("journal_verify"), {"printed": f"3:{head.digest[:16]}"})
    verify(Job.objects.get(kind="journal.verify").payload)

    text = page_of.get(reverse("journal_verify")).content.decode()
    assert "完整无误" in text
    assert Verification.objects.get().head_digest in text


def test_a_printed_head_that_is_none_is_refused_in_its_field(page_of, entries):
    response = page_of.post(reverse("journal_verify"), {"printed": "三条"})

    assert response.status_code == 422
    assert "不是链头" in response.content.decode()


def test_a_daily_head_is_printed_with_room_for_names(page_of, entries):
    text = page_of.get(reverse("journal_head", args=(date(2026, 11, 21),))).content.decode()

    digest = entries[1].digest
    assert digest[:8] in text
    assert f"--head 2:{digest[:16]}" in text
    assert "签字" in text


def test_the_heads_of_many_days_come_page_by_page(page_of, entries):
    with clock.set_to(MORNING + timedelta(days=60)):
        make_daily_heads()

    first = page_of.get(reverse("journal_heads"))
    following = first.context["next_url"]
    second = page_of.get(following)

    shown = [[line.pk for line in page.context["lines"]] for page in (first, second)]
    assert shown[1]
    assert min(shown[0]) - max(shown[1]) == timedelta(days=1)
    assert page_of.get(second.context["previous_url"]).context["lines"][0].pk == max(shown[0])


def test_a_day_without_head_is_not_found(page_of, entries):
    assert page_of.get("/journal/heads/2030-01-01/").status_code == 404
    assert page_of.get("/journal/heads/2030-13-01/").status_code == 404


def test_the_evidence_of_a_case_brings_its_files(page_of, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with clock.set_to(MORNING):
        county = County()
        case = county.open("message", kind="CONSULT")
        attachment = actions.attach(case, Upload("来信.pdf", PDF), by=county.editor)
    url = reverse("journal_object", args=("cases.case", case.pk))

    content = b"".join(page_of.post(url).streaming_content)

    says = examine(io.BytesIO(content))
    assert "1 个附件" in says[0]
    assert not any("请注意" in one for one in says)
    path_of(attachment.digest).unlink()
    assert "不在了" in page_of.post(url, follow=True).content.decode()
