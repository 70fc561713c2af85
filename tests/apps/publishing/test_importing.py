"""Ledgers of what is published come in by the same import as any other, and go out again."""

from datetime import UTC, date, datetime

import pytest

from apps.ledger.test_importing import a_workbook, counts, reasons
from apps.people.conftest import county  # noqa: F401
from zhijian.ledger.models import Account
from zhijian.people import importing
from zhijian.publishing.models import Publication, Review, Source

pytestmark = pytest.mark.django_db
TEXTS = ("信息编号", "账号ID", "标题", "发布日期", "发布时刻", "原创/转载")
REVIEWS = ("信息编号", "审次", "审核人", "审核时间", "结论")


@pytest.fixture
def clerk(county):  # noqa: F811
    Account.objects.create(
        organization=county.units["教育局"], handle="qh-jy", name="青禾教育", platform="wechat",
        state="operating",
    )  # fmt: skip
    return county.users["乙"]


def take(clerk, **sheets):
    batch = importing.upload(a_workbook(**sheets), "发布.xlsx", by=clerk)
    return importing.commit_import(batch, by=clerk)


def text(number, title="开学通知", at="2026-03-05 09:30:00", handle="qh-jy"):
    return (number, handle, title, "2026-03-05", at, "原创")


def test_texts_and_their_reviews_are_taken_together_changed_and_taken_back(clerk):
    sheets = {
        "发布台账": (TEXTS, text("FB-1"), text("FB-2"), text("FB-3", handle="无此账号")),
        "审核台账": (
            REVIEWS,
            ("FB-1", "1", "甲", "2026-03-05 08:00", "通过"),
            ("FB-9", "1", "甲", "2026-03-05 08:00", "通过"),
        ),
    }
    first = take(clerk, **sheets)

    assert counts(first, "publications") == {"new": 2, "refused": 1}
    assert counts(first, "reviews") == {"new": 1, "refused": 1}
    assert any("没有账号ID“无此账号”" in why for _, why in reasons(first).values())
    one = Publication.objects.get(number="FB-1")
    assert (one.published_on, one.origin) == (date(2026, 3, 5), "original")
    assert one.published_at == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    assert Review.objects.get().publication == one

    changed = take(
        clerk, 发布台账=(TEXTS, text("FB-1", "更正", "2026-03-05 10:00:00"), text("FB-2"))
    )

    assert counts(changed, "publications") == {"changed": 1, "same": 1}
    importing.undo_import(changed, by=clerk, reason="误传")
    one.refresh_from_db()
    assert (one.title, one.published_at.hour) == ("开学通知", 1)
    importing.undo_import(first, by=clerk, reason="误传")
    assert not Publication.objects.exists()
    assert not Review.objects.exists()


def test_a_list_of_sources_is_kept_by_the_unit_that_brings_it(clerk):
    done = take(clerk, 稿源名单=(("稿源", "稿源类别"), ("青禾日报社", "主管部门确定的稿源单位")))

    assert counts(done, "sources") == {"new": 1}
    assert Source.objects.get().organization == clerk.organization
