"""Mending and the second look: by the checks where they see, by another person where not."""

from datetime import date

import pytest

from apps.inspection.rectifying import FANGXIAN, HAIYAN, PDF, County, at, rows_of
from zhijian.cases import actions as cases
from zhijian.cases.media import Upload, opened
from zhijian.cases.models import Case
from zhijian.core.refused import Refused
from zhijian.inspection import rechecking
from zhijian.inspection.actions.inspections import Plan, plan_inspection, start_inspection
from zhijian.inspection.actions.rechecking import mend_item, recheck, recheck_item
from zhijian.inspection.models import Evidence, Finding, Inspection, Rectification
from zhijian.inspection.running import run
from zhijian.ledger.actions.files import files_of
from zhijian.ledger.models import Account

PROOF = Upload("截图.pdf", PDF)


def state_of(finding: Finding) -> str:
    return Finding.objects.get(pk=finding.pk).state


def states(case: Case) -> list[str]:
    return [row.state for row in rows_of(case)]


def mended_in_books(finding: Finding) -> None:
    """The certification names the unit now."""
    Account.objects.filter(pk=finding.account_id).update(certification_text="青禾县林业局官方账号")


def test_every_item_is_mended_with_its_day_and_proof_before_the_whole(county):
    case = cases.act(county.ordered(county.finding(), county.finding()), "sign", by=county.clerk)
    first, second = rows_of(case)
    row = mend_item(first, by=county.clerk, done="已补发三条", uploads=[PROOF])

    with pytest.raises(Refused, match=f"还有 1 项没有登记整改情况：{second.number}"):
        cases.act(case, "mended", by=county.clerk, opinion="都改好了")

    assert (row.state, row.done_by, row.done_on) == ("mended", "采编", date(2026, 11, 20))
    assert [file.kind for file in files_of(row)] == ["整改佐证"]


@pytest.mark.parametrize(("day", "is_taken"), [(19, False), (20, True), (21, True), (22, False)])
def test_the_day_of_mending_lies_between_order_and_today(county, day, is_taken):
    case = cases.act(county.ordered(county.finding()), "sign", by=county.clerk)
    (row,) = rows_of(case)

    with at(21):
        if is_taken:
            mend_item(row, by=county.clerk, done="改好了", done_on=date(2026, 11, day))
        else:
            with pytest.raises(Refused, match="完成日期应在"):
                mend_item(row, by=county.clerk, done="改好了", done_on=date(2026, 11, day))


def test_nothing_is_mended_before_it_is_signed_for_nor_by_others(county):
    case = county.ordered(county.finding())
    (row,) = rows_of(case)
    with pytest.raises(Refused, match="到“整改”环节"):
        mend_item(row, by=county.clerk, done="改好了")
    cases.act(case, "sign", by=county.clerk)

    with pytest.raises(Refused, match="您不是办理人"):
        mend_item(row, by=county.stranger, done="改好了")


def test_the_opinion_on_an_order_with_one_item_says_how_it_was_mended(county):
    case = cases.act(county.ordered(county.finding()), "sign", by=county.clerk)

    case = cases.act(case, "mended", by=county.clerk, opinion="已补发三条")

    (row,) = rows_of(case)
    assert (row.state, row.done, row.done_by) == ("mended", "已补发三条", "采编")


def test_the_report_gives_every_item_its_day(county):
    case = county.mended(county.finding(), county.finding())

    assert case.step == "recheck"
    assert {row.reported_on for row in rows_of(case)} == {date(2026, 11, 20)}


def test_what_the_check_sees_mended_passes_and_is_settled_at_the_end(county):
    finding = county.unnamed()
    case = county.mended(finding)
    mended_in_books(finding)

    counts = recheck(case, by=county.inspector)

    assert counts == {"passed": 1, "failed": 0, "unseen": 0}
    (row,) = rows_of(case)
    assert (row.state, row.recheck_passed, row.rechecked_by) == ("passed", True, "检查员")
    assert state_of(finding) == "in_rectification"
    case = cases.act(case, "pass", by=county.inspector, opinion="合格")
    case = cases.act(case, "settle", by=county.leader)
    settled = Finding.objects.get(pk=finding.pk)
    assert (settled.state, settled.settled_on) == ("settled", date(2026, 11, 20))
    assert row.number in settled.settled_how
    assert states(case) == ["settled"]


def test_a_silence_that_ended_before_the_order_is_for_a_person_to_settle(county):
    finding = county.silent((date(2026, 9, 20), date(2026, 10, 20)))
    case = county.mended(finding)

    counts = recheck(case, by=county.inspector)

    assert counts == {"passed": 0, "failed": 0, "unseen": 1}
    (row,) = rows_of(case)
    assert "下达整改以后没有再发生" in row.recheck_says
    recheck_item(row, by=county.inspector, is_passed=True, says="已核实", uploads=[PROOF])
    case = cases.act(case, "pass", by=county.inspector, opinion="合格")
    cases.act(case, "settle", by=county.leader)
    made = inspected(county)
    assert made.counts["failed"] == 1
    assert state_of(finding) == "settled"


def test_a_silence_that_goes_on_is_not_mended_and_comes_back_if_settled(county):
    finding = county.silent((date(2026, 10, 20), date(2026, 12, 1)))
    case = county.mended(finding)

    assert recheck(case, by=county.inspector) == {"passed": 0, "failed": 1, "unseen": 0}

    Finding.objects.filter(pk=finding.pk).update(state="settled", settled_on=date(2026, 11, 19))
    inspected(county)
    assert state_of(finding) == "reopened"


def inspected(county: County) -> Inspection:
    """A full inspection of one check, run to its results."""
    made = plan_inspection(
        county.office,
        by=county.inspector,
        kind="SWEEP",
        plan=Plan(on=date(2026, 11, 20), checks=("updates.gap",)),
    )
    return run(start_inspection(made, by=county.inspector))


def test_what_the_look_turned_on_is_kept_under_its_hash(county):
    finding = county.unnamed()
    case = county.mended(finding)

    recheck(case, by=county.inspector)

    kept = Evidence.objects.get(finding=finding)
    assert '"verdict":"FAIL"' in opened(kept.digest).decode()
    assert "qh-linye" in opened(kept.digest).decode()


def test_what_is_not_mended_fails_and_goes_back_with_a_new_term(county):
    finding, other = county.unnamed(), county.finding()
    case = county.mended(finding, other)
    recheck(case, by=county.inspector)
    recheck_item(rows_of(case)[1], by=county.inspector, is_passed=True, says="已看到新内容")
    assert states(case) == ["failed", "passed"]

    with at(25):
        with pytest.raises(Refused, match="还有 1 项没有复查合格"):
            cases.act(case, "pass", by=county.inspector, opinion="合格")
        case = cases.act(case, "send_back", by=county.inspector, opinion="主体没有改")

    assert (case.step, states(case)) == ("mend", ["failed", "passed"])
    row = rows_of(case)[0]
    assert (row.failures, row.done_on, row.reported_on) == (1, None, None)
    assert "仍不符合" in row.recheck_says
    assert row.due_on == date(2026, 11, 28)


def test_a_second_round_is_looked_at_anew(county):
    finding = county.unnamed()
    case = county.mended(finding)
    recheck(case, by=county.inspector)
    case = cases.act(case, "send_back", by=county.inspector, opinion="没有改")
    mended_in_books(finding)
    mend_item(rows_of(case)[0], by=county.clerk, done="这次改了")
    case = county.reported(case)
    assert rows_of(case)[0].recheck_passed is None

    recheck(case, by=county.inspector)

    assert states(case) == ["passed"]


def _gone(finding: Finding) -> None:
    Finding.objects.filter(pk=finding.pk).update(account=None)
    Account.objects.filter(handle=finding.subject).delete()


def _suspended(finding: Finding) -> None:
    Account.objects.filter(handle=finding.subject).update(state="suspended")


def _not_entered(finding: Finding) -> None:
    Account.objects.filter(handle=finding.subject).update(certification_text="")


def _unknown_check(finding: Finding) -> None:
    Finding.objects.filter(pk=finding.pk).update(check_id="accounts.no_longer_there")


@pytest.mark.parametrize("hides", [_gone, _suspended, _not_entered, _unknown_check])
def test_a_look_that_cannot_see_never_passes(county, hides):
    finding = county.unnamed()
    county.account(county.sibling, "another", is_certified=True, certification_text="青禾县水利局")
    case = county.mended(finding)
    if hides is _gone:
        Rectification.objects.filter(case=case).update(account=None)
    hides(finding)

    counts = recheck(case, by=county.inspector)

    assert counts == {"passed": 0, "failed": 0, "unseen": 1}
    (row,) = rows_of(case)
    assert (row.state, row.recheck_passed) == ("unseen", None)
    assert "须由检查人员核实" in row.recheck_says
    with pytest.raises(Refused, match="还有 1 项没有复查合格"):
        cases.act(case, "pass", by=county.inspector, opinion="合格")


def test_an_empty_ledger_is_no_pass(county):
    finding = county.unnamed()
    case = county.mended(finding)
    Rectification.objects.filter(case=case).update(account=None)
    _gone(finding)

    looks = rechecking.look_again(rows_of(case), on=date(2026, 11, 20))

    assert not any(look.is_pass for look in looks.values())


def test_who_says_that_the_unseen_is_mended_brings_proof(county):
    finding = county.unnamed()
    case = county.mended(finding)
    _suspended(finding)
    recheck(case, by=county.inspector)
    (row,) = rows_of(case)

    with pytest.raises(Refused, match="须附上证明"):
        recheck_item(row, by=county.inspector, is_passed=True, says="平台上已改")
    row = recheck_item(row, by=county.inspector, is_passed=True, says="平台上已改", uploads=[PROOF])

    assert (row.state, row.recheck_says) == ("passed", "平台上已改")
    assert Evidence.objects.filter(finding=finding, file__isnull=False).count() == 1


def test_nobody_passes_by_hand_what_a_check_can_look_at(county):
    case = county.mended(county.unnamed())
    (row,) = rows_of(case)

    with pytest.raises(Refused, match="请先点“自动复查”"):
        recheck_item(row, by=county.inspector, is_passed=True, says="看过了")
    recheck(case, by=county.inspector)
    with pytest.raises(Refused, match="不能直接改为合格"):
        recheck_item(row, by=county.inspector, is_passed=True, says="看过了", uploads=[PROOF])


def test_a_person_may_always_say_that_it_is_not_mended(county):
    finding = county.unnamed()
    case = county.mended(finding)
    mended_in_books(finding)
    recheck(case, by=county.inspector)

    row = recheck_item(
        rows_of(case)[0], by=county.inspector, is_passed=False, says="平台上还是原来的主体"
    )

    assert (row.state, row.recheck_passed) == ("failed", False)


def test_who_signed_an_item_never_looks_at_it_again(county):
    both = county.person(county.bureau, "两头兼", "EDITOR")
    county.also(both, county.office, "MONITOR")
    case = cases.act(county.ordered(county.finding(), county.finding()), "sign", by=county.clerk)
    first, second = rows_of(case)
    mend_item(first, by=both, done="我改的")
    mend_item(second, by=county.clerk, done="他改的")
    case = county.reported(case)

    for row in (first, second):
        if row is first:
            with pytest.raises(Refused, match="由您登记整改，应由另一人复查"):
                recheck_item(row, by=both, is_passed=True, says="没问题")
        else:
            recheck_item(row, by=both, is_passed=True, says="没问题")
    recheck_item(first, by=county.inspector, is_passed=True, says="没问题")
    with pytest.raises(Refused, match="应由另一人复查"):
        cases.act(case, "pass", by=both, opinion="合格")
    case = cases.act(case, "pass", by=county.inspector, opinion="合格")
    with pytest.raises(Refused, match="应由另一人复查"):
        cases.act(case, "settle", by=both)


def test_the_unit_does_not_recheck_its_own(county):
    case = county.mended(county.unnamed())

    with pytest.raises(Refused, match="“复查”由"):
        recheck(case, by=county.head)


def test_a_look_at_the_wrong_time_is_refused(county):
    case = county.ordered(county.unnamed())

    with pytest.raises(Refused, match="到“复查”环节才能复查"):
        recheck(case, by=county.inspector)


def test_settling_waits_for_every_item(county):
    case = county.mended(county.finding(), county.finding())
    for row in rows_of(case):
        recheck_item(row, by=county.inspector, is_passed=True, says="合格")
    case = cases.act(case, "pass", by=county.inspector, opinion="合格")
    recheck_item(rows_of(case)[0], by=county.leader, is_passed=False, says="又没有更新了")

    with pytest.raises(Refused, match="还有 1 项没有复查合格，不能销号"):
        cases.act(case, "settle", by=county.leader)
    case = cases.act(case, "send_back", by=county.leader, opinion="重新整改")

    assert states(case) == ["failed", "failed"]


def test_a_look_that_was_overtaken_is_not_written_down(county, monkeypatch):
    case = county.mended(county.unnamed())
    look = rechecking.look_again

    def overtaken(rows, *, on):
        looks = look(rows, on=on)
        cases.act(case, "send_back", by=county.inspector_b, opinion="先退回")
        return looks

    monkeypatch.setattr("zhijian.inspection.actions.rechecking.look_again", overtaken)

    with pytest.raises(Refused, match="到“复查”环节"):
        recheck(case, by=county.inspector)

    assert states(case) == ["failed"]


@pytest.mark.parametrize("place", [FANGXIAN, HAIYAN])
def test_the_finding_may_come_back_and_be_ordered_again(db, place):
    county = County(place)
    finding = county.finding()
    case = county.mended(finding)
    case = cases.act(case, "pass", by=county.inspector, opinion="合格")
    cases.act(case, "settle", by=county.leader)
    Finding.objects.filter(pk=finding.pk).update(state="reopened")

    with at(30):
        again = county.ordered(finding)

    due = {FANGXIAN: date(2026, 12, 3), HAIYAN: date(2026, 11, 30)}[place]
    assert [row.due_on for row in rows_of(again)] == [due]
    assert Rectification.objects.filter(finding=finding).count() == 2
