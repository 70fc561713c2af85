"""Every record read knows the file, sheet and row it stood in."""

from zhijian.core.facts.reading.folder import read_file
from zhijian.core.facts.reading.report import RowPlace

CONTENT = """单位台账
单位名称,单位性质,上级单位
青禾县甲局,行政机关,
,,
青禾县乙局,没有这种,
青禾县丙局,行政机关,
合计,2,
"""


def test_each_record_stands_beside_its_place(tmp_path):
    path = tmp_path / "单位.csv"
    path.write_text(CONTENT, encoding="gbk")

    reading = read_file(path)

    names = [row["organization"] for row in reading.records["organizations"]]
    assert list(zip(names, reading.places["organizations"], strict=True)) == [
        ("青禾县甲局", RowPlace("单位.csv", "", 3)),
        ("青禾县丙局", RowPlace("单位.csv", "", 6)),
    ]
    assert str(reading.places["organizations"][0]) == "单位.csv 第 3 行"
