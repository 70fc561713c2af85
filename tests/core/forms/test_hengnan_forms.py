"""Both forms of 衡南, cell by cell as the notice prints them.

Source: 清公开办函〔2023〕2号附件1、附件2
"""

from core.forms.samples import INVENTORY, OVERFULL, REGISTRATION, WECHAT
from zhijian.core.forms import FormValues
from zhijian.core.forms.sheet import Box, Grid, NewPage, Paragraphs, Picture, Spread, Title

# Each row: the printed words of every cell; "" is a cell to be filled in.
FIRST_PAGE = [
    ["账号ID及名称", "", "创建/注册日期", ""],
    ["发布平台（系统）", "", "是否通过认证", "□是　□否"],
    ["主管单位", "", "是否取得互联网新闻信息服务资质", "□是　□否"],
    ["主办单位", "", "主办单位分管领导及职务", ""],
    ["联系电话及方式", ""],
    ["承办单位", "", "承办单位分管领导及职务", ""],
    ["联系电话及方式", ""],
    [
        "政务新媒体平台功能",
        "□微博　□微信（服务号/订阅号/小程序）　□微视　□移动客户端（APP）"
        "□其他类型（如：今日头条、一点资讯、抖音等）：",
    ],
    ["新媒体二维码：（若有请插入图片）", "基本情况介绍："],
    ["访问链接", ""],
    ["栏目设置　注：本栏供政务微信和移动客户端填写；微信须写明属服务号、订阅号还是小程序"],
    ["名称", "一级菜单", "二级菜单", "三级菜单", "备注"],
    *[["", "", "", "", ""]] * 4,
]
SIGNED = "签字：（加盖印章）年月日"
SECOND_PAGE = [
    [
        *("管理队伍（主要成员）", "管理员姓名", "所在单位及职务"),
        *("办公电话", "手机号码", "QQ号码", "微信号"),
    ],
    *[["", "", "", "", "", ""]] * 5,
    ["开办（变更、关停、整合）理由", ""],
    [
        "主办单位意见",
        "本单位知悉并同意开办上述账号，已订立相应管理制度，承担账号及其所发内容的管理责任。"
        f"主要负责人{SIGNED}",
    ],
    ["主管单位意见", f"负责人{SIGNED}"],
    [
        *("正式运营时间", "", "关注量/粉丝量", "", "运行状态"),
        "□正常　□暂停　□注销　□关停",
    ],
]
INVENTORY_HEADS = [
    *("名称", "认证主体", "主办单位负责人及联系电话", "运营单位联系人及联系电话", "运营模式"),
    *("经费保障（元/年）", "粉丝量", "阅读量", "推送频率", "开通时间", "运营人数"),
    *("运营状态", "基本功能", "平台类型", "整改措施"),
]


def said(cell) -> str:
    """A cell's words without its line breaks and the room left to write."""
    lines = [line.text for line in cell.lines] + [line.text.replace("　", "") for line in cell.foot]
    return "".join(lines)


def grids(sheet) -> list[Grid]:
    return [block for block in sheet.blocks if isinstance(block, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    return [[said(cell) for cell in row.cells] for row in grid.rows]


def find(grid: Grid, words: str):
    return next(cell for row in grid.rows for cell in row.cells if said(cell).startswith(words))


def test_the_first_page_of_the_registration_is_the_form_s(registration, drawn):
    sheet = drawn(registration)

    assert rows(grids(sheet)[0]) == FIRST_PAGE
    below = sheet.blocks[sheet.blocks.index(grids(sheet)[0]) + 1]
    assert isinstance(below, Spread)
    assert [part.text for part in below.parts] == ["单位名称（盖章）：", "填表时间："]


def test_the_second_page_of_the_registration_is_the_form_s(registration, drawn):
    sheet = drawn(registration)

    assert rows(grids(sheet)[1]) == SECOND_PAGE
    assert [type(block) for block in sheet.blocks].count(NewPage) == 1
    assert not sheet.is_landscape


def test_cells_of_the_registration_are_merged_as_on_paper(registration, drawn):
    first, second = grids(drawn(registration))

    for words in ("主办单位", "承办单位", "政务新媒体平台功能"):
        assert find(first, words).down == 2, words
    assert find(second, "管理队伍（主要成员）").down == 6
    assert find(first, "栏目设置").across == len(first.widths)
    assert find(second, "开办（变更、关停、整合）理由").down == 1
    for grid in (first, second):
        assert sum(grid.widths) == 166
        for row in grid.rows:
            assert row.cells


def test_the_notes_carry_the_figures_of_the_rules(registration, drawn):
    notes = drawn(registration).blocks[-1]

    assert isinstance(notes, Paragraphs)
    assert [line.text for line in notes.lines] == [
        "注：1. 本表填写三份，由主管、主办、承办单位分别留存。",
        "2. 账号标识、名称、管理人员或维护方式有变动的，7个工作日内书面报主管单位备案。",
    ]


def test_it_is_signed_in_the_order_of_the_notice(registration):
    assert [(sign.order, sign.block) for sign in registration.signatures] == [
        (1, "host_opinion"),
        (2, "filing_unit"),
        (3, "supervisor_opinion"),
    ]


def test_a_seal_of_42_mm_has_room_and_nothing_is_signed_by_us(registration, drawn):
    sheet = drawn(registration, REGISTRATION)
    second = grids(sheet)[1]

    for row in second.rows:
        for cell in row.cells:
            if cell.foot:
                assert row.height_mm >= 42
                assert "2026" not in cell.text
                assert "龑" not in cell.text


def test_what_is_filled_in_stands_in_its_cell(registration, drawn):
    sheet = drawn(registration, REGISTRATION)
    first = grids(sheet)[0]

    assert sheet.title == "青禾县政务新媒体备案登记表"
    by_key = {cell.key: cell for row in first.rows for cell in row.cells if cell.key}
    assert by_key["account_name+account_id"].text == "青禾县自然资源局发布\ngh_0000000000ab"
    assert by_key["certified"].text == "☑是　□否"
    functions = by_key["platform_functions"].text
    assert functions.startswith("□微博　☑微信（服务号/☑订阅号/小程序）　□微视")
    assert functions.endswith("☑其他类型（如：今日头条、一点资讯、抖音等）：今日头条")
    parts = [part for line in by_key["qr_image"].lines for part in line.parts]
    assert [type(part) for part in parts if isinstance(part, Picture)] == [Picture]
    assert [cell.text for cell in first.rows[12].cells][:3] == [
        "政务公开",
        "政策文件",
        "规范性文件",
    ]


def test_boxes_are_drawn_not_typed(registration, drawn):
    sheet = drawn(registration, REGISTRATION)

    words = [
        part.text
        for grid in grids(sheet)
        for row in grid.rows
        for cell in row.cells
        for line in cell.lines
        for part in line.parts
        if hasattr(part, "text")
    ]
    boxes = [
        part
        for grid in grids(sheet)
        for row in grid.rows
        for cell in row.cells
        for line in cell.lines
        for part in line.parts
        if isinstance(part, Box)
    ]
    assert not any(set(text) & set("□☑☐■") for text in words)
    assert sum(box.is_ticked for box in boxes) == 6


def test_more_rows_than_the_form_has_make_it_longer(registration, drawn):
    first, second = grids(drawn(registration, OVERFULL))

    assert len(first.rows) == len(FIRST_PAGE) - 4 + 12
    assert find(second, "管理队伍（主要成员）").down == 10
    assert [band.header_rows for band in first.bands] == [0, 1]


def test_the_inventory_is_the_form_s(inventory, drawn):
    sheet = drawn(inventory)
    title, line, grid = sheet.blocks

    assert sheet.is_landscape
    assert isinstance(title, Title)
    assert title.text == "青禾县政务新媒体排查及清理整合情况表"
    assert [part.text for part in line.parts] == ["填表单位（盖章）：", "填报人：", "联系电话："]
    assert rows(grid)[0] == INVENTORY_HEADS
    assert rows(grid)[1:-1] == [[""] * 15] * 4
    assert [len(cell.lines) for cell in grid.rows[0].cells][2:4] == [3, 3]
    assert grid.rows[-1].cells[0].across == 15
    assert grid.bands[0].header_rows == 1


def test_the_inventory_s_notes_take_the_cut_off_from_the_rules(inventory, drawn):
    note = drawn(inventory).blocks[-1].rows[-1].cells[0].text

    assert note.startswith("注：1．")
    assert [note.count(f"{n}．") for n in range(2, 11)] == [1] * 9
    assert "9．数据截至2023年1月31日；" in note


def test_composite_cells_of_the_inventory_give_each_part_a_line(inventory, drawn):
    cells = drawn(inventory, INVENTORY).blocks[-1].rows[1].cells

    assert cells[2].text == "青禾县人民政府办公室\n龑䶮\n0734-0000000"
    assert cells[10].text == "专人\n3人"
    assert (cells[5].text, cells[5].number) == ("120,000", 120000)


def test_an_office_s_own_wording_is_printed_in_place_of_ours(registration, drawn):
    sheet = drawn(registration, FormValues(), wording={"note_2": "二、有变动的，{term}内报。"})

    assert sheet.blocks[-1].lines[1].text == "二、有变动的，7个工作日内报。"


def test_a_wechat_account_without_its_kind_is_printed_as_ticked(registration, drawn):
    sheet = drawn(registration, FormValues({"platform_functions": [WECHAT]}))

    assert "☑微信（服务号/订阅号/小程序）　□微视" in sheet.text
