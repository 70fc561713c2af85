"""A change of a filed post is filed anew; in 海盐 the clock runs from the earlier day."""

from datetime import date, datetime

import pytest

from zhijian.cases import actions as case_actions
from zhijian.cases.models import Case, DueChange
from zhijian.config import clock
from zhijian.keeping.actions import handing
from zhijian.keeping.models import Handover, StaffChange, StaffFiling
from zhijian.keeping.reports.staffing import state_of
from zhijian.ledger import actions
from zhijian.ledger.own_registers import named
from zhijian.ledger.registers import register_of
from zhijian.people import actions as people
from zhijian.people.models import Person, Position

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=clock.CHINA)


def refiling() -> Case:
    return Case.objects.get(process="refiling")


def say(sheet: Handover, by, on: date) -> None:
    handing.say_days(sheet, by=by, handed_over_on=on, platforms_updated_on=None, has_device=None)


def test_a_change_waits_in_the_refiling_it_opened(haiyan, chief):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)

    change = StaffChange.objects.get()
    assert change.refiling == refiling()
    assert change.refiled_on is None
    found = state_of(haiyan.bureau, TODAY)
    assert (found.word, found.unfiled) == ("待重新报备", (change,))


def test_a_post_the_place_does_not_file_is_kept_for_the_handover_alone(haiyan, chief):
    people.person_leaves(haiyan.reviewer.person, on=TODAY, by=chief)

    change = StaffChange.objects.get()
    assert (change.needs_refiling, change.refiling) == (False, None)
    assert list(register_of("staff_changes").records()) == []


def test_in_haiyan_a_handover_before_the_change_starts_the_clock(haiyan, chief):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)
    assert refiling().due_on == date(2026, 11, 25)

    say(Handover.objects.get(), haiyan.editor, date(2026, 11, 17))

    case = refiling()
    assert case.event_on == date(2026, 11, 17)
    assert case.due_on == TODAY
    assert "自交接之日起算" in DueChange.objects.filter(case=case).latest("pk").why
    assert StaffChange.objects.get().handed_over_on == date(2026, 11, 17)


@pytest.mark.parametrize("on", [TODAY])
def test_a_handover_on_the_day_of_the_change_moves_nothing(haiyan, chief, on):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)

    say(Handover.objects.get(), haiyan.editor, on)

    assert (refiling().event_on, refiling().due_on) == (TODAY, date(2026, 11, 25))


def test_elsewhere_the_clock_runs_from_the_change(county, chief):
    county.bureau.place = "211202"  # 银州: no such rule
    county.bureau.save()
    people.person_leaves(county.editor.person, on=TODAY, by=chief)
    before = refiling().due_on

    say(Handover.objects.get(), county.editor_b, date(2026, 11, 17))

    assert (refiling().event_on, refiling().due_on) == (TODAY, before)


def test_a_day_written_into_the_register_by_hand_starts_it_too(haiyan, chief):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)
    row = StaffChange.objects.get()

    actions.change_row(
        register_of("staff_changes"), row, by=haiyan.editor, handed_over_on=date(2026, 11, 18)
    )

    assert refiling().event_on == date(2026, 11, 18)


def test_what_was_received_is_filed_as_of_the_day_the_unit_handed_it_in(haiyan, chief):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)
    case = case_actions.act(refiling(), "submit", by=haiyan.admin)
    case = case_actions.act(case, "agree", by=haiyan.principal)
    with clock.set_to(TUESDAY):
        case_actions.act(case, "accept", by=haiyan.above)

    assert StaffChange.objects.get().refiled_on == TODAY
    filing = StaffFiling.objects.get()
    assert (filing.kind, filing.filed_on, filing.receipt) == ("REFILING", TODAY, case.number)
    assert filing.recipient == haiyan.office.name
    assert state_of(haiyan.bureau, TUESDAY.date()).word == "已重新报备"


def test_a_refiling_sent_back_counts_from_the_day_it_was_handed_in_again(haiyan, chief):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)
    case = case_actions.act(refiling(), "submit", by=haiyan.admin)
    case = case_actions.act(case, "agree", by=haiyan.principal)
    case = case_actions.act(case, "send_back", by=haiyan.above, opinion="缺一项")
    with clock.set_to(TUESDAY):
        case = case_actions.act(case, "submit", by=haiyan.admin)
        case = case_actions.act(case, "agree", by=haiyan.principal)
        case_actions.act(case, "accept", by=haiyan.above)

    assert StaffChange.objects.get().refiled_on == TUESDAY.date()


def test_a_refiling_that_was_dropped_files_nothing(haiyan, chief):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)

    case_actions.act(refiling(), "drop", by=haiyan.admin, opinion="岗位撤销")

    assert StaffChange.objects.get().refiled_on is None
    assert not StaffFiling.objects.exists()


def test_a_change_while_the_refiling_waits_goes_into_it(haiyan, chief):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)
    people.person_leaves(haiyan.monitor.person, on=TODAY, by=chief)

    assert set(StaffChange.objects.values_list("refiling", flat=True)) == {refiling().pk}


def test_a_successor_files_the_change_that_freed_the_post(haiyan, chief):
    StaffChange.objects.create(
        number="旧1",
        organization=haiyan.bureau,
        post="LEAD",
        person="前任",
        changed_on="2026-11-02",
    )
    Position.objects.filter(person=haiyan.lead.person).delete()
    gone = Person.objects.create(organization=haiyan.bureau, name="前任")
    Position.objects.create(
        organization=haiyan.bureau, person=gone, kind="LEAD", from_on="2024-01-01",
        until_on="2026-11-02",
    )  # fmt: skip

    people.appoint(haiyan.reviewer.person, kind="LEAD", from_on=TODAY, by=chief)

    assert StaffChange.objects.get(number="旧1").refiling == refiling()


@pytest.mark.parametrize(
    ("on", "word"), [(date(2021, 12, 3), "没有报备记录"), (date(2021, 12, 4), "没有首次备案")]
)
def test_the_first_filing_is_missing_from_the_day_after_its_due_day(haiyan, on, word):
    assert state_of(haiyan.bureau, on).word == word


def test_a_first_filing_is_registered_once(haiyan):
    register = named("staff_filings")
    told = {"organization": haiyan.bureau, "kind": "INITIAL", "filed_on": date(2021, 12, 3)}
    actions.add_row(register, by=haiyan.editor, **told)

    from zhijian.core.refused import Refused

    with pytest.raises(Refused, match="已经登记过首次备案"):
        actions.add_row(register, by=haiyan.editor, **told)
    assert state_of(haiyan.bureau, TODAY).word == "已备案"


def test_a_change_past_its_due_day_says_so(haiyan, chief):
    people.person_leaves(haiyan.lead.person, on=TODAY, by=chief)

    assert state_of(haiyan.bureau, date(2026, 11, 25)).word == "待重新报备"
    assert state_of(haiyan.bureau, date(2026, 11, 26)).word == "逾期未报备"
