"""What a database writes as lines is what the registers say, whatever stands in the texts."""

from datetime import UTC, date, datetime

import pytest

from zhijian.core.facts.lines import Lines
from zhijian.core.workdays import day_number
from zhijian.duty.models import DutyShift
from zhijian.inspection.gather import gather
from zhijian.interaction.models import Message, Reply
from zhijian.ledger.models import Account
from zhijian.ledger.registers import register_of
from zhijian.people.models import Organization
from zhijian.publishing.models import Publication, Review

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


@pytest.fixture
def unit():
    return Organization.objects.create(name="青禾县林业局", place="420325")


@pytest.fixture
def account(unit):
    return an_account(unit, "gh_1")


def an_account(unit, handle, **other):
    told = {"name": handle, "platform": "wechat", "state": "operating"} | other
    return Account.objects.create(organization=unit, handle=handle, **told)


def publish(account, number, day=19, **other):
    on = date(2026, 11, day)
    return Publication.objects.create(account=account, number=number, published_on=on, **other)


def rows(relation, **how):
    facts = gather(ON, **how)
    assert isinstance(facts.tables[relation], Lines)
    return sorted(facts.rows(relation).records(), key=str)


def test_a_line_break_in_a_text_costs_no_row(account):
    titles = ["一\n二", "一\x1f二", "一\r二", '"一，二"', "一%s二", "一'二"]
    for n, title in enumerate(titles):
        publish(account, f"FB-{n}", title=title)

    found = [row["title"] for row in rows("publications")]

    assert sorted(found) == sorted(["一 二", "一 二", "一 二", *titles[3:]])


def test_blank_is_not_nought(account):
    publish(account, "FB-1", needs_map_number=False)
    publish(account, "FB-2")

    blank, nought = sorted(
        rows("publications"), key=lambda row: row["needs_map_number"] is not None
    )

    assert (nought["needs_map_number"], blank["needs_map_number"]) == (0, None)
    assert blank["published_s"] is None
    assert blank["incident"] == ""


@pytest.mark.parametrize(
    ("moment", "second"),
    [
        (datetime(2026, 11, 18, 15, 59, 59, tzinfo=UTC), 24 * 3600 - 1),
        (datetime(2026, 11, 18, 16, 0, 0, 999_999, tzinfo=UTC), 24 * 3600),
    ],
)
def test_a_moment_is_of_the_day_that_it_is_in_china(account, moment, second):
    text = publish(account, "FB-1", published_at=moment)
    Review.objects.create(publication=text, stage=1, person="甲", reviewed_at=moment)
    wanted = day_number(date(2026, 11, 18)) * 86_400 + second

    assert [row["published_s"] for row in rows("publications")] == [wanted]
    assert [row["reviewed_s"] for row in rows("reviews")] == [wanted]
    assert [row["published_s"] for row in register_of("publications").records()] == [wanted]


def test_units_of_one_name_are_told_apart_by_the_one_above():
    above = [Organization.objects.create(name=name, place="420325") for name in ("甲镇", "乙镇")]
    for one in above:
        unit = Organization.objects.create(name="财政所", parent=one, place="420325")
        DutyShift.objects.create(organization=unit, duty_on=ON)
    DutyShift.objects.create(organization=above[0], duty_on=ON)

    named = [row["organization"] for row in rows("duty_shifts")]

    assert sorted(named) == sorted(["财政所（甲镇）", "财政所（乙镇）", "甲镇"])
    assert sorted(named) == sorted(r["organization"] for r in register_of("duty_shifts").records())


def test_texts_of_an_account_that_is_none_yet_have_no_number(unit):
    publish(an_account(unit, "gh_0", state="planned"), "FB-0")
    publish(an_account(unit, "gh_1"), "FB-1")
    publish(an_account(unit, "gh_1", platform="weibo"), "FB-2")

    found = {row["publication"]: row["account_n"] for row in rows("publications")}

    assert found == {"FB-0": None, "FB-1": 1, "FB-2": 1}


def test_a_message_is_answered_by_its_first_answer_not_by_word_that_it_came(account):
    message = Message.objects.create(
        number="LY-1", account=account, received_on=ON, keeper=account.organization
    )
    for day, is_answer in ((1, False), (4, None), (3, True)):
        Reply.objects.create(message=message, replied_on=date(2026, 11, day), is_answer=is_answer)

    (found,) = rows("messages")

    assert found["replied_d"] == day_number(date(2026, 11, 3))
    assert (found["account"], found["account_n"], found["site"]) == ("gh_1", 1, "")


def test_a_map_number_is_proved(account):
    for number, told in (("FB-1", "鄂S〔2026〕001号"), ("FB-2", "没有"), ("FB-3", "")):
        publish(account, number, map_number=told)

    found = {row["publication"]: row["map_number_ok"] for row in rows("publications")}

    assert (found["FB-2"], found["FB-3"]) == (0, None)
    records = gather(ON, {"accounts": [{"account": "gh_1"}]}).rows("publications").records()
    assert found == {row["publication"]: row["map_number_ok"] for row in records}


@pytest.mark.parametrize(("since", "kept"), [(18, ["FB-18", "FB-19"]), (19, ["FB-19"])])
def test_a_look_back_reads_a_stream_from_its_day_and_says_so(account, since, kept):
    for day in (18, 19):
        text = publish(account, f"FB-{day}", day)
        Review.objects.create(
            publication=text, stage=1, person="甲", reviewed_at=datetime(2026, 11, 1, tzinfo=UTC)
        )
    on = date(2026, 11, since)

    assert [row["publication"] for row in rows("publications", since=on)] == kept
    assert [row["publication"] for row in rows("reviews", since=on)] == kept
    facts = gather(ON, since=on)
    assert facts.sight("publications").from_d == day_number(on)
    assert facts.sight("accounts").from_d is None
    assert gather(ON).sight("publications").from_d is None


def test_what_comes_from_elsewhere_takes_the_place_of_the_table(account):
    publish(account, "FB-1")

    facts = gather(ON, {"publications": [{"publication": "外-1", "account": "gh_1"}]})

    (row,) = facts.rows("publications").records()
    assert (row["publication"], row["account_n"]) == ("外-1", 1)
