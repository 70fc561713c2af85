"""An exception lifts a rule in principle, for one subject, with reasons, for a time."""

from datetime import date, datetime

import pytest

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.law.actions import register_grant, revoke_grant
from zhijian.law.books import rulebooks
from zhijian.law.models import Grant

NOW = datetime(2026, 11, 20, 9, tzinfo=clock.CHINA)


def rules_of_strength(strength: str, place: str = "420325") -> list[str]:
    rows = rulebooks().in_force(place, NOW.date())
    strict = {row.rule for row in rows if row.strength == "law"}
    return [
        r.rule for r in rows if r.strength == strength and (strength == "law") == (r.rule in strict)
    ]


@pytest.fixture(autouse=True)
def november():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def asked() -> dict:
    return {
        "rule": rules_of_strength("principle")[0],
        "subject": "青禾林业（微信公众号）",
        "number": "青禾公开办〔2026〕3号",
        "reason": "确需面向护林员单独发布火险提示。",
        "approved_by": "青禾县政务公开办",
        "approved_on": date(2026, 11, 10),
        "from_on": date(2026, 11, 10),
        "until_on": date(2027, 11, 9),
    }


def test_an_exception_is_registered_with_its_reason_and_stands_in_the_record(bureau, clerk, asked):
    grant = register_grant(bureau, by=clerk, **asked)

    assert Grant.objects.holding(date(2026, 11, 10)).get() == grant
    entry = Entry.objects.about(grant).get()
    assert (entry.action, entry.remark) == ("exception.registered", asked["reason"])
    assert entry.organization == bureau


def test_an_exception_holds_from_its_first_day_to_its_last(bureau, clerk, asked):
    register_grant(bureau, by=clerk, **asked)

    held = [
        Grant.objects.holding(day).exists()
        for day in (date(2026, 11, 9), date(2026, 11, 10), date(2027, 11, 9), date(2027, 11, 10))
    ]

    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": "  "}, "理由"),
        ({"number": ""}, "批准文号"),
        ({"until_on": date(2026, 11, 8)}, "不晚于起始日期"),
        ({"approved_on": date(2026, 11, 11)}, "批准之日"),
        ({"rule": "no.such"}, "没有规则"),
        ({"higher_norm": "没有这份文件"}, "上位依据"),
    ],
)
def test_what_is_missing_or_wrong_is_told(bureau, clerk, asked, change, says):
    with pytest.raises(Refused) as refusal:
        register_grant(bureau, by=clerk, **asked | change)

    assert says in " ".join((str(refusal.value), *refusal.value.lines))
    assert not Grant.objects.exists()


def test_law_without_in_principle_is_lifted_only_by_a_higher_norm(bureau, clerk, asked):
    strict = asked | {"rule": rules_of_strength("law")[0]}

    with pytest.raises(Refused) as refusal:
        register_grant(bureau, by=clerk, **strict)

    assert "不能由例外解除" in " ".join(refusal.value.lines)
    norm = next(iter(rulebooks().documents))
    assert register_grant(bureau, by=clerk, **strict, higher_norm=norm).higher_norm == norm


def test_one_number_is_registered_once(bureau, clerk, asked):
    register_grant(bureau, by=clerk, **asked)

    with pytest.raises(Refused, match="已登记给青禾县林业局"):
        register_grant(bureau, by=clerk, **asked)


def test_no_unit_grants_itself_an_exception(office, bureau, login, clerk, asked):
    with pytest.raises(Refused, match="青禾县政务公开办"):
        register_grant(bureau, by=login(bureau, "PRINCIPAL"), **asked)
    with pytest.raises(Refused, match="青禾县人民政府"):
        register_grant(office, by=clerk, **asked)


def test_an_editor_of_the_supervising_office_registers_none(office, bureau, login, asked):
    with pytest.raises(Refused, match="联系人"):
        register_grant(bureau, by=login(office, "EDITOR"), **asked)


def test_a_revoked_exception_holds_no_more_from_that_day(bureau, clerk, asked):
    grant = register_grant(bureau, by=clerk, **asked)

    revoke_grant(grant, by=clerk, reason="账号已并入主账号。", on=date(2026, 12, 1))

    assert Grant.objects.holding(date(2026, 11, 30)).exists()
    assert not Grant.objects.holding(date(2026, 12, 1)).exists()
    assert Entry.objects.about(grant).first().action == "exception.revoked"


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"reason": ""}, "写明理由"),
        ({"reason": "有误", "on": date(2026, 11, 19)}, "已经过去"),
        ({"reason": "有误", "on": date(2027, 11, 11)}, "在其后"),
    ],
)
def test_revoking_needs_a_reason_and_rewrites_no_past(bureau, clerk, asked, how, says):
    grant = register_grant(bureau, by=clerk, **asked)

    with pytest.raises(Refused, match=says):
        revoke_grant(grant, by=clerk, **how)


def test_nothing_is_revoked_twice_or_after_its_end(bureau, clerk, asked):
    grant = register_grant(bureau, by=clerk, **asked)
    with (
        clock.set_to(datetime(2027, 11, 10, 9, tzinfo=clock.CHINA)),
        pytest.raises(Refused, match="已于"),
    ):
        revoke_grant(grant, by=clerk, reason="有误")
    revoke_grant(grant, by=clerk, reason="有误")

    with pytest.raises(Refused, match="不必再撤"):
        revoke_grant(grant, by=clerk, reason="有误")


def test_exceptions_are_seen_by_the_unit_and_its_supervisor_alone(
    government, bureau, clerk, login, asked
):
    from apps.law.conftest import a_unit

    register_grant(bureau, by=clerk, **asked)
    stranger = login(a_unit("青禾县水利局", government), "CONTACT")

    assert Grant.objects.visible_to(clerk).count() == 1
    assert Grant.objects.visible_to(login(bureau, "EDITOR")).count() == 1
    assert Grant.objects.visible_to(stranger).count() == 0


def test_the_state_is_told_in_a_word():
    grant = Grant(from_on=date(2026, 1, 1), until_on=date(2026, 6, 30))

    assert grant.state_on(date(2025, 12, 31)) == "尚未开始"
    assert grant.state_on(date(2026, 6, 30)) == "有效"
    assert grant.state_on(date(2026, 7, 1)) == "已到期"
    grant.revoked_on = date(2026, 3, 1)
    assert grant.state_on(date(2026, 3, 1)) == "已撤销"
