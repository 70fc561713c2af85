"""Outcomes become findings: known again, seen again, settled, reopened, never doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from apps.inspection.scored import judged
from core.scoring_samples import outcome, unseen
from web.conftest import add_user, county  # noqa: F401
from zhijian.config import clock
from zhijian.core.outcomes import Standing
from zhijian.core.refused import Refused
from zhijian.core.workdays import day_number
from zhijian.inspection.actions import findings as actions
from zhijian.inspection.actions.manual import Proof, write_finding
from zhijian.inspection.changing import Seen
from zhijian.inspection.models import Evidence, FalseAlarm, Finding, Inspection, Sighting, Unseen
from zhijian.inspection.recording import Results, record
from zhijian.inspection.scope import scope_of
from zhijian.ledger.models import Account

ON = date(2026, 11, 20)
State = Finding.State


@pytest.fixture
def offices(county, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)):
        county.inspector = add_user("inspector", county.office, kind="MONITOR")
        county.account = Account.objects.create(
            organization=county.units[0],
            handle="gh_1",
            name="青禾林业",
            platform="wechat",
            state="operating",
        )
        yield county


@pytest.fixture
def fails(offices):
    unit = offices.units[0].name
    began = day_number(ON) - 12
    return outcome(
        "updates.gap",
        "gh_1",
        organization=unit,
        observed=12,
        limit=10,
        since_d=began,
        due_d=began + 10,
    )


def inspection(offices, days: int = 0, *, kind: str = "SWEEP", **fields) -> Inspection:
    on = ON + timedelta(days=days)
    number = f"JC-{Inspection.objects.count() + 1:03d}"
    return Inspection.objects.create(
        number=number,
        office=offices.office,
        kind=kind,
        title=number,
        place="420325",
        on=on,
        since=on - timedelta(days=90),
        state="running",
        **fields,
    )


def look(offices, *outcomes, days: int = 0, kind: str = "SWEEP", seen=None, **fields):
    """An inspection that saw these outcomes; the counts of what it changed."""
    made = inspection(offices, days, kind=kind, **fields)
    judgement = judged(*outcomes, on=made.on)
    results = Results(judgement, judgement.outcomes, seen or {}, {})
    counts = record(made, results, scope_of(made))
    Inspection.objects.filter(pk=made.pk).update(state="recorded")
    return made, counts


def the_finding() -> Finding:
    return Finding.objects.get()


def test_a_new_failure_is_an_open_finding_with_its_first_sighting(offices, fails):
    _, counts = look(offices, fails)

    found = the_finding()
    assert (found.state, found.times_seen, found.first_seen_on) == (State.OPEN, 1, ON)
    assert (found.organization, found.account) == (offices.units[0], offices.account)
    assert found.clause == fails.clause
    assert Sighting.objects.get().became == State.OPEN
    assert counts["fresh"] == 1


def test_the_same_failure_is_the_same_finding_seen_again(offices, fails):
    look(offices, fails)
    look(offices, replace(fails, observed=13), days=1)

    found = the_finding()
    assert (found.times_seen, found.observed) == (2, 13)
    assert (found.first_seen_on, found.last_seen_on) == (ON, ON + timedelta(days=1))


@pytest.mark.parametrize(("kind", "sightings"), [("WATCH", 1), ("SWEEP", 2)])
def test_a_watch_keeps_a_sighting_only_of_what_changed(offices, fails, kind, sightings):
    look(offices, fails, kind=kind)
    look(offices, fails, days=1, kind=kind)

    assert Sighting.objects.count() == sightings
    look(offices, replace(fails, limit=7), days=2, kind=kind)
    assert Sighting.objects.count() == sightings + 1


def test_what_was_looked_at_and_found_right_is_settled_by_name(offices, fails):
    look(offices, fails)
    made, counts = look(offices, days=1, seen={(fails.check, "gh_1"): Seen.PASSES})

    found = the_finding()
    assert (found.state, found.settled_on) == (State.SETTLED, made.on)
    assert made.number in found.settled_how
    assert counts["settled"] == 1


@pytest.mark.parametrize("seen", [Seen.NOT_LOOKED_AT, Seen.GONE, None])
def test_what_was_not_looked_at_is_not_settled(offices, fails, seen):
    look(offices, fails)
    told = {(fails.check, "gh_1"): seen} if seen else {}
    look(offices, days=1, seen=told)

    assert the_finding().state == State.OPEN
    assert Unseen.objects.filter(subject="gh_1").exists() == (seen is Seen.GONE)


def test_an_inspection_of_other_units_settles_nothing(offices, fails):
    look(offices, fails)
    told = {(fails.check, "gh_1"): Seen.PASSES}
    look(offices, days=1, seen=told, units=[offices.units[1].pk])

    assert the_finding().state == State.OPEN


def test_what_was_over_when_it_was_settled_does_not_come_back(offices, fails):
    look(offices, fails)
    Finding.objects.update(state=State.SETTLED, settled_on=ON, settled_how="已核实补救")

    _, counts = look(offices, fails, days=1, seen={("updates.gap", "gh_1"): Seen.FAILED_BEFORE})

    assert Finding.objects.get().state == State.SETTLED
    assert not counts.get("reopened")


def test_a_settled_failure_comes_back_and_keeps_its_history(offices, fails):
    look(offices, fails)
    look(offices, days=1, seen={(fails.check, "gh_1"): Seen.PASSES})
    look(offices, fails, days=2)

    found = the_finding()
    assert found.state == State.REOPENED
    assert found.settled_on == ON + timedelta(days=1)
    became = list(Sighting.objects.order_by("pk").values_list("became", flat=True))
    assert became == [State.OPEN, State.SETTLED, State.REOPENED]


def test_in_rectification_it_stays_until_the_recheck(offices, fails):
    look(offices, fails)
    Finding.objects.update(state=State.IN_RECTIFICATION)
    _, counts = look(offices, days=1, seen={(fails.check, "gh_1"): Seen.PASSES})

    assert the_finding().state == State.IN_RECTIFICATION
    assert counts["mended"] == 1


def test_what_cannot_be_told_leaves_the_finding_and_says_so(offices, fails):
    look(offices, fails)
    doubt = replace(unseen(fails.check, "gh_1"), organization=offices.units[0].name)
    _, counts = look(offices, doubt, days=1)

    assert the_finding().state == State.OPEN
    assert Unseen.objects.get().organization == offices.units[0]
    assert counts["unseen"] == 1


def test_an_exception_lifts_it_and_its_end_brings_it_back(offices, fails):
    lifted = replace(fails, standing=Standing.EXCEPTED, exception="青政办〔2026〕1号")
    look(offices, fails)
    look(offices, lifted, days=1)
    assert the_finding().state == State.EXCEPTED
    assert "青政办" in the_finding().exception

    look(offices, fails, days=2)
    assert the_finding().state == State.OPEN
    assert the_finding().exception == ""


def test_a_false_alarm_is_remembered_while_the_same_silence_lasts(offices, fails):
    look(offices, fails)
    actions.declare_false_alarm(
        the_finding(),
        by=offices.inspector,
        scope="context",
        reason="已在另一账号发布",
        until_on=ON + timedelta(days=30),
    )
    look(offices, replace(fails, observed=fails.observed + 1), days=1)
    assert the_finding().state == State.FALSE_ALARM

    look(offices, replace(fails, since_d=fails.since_d + 5, observed=11), days=2)
    assert the_finding().state == State.REOPENED
    assert "起算日不同" in Sighting.objects.order_by("-pk").first().why


def test_a_false_alarm_runs_out_on_the_day_after_its_last(offices, fails):
    look(offices, fails)
    actions.declare_false_alarm(
        the_finding(),
        by=offices.inspector,
        scope="subject",
        reason="误判",
        until_on=ON + timedelta(days=3),
    )
    look(offices, fails, days=3)
    assert the_finding().state == State.FALSE_ALARM

    look(offices, fails, days=4)
    assert the_finding().state == State.REOPENED
    assert "只到" in Sighting.objects.order_by("-pk").first().why


def test_recording_twice_doubles_nothing(offices, fails):
    made = inspection(offices)
    judgement = judged(fails, on=made.on)
    results = Results(judgement, judgement.outcomes, {}, {})
    record(made, results, scope_of(made))
    with pytest.raises(Exception, match=r"(?i)unique"):
        record(made, results, scope_of(made))


def test_a_unit_under_a_new_name_keeps_its_findings(offices, fails):
    unit = offices.units[0]
    own = replace(fails, check="people.required_posts", subject=unit.name)
    own = replace(own, subject_kind="organization")
    look(offices, own)
    unit.name = "青禾县林业和草原局"
    unit.save()
    look(offices, replace(own, subject=unit.name, organization=unit.name), days=1)

    assert the_finding().times_seen == 2
    assert the_finding().subject == unit.name


def test_people_decide_and_who_decided_is_kept(offices, fails):
    look(offices, fails)
    found = the_finding()

    actions.confirm_finding(found, by=offices.inspector)
    found.refresh_from_db()
    assert (found.state, found.ruling) == (State.CONFIRMED, "confirmed")
    assert (found.ruled_by, found.ruled_on) == (offices.inspector, ON)
    with pytest.raises(Refused, match="现在是“已确认”"):
        actions.confirm_finding(found, by=offices.inspector)
    with pytest.raises(Refused, match="须写明理由"):
        actions.settle_finding(found, by=offices.inspector, reason=" ")
    actions.settle_finding(found, by=offices.inspector, reason="账号已移交")
    actions.reopen_finding(found, by=offices.inspector, reason="移交未成")
    found.refresh_from_db()
    assert found.state == State.REOPENED


def test_nobody_outside_the_office_decides(offices, fails):
    look(offices, fails)
    clerk = add_user("clerk", offices.units[0], kind="DEPUTY")

    with pytest.raises(Refused, match="内容监督员"):
        actions.confirm_finding(the_finding(), by=clerk)


def test_revoking_a_false_alarm_opens_the_finding_again(offices, fails):
    look(offices, fails)
    until = ON + timedelta(days=9)
    told = {"scope": "subject", "reason": "误判", "until_on": until}
    actions.declare_false_alarm(the_finding(), by=offices.inspector, **told)

    actions.revoke_false_alarm(the_finding(), by=offices.inspector, reason="查实")

    assert the_finding().state == State.REOPENED
    assert FalseAlarm.objects.get().revoked_on == ON
    assert the_finding().ruling == ""


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


def write(offices, made, **told):
    told = {
        "organization": offices.units[0],
        "clause": "fangxian-5g",
        "says": "首页悬浮窗遮挡正文",
        "proof": Proof(link="https://example.gov.cn/a"),
    } | told
    return write_finding(made, by=offices.inspector, **told)


def test_an_inspector_writes_a_finding_with_clause_and_proof(offices):
    from zhijian.cases.media import Upload

    made = inspection(offices)
    found = write(offices, made, proof=Proof(files=(Upload("截图.png", PNG),), quoted="原文"))

    assert (found.source, found.state, found.clause) == ("manual", State.OPEN, "fangxian-5g")
    kinds = set(Evidence.objects.values_list("kind", flat=True))
    assert kinds == {"screenshot", "text"}
    assert all(len(one.digest) == 64 for one in Evidence.objects.all())


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"clause": ""}, "必须写明依据条款"),
        ({"clause": "没有这样的条款"}, "没有“没有这样的条款”"),
        ({"proof": Proof()}, "至少一样"),
        ({"proof": Proof(link="example.gov.cn")}, "写完整"),
        ({"says": " "}, "请写明"),
    ],
)
def test_a_finding_without_what_it_needs_is_refused(offices, told, words):
    made = inspection(offices)

    with pytest.raises(Refused, match=words):
        write(offices, made, **told)
    assert not Finding.objects.exists()


def test_the_same_words_on_the_same_subject_are_the_same_finding(offices):
    made = inspection(offices)
    write(offices, made)
    actions.settle_finding(the_finding(), by=offices.inspector, reason="已改")
    write(offices, inspection(offices, 1))

    assert (the_finding().times_seen, the_finding().state) == (2, State.REOPENED)


def test_a_closed_inspection_takes_no_more_findings(offices):
    made = inspection(offices)
    Inspection.objects.filter(pk=made.pk).update(state="closed")

    with pytest.raises(Refused, match="已归档"):
        write(offices, made)


def test_a_later_run_leaves_findings_of_inspectors_alone(offices):
    write(offices, inspection(offices))
    look(offices, days=1)

    assert the_finding().state == State.OPEN
