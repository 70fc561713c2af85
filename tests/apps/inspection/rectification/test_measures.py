"""The ladder: a place's own words in its order, two persons, a letter, and an end with reason."""

import io
from datetime import date
from pathlib import Path

import docx
import pytest

from apps.inspection.rectifying import FANGXIAN, HAIYAN, HENGNAN, County, at
from zhijian.cases.media import opened
from zhijian.core.refused import Refused
from zhijian.core.rules import Rulebooks
from zhijian.inspection import jobs_measures
from zhijian.inspection.actions import measures
from zhijian.inspection.ladder import BLANKS, ladder_of, read_wordings, wording_of, wordings
from zhijian.inspection.measuring import advice_for, seen_measures
from zhijian.inspection.models import Measure
from zhijian.law.books import rulebooks
from zhijian.notices.models import Notice
from zhijian.people.models import Organization

PLACES = ("211202", "420325", "430422", "370200", "330424")


def proposed(county, word="约谈", **how) -> Measure:
    told = {"by": county.inspector, "office": county.office, "reason": "逾期未整改"} | how
    return measures.propose(county.bureau, word, **told)


def text_of(measure: Measure) -> str:
    file = docx.Document(io.BytesIO(opened(measure.digest)))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in file.paragraphs] + cells)


@pytest.mark.parametrize("place", PLACES)
def test_every_word_of_the_five_places_has_its_clause_and_its_own_letter(place):
    unit = Organization(name="某局", place=place)

    rungs = ladder_of(unit, date(2026, 11, 20))

    assert rungs
    assert all(rung.clause and rung.wording.kind != "other" for rung in rungs)
    assert all("（无）" not in rung.source for rung in rungs)


def test_the_ladder_keeps_the_order_of_the_text():
    words = [rung.word for rung in ladder_of(Organization(place=FANGXIAN), date(2026, 11, 20))]

    assert words == ["约谈", "警告", "通报", "责令关闭", "移交纪委监委"]


def test_a_word_that_the_place_does_not_have_is_refused_with_those_it_has(county):
    with pytest.raises(Refused, match="没有“挂牌督办”这项措施。可用的有：约谈、警告、通报"):
        proposed(county, "挂牌督办")


def test_a_word_the_office_added_itself_is_marked_as_its_own(county, tmp_path, monkeypatch):
    own = tmp_path / "rules" / "cn" / "420000-hubei" / "420300-shiyan" / "420325-fangxian"
    own.mkdir(parents=True)
    (own / "inspection.yaml").write_text(
        "sanctions.added:\n  title: 本单位自行增加的措施\n  in_force:\n"
        "    - from: 2023-08-07\n      value: [提醒函]\n      proposed: true\n",
        encoding="utf-8",
    )
    folder = Path(__file__).parents[4] / "rulebooks"
    books = Rulebooks.load(folder, [tmp_path / "rules"])
    monkeypatch.setattr("zhijian.inspection.ladder.rulebooks", lambda: books)

    (rung,) = [one for one in ladder_of(county.bureau) if one.word == "提醒函"]

    assert rung.is_proposed
    assert "本单位自行增加" in rung.source
    assert rung.wording.kind == "other"


def test_a_measure_is_issued_by_a_leader_with_its_letter(county):
    case = county.ordered(county.finding())
    measure = proposed(county, case=case, due_on=date(2026, 11, 25))

    issued = measures.issue(measure, by=county.leader, decision="同意")

    assert (issued.state, issued.issued_on) == ("issued", date(2026, 11, 20))
    told = text_of(issued)
    for words in (
        "约谈通知书",
        "房政办发〔2023〕16号",
        "青禾县林业局：",
        "逾期未整改",
        "2026年11月25日",
        case.number,
        "第1个栏目已有 40 天没有更新",
    ):
        assert words in told


def test_who_proposed_a_measure_does_not_decide_it(county):
    measure = proposed(county, by=county.leader)

    with pytest.raises(Refused, match="应由另一位负责人决定"):
        measures.issue(measure, by=county.leader)


def test_only_leaders_decide_and_only_inspectors_propose(county):
    measure = proposed(county)

    with pytest.raises(Refused, match="决定是否采取措施由"):
        measures.issue(measure, by=county.inspector_b)
    with pytest.raises(Refused, match="提出措施由"):
        proposed(county, by=county.clerk)


def test_a_measure_is_decided_once(county):
    measure = proposed(county)
    measures.refuse(measure, by=county.leader, decision="已经整改")

    with pytest.raises(Refused, match="已由县指挥长决定"):
        measures.issue(measure, by=county.leader)


def test_it_is_lifted_with_a_reason_and_only_once(county):
    measure = measures.issue(proposed(county), by=county.leader)
    with pytest.raises(Refused, match="解除说明没有填写"):
        measures.lift(measure, by=county.leader, says=" ")

    with at(27):
        lifted = measures.lift(measure, by=county.leader, says="约谈完毕")

    assert (lifted.state, lifted.ended_on) == ("lifted", date(2026, 11, 27))
    with pytest.raises(Refused, match="不用解除"):
        measures.lift(measure, by=county.leader, says="再来")


def test_a_closing_names_its_account_and_a_transfer_its_recipient(county):
    with pytest.raises(Refused, match="要写明涉及哪个账号"):
        proposed(county, "责令关闭")
    with pytest.raises(Refused, match="要写明移送或送达哪个机关"):
        proposed(county, "移交纪委监委")
    with pytest.raises(Refused, match="不是青禾县林业局的"):
        proposed(county, "责令关闭", account=county.account(county.sibling, "qh-shuili"))


def test_a_transfer_brings_facts_evidence_and_people_and_is_the_offices_alone(county):
    case = county.mended(county.finding())
    measure = proposed(county, "移交纪委监委", case=case, recipient="青禾县纪委监委")

    issued = measures.issue(measure, by=county.leader)

    told = text_of(issued)
    for words in ("青禾县纪委监委：", "证据清单", "责任岗位人员", "登记整改的人", "SHA-256"):
        assert words in told
    assert case.attachments.get(kind="order").digest in told
    assert list(seen_measures(county.inspector)) == [issued]
    assert not seen_measures(county.head).exists()


def test_the_unit_sees_what_was_issued_but_not_what_is_proposed(county):
    measure = proposed(county)
    assert not seen_measures(county.head).exists()

    measures.issue(measure, by=county.leader)

    assert list(seen_measures(county.head)) == [measure]
    assert not seen_measures(county.stranger).exists()


def test_an_order_in_time_proposes_nothing_and_an_overdue_one_the_next_step(county):
    case = county.ordered(county.finding())
    with at(23):
        assert advice_for(case) is None

    with at(24):
        first = advice_for(case)
        proposed(county, "约谈", case=case)
        second = advice_for(case)

    assert (first.rung.word, second.rung.word) == ("约谈", "警告")
    assert "已逾期 1 天" in first.why


def test_closing_and_transfer_are_never_proposed_by_themselves(county):
    case = county.ordered(county.finding())

    with at(30):
        proposed(county, "通报", case=case)
        assert advice_for(case) is None


@pytest.mark.parametrize(("place", "word"), [(HAIYAN, "挂牌督办"), (HENGNAN, "全县通报")])
def test_each_place_begins_with_its_own_first_word(db, place, word):
    county = County(place)
    case = county.ordered(county.finding())

    with at(30):
        assert advice_for(case).rung.word == word


def test_our_letters_use_only_blanks_that_are_filled(county):
    for one in wordings(()).values():
        told = dict.fromkeys(BLANKS, "某某")
        assert all("{" not in line and "（无）" not in line for line in one.paragraphs(told))
    assert wording_of("从来没有的措施").kind == "other"
    assert rulebooks().rule("sanctions.ladder")


def test_an_unknown_blank_in_an_offices_own_letter_is_told_with_its_place():
    text = "warn:\n  words: [警告]\n  title: 警告\n  release: 改好\n  text: 今日{天气}\n"

    with pytest.raises(Refused, match=r"第 2 行.*天气.*可用的有"):
        read_wordings(text, "measures.yaml")


@pytest.mark.parametrize(("day", "told"), [(24, 0), (25, 2), (26, 2)])
def test_who_decided_and_who_proposed_are_told_once_when_its_day_comes(county, day, told):
    measures.issue(proposed(county, due_on=date(2026, 11, 25)), by=county.leader)

    with at(day):
        jobs_measures.remind({})
        jobs_measures.remind({})

    assert Notice.objects.filter(kind=jobs_measures.DUE).count() == told
