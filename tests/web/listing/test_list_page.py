"""A list's page: filters in the address, chips, totals, paging, columns, strangers, nonsense."""

import re
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.conftest import add_unit
from web.listing.conftest import units
from zhijian.people.models import Organization
from zhijian.web.listing import Quick
from zhijian.web.models import ListSetting

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return re.findall(r'<td class="name">([^<]+)<', response.content.decode())


def link(response, label: str) -> str:
    found = re.search(
        rf'<a class="btn s" href="\?*([^"]+)"[^>]*>{label}', response.content.decode()
    )
    return found.group(1).replace("&amp;", "&").partition("?")[2] if found else ""


def many(county, number: int) -> None:
    for i in range(number):
        add_unit(f"新设单位{i:03d}", county.office)


def test_filters_come_from_the_address_and_stand_in_the_fields(ask, county):
    response = ask(units(), "q=" + quote("林业"))

    assert names(response) == ["青禾县林业局"]
    assert 'value="林业"' in response.content.decode()


def test_two_conditions_hold_together(ask, county):
    response = ask(units(), "q=%E5%B1%80&since_from=2011-01-01&since_to=2012-12-31")

    assert names(response) == ["青禾县教育局"]


def test_both_days_of_a_range_belong_to_it(ask, county):
    assert names(ask(units(), "since_from=2011-03-01&since_to=2011-03-01")) == ["青禾县教育局"]
    assert names(ask(units(), "since_from=2011-03-02&since_to=2011-12-31")) == []


def test_a_subtree_holds_the_unit_and_all_below(ask, county):
    below = add_unit("青禾县林业站", county.units[0])
    add_unit("青禾县林业站一队", below)

    found = names(ask(units(order="pk"), f"unit={county.units[0].pk}"))

    assert found == ["青禾县林业局", "青禾县林业站", "青禾县林业站一队"]


def test_who_sees_many_units_types_part_of_a_name(ask, county):
    many(county, 60)

    response = ask(units(), "unit=" + quote("林业"))

    assert names(response) == ["青禾县林业局"]
    assert '<select id="f-unit"' not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=zzz", "“性质”的值不认识"),
        ("since_from=2026-13-40", "“成立”的值不认识"),
        ("since_from=2026-02-01&since_to=2026-01-01", "起始日期晚于截止日期"),
        ("unit=999999", "没有“999999”"),
        ("sort=-nothing", "排序方式不认识"),
        ("set=nothing", "分类不认识"),
        ("after=zzz", "已回到第一页"),
        ("before=%00%ff", "已回到第一页"),
        ("q=" + "x" * 400, "太长"),
    ],
)
def test_nonsense_in_the_address_is_left_out_with_a_notice(ask, county, query, words):
    response = ask(units(), query)

    assert response.status_code == 200
    assert words in response.content.decode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    params=st.dictionaries(
        st.sampled_from(
            ["q", "kind", "unit", "since_from", "since_to", "set", "sort", "after", "before"]
        ),
        st.text(max_size=40),
    )
)
def test_no_address_breaks_the_page(ask, county, params):
    query = "&".join(f"{key}={quote(value, errors='replace')}" for key, value in params.items())

    assert ask(units(), query).status_code == 200


def test_a_cursor_of_another_unit_shows_nothing_of_it(ask, county, stranger):
    many(county, 30)
    query = link(ask(units(order="name")), "下一页")

    response = ask(units(order="name"), query, by=stranger)

    assert names(response) == ["远山县人民政府办公室"]


def test_pages_say_which_rows_they_hold(ask, county):
    many(county, 40)
    listing = units(order="name")

    first = ask(listing)
    second = ask(listing, link(first, "下一页"))
    third = ask(listing, link(second, "下一页"))
    back = ask(listing, link(third, "上一页"))

    assert "第 1 至 20 个，共 47 个" in first.content.decode()
    assert "第 21 至 40 个，共 47 个" in second.content.decode()
    assert "第 41 至 47 个，共 47 个" in third.content.decode()
    assert "第 21 至 40 个，共 47 个" in back.content.decode()
    assert names(back) == names(second)
    assert "下一页</span>" in third.content.decode()
    assert "上一页</span>" in first.content.decode()


def test_the_place_before_the_first_full_page_is_the_first_page(ask, county):
    many(county, 30)
    listing = units(order="name")
    second = ask(listing, link(ask(listing), "下一页"))
    Organization.objects.filter(name__startswith="新设单位00").delete()

    back = ask(listing, link(second, "上一页"))

    assert "第 1 至 20 个" in back.content.decode()


def test_a_place_beyond_the_end_leads_back_to_the_first_page(ask, county):
    many(county, 20)
    listing = units(order="name")
    onward = link(ask(listing), "下一页")
    kept = Organization.objects.filter(name__in=names(ask(listing)))

    response = ask(units(order="name", rows=lambda request: kept), onward)

    assert "已回到第一页" in response.content.decode()
    assert "第 1 至" in response.content.decode()


def test_totals_are_exact_up_to_a_thousand(ask, county, monkeypatch):
    monkeypatch.setattr("zhijian.web.listing.counting.COUNT_LIMIT", 30)
    many(county, 23)

    assert "共 30 个" in ask(units()).content.decode()
    add_unit("再设一个", county.office)
    assert "共 30 以上 个" in ask(units()).content.decode()


def test_chips_count_within_the_filters(ask, county):
    text = ask(units(), "q=" + quote("局")).content.decode()

    assert re.search(r"全部 4<", text)
    assert re.search(r"有成立日期 2<", text)


def test_sorting_by_a_heading_turns_round_at_the_second_click(ask, county):
    first = ask(units(), "sort=since").content.decode()
    second = ask(units(), "sort=-since").content.decode()

    assert 'aria-sort="ascending"' in first
    assert "sort=-since" in first
    assert 'aria-sort="descending"' in second


def test_chosen_columns_and_rows_are_kept_for_this_person_alone(ask, clerk, county):
    listing = units()

    ask(listing, post={"save_columns": "1", "columns": ["section", "name-of-none"], "size": "50"})

    kept = ListSetting.objects.get()
    assert (kept.user, kept.columns, kept.page_size) == (clerk, ["section"], 50)
    text = ask(listing).content.decode()
    assert 'data-k="科室"' in text
    assert 'data-k="性质"' not in text


def test_columns_can_be_chosen_in_a_real_request(page_of, county):
    answer = page_of.post("/organizations/?kind=organ", {"save_columns": "1", "columns": ["place"]})

    assert answer["Location"] == "/organizations/?kind=organ"
    text = page_of.get("/organizations/").content.decode()
    assert "列设置已保存" in text
    assert 'data-k="行政区划"' in text


def test_a_person_outside_sees_no_row_of_this_county(ask, stranger, county):
    assert names(ask(units(), by=stranger)) == ["远山县人民政府办公室"]


def test_a_list_that_is_not_for_this_person_says_so(ask, county):
    with pytest.raises(PermissionDenied, match="不在您的岗位"):
        ask(units(may=lambda user: False))


def test_an_empty_list_says_what_to_do(ask, stranger, county):
    listing = units(rows=lambda request: Organization.objects.none(), empty="还没有单位。")

    assert "还没有单位。" in ask(listing).content.decode()
    assert "去掉全部条件" in ask(listing, "q=x").content.decode()


def test_a_page_of_a_list_asks_a_fixed_number_of_queries(
    page_of, county, django_assert_max_num_queries
):
    page_of.get("/organizations/")
    many(county, 45)

    with django_assert_max_num_queries(16):
        page_of.get("/organizations/")


def test_what_a_unit_is_called_is_shown_and_not_run(ask, county):
    add_unit('<script>alert("x")</script>', county.office)

    text = ask(units()).content.decode()

    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_the_list_of_staff_finds_a_whole_number_and_shows_none(page_of, clerk):
    clerk.person.phone = "13800000001"
    clerk.person.save()

    found = page_of.get("/people/", {"q": "13800000001"}).content.decode()

    assert clerk.person.name in found
    assert found.count("13800000001") == found.count('value="13800000001"') + found.count(
        "q=13800000001"
    )
    assert "没有符合条件" in page_of.get("/people/", {"q": "1380000"}).content.decode()


@pytest.mark.parametrize(("limit", "few"), [(3, 200), (1_000, 200), (1_000, 2)])
def test_a_rare_set_counts_and_shows_the_same_however_long_the_list(
    ask, county, monkeypatch, limit, few
):
    monkeypatch.setattr("zhijian.web.listing.counting.COUNT_LIMIT", limit)
    monkeypatch.setattr("zhijian.web.listing.show.A_FEW", few)
    county.units[0].supervising_section = "办公室"
    county.units[0].save()
    add_unit("远山县林业局", county.stranger, supervising_section="办公室")
    rare = Quick(
        "office", "有科室", lambda rows, r: rows.exclude(supervising_section=""), is_rare=True
    )

    whole = ask(units(quick=(rare,)))
    chosen = ask(units(quick=(rare,)), "set=office")

    assert "有科室 1<" in whole.content.decode()
    assert names(chosen) == ["青禾县林业局"]


def test_a_long_list_of_everything_counts_and_shows_as_a_narrowed_one(ask, county, monkeypatch):
    monkeypatch.setattr("zhijian.web.listing.counting.COUNT_LIMIT", 3)
    many(county, 30)
    rare = Quick("new", "新设", lambda rows, r: rows.filter(name__startswith="新设"), is_rare=True)
    whole = units(rows=lambda request: Organization.objects.all(), quick=(rare,), order="name")
    known = units(
        rows=lambda request: Organization.objects.filter(pk__gt=0), quick=(rare,), order="name"
    )

    for query in ("", "set=new", "sort=-since"):
        pages = [ask(listing, query) for listing in (whole, known)]
        chips = [re.findall(r">新设 ([^<]+)<", page.content.decode()) for page in pages]
        assert names(pages[0]) == names(pages[1]) != []
        assert chips == [["3 以上" if "set" in query else "30"]] * 2
