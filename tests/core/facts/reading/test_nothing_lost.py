"""Whatever stands in a sheet: every row of it is taken, or refused with a reason and a cure."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from zhijian.core.facts.reading.cells import reader, text_of
from zhijian.core.facts.reading.folder import read_folder
from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.facts.schema import RELATIONS

WORDS = st.sampled_from(
    [
        "", " ", "无", "—", "qh-1", "qh-2", "青禾发布", "微信", "正常", "2019.3.5", "2019年3月", "约3",
        "1.2万", "合计", "小计：", "注：以上", "账号ID", "账号名称", "主办单位", "运营状态", "☑是□否", "'=1",
        "一、账号", "填报人：张三", "x\ny", '"', ",", "\ufffd", "1E+20", "张三 0719-1234567",
    ]
) | st.text(max_size=8)  # fmt: skip
HEADERS = st.sampled_from(
    [
        ["账号ID", "账号名称", "平台", "主办单位", "运营状态", "开通时间", "粉丝量"],
        ["账号ID及名称", "平台", "主办单位", "运营状态", "备注"],
        ["序号", "信息编号", "账号ID", "标题", "发布日期"],
        ["单位", "姓名及联系电话", "岗位", "任职日期", "离任日期"],
        ["甲", "乙"],
    ]
)
RAW = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.datetimes()
    | st.dates()
    | st.times()
    | st.timedeltas()
    | WORDS
)
ROWS = st.lists(st.lists(WORDS, max_size=8), max_size=12)


def filled(row):
    return any(cell.strip() for cell in row)


@given(above=st.lists(st.lists(WORDS, max_size=2), max_size=2), header=HEADERS, rows=ROWS)
def test_rows_in_are_rows_taken_and_rows_refused(above, header, rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([*above, header, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账.csv"
        path.write_text(stream.getvalue(), encoding="utf-8", newline="")
        with path.open(encoding="utf-8", newline="") as written:
            lines = sum(1 for row in csv.reader(written) if filled(row))

        reading = read_folder(path)

    headers = sum(len(table.header_rows) for table in reading.tables)
    notes = sum(len(table.notes) for table in reading.tables)
    assert all(table.rows_in == table.taken + table.refused for table in reading.tables)
    assert sum(len(rows) for rows in reading.records.values()) == reading.rows_taken
    assert lines == reading.rows_in + headers + notes or not reading.tables
    assert all(refused.reason and refused.cure for refused in reading.refused)
    named = {refused.row for refused in reading.refused if refused.loses_row}
    assert len(named) >= sum(1 for table in reading.tables if table.refused and table.relation)


@given(
    relation=st.sampled_from(list(RELATIONS.values())),
    raw=RAW,
    data=st.data(),
)
def test_any_cell_is_read_or_refused_in_words(relation, raw, data):
    column = data.draw(st.sampled_from(relation.asked))

    try:
        value = reader(column)(raw)
    except CellRefused as refusal:
        value, why = None, (refusal.reason, refusal.cure)
    else:
        why = ()

    if why:
        assert all(why)
    else:
        assert (
            isinstance(value, str) if column.kind.is_text else value is None or type(value) is int
        )


@given(st.text(max_size=30))
def test_normalising_twice_is_normalising_once(text):
    try:
        once = text_of(text)
    except CellRefused:
        return

    assert text_of(once) == once
