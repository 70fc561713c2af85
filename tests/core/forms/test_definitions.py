"""The published definitions, and what a definition may not say."""

import re

import pytest

from core.forms.conftest import BOOKS
from zhijian.core.forms import SOURCES, load
from zhijian.core.forms.definition import LANDSCAPE_MM, PORTRAIT_MM
from zhijian.core.forms.sheet import Grid
from zhijian.core.forms.sources import ROWS
from zhijian.core.rules import RulebookRefused

SOUND = """\
id: sample
title: 样表
place: "430422"
source: 样例
status: implied
inferred: true
clauses: [hengnan-4-1i]
purpose: 试一试。
events: [OPEN]
copies: filing.copies
exports: [docx]
texts:
  note: {says: "{term}内办结。", slots: {term: filing.deadline/CHANGE}}
fields:
  - {key: unit, label: 单位, type: unit, required: true, from: unit.name}
  - {key: state, label: 状态, type: enum, options: [好, 坏]}
tables:
  - key: rows
    label: 清单
    from: account.menus
    columns:
      - {key: name, label: 名称, type: text, width: 100, from: menu.name}
      - {key: remark, label: 备注, type: text, width: 66}
signatures:
  - {block: head, who: 负责人, needs: [签字, 印章, 日期]}
layout:
  - pairs: [[unit, state]]
  - table: rows
  - sign: [head]
  - notes: [note]
"""
FAULTS = {
    "unknown_item": ("title: 样表", "title: 样表\nsubtitle: 副题", "表样没有“subtitle”这一项"),
    "other_name": ("id: sample", "id: other", "文件名却是“sample.yaml”"),
    "unknown_clause": ("hengnan-4-1i", "hengnan-9-9z", "没有条款“hengnan-9-9z”"),
    "unknown_rule": ("filing.deadline/CHANGE", "filing.deadlines", "没有规则“filing.deadlines”"),
    "unknown_kind": ("filing.deadline/CHANGE", "filing.deadline/MOVE", "没有种类“MOVE”"),
    "copies_no_number": ("filing.copies", "filing.recipients", "类型是 list"),
    "unknown_event": ("[OPEN]", "[OPENING]", "“OPENING”不可用"),
    "unknown_export": ("[docx]", "[odt]", "“odt”不可用"),
    "unknown_source": ("unit.name", "unit.nickname", "没有来源“unit.nickname”"),
    "unknown_row_source": ("menu.name", "menu.title", "没有来源“menu.title”"),
    "unknown_table_source": ("account.menus", "account.name", "没有多行的来源“account.name”"),
    "unknown_type": ("type: unit,", "type: office,", "写作“office”，不在可用的值之列"),
    "key_twice": ("key: state", "key: unit", "栏 unit 写了两次"),
    "options_of_a_text": ("type: enum", "type: text", "类型 text 的栏没有选项"),
    "option_twice": ("[好, 坏]", "[好, 好]", "选项有重复的"),
    "figure_in_words": ('"{term}内办结。"', '"{term}内办结，七个工作日。"', "直接写了“七个工作日”"),
    "day_in_words": (
        '"{term}内办结。"',
        '"{term}内办结，2023年2月20日止。"',
        "期限、份数和日期要取自规则",
    ),
    "slot_unused": ('"{term}内办结。"', '"按期办结。"', "没有用到槽“term”"),
    "gap_unknown": (
        '"{term}内办结。"',
        '"{term}内由{who}办结。"',
        "“{who}”既不是槽，也不是本表的栏",
    ),
    "field_not_placed": ("[[unit, state]]", "[[unit]]", "栏 state 没有排进版面"),
    "table_not_placed": ("  - table: rows\n", "", "表格 rows 没有排进版面"),
    "field_unknown_in_layout": ("[[unit, state]]", "[[unit, stat]]", "没有栏“stat”"),
    "widths_wrong": ("width: 66", "width: 60", "表格各列宽合计 160 毫米，应为 166 毫米"),
    "need_unknown": ("[签字, 印章, 日期]", "[画押]", "签署要件“画押”不认识"),
    "condition_of_a_stranger": (
        "options: [好, 坏]",
        "options: [好, 坏], required_if: {field: mood, is: 好}",
        "条件说到“mood”，本表没有这一栏",
    ),
    "condition_without_a_test": (
        "options: [好, 坏]",
        "options: [好, 坏], required_if: {field: unit}",
        "条件要在 is、differs、has_any 中写一种",
    ),
    "grid_not_full": (
        "  - table: rows\n",
        "  - table: rows\n  - grid: {widths: [66, 100], rows: [[甲]]}\n",
        "这一行占 1 列（含上方合并下来的），应为 2 列",
    ),
    "grid_too_wide": (
        "  - table: rows\n",
        "  - table: rows\n  - grid: {widths: [66, 110], rows: [[甲, 乙]]}\n",
        "列宽合计 176 毫米，这样的纸面应为 166 毫米",
    ),
    "merged_too_far": (
        "  - table: rows\n",
        "  - table: rows\n  - grid: {widths: [66, 100], rows: [[{label: 甲, down: 2}, 乙]]}\n",
        "伸到了最后一行以下",
    ),
    "block_of_two_kinds": (
        "  - table: rows",
        "  - table: rows\n    heading: 题",
        "每一块要写一种内容",
    ),
}


def load_sample(text, folder, books):
    (folder / "forms").mkdir()
    (folder / "forms" / "sample.yaml").write_text(text, encoding="utf-8")
    return load(folder, books)


def test_all_22_forms_are_there(forms):
    assert len(forms) == 22
    assert sum(not form.is_inferred for form in forms.all) == 2
    assert {form.status for form in forms.all} == {"contained", "named", "implied"}


def test_a_place_is_given_its_own_forms_first(forms):
    first, second, *others = forms.of_place("430422")

    assert {first.place, second.place} == {"430422"}
    assert "handover_record" in {form.id for form in others}
    assert "qingdao_statistics_table" not in {form.id for form in forms.of_place("430422")}
    assert forms.of_place("110000") == ()


def test_an_event_asks_for_its_forms(forms):
    assert [form.id for form in forms.for_event("OPEN", "430422")] == [
        "hengnan_filing_registration"
    ]
    assert "account_change_announcement" in {
        form.id for form in forms.for_event("DEREGISTER", "420325")
    }


def test_every_source_named_is_one_that_is_explained(forms):
    named = {asked.source for form in forms.all for asked in form.fields.values()}
    named |= {table.source for form in forms.all for table in form.tables.values()}

    assert named - {""} <= set(SOURCES)
    assert set(ROWS) <= set(SOURCES)


def test_what_names_a_person_or_a_phone_is_marked_personal(forms):
    for form in forms.all:
        asked = [*form.fields.values(), *(c for t in form.tables.values() for c in t.cells)]
        for field in asked:
            if field.type in ("person", "person_with_title", "contact", "phone"):
                assert field.is_personal, (form.id, field.key)


def test_no_file_holds_a_figure_of_a_notice():
    figure = re.compile(r"\d+\s*(个工作日|工作日|日内|天内|个月|份)|[一二三五七]+(个工作日|份)")
    for path in (BOOKS / "forms").glob("*.yaml"):
        assert not figure.search(path.read_text(encoding="utf-8")), path.name


def test_every_form_can_be_drawn_empty_within_its_page(forms, drawn):
    for form in forms.all:
        sheet = drawn(form)
        for block in sheet.blocks:
            if isinstance(block, Grid):
                width = LANDSCAPE_MM if form.is_landscape else PORTRAIT_MM
                assert sum(block.widths) == width, form.id
        for sign in form.signatures:
            assert sign.order >= 1


def test_a_sound_definition_is_read(tmp_path, books):
    forms = load_sample(SOUND, tmp_path, books)

    assert forms["sample"].copies.rule == "filing.copies"
    assert [str(rule.rule) for rule in forms["sample"].rules] == [
        "filing.deadline",
        "filing.copies",
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_definition_is_refused_with_file_and_reason(name, tmp_path, books):
    old, new, words = FAULTS[name]
    assert old in SOUND

    with pytest.raises(RulebookRefused) as caught:
        load_sample(SOUND.replace(old, new, 1), tmp_path, books)

    message = "\n".join((str(caught.value), *caught.value.lines))
    assert words in message
    assert "forms/sample.yaml 第 " in message


def test_an_office_s_own_form_takes_the_place_of_ours(tmp_path, books):
    own = SOUND.replace("id: sample", "id: handover_record")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "handover_record.yaml").write_text(own, encoding="utf-8")

    forms = load(BOOKS, books, [tmp_path])

    assert forms["handover_record"].title == "样表"
    assert len(forms) == 22


def test_an_office_s_folder_without_forms_leaves_ours(tmp_path, books):
    assert len(load(BOOKS, books, [tmp_path])) == 22
