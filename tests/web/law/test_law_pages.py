"""The law as pages: values with clauses, chains, comparison, calendar, terms, exceptions."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.law.test_calendar_years import NUMBER, TABLE
from web.conftest import add_user
from zhijian.config import clock
from zhijian.law import books
from zhijian.law.books import calendar, rulebooks
from zhijian.law.models import CalendarYear, Grant
from zhijian.law.reading import chains
from zhijian.people.models import Oversight

PLACES = ("211202", "420325", "430422", "370200", "330424")
NOW = datetime(2026, 11, 20, 9, tzinfo=clock.CHINA)


@pytest.fixture(autouse=True)
def november():
    books._with_own_years.cache_clear()
    with clock.set_to(NOW):
        yield


@pytest.fixture
def overseen(county):
    """The clerk's office supervises the bureaus, so its contact keeps calendar and exceptions."""
    for unit in county.units:
        Oversight.objects.create(
            organization=unit, office=county.office, role="supervises", from_on=date(2024, 1, 1)
        )
    return county


@pytest.fixture
def editor_of_bureau(county) -> Client:
    client = Client()
    user = add_user("linye", county.units[0], name="林一", kind="EDITOR")
    client.force_login(user)
    return client


def text_of(client, url: str, **asked) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_values_stand_with_unit_strength_and_clause(page_of):
    page = text_of(page_of, reverse("rules"))

    assert "房县" in page
    assert "10 天" in page
    assert "房政办发〔2023〕16号" in page
    assert "本平台建议，没有条款" in page


def test_another_place_and_day_can_be_asked_for(page_of):
    page = text_of(page_of, reverse("rules"), place="330424", on="2022-01-01")

    assert "海盐县，2022-01-01" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"place": "九九九"},
        {"on": "昨天"},
        {"on": "2026-02-30", "place": "1"},
        {"q": "\x00'\"<>" * 20},
        {"place": "999999"},
    ],
)
def test_senseless_questions_are_answered_with_a_sentence_or_the_default(page_of, asked):
    for name in ("rules", "rules_compare", "processes"):
        assert page_of.get(reverse(name), asked).status_code == 200


def test_words_find_rules_by_title_value_and_document(page_of):
    page = text_of(page_of, reverse("rules"), q="更新之间 房政办发")

    assert "两次更新之间的最长间隔" in page
    assert "保密" not in page[page.index('id="rules"') :]
    assert "没有符合的规则" in text_of(page_of, reverse("rules"), q="绝无此词")


def test_one_rule_shows_every_level_and_why_it_held(page_of):
    page = text_of(page_of, reverse("rule", args=("updates.max_gap",)), place="330424")

    for words in ("全国", "浙江省", "嘉兴市", "海盐县", "本级没有规定", "采用：", "“不超过N天”"):
        assert words in page


def test_every_rule_of_every_place_has_its_chain():
    books = rulebooks()

    for place in PLACES:
        for key in books.rules:
            found = chains(books, key, place, NOW.date())
            assert all(chain.lines for chain in found), key


def test_rules_of_every_type_have_a_page_and_an_unknown_one_has_none(page_of):
    by_type = {rule.type: key for key, rule in rulebooks().rules.items()}

    for key in by_type.values():
        assert page_of.get(reverse("rule", args=(key,))).status_code == 200
    assert page_of.get(reverse("rule", args=("no.such",))).status_code == 404


def test_two_places_are_set_side_by_side(page_of):
    page = text_of(page_of, reverse("rules_compare"), place="420325", **{"with": "330424"})

    assert "处不同" in page
    assert "两次更新之间的最长间隔" in page


def test_a_process_shows_who_term_and_clause_in_five_places(page_of):
    for place in PLACES:
        page = text_of(page_of, reverse("process", args=("opening",)), place=place)
        assert "由谁办" in page
        assert "当地政策" in page
    assert page_of.get(reverse("process", args=("no-such",))).status_code == 404


def test_a_year_names_its_days_in_words(page_of):
    page = text_of(page_of, reverse("calendar_year", args=(2026,)))

    assert "国办发明电〔2025〕7号" in page
    assert 'title="2026-02-14（周六）调休上班，春节"' in page
    assert "<i>休</i>" in page
    assert "<i>班</i>" in page


def test_a_year_not_published_yet_says_so_and_a_far_one_is_not_found(page_of):
    assert "按周末推算" in text_of(page_of, reverse("calendar_year", args=(2027,)))
    assert page_of.get(reverse("calendar_year", args=(2031,))).status_code == 404
    assert page_of.get(reverse("calendar_year", args=(1850,))).status_code == 404


def test_a_term_is_worked_out_day_by_day(page_of):
    page = text_of(
        page_of, reverse("calendar_term"), start="2024-09-27", amount="2", unit="workday"
    )

    assert "2024-09-30 到期" in page
    assert "第1个工作日" in page
    assert "国办发明电〔2023〕7号" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "x", "amount": "5", "unit": "workday"},
        {"start": "2026-11-20", "amount": "-1", "unit": "workday"},
        {"start": "9999-12-30", "amount": "9999", "unit": "calendar_day"},
        {"start": "2026-11-20", "amount": "5", "unit": "fortnight"},
        {"start": "2026-11-20", "amount": "5", "unit": "workday", "stopped_on": "2026-11-21"},
        {"start": "1700-01-01", "amount": "5", "unit": "workday"},
        {
            "start": "2026-11-20", "amount": "5", "unit": "workday",
            "stopped_on": "2026-11-25", "resumed_on": "2026-11-21",
        },
    ],
)  # fmt: skip
def test_a_senseless_term_is_told_in_the_form(page_of, asked):
    page = text_of(page_of, reverse("calendar_term"), **asked)

    assert "errorlist" in page or "form-errors" in page
    assert 'id="working"' not in page


def hand_in(client, text: str, **fields):
    file = SimpleUploadedFile("放假表.csv", text.encode())
    return client.post(reverse("calendar_import"), {"year": "2027", "file": file, **fields})


def test_a_year_is_looked_at_and_only_then_taken_in(page_of, overseen):
    seen = hand_in(page_of, TABLE, number=NUMBER)
    page = seen.content.decode()
    assert "2027-01-31（周日）" in page
    assert not CalendarYear.objects.exists()

    done = page_of.post(reverse("calendar_import"), {"content": seen.context["preview"].content})

    assert done.status_code == 302
    assert calendar().is_workday(date(2027, 1, 31))
    assert "导入记录" in text_of(page_of, reverse("calendar_year", args=(2027,)))


def test_contradictions_come_back_as_sentences_beside_the_form(page_of, overseen):
    answer = hand_in(page_of, TABLE.replace("2027-05-08,班", "2027-05-03,班"))

    assert answer.status_code == 422
    assert "既放假又上班" in answer.content.decode()


def test_a_forged_confirmation_is_held_against_the_law(page_of, overseen):
    answer = page_of.post(reverse("calendar_import"), {"content": "year: 2027\nnotices: []\n"})

    assert answer.status_code == 422
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"year": "2027"},
        {"year": "二〇二七", "text": "一、元旦"},
        {"year": "2027", "text": "没有条目"},
        {"content": "\x00"},
        {"content": "a: &a [*a]"},
    ],
)
def test_nonsense_is_refused_in_words(page_of, overseen, sent):
    answer = page_of.post(reverse("calendar_import"), sent)

    assert answer.status_code == 422
    assert not CalendarYear.objects.exists()


def test_who_keeps_no_calendar_is_sent_back_with_the_reason(editor_of_bureau):
    answer = editor_of_bureau.get(reverse("calendar_import"), follow=True)

    assert "联系人" in answer.content.decode()


def test_an_earlier_import_can_be_taken_in_again(page_of, overseen):
    first = hand_in(page_of, TABLE, number=NUMBER).context["preview"].content
    page_of.post(reverse("calendar_import"), {"content": first})
    other = hand_in(page_of, TABLE.replace("2027-05-08,班", "2027-05-09,班"), number=NUMBER)
    page_of.post(reverse("calendar_import"), {"content": other.context["preview"].content})
    row = CalendarYear.objects.order_by("pk").first()

    page = text_of(page_of, reverse("calendar_earlier", args=(row.pk,)))

    assert "重新采用" in page
    assert "2027-05-08" in page


def a_grant(county) -> dict[str, str]:
    rows = rulebooks().in_force("420325", NOW.date())
    rule = next(row.rule for row in rows if row.strength == "principle")
    return {
        "organization": str(county.units[0].pk),
        "rule": rule,
        "subject": "青禾林业（微信）",
        "reason": "确需单独发布。",
        "approved_by": "县政务公开办",
        "number": "青禾公开办〔2026〕3号",
        "approved_on": "2026-11-10",
        "from_on": "2026-11-10",
        "until_on": "2027-11-09",
    }


def test_an_exception_is_registered_listed_and_revoked(page_of, overseen, editor_of_bureau):
    made = page_of.post(reverse("exception_new"), a_grant(overseen))
    assert made.status_code == 302
    grant = Grant.objects.get()

    listed = text_of(editor_of_bureau, reverse("exceptions"), set="holding")
    assert "青禾公开办〔2026〕3号" in listed
    own = text_of(editor_of_bureau, reverse("exception", args=(grant.pk,)))
    assert "撤销理由" not in own
    page_of.post(reverse("exception", args=(grant.pk,)), {"reason": "账号已注销"})
    grant.refresh_from_db()
    assert grant.revoked_on == NOW.date()


def test_every_fault_of_an_exception_is_told(page_of, overseen):
    sent = a_grant(overseen) | {"until_on": "2026-11-01", "approved_on": "2026-11-12"}

    answer = page_of.post(reverse("exception_new"), sent)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "不晚于起始日期" in page
    assert "批准之日" in page


def test_a_stranger_finds_no_exception(page_of, overseen, stranger):
    page_of.post(reverse("exception_new"), a_grant(overseen))
    client = Client()
    client.force_login(stranger)

    answer = client.get(reverse("exception", args=(Grant.objects.get().pk,)))

    assert answer.status_code == 404
    assert "青禾公开办" not in text_of(client, reverse("exceptions"))


def test_settings_offer_only_doors_that_open(page_of):
    page = text_of(page_of, reverse("settings"))

    for name in ("rules", "processes", "calendar", "calendar_term", "exceptions"):
        assert f'href="{reverse(name)}"' in page
    assert reverse("jobs") not in page.replace('href="/jobs', "")


def test_no_page_of_the_law_opens_without_signing_in(client, db):
    for name in ("rules", "rules_compare", "processes", "calendar", "calendar_term", "settings",
                 "calendar_import", "exceptions", "exception_new"):  # fmt: skip
        assert client.get(reverse(name)).status_code == 302
