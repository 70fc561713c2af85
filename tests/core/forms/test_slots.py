"""Figures in printed sentences come from the rules of the place, on the day, with their clause."""

from datetime import date

from core.forms.conftest import DAY
from zhijian.core.forms import FormValues, copies_of, draw, slots_of


def note(form, slots) -> str:
    return draw(form, FormValues(), slots=slots).blocks[-1].lines[-1].text


def test_a_figure_comes_with_its_clause(registration, books):
    slots = slots_of(registration, books, "430422", DAY)

    assert (slots["term"].says, slots["term"].clause) == ("7个工作日", "hengnan-f1-n2")
    assert (slots["copies"].says, slots["copies"].clause) == ("三", "hengnan-f1-n1")
    assert copies_of(registration, books, "430422", DAY) == 3


def test_the_same_form_in_another_place_takes_that_place_s_figure(registration, books):
    slots = slots_of(registration, books, "420325", DAY)

    assert slots["term"].says == "5个工作日"
    assert copies_of(registration, books, "420325", DAY) is None


def test_a_proposal_of_ours_is_not_printed_as_a_rule(registration, books):
    day = date(2023, 1, 31)
    rows = books.in_force("430422", day, "filing.deadline", "CHANGE")

    assert [row.strength for row in rows] == ["proposed"]
    assert not slots_of(registration, books, "430422", day)["term"].says


def test_a_silent_rule_gives_the_other_sentence_or_a_blank(registration, books):
    before = slots_of(registration, books, "430422", date(2023, 1, 31))

    assert "，及时书面报主管单位备案。" in note(registration, before)
    lines = draw(registration, FormValues(), slots=before).blocks[-1].lines
    assert lines[0].text.startswith("注：1. 本表填写＿＿＿＿份")


def test_every_form_s_figures_can_be_looked_up_where_it_holds(forms, books):
    for form in forms.all:
        for place in form.is_for:
            for name, filled in slots_of(form, books, place, DAY).items():
                assert filled.rule, (form.id, place, name)
                assert bool(filled.says) <= bool(filled.clause), (form.id, place, name)


def test_the_days_of_the_three_staff_are_those_of_haiyan(forms, books, drawn):
    form = forms["haiyan_three_staff_filing"]

    assert "人员变动的，3个工作日内重新报备" in drawn(form).text
