"""The inbox: one's own notices and nobody else's, read by opening, marked all at once."""

import pytest
from django.test import Client

from zhijian import notices
from zhijian.notices.models import Notice, Preference

pytestmark = pytest.mark.django_db


def tell(user, title="办件已退回", **more) -> Notice:
    return notices.send(user, kind=more.pop("kind", "case.returned"), title=title, **more)[0]


def text_of(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_the_own_notices_are_there(page_of, clerk, stranger):
    tell(clerk, "给李明的")
    tell(stranger, "给别人的")

    shown = text_of(page_of, "/inbox/")

    assert "给李明的" in shown
    assert "给别人的" not in shown


def test_who_is_not_signed_in_is_sent_to_sign_in(client, clerk):
    one = tell(clerk)
    for address in ("/inbox/", f"/inbox/{one.pk}/", "/inbox/preferences/"):
        assert client.get(address).status_code == 302
    assert client.post("/inbox/read/", {"up_to": one.pk}).status_code == 302
    one.refresh_from_db()
    assert one.read_at is None


def test_opening_shows_the_body_and_marks_it_read(page_of, clerk):
    one = tell(clerk, body="请补交证明材料。", number="QH-7")
    other = tell(clerk, "另一条")
    assert text_of(page_of, "/inbox/").count('<li class="unread">') == 2

    shown = text_of(page_of, f"/inbox/?open={one.pk}")

    assert "请补交证明材料。" in shown
    assert "办件号 QH-7" in shown
    assert shown.count('<li class="unread">') == 1
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.read_at is not None
    assert other.read_at is None


def test_the_filters_stay_while_reading(page_of, clerk):
    one = tell(clerk, red=True)
    tell(clerk, "账号久未更新", kind="account.silent")

    shown = text_of(page_of, f"/inbox/?set=red&open={one.pk}")

    assert "账号久未更新" not in shown
    assert f"/inbox/?set=red&amp;open={one.pk}" in shown


@pytest.mark.parametrize("asked", ["abc", "-1", "9" * 25, "0", "１"])
def test_a_made_up_id_is_not_found(page_of, clerk, asked):
    tell(clerk)

    assert page_of.get(f"/inbox/?open={asked}").status_code == 404


def test_somebody_elses_notice_is_not_found_and_stays_unread(page_of, clerk, stranger):
    one = tell(stranger, url="/cases/1/")

    assert page_of.get(f"/inbox/?open={one.pk}").status_code == 404
    assert page_of.get(f"/inbox/{one.pk}/").status_code == 404
    one.refresh_from_db()
    assert one.read_at is None


def test_following_marks_read_and_leads_on(page_of, clerk):
    one = tell(clerk, url="/cases/7/")

    answer = page_of.get(f"/inbox/{one.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, "/cases/7/")
    one.refresh_from_db()
    assert one.read_at is not None


@pytest.mark.parametrize(
    "url", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:1"]
)
def test_nobody_is_led_out_of_the_house(page_of, clerk, url):
    one = tell(clerk, url=url)

    assert page_of.get(f"/inbox/{one.pk}/")["Location"] == f"/inbox/?open={one.pk}"


def test_what_may_not_be_seen_any_more_still_says_so_but_its_link_is_not_found(page_of, clerk):
    one = tell(clerk, "原单位的办件", url="/cases/999/")

    assert "原单位的办件" in text_of(page_of, "/inbox/")
    assert page_of.get(f"/inbox/{one.pk}/", follow=True).status_code == 404


def test_all_are_marked_up_to_what_the_page_showed(page_of, clerk, stranger):
    seen = tell(clerk)
    others = tell(stranger)
    late = tell(clerk, "页面之后才来的")

    page_of.post("/inbox/read/", {"up_to": seen.pk})

    for one in (seen, late, others):
        one.refresh_from_db()
    assert (seen.read_at is None, late.read_at is None, others.read_at is None) == (
        False,
        True,
        True,
    )
    assert page_of.post("/inbox/read/", {"up_to": "x"}).status_code == 404
    assert page_of.get("/inbox/read/").status_code == 405


def test_kinds_and_unread_narrow_the_list(page_of, clerk):
    tell(clerk, "办件退回")
    tell(clerk, "账号久未更新", kind="account.silent")
    text_of(page_of, f"/inbox/?open={tell(clerk, '已读的').pk}")

    by_kind = text_of(page_of, "/inbox/?kind=账号")
    unread = text_of(page_of, "/inbox/?set=unread")

    assert "账号久未更新" in by_kind
    assert "办件退回" not in by_kind
    assert "已读的" not in unread


def test_a_script_asks_for_the_list_alone(page_of, clerk):
    one = tell(clerk, body="正文在此。")

    part = text_of(page_of, f"/inbox/?open={one.pk}", **{"HX-Request": "true"})

    assert part.lstrip().startswith('<div id="list">')
    assert "正文在此。" in part


def test_what_was_written_is_shown_as_text(page_of, clerk):
    one = tell(clerk, "<b>题</b>", body="<script>1</script>")

    shown = text_of(page_of, f"/inbox/?open={one.pk}")

    assert "<script>1" not in shown
    assert "<b>题" not in shown


def test_a_long_inbox_is_paged_and_the_bell_stops_counting(
    page_of, clerk, django_assert_max_num_queries
):
    Notice.objects.bulk_create(
        Notice(to=clerk, kind="case.x", title=f"第{n}条", sent_at="2026-11-20T00:00:00Z")
        for n in range(150)
    )
    with django_assert_max_num_queries(14):
        shown = text_of(page_of, "/inbox/")

    assert shown.count('<li class="unread">') == 20
    assert "99+" in shown
    assert "after=" in shown


def test_preferences_are_kept(page_of, clerk):
    assert "邮件提醒" in text_of(page_of, "/inbox/preferences/")

    page_of.post("/inbox/preferences/", {"by_mail": "on", "in_group": "on"})

    kept = Preference.objects.get(user=clerk)
    assert (kept.by_mail, kept.red_by_mail, kept.wants_digest, kept.in_group) == (
        True,
        False,
        False,
        True,
    )
