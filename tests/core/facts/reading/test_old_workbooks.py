"""Workbooks of 1997 are read like any other."""

import importlib.util
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("old", Path(__file__).with_name("old_workbook.py"))
OLD = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(OLD)


def test_an_old_workbook_is_read_whatever_its_extension(tmp_path, balanced):
    rows = [
        ["账号ID", "账号名称", "平台", "主办单位", "运营状态", "开通时间", "粉丝量"],
        ["qh-1", "青禾发布", "微信", "青禾县教育局", "正常", 43529.0, 12000.0],
    ]
    (tmp_path / "报送.et").write_bytes(OLD.old_workbook("账号台账", rows))

    account = balanced(tmp_path).records["accounts"][0]

    assert (account["name"], account["opened_d"], account["followers"]) == (
        "青禾发布",
        17_960,
        12_000,
    )
