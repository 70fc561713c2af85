"""A bulletin's numbers are the ledgers'; what was reviewed and signed is what goes out."""

import io
import zipfile
from datetime import date

import pytest

from apps.cases.conftest import county, kept_apart  # noqa: F401
from apps.inspection.scored import ON, inspect, of, usual
from zhijian.cases import actions as cases
from zhijian.cases.media.store import opened, path_of
from zhijian.core.refused import Refused
from zhijian.inspection.actions import bulletins
from zhijian.inspection.bulletins import FIGURES, files_of, filled, model_of, told_by
from zhijian.inspection.models import Bulletin, Finding, Inspection, ScoreSheet
from zhijian.journal.models import Entry

COVERAGE = [
    {"check": "filing.filed", "title": "备案", "passed": 7, "failed": 4, "undetermined": 2},
    {"check": "updates.gap", "title": "更新", "passed": 3, "failed": 1},
]


@pytest.fixture
def made(county):  # noqa: F811
    found = inspect(county, *usual(county))
    found.inspection.coverage = COVERAGE
    found.inspection.save()
    return found


@pytest.fixture
def people(county):  # noqa: F811
    """Somebody who signs at the office, besides who reviews there."""
    return county.person(county.office, "县分管", "DEPUTY")


def drafted(made, **more):
    told = {"kind": "special", "title": "第四季度检查通报", "inspections": [made.inspection]}
    return bulletins.draft(made.county.office, by=made.county.above, **{**told, **more})


def move(bulletin, verb, by, **more):
    bulletin.refresh_from_db()
    cases.act(bulletin.case, verb, by=by, **more)
    bulletin.refresh_from_db()
    return bulletin


def released(made, people):
    bulletin = drafted(made)
    move(bulletin, "submit", made.county.above)
    move(bulletin, "agree", made.county.above_b)
    move(bulletin, "sign", people)
    return move(bulletin, "release", made.county.above_b)


def test_every_figure_is_what_the_ledgers_say(made):
    told = told_by(drafted(made))

    said = {name: put(told) for name, put in FIGURES.items()}

    sheets = ScoreSheet.objects.filter(is_current=True)
    assert said["问题数"] == str(Finding.objects.count()) == "5"
    assert said["问题单位数"] == str(Finding.objects.values("organization").distinct().count())
    assert said["不合格单位数"] == str(sheets.filter(is_qualified=False).count()) == "1"
    assert said["合格单位数"] == str(sheets.filter(is_qualified=True).count()) == "1"
    assert said["计分单位数"] == str(sheets.count())
    assert (said["合格率"], said["未能判断数"], said["检查项数"]) == ("50.0%", "2", "2")


def test_a_false_alarm_is_not_named_and_not_counted(made):
    bulletin = drafted(made)
    Finding.objects.filter(subject="b1").update(state="false_alarm")

    model = model_of(bulletin)

    assert [unit.organization for unit in model.units] == ["青禾县林业局"]
    assert {count.word: count.number for count in model.counts}["问题"] == 4


def test_the_bulletin_of_a_period_counts_a_finding_seen_twice_once(county):  # noqa: F811
    first = inspect(county, *usual(county), number="JC-1", on=date(2026, 10, 9))
    again = inspect(county, *usual(county), of(county.sibling, "filing.filed", "b2"), number="JC-2")

    bulletin = drafted(
        again, kind="quarter", inspections=(), between=(date(2026, 10, 1), date(2026, 12, 31))
    )

    assert bulletin.parts["inspections"] == [first.inspection.pk, again.inspection.pk]
    assert bulletin.inspection == again.inspection
    assert len(told_by(bulletin).judgement.findings) == Finding.objects.count() == 6


def test_a_period_without_results_gives_no_bulletin(made):
    with pytest.raises(Refused, match="没有出结果的检查"):
        drafted(made, inspections=(), between=(date(2025, 1, 1), date(2025, 3, 31)))


def test_an_inspection_without_results_or_of_another_office_is_refused(made):
    other = Inspection.objects.create(
        number="X", office=made.county.government, kind="SWEEP", title="上级检查", on=ON
    )
    with pytest.raises(Refused, match="不是青禾县政务公开办的检查"):
        drafted(made, inspections=[other])
    made.inspection.state = "running"
    with pytest.raises(Refused, match="还没有结果"):
        drafted(made)


def test_a_bulletin_goes_from_draft_to_release_and_marks_its_inspections(made, people):
    bulletin = released(made, people)

    assert bulletin.state == Bulletin.State.RELEASED
    assert bulletin.released_on == ON
    made.inspection.refresh_from_db()
    assert made.inspection.circulated_on == ON
    told = [entry.action for entry in Entry.objects.about(bulletin)]
    assert told == ["bulletin.released", "bulletin.submitted", "bulletin.drafted"]


def test_what_was_reviewed_is_what_goes_out_whatever_the_ledgers_say_later(made, people):
    bulletin = drafted(made)
    move(bulletin, "submit", made.county.above)
    word = opened(bulletin.word_digest)
    Finding.objects.filter(subject="b1").update(state="false_alarm")

    move(bulletin, "agree", made.county.above_b)
    move(bulletin, "sign", people)
    move(bulletin, "release", made.county.above_b)

    assert opened(bulletin.word_digest) == word
    assert "青禾县水利局" in opened(bulletin.page_digest).decode()
    text = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert "青禾县水利局" in text


def test_the_same_ledgers_give_the_same_bytes(made):
    bulletin = drafted(made)

    assert files_of(model_of(bulletin)) == files_of(model_of(bulletin))


def test_a_draft_sent_back_is_edited_and_made_anew(made, people):
    bulletin = drafted(made)
    before = move(bulletin, "submit", made.county.above).page_digest
    move(bulletin, "send_back", made.county.above_b, opinion="请补充要求")
    assert (bulletin.state, bulletin.page_digest) == (Bulletin.State.DRAFT, "")

    bulletins.edit(bulletin, by=made.county.above, before=["各单位重视程度有所提高。"])
    after = move(bulletin, "submit", made.county.above).page_digest

    assert after != before
    assert "重视程度" in opened(after).decode()


def test_nobody_edits_what_is_under_review(made):
    bulletin = move(drafted(made), "submit", made.county.above)

    with pytest.raises(Refused, match="内容已经定稿"):
        bulletins.edit(bulletin, by=made.county.above, title="改名")


def test_whoever_drafted_does_not_review_and_whoever_reviewed_does_not_sign(made):
    bulletin = move(drafted(made), "submit", made.county.above)
    with pytest.raises(Refused):
        move(bulletin, "agree", made.county.above)

    move(bulletin, "agree", made.county.above_b)
    with pytest.raises(Refused):
        move(bulletin, "sign", made.county.above_b)


def test_a_file_gone_from_disk_is_not_released(made, people):
    bulletin = move(drafted(made), "submit", made.county.above)
    move(bulletin, "agree", made.county.above_b)
    move(bulletin, "sign", people)
    path_of(bulletin.word_digest).unlink()

    with pytest.raises(Refused, match="文件不在了"):
        move(bulletin, "release", made.county.above_b)

    assert bulletin.state == Bulletin.State.REVIEW


def test_a_dropped_bulletin_leaves_the_inspection_uncirculated(made):
    bulletin = move(drafted(made), "drop", made.county.above, opinion="并入下月")

    assert bulletin.state == Bulletin.State.DROPPED
    made.inspection.refresh_from_db()
    assert made.inspection.circulated_on is None


@pytest.mark.parametrize("typed", ["共37个问题。", "合格率95.5%", "通报１２家单位", "扣 3 分"])
def test_a_number_typed_by_hand_is_refused(made, typed):
    with pytest.raises(Refused, match="手写的数字"):
        bulletins.edit(drafted(made), by=made.county.above, before=[typed])


@pytest.mark.parametrize(
    "text", ["按2026年第四季度安排，", "依据青禾办发〔2026〕8号，", "一是抓紧整改"]
)
def test_years_and_document_numbers_may_be_typed(made, text):
    bulletins.edit(drafted(made), by=made.county.above, after=[text])


def test_a_figure_named_in_a_paragraph_is_put_in(made):
    bulletin = drafted(made)

    bulletins.edit(
        bulletin, by=made.county.above, before=["本次共发现{问题数}个，合格率{合格率}。"]
    )

    bulletin.refresh_from_db()
    assert model_of(bulletin).overview[0] == "本次共发现5个，合格率50.0%。"
    assert "{问题数}" in bulletin.parts["before"][0]


def test_a_figure_that_does_not_exist_is_refused(made):
    with pytest.raises(Refused, match="粉丝数}”这个数"):
        filled("{粉丝数}", told_by(drafted(made)))
    with pytest.raises(Refused, match="粉丝数}”这个数"):
        bulletins.edit(drafted(made), by=made.county.above, after=["{粉丝数}"])


def test_requirements_are_kept_reworded_or_left_out(made):
    bulletin = drafted(made)
    kept = bulletin.parts["requirements"][0]

    bulletins.edit(
        bulletin,
        by=made.county.above,
        requirements=[kept, {"head": "加强培训", "words": "各单位组织一次学习。"}],
    )

    bulletin.refresh_from_db()
    assert [head for head, _ in model_of(bulletin).requirements] == [kept["head"], "加强培训"]


def test_a_unit_left_out_is_not_named_but_stands_in_the_annex(made):
    bulletin = drafted(made)

    bulletins.edit(bulletin, by=made.county.above, left_out=[made.county.sibling.pk])

    bulletin.refresh_from_db()
    model = model_of(bulletin)
    assert [unit.organization for unit in model.units] == ["青禾县林业局"]
    assert any("青禾县水利局" in row for row in model.problems.rows)


def test_only_the_office_drafts(made):
    with pytest.raises(Refused, match="起草通报由青禾县政务公开办的"):
        bulletins.draft(
            made.county.office, by=made.county.lead, kind="special", title="通报",
            inspections=[made.inspection],
        )  # fmt: skip
