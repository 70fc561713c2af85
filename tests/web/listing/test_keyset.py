"""Walking a list by key: every row once and in order, with ties, gaps and newcomers."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhijian.people.models import Organization
from zhijian.web.listing import keyset
from zhijian.web.listing.columns import can_lack
from zhijian.web.listing.keyset import Order

pytestmark = pytest.mark.django_db

DAYS = st.one_of(st.none(), st.integers(0, 3).map(lambda n: date(2020, 1, 1) + timedelta(days=n)))
ROWS = st.lists(st.tuples(st.sampled_from("甲乙丙"), DAYS), max_size=14)
ORDERS = st.sampled_from(
    [
        Order("pk"),
        Order("pk", descending=True),
        Order("supervising_section"),
        Order("supervising_section", descending=True),
        Order("established_on", can_lack=True),
        Order("established_on", descending=True, can_lack=True),
    ]
)


def seen():
    """The rows that the list is made of: not all of the table."""
    return Organization.objects.exclude(name__endswith="3")


relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def fill(rows: list[tuple[str, date | None]], named: str = "单位") -> None:
    start = Organization.objects.count()
    Organization.objects.bulk_create(
        Organization(
            name=f"{named}{start + i}", place="420325", supervising_section=word, established_on=on
        )
        for i, (word, on) in enumerate(rows)
    )


def walk_on(
    order: Order, size: int, meanwhile=lambda page: None, is_long=False
) -> list[list[Organization]]:
    rows = seen()
    pages, anchor = [], None
    while True:
        found = keyset.after(rows, order, size, anchor, is_long=is_long)
        if found.rows:
            pages.append(found.rows)
        if not found.has_more:
            return pages
        anchor = keyset.anchor_of(found.rows[-1], order, 0)
        meanwhile(len(pages))


def expected(order: Order) -> list[int]:
    return [row.pk for row in order.applied(seen())]


@relaxed
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 5), is_long=st.booleans())
def test_forward_every_row_comes_once_and_in_order(rows, order, size, is_long):
    Organization.objects.all().delete()
    fill(rows)

    pages = walk_on(order, size, is_long=is_long)

    assert [row.pk for page in pages for row in page] == expected(order)
    assert all(len(page) == size for page in pages[:-1])


@relaxed
@given(rows=ROWS, order=ORDERS, size=st.integers(1, 5), is_long=st.booleans())
def test_backward_the_pages_are_those_of_the_way_there(rows, order, size, is_long):
    Organization.objects.all().delete()
    fill(rows)
    pages = walk_on(order, size, is_long=is_long)

    for index in range(len(pages) - 1, 0, -1):
        anchor = keyset.anchor_of(pages[index][0], order, 0)
        found = keyset.before(seen(), order, size, anchor, is_long=is_long)
        assert [row.pk for row in found.rows] == [row.pk for row in pages[index - 1]]
        assert found.has_more == (index > 1)


@relaxed
@given(
    rows=ROWS,
    order=ORDERS,
    size=st.integers(1, 4),
    late=ROWS,
    removed=st.integers(0, 13),
    is_long=st.booleans(),
)
def test_newcomers_and_leavers_neither_double_nor_hide_the_others(
    rows, order, size, late, removed, is_long
):
    Organization.objects.all().delete()
    fill(rows)
    old = expected(order)
    gone: list[int] = []

    def meanwhile(page: int) -> None:
        if page == 1:
            fill(late, named="后来")
            gone.extend(old[removed : removed + 1])
            Organization.objects.filter(pk__in=gone).delete()

    walked = [row.pk for found in walk_on(order, size, meanwhile, is_long) for row in found]

    assert len(walked) == len(set(walked))
    stayed = [pk for pk in old if pk not in gone]
    assert [pk for pk in walked if pk in stayed] == stayed


def test_rows_without_a_value_come_last_both_ways():
    fill([("甲", None), ("乙", date(2020, 1, 1)), ("丙", date(2020, 1, 2))])

    rising = walk_on(Order("established_on", can_lack=True), 2)
    falling = walk_on(Order("established_on", descending=True, can_lack=True), 2)

    assert [row.supervising_section for page in rising for row in page] == ["乙", "丙", "甲"]
    assert [row.supervising_section for page in falling for row in page] == ["丙", "乙", "甲"]


@pytest.mark.parametrize(
    ("path", "lacking"),
    [
        ("name", False),
        ("established_on", True),
        ("parent__name", True),
        ("annotated", True),
        ("pk", False),
    ],
)
def test_whether_rows_may_lack_a_value_is_read_from_the_field(path, lacking):
    assert can_lack(Organization, path) is lacking


def test_a_further_page_uses_the_index(connection_plan):
    fill([("甲", None)] * 30)
    order = Order("name")
    first = keyset.after(Organization.objects.all(), order, 5, None)
    anchor = keyset.anchor_of(first.rows[-1], order, 5)

    stretches = list(keyset.stretches(order, anchor, forward=True))

    for stretch in stretches:
        found = Organization.objects.filter(stretch.within).order_by(*stretch.ordering)
        plan = connection_plan(found[:6])
        assert "organization_" in plan
        assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(("steps", "limit"), [(2, 1_000), (2, 6), (50, 100_000)])
def test_a_long_list_finds_its_rows_along_the_order(monkeypatch, steps, limit):
    monkeypatch.setattr(keyset, "FIRST_STEP", steps)
    monkeypatch.setattr(keyset, "LARGEST_STEP", steps)
    monkeypatch.setattr(keyset, "WALK_LIMIT", limit)
    fill([("甲", None)] * 40)
    few = Organization.objects.filter(name__in=["单位3", "单位30", "单位37"])

    found = keyset.after(few, Order("name"), 1, None, is_long=True)
    anchor = keyset.anchor_of(found.rows[-1], Order("name"), 1)
    rest = keyset.after(few, Order("name"), 5, anchor, is_long=True)

    assert [row.name for row in found.rows + rest.rows] == ["单位3", "单位30", "单位37"]
    assert (found.has_more, rest.has_more) == (True, False)


@pytest.fixture
def connection_plan():
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL 在小表上总是整表扫描，看不出索引")

    def plan(rows) -> str:
        return rows.explain().upper().replace("ORGANIZATION_", "organization_")

    return plan
