"""A line is appealed by the unit's leader and decided by somebody who had no hand in it."""

from datetime import date

import pytest
from django.db.models import Sum

from apps.cases.conftest import county, kept_apart  # noqa: F401
from apps.exchange.conftest import PNG
from apps.inspection.scored import inspect, of, usual
from core.scoring_samples import gap
from zhijian.cases.media import Upload
from zhijian.core.refused import Refused
from zhijian.core.score_sheet import Known
from zhijian.inspection.actions import appeals
from zhijian.inspection.actions.manual import MANUAL
from zhijian.inspection.actions.sheets import reissue_sheet
from zhijian.inspection.models import Appeal, FalseAlarm, Finding, ScoreLine, ScoreSheet
from zhijian.inspection.reissuing import by_hand_since, key_of
from zhijian.journal.models import Entry

WHY = "账号已于检查当日更新，见截图"


@pytest.fixture
def made(county):  # noqa: F811
    return inspect(county, *usual(county))


def a_line(made, check="filing.filed", kind="deduction", **more):
    return ScoreLine.objects.filter(check_id=check, kind=kind, **more).order_by("pk").first()


def raised(made, line=None):
    return appeals.appeal(line or a_line(made), by=made.county.lead, reason=WHY)


def upheld(made, appeal, **more):
    told = {"is_upheld": True, "decision": "核实属实", **more}
    return appeals.decide(appeal, by=made.county.above_b, **told)


def test_an_upheld_appeal_gives_the_points_back_in_a_new_version(made):
    before = made.sheet(made.county.bureau)
    appeal = raised(made)

    (after,) = upheld(made, appeal)

    before.refresh_from_db()
    assert (before.version, before.is_current) == (1, False)
    assert (after.version, after.is_current) == (2, True)
    assert after.points == before.points + 200
    assert after.points == after.lines.aggregate(total=Sum("points"))["total"]
    assert after.why == f"申诉成立：{appeal.line.title}"
    struck = after.lines.get(set_aside=appeal)
    assert (struck.points, struck.finding) == (0, appeal.line.finding)
    assert "原扣2分" in struck.note
    assert "核实属实" in struck.note


def test_the_old_version_stays_as_it_was(made):
    sheet = made.sheet(made.county.bureau)
    before = list(sheet.lines.values_list("place", "points", "title"))

    upheld(made, raised(made))

    assert list(sheet.lines.values_list("place", "points", "title")) == before


def test_what_was_free_because_the_item_was_used_up_is_charged_in_the_place_of_what_goes(county):  # noqa: F811
    many = [of(county.bureau, "filing.filed", f"a{n}") for n in range(6)]
    made = inspect(county, *many)
    assert made.sheet(county.bureau).points == 9_000
    appeal = raised(made, a_line(made, points__lt=0))

    (after,) = upheld(made, appeal)

    assert after.points == 9_000
    assert after.points == after.lines.aggregate(total=Sum("points"))["total"]


def test_a_veto_is_lifted_when_its_only_finding_is_set_aside(made):
    veto = a_line(made, "updates.gap", "veto")
    assert made.sheet(made.county.bureau).is_qualified is False

    (after,) = upheld(made, raised(made, veto))

    assert after.is_qualified is True
    assert not after.lines.filter(kind="veto", set_aside=None).exists()
    assert after.lines.filter(check_id="updates.gap", points__lt=0).count() == 0


def test_two_appeals_upheld_one_after_the_other_both_count(made):
    lines = list(ScoreLine.objects.filter(check_id="filing.filed", subject__startswith="a"))[:2]
    first, second = (raised(made, line) for line in lines)
    upheld(made, first)

    (after,) = upheld(made, second)

    assert after.version == 3
    assert set(after.lines.exclude(set_aside=None).values_list("set_aside", flat=True)) == {
        first.pk,
        second.pk,
    }
    assert after.points == made_first(made).points + 400


def made_first(made):
    return ScoreSheet.objects.get(organization=made.county.bureau, version=1)


def test_a_portal_sheet_with_the_same_finding_is_issued_anew_too(county):  # noqa: F811
    name = county.bureau.name
    known = Known(organizations=(name,), portals=(name,))
    made = inspect(county, of(county.bureau, "sites.icp", "s1", subject_kind="site"), known=known)

    after = upheld(made, raised(made, a_line(made, "sites.icp")))

    assert {sheet.scheme: sheet.points for sheet in after} == {
        "unit-proposed": 10_000,
        "website": 10_000,
    }


def test_the_finding_stays_or_becomes_a_false_alarm_as_decided(made):
    one, other = list(ScoreLine.objects.filter(check_id="filing.filed", subject__startswith="a"))[
        :2
    ]

    appealed = [raised(made, one), raised(made, other)]
    upheld(made, appealed[0])
    upheld(made, appealed[1], false_alarm_until=date(2027, 5, 1))

    assert Finding.objects.get(pk=one.finding_id).state == Finding.State.OPEN
    alarm = Finding.objects.get(pk=other.finding_id)
    assert (alarm.state, alarm.ruled_by) == (Finding.State.FALSE_ALARM, made.county.above_b)
    assert FalseAlarm.objects.get().finding == alarm
    assert FalseAlarm.objects.get().until_on == date(2027, 5, 1)


def test_a_rejected_appeal_changes_no_sheet_and_is_not_heard_again(made):
    appeal = raised(made)

    issued = appeals.decide(
        appeal, by=made.county.above_b, is_upheld=False, decision="截图时间晚于检查时点"
    )

    assert issued == []
    assert ScoreSheet.objects.filter(version=2).count() == 0
    with pytest.raises(Refused, match="已经复核过（维持原判），不再受理"):
        raised(made)


def test_a_withdrawn_appeal_may_be_raised_again(made):
    appeals.withdraw(raised(made), by=made.county.principal)

    assert raised(made).state == Appeal.State.OPEN


def test_a_line_under_appeal_is_not_appealed_twice_even_in_a_new_version(made):
    one, other = list(ScoreLine.objects.filter(check_id="filing.filed", subject__startswith="a"))[
        :2
    ]
    raised(made, one)
    upheld(made, raised(made, other))
    again = made.sheet(made.county.bureau).lines.get(check_id=one.check_id, subject=one.subject)
    assert key_of(again) == key_of(one)

    with pytest.raises(Refused, match="正在复核"):
        raised(made, again)


@pytest.mark.parametrize("who", ["editor", "stranger", "above", "monitor"])
def test_only_a_leader_of_the_unit_appeals(made, who):
    with pytest.raises(Refused, match="申诉由青禾县林业局的"):
        appeals.appeal(a_line(made), by=getattr(made.county, who), reason=WHY)


def test_whoever_ran_the_inspection_or_ruled_on_the_finding_does_not_decide(made):
    appeal = raised(made)
    with pytest.raises(Refused, match="另一位检查人员复核"):
        appeals.decide(appeal, by=made.county.above, is_upheld=True, decision="好")

    Finding.objects.filter(pk=appeal.line.finding_id).update(ruled_by=made.county.above_b)

    with pytest.raises(Refused, match="另一位检查人员复核"):
        upheld(made, appeal)


def test_the_unit_itself_does_not_decide(made):
    with pytest.raises(Refused, match="复核申诉由青禾县政务公开办的"):
        appeals.decide(raised(made), by=made.county.principal, is_upheld=True, decision="好")


def test_nobody_decides_twice(made):
    appeal = raised(made)
    upheld(made, appeal)

    with pytest.raises(Refused, match="申诉成立，不能再办"):
        appeals.decide(appeal, by=made.county.above_b, is_upheld=False, decision="不")


@pytest.mark.parametrize("kind", ["start", "unseen"])
def test_a_line_that_takes_nothing_is_not_appealed(made, kind):
    line = made.sheet(made.county.bureau).lines.get(kind=kind)

    with pytest.raises(Refused, match="没有扣分"):
        appeals.appeal(line, by=made.county.lead, reason=WHY)


def test_a_line_of_an_old_version_is_not_appealed(made):
    one, other = list(ScoreLine.objects.filter(check_id="filing.filed", subject__startswith="a"))[
        :2
    ]
    upheld(made, raised(made, one))

    with pytest.raises(Refused, match="已经重出"):
        raised(made, other)


def test_no_reason_no_appeal_and_no_opinion_no_decision(made):
    with pytest.raises(Refused, match="须写明理由"):
        appeals.appeal(a_line(made), by=made.county.lead, reason=" ")
    with pytest.raises(Refused, match="须写明意见"):
        upheld(made, raised(made), decision=" ")


def test_a_finding_under_an_order_is_not_called_a_false_alarm_beside_it(made):
    appeal = raised(made)
    Finding.objects.filter(pk=appeal.line.finding_id).update(state="in_rectification")

    with pytest.raises(Refused, match="请先撤销这一项整改"):
        upheld(made, appeal, false_alarm_until=date(2027, 1, 1))

    assert upheld(made, appeal)[0].version == 2


def test_a_renamed_unit_still_gets_its_sheet_anew(made):
    made.county.bureau.name = "青禾县林草局"
    made.county.bureau.save()

    (after,) = upheld(made, raised(made))

    assert after.points == made_first(made).points + 200


def test_appeal_and_decision_are_on_record_with_their_proof(made):
    appeal = appeals.appeal(
        a_line(made), by=made.county.lead, reason=WHY, proofs=[Upload("截图.png", PNG)]
    )
    upheld(made, appeal)

    told = [entry.action for entry in Entry.objects.about(appeal)]

    assert told == ["appeal.upheld", "appeal.raised", "register.file_added"]


def test_an_altered_basis_is_refused_and_nothing_is_decided(made, settings):
    from zhijian.cases.media.store import path_of

    appeal = raised(made)
    path = path_of(appeal.line.sheet.basis)
    path.chmod(0o640)
    path.write_bytes(b"x")

    with pytest.raises(Refused, match="与登记的校验值不符"):
        upheld(made, appeal)

    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.OPEN


def test_a_fault_found_by_two_checks_still_costs_once_when_one_is_set_aside(county):  # noqa: F811
    bureau = county.bureau.name
    both = [gap(9, "a1", organization=bureau), of(county.bureau, "updates.weekly", "a1")]
    made = inspect(county, *both)
    assert made.sheet(county.bureau).points == 9_600

    (after,) = upheld(made, raised(made, a_line(made, points__lt=0, check="updates.gap")))

    assert after.points == 9_600


def test_what_was_called_a_false_alarm_since_is_left_out_of_the_next_version(made):
    sheet = made.sheet(made.county.bureau)
    with pytest.raises(Refused, match="不用重出"):
        reissue_sheet(sheet, by=made.county.above)
    Finding.objects.filter(subject__in=("a1", "a2")).update(state="false_alarm")

    after = reissue_sheet(sheet, by=made.county.above)

    assert after.points == sheet.points + 400 + 200
    assert after.points == after.lines.aggregate(total=Sum("points"))["total"]
    assert after.is_qualified is True  # the veto rested on a1 alone
    told = after.lines.filter(kind="excepted").values_list("subject", "points", "note")
    assert sorted(told) == [
        ("a1", 0, "已认定误报，不再计（原扣4分）"),
        ("a2", 0, "已认定误报，不再计（原扣2分）"),
    ]
    with pytest.raises(Refused, match="已经重出"):
        reissue_sheet(sheet, by=made.county.above)
    with pytest.raises(Refused, match="重出算分单由"):
        reissue_sheet(after, by=made.county.lead)


def written(made, says: str, **fields) -> Finding:
    """A finding that an inspector wrote into the inspection."""
    values = {
        "office": made.county.office,
        "check_id": MANUAL,
        "source": "manual",
        "title": "检查人员发现的问题",
        "subject_kind": "organization",
        "subject": made.county.bureau.name,
        "item_key": says,
        "organization": made.county.bureau,
        "place": "420325",
        "clause": "fangxian-5g",
        "says": says,
        "first_seen_on": made.inspection.on,
        "last_seen_on": made.inspection.on,
        "first_inspection": made.inspection,
        "last_inspection": made.inspection,
    }
    return Finding.objects.create(**values | fields)


def test_what_inspectors_wrote_down_costs_points_in_the_next_version(made):
    sheet, other = made.sheet(made.county.bureau), made.sheet(made.county.sibling)
    first, second = written(made, "咨询电话打不通"), written(made, "首页有错字")
    written(made, "已核实不是问题", state="false_alarm")

    after = reissue_sheet(sheet, by=made.county.above)

    lines = after.lines.filter(check_id__startswith=MANUAL)
    assert {(one.finding, one.points) for one in lines} == {(first, -200), (second, -200)}
    assert after.points == sheet.points - 400
    assert by_hand_since(after) == []
    with pytest.raises(Refused, match="不用重出"):
        reissue_sheet(other, by=made.county.above)
    first.state = "false_alarm"
    first.save()
    assert reissue_sheet(after, by=made.county.above).points == sheet.points - 200


def test_an_appeal_against_what_was_written_down_takes_that_line_alone(made):
    written(made, "咨询电话打不通")
    written(made, "首页有错字")
    sheet = reissue_sheet(made.sheet(made.county.bureau), by=made.county.above)
    line = sheet.lines.get(check_id__startswith=MANUAL, evidence__contains="电话")

    (after,) = upheld(made, raised(made, line))

    assert after.points == sheet.points + 200
    assert after.lines.get(check_id__startswith=MANUAL, set_aside=None).evidence == "首页有错字"
    assert by_hand_since(after) == []


def test_an_appeal_upheld_after_a_false_alarm_leaves_both_out(made):
    sheet = made.sheet(made.county.bureau)
    lines = sheet.lines.filter(check_id="filing.filed").order_by("pk")
    appeal = raised(made, lines[0])
    Finding.objects.filter(pk=lines[1].finding_id).update(state="false_alarm")

    (after,) = upheld(made, appeal)

    assert after.points == sheet.points + 400
