"""The same processes, in five places: what each place's notice makes of them."""

from datetime import date

import pytest

from zhijian.core.process import from_record, resolve, to_record, to_text
from zhijian.core.refused import Refused

ON = date(2026, 11, 20)
YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN = "211202", "420325", "430422", "370200", "330424"
PLACES = (YINZHOU, FANGXIAN, HENGNAN, QINGDAO, HAIYAN)
SILENT = "110101"


def kind_for(process):
    return {"message": "CONSULT", "ending": "CLOSE"}.get(process, "")


@pytest.mark.parametrize(
    ("place", "clause", "strength", "chain"),
    [
        (YINZHOU, "yinzhou-6b", "law", "apply endorse approve register file confirm"),
        (FANGXIAN, "fangxian-3-1a", "law", "self_check endorse register file confirm"),
        (HENGNAN, "hengnan-4-1e", "principle", "justify sign approve register file confirm"),
        (
            QINGDAO,
            "qingdao-3-1a",
            "law",
            "classify special_need endorse approve register file confirm",
        ),
        (
            HAIYAN,
            "haiyan-sys-6e",
            "principle",
            "request_exception endorse grant_exception register file confirm",
        ),
    ],
)
def test_each_place_opens_accounts_by_its_own_chain_and_cites_its_clause(
    place, clause, strength, chain, rulebooks
):
    opening = resolve(rulebooks, "opening", place, ON)

    assert opening.chain == tuple(chain.split())
    assert (opening.policy.clause, opening.policy.strength) == (clause, strength)
    assert opening.policy.cited.startswith("《")


def test_the_five_chains_are_five(rulebooks):
    chains = {resolve(rulebooks, "opening", place, ON).chain for place in PLACES}

    assert len(chains) == 5


def test_a_place_whose_rule_is_silent_gets_the_proposed_chain_and_is_told_so(rulebooks):
    opening = resolve(rulebooks, "opening", SILENT, ON)

    assert opening.choice == "allowed_after_approval"
    assert opening.policy.is_proposed
    assert opening.policy.citation == "文件没有规定，此为本平台建议"


@pytest.mark.parametrize(
    ("place", "days", "proposed"),
    [(HENGNAN, 7, False), (HAIYAN, 3, False), (FANGXIAN, 5, True), (SILENT, 5, True)],
)
def test_a_change_of_staff_is_filed_within_the_places_own_term(place, days, proposed, rulebooks):
    refiling = resolve(rulebooks, "refiling", place, ON)

    assert (refiling.term.amount, refiling.term.unit) == (days, "workday")
    assert refiling.term.start == "event"
    assert refiling.term.basis.is_proposed is proposed
    assert bool(refiling.term.basis.clause) is not proposed


def test_a_text_without_a_figure_is_quoted_beside_our_proposal(rulebooks):
    mend = resolve(rulebooks, "rectification", HENGNAN, ON).step("mend")

    assert mend.term.basis.is_proposed
    assert mend.term.basis.stated == "限期"
    assert mend.term.words == "3个自然日（建议）"
    assert "只写明“限期”" in mend.term.basis.citation


def test_rectification_on_the_same_day_is_haiyans_law(rulebooks):
    mend = resolve(rulebooks, "rectification", HAIYAN, ON).step("mend")

    assert (mend.term.amount, mend.term.basis.clause) == (0, "haiyan-2-2b")


def test_reviewers_must_differ_where_the_text_says_so_and_should_elsewhere(rulebooks):
    def bar(place):
        return resolve(rulebooks, "review", place, ON).step("stage-2").not_by[0]

    assert bar(FANGXIAN).is_firm
    assert bar(FANGXIAN).steps == ("stage-1", "stage-3")
    assert not bar(QINGDAO).is_firm
    assert bar(QINGDAO).basis.is_proposed


def test_screening_outside_is_a_step_only_where_the_flag_holds(rulebooks):
    with_it = {
        p for p in PLACES if "external_screening" in resolve(rulebooks, "review", p, ON).chain
    }

    assert with_it == {HAIYAN}


def test_the_handover_list_is_the_places_else_ours(rulebooks):
    def items(place):
        step = resolve(rulebooks, "handover", place, ON).first
        return [(item.code, item.basis.clause) for item in step.checklist]

    assert items(YINZHOU) == [("PASSWORD", "yinzhou-23b-2"), ("DEVICE", "yinzhou-23b-3")]
    assert items(QINGDAO) == [
        ("PASSWORD", ""),
        ("DEVICE", ""),
        ("HANDOVER", ""),
        ("PLATFORM_INFO", ""),
    ]


@pytest.mark.parametrize(("kind", "days"), [("CONSULT", 5), ("COMPLAINT", 15)])
def test_a_message_is_answered_within_the_term_of_its_kind(kind, days, rulebooks):
    assert resolve(rulebooks, "message", YINZHOU, ON, kind).term.amount == days


def test_a_message_without_a_kind_is_refused(rulebooks):
    with pytest.raises(Refused, match="要写明种类"):
        resolve(rulebooks, "message", YINZHOU, ON)


def test_a_process_nobody_wrote_is_refused_with_those_there_are(rulebooks):
    with pytest.raises(Refused, match=r"没有流程“ship”。可用的有：.*opening"):
        resolve(rulebooks, "ship", YINZHOU, ON)


@pytest.mark.parametrize(
    ("place", "kind", "days", "proposed"),
    [
        (FANGXIAN, "DEREGISTER", 5, False),
        (HENGNAN, "CHANGE", 7, False),
        (HENGNAN, "CLOSE", 5, True),
        (YINZHOU, "DEREGISTER", 5, True),
        (HAIYAN, "CLOSE", 5, True),
    ],
)
def test_a_change_or_an_ending_is_filed_within_the_places_own_term(
    place, kind, days, proposed, rulebooks
):
    process = "changing" if kind == "CHANGE" else "ending"
    term = resolve(rulebooks, process, place, ON, kind if process == "ending" else "").step("file")

    assert (term.term.amount, term.term.unit) == (days, "workday")
    assert term.term.basis.is_proposed is proposed


def test_fangxians_month_runs_from_the_cause_for_the_whole_case(rulebooks):
    term = resolve(rulebooks, "ending", FANGXIAN, ON, "DEREGISTER").term

    assert (term.amount, term.unit, term.start) == (1, "month", "event")
    assert term.basis.clause == "fangxian-3-4a"


def test_only_fangxian_lets_the_province_approve_that_a_site_goes_offline(rulebooks):
    with_it = {p for p in PLACES if "approve" in resolve(rulebooks, "site_offline", p, ON).chain}

    assert with_it == {FANGXIAN}


@pytest.mark.parametrize("place", [*PLACES, SILENT])
def test_every_definition_survives_being_stored(place, rulebooks):
    for process in rulebooks.processes:
        definition = resolve(rulebooks, process, place, ON, kind_for(process))

        assert from_record(to_record(definition)) == definition
        assert to_text(from_record(to_record(definition))) == to_text(definition)


def test_a_record_of_another_format_is_refused(rulebooks):
    record = to_record(resolve(rulebooks, "refiling", YINZHOU, ON))

    with pytest.raises(Refused, match="本程序只认得 1"):
        from_record({**record, "format": 2})
    with pytest.raises(Refused, match="残缺"):
        from_record({key: record[key] for key in record if key != "steps"})


@pytest.mark.parametrize("place", [*PLACES, SILENT])
def test_every_term_says_what_it_rests_on(place, rulebooks):
    for process in rulebooks.processes:
        definition = resolve(rulebooks, process, place, ON, kind_for(process))
        limits = [definition.term, *(step.term for step in definition.steps)]
        for limit in filter(None, limits):
            assert limit.basis.is_proposed == (not limit.basis.clause)
            assert limit.basis.citation
            assert ("（建议）" in limit.words) is limit.basis.is_proposed
