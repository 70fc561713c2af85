"""A change of staff opens what it asks for: a handover, and a refiling with the place's clock."""

from datetime import date

import pytest

from zhijian.cases import actions as case_actions
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people import actions
from zhijian.people.models import Person, Position, User
from zhijian.signin.models import SignIn

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
HAIYAN = "330424"


@pytest.fixture
def chief() -> User:
    return User.objects.create_user("管", office="system")


@pytest.fixture
def haiyan(county):
    """The bureau stands in a place that sets three working days for refiling."""
    county.bureau.place = HAIYAN
    county.bureau.save()
    return county


def opened(process: str) -> list[Case]:
    return list(Case.objects.filter(process=process).order_by("pk"))


def a_post(user: User) -> Position:
    return Position.objects.get(person=user.person)


def test_who_leaves_hands_over_and_the_unit_files_anew(haiyan, chief):
    actions.person_leaves(haiyan.lead.person, on=TODAY, by=chief, reason="调离")

    handover, refiling = opened("handover")[0], opened("refiling")[0]
    assert handover.title == "指挥长离岗交接（信息指挥长）"
    assert [item.code for item in handover.present.checklist] == ["HANDOVER", "PLATFORM_INFO"]
    assert refiling.title == "指挥长离岗，重新报备（信息指挥长）"
    assert refiling.due_on == date(2026, 11, 25)
    assert "“三员一长”制度的通知》三（一）" in refiling.due_basis
    assert (handover.organization, refiling.organization) == (haiyan.bureau, haiyan.bureau)
    assert refiling.data["change"] == "left"


def test_the_clock_of_the_place_runs_from_the_day_of_leaving(haiyan, chief):
    actions.person_leaves(haiyan.lead.person, on=date(2026, 11, 17), by=chief)

    assert opened("refiling")[0].due_on == TODAY


def test_who_leaves_is_signed_out_everywhere_and_cannot_sign_in(haiyan, chief):
    SignIn.objects.create(user=haiyan.lead, started_at=clock.now(), last_seen_at=clock.now())

    actions.person_leaves(haiyan.lead.person, on=TODAY, by=chief)

    assert SignIn.objects.get(user=haiyan.lead).ended_why == "barred"
    assert not User.objects.get(pk=haiyan.lead.pk).is_active


def test_a_post_that_the_place_does_not_require_is_handed_over_without_refiling(haiyan, chief):
    actions.end_position(a_post(haiyan.reviewer), until_on=TODAY, by=chief)

    assert len(opened("handover")) == 1
    assert opened("refiling") == []


def test_a_first_holder_is_no_change(haiyan, chief):
    person = Person.objects.create(organization=haiyan.bureau, name="解读")

    actions.appoint(person, kind="INTERPRETER", from_on=TODAY, by=chief)

    assert opened("refiling") == opened("handover") == []


def test_a_successor_goes_into_the_refiling_that_still_waits(haiyan, chief):
    actions.end_position(a_post(haiyan.lead), until_on=date(2026, 11, 19), by=chief)
    actions.appoint(haiyan.reviewer.person, kind="LEAD", from_on=TODAY, by=chief)

    assert len(opened("refiling")) == 1


def test_a_successor_after_the_refiling_was_sent_asks_for_another(haiyan, chief):
    actions.end_position(a_post(haiyan.lead), until_on=date(2026, 11, 19), by=chief)
    case_actions.act(opened("refiling")[0], "submit", by=haiyan.admin)

    actions.appoint(haiyan.reviewer.person, kind="LEAD", from_on=TODAY, by=chief)

    assert [case.data["change"] for case in opened("refiling")] == ["ended", "appointed"]


def test_posts_in_two_units_are_handed_over_in_both(haiyan, chief):
    person = haiyan.monitor.person
    Position.objects.create(
        organization=haiyan.sibling, person=person, kind="MONITOR", from_on=date(2025, 1, 1)
    )

    actions.person_leaves(person, on=TODAY, by=chief)

    assert [case.organization for case in opened("handover")] == [haiyan.bureau, haiyan.sibling]


def test_an_end_entered_ahead_opens_its_case_today(haiyan, chief):
    actions.end_position(a_post(haiyan.lead), until_on=date(2026, 12, 31), by=chief)

    assert opened("refiling")[0].event_on == TODAY


@pytest.mark.parametrize("year", [2012, 2020, 2026])
def test_a_change_of_long_ago_is_late_and_not_lost(haiyan, chief, year):
    person = Person.objects.create(organization=haiyan.bureau, name="旧人")
    post = Position.objects.create(
        organization=haiyan.bureau, person=person, kind="LEAD", from_on=date(2010, 1, 1)
    )

    actions.end_position(post, until_on=date(year, 3, 2), by=chief)

    assert opened("refiling")[0].due_on < TODAY


def test_who_keeps_the_unit_opens_the_cases_in_its_name(haiyan):
    keeper = haiyan.admin

    actions.person_leaves(haiyan.lead.person, on=TODAY, by=keeper)

    assert opened("handover")[0].opened_by == keeper


def test_when_a_case_cannot_be_opened_nothing_happened(haiyan, chief, monkeypatch):
    def refuse(*_, **__):
        raise Refused("流程不可用。")

    monkeypatch.setattr("zhijian.cases.staff_changes.open_case", refuse)
    with pytest.raises(Refused, match="流程不可用"):
        actions.person_leaves(haiyan.lead.person, on=TODAY, by=chief)

    assert Person.objects.get(pk=haiyan.lead.person_id).left_on is None
