"""Whatever stands in a sheet of accounts: gathered again it is the same; undone it is gone."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian.core.workdays import day_number
from zhijian.ledger.models import Account
from zhijian.ledger.registers import register_of
from zhijian.people import importing
from zhijian.people.models import ImportTrace

pytestmark = pytest.mark.django_db
HEADS = (
    "账号ID",
    "账号名称",
    "发布平台",
    "主办单位",
    "运行状态",
    "正式运营时间",
    "粉丝量",
    "是否备案",
)
PLATFORMS = {"微信": "wechat", "新浪微博": "weibo", "抖音": "douyin"}
NAMES = st.text(alphabet="青禾教育发布䶮𬭚𠮷", min_size=2, max_size=12)
DAYS = st.dates(date(2009, 1, 1), date(2026, 11, 1))
ROWS = st.lists(
    st.tuples(
        st.from_regex(r"[a-z]{2}-[0-9]{1,6}", fullmatch=True),
        NAMES,
        st.sampled_from(sorted(PLATFORMS)),
        st.none() | DAYS,
        st.none() | st.integers(0, 10**12),
        st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)


def a_sheet(rows) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEADS)
    for handle, name, platform, opened, followers, is_filed in rows:
        filed = {None: "", True: "是", False: "否"}[is_filed]
        count = "" if followers is None else str(followers)
        day = f"{opened.year}年{opened.month}月{opened.day}日" if opened else ""
        writer.writerow((handle, name, platform, "青禾县教育局", "正常", day, count, filed))
    return stream.getvalue().encode("gb18030")


def expected(row) -> dict[str, object]:
    handle, name, platform, opened, followers, is_filed = row
    return {
        "account": handle,
        "name": name,
        "platform": PLATFORMS[platform],
        "organization": "青禾县教育局",
        "state": "operating",
        "opened_d": day_number(opened) if opened else None,
        "followers": followers,
        "is_filed": None if is_filed is None else int(is_filed),
    }


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, later=st.integers(1, 400))
def test_what_is_imported_is_gathered_and_undone(county, rows, later):
    clerk = county.users["乙"]
    with transaction.atomic():
        batch = importing.upload(a_sheet(rows), "账号台账.csv", by=clerk)
        importing.commit_import(batch, by=clerk)
        found = {record["account"]: record for record in register_of("accounts").records()}
        assert {
            handle: {name: record[name] for name in expected(rows[0])}
            for handle, record in found.items()
        } == {row[0]: expected(row) for row in rows}

        grown = [(*row[:4], (row[4] or 0) + later, row[5]) for row in rows]
        second = importing.upload(a_sheet(grown), "账号台账.csv", by=clerk)
        assert second.counts["changed"] == len(rows)
        importing.commit_import(second, by=clerk)
        importing.undo_import(second, by=clerk, reason="试")
        assert {record["account"]: record for record in register_of("accounts").records()} == found

        importing.undo_import(batch, by=clerk, reason="试")
        assert not Account.objects.exists()
        assert ImportTrace.objects.filter(batch=batch).count() == len(rows)
        transaction.set_rollback(True)


def test_a_day_after_today_is_no_day_of_an_existing_account(county):
    tomorrow = date(2026, 11, 20) + timedelta(days=1)
    rows = [("qh-1", "青禾", "微信", tomorrow, None, None)]

    batch = importing.upload(a_sheet(rows), "账号台账.csv", by=county.users["乙"])

    row = batch.rows.get()
    assert (row.outcome, row.cell) == ("refused", "F2")
    assert "还没有到" in row.reason
