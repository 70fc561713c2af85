"""The frame: parts for scripts, menu by office, large type, pages of trouble."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from web.conftest import add_user
from zhijian.config.urls import urlpatterns as product
from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.web.menu import Entry, Menu

pytestmark = pytest.mark.django_db


def breaks(request):
    raise ZeroDivisionError


def refuses(request):
    raise Refused("这份备案已经办结，不能再改。请另起一件变更备案。", ["第一条", "第二条"])


def forbids(request):
    raise PermissionDenied("备案由县政务公开办受理，现任的有：李明。")


def receives(request):
    return HttpResponse("ok")


urlpatterns = [
    *product,
    path("t/breaks/", breaks),
    path("t/refuses/", refuses),
    path("t/forbids/", forbids),
    path("t/receives/", receives),
]
handler400 = "zhijian.web.errors.bad_request"
handler403 = "zhijian.web.errors.permission_denied"
handler404 = "zhijian.web.errors.page_not_found"
handler500 = "zhijian.web.errors.server_error"
here = override_settings(ROOT_URLCONF=__name__)


def test_a_script_gets_the_part_and_a_browser_the_page(page_of):
    whole = page_of.get("/organizations/")
    part = page_of.get("/organizations/", headers={"HX-Request": "true"})
    restored = page_of.get(
        "/organizations/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )

    assert "<html" in whole.content.decode()
    assert part.content.decode().lstrip().startswith('<div id="list">')
    assert "<html" in restored.content.decode()
    assert "HX-Request" in part["Vary"]


@here
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nothing-here/", 404, "找不到这一页"),
        ("/t/forbids/", 403, "现任的有：李明"),
        ("/t/refuses/", 409, "请另起一件变更备案"),
        ("/t/breaks/", 500, "服务器出了差错"),
    ],
)
def test_trouble_is_told_with_a_number_to_read_out(address, status, words):
    client = Client(raise_request_exception=False)

    response = client.get(address)
    text = response.content.decode()

    assert response.status_code == status
    assert words in text
    assert response["X-Request-Number"] in text
    assert "回到工作台" in text


@here
def test_a_form_from_elsewhere_or_too_old_is_told_so():
    response = Client(enforce_csrf_checks=True).post("/t/receives/", {"a": "1"})

    assert response.status_code == 403
    assert "页面已经过期" in response.content.decode()


@here
def test_ten_megabytes_in_a_field_are_refused_in_words(page_of):
    response = page_of.post("/organizations/", {"id": "9" * 10_000_000})

    assert response.status_code == 400
    assert "这次提交没有被接收" in response.content.decode()


def test_the_page_of_trouble_asks_no_database(django_assert_num_queries):
    from zhijian.web import errors

    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500


def test_large_type_is_kept_by_the_browser_before_sign_in():
    client = Client()

    client.post("/me/large-type/", {"next": "/nothing/"})

    assert 'class="large"' in client.get("/nothing/").content.decode()
    client.post("/me/large-type/")
    assert 'class="large"' not in client.get("/nothing/").content.decode()


def test_large_type_is_remembered_for_the_person(page_of, clerk):
    page_of.post("/me/large-type/", {"next": "/organizations/"})

    clerk.refresh_from_db()
    assert clerk.prefers_large_type
    elsewhere = Client()
    elsewhere.force_login(clerk)
    assert '<html lang="zh-CN" class="large">' in elsewhere.get("/organizations/").content.decode()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_switching_type(target):
    response = Client().post("/me/large-type/", {"next": target})

    assert response["Location"] == "/"


def test_my_page_and_the_lists_are_only_for_who_signed_in():
    for address in ("/me/", "/organizations/", "/people/"):
        response = Client().get(address)
        assert response.status_code == 302


def test_the_menu_holds_only_what_this_person_may_do(monkeypatch, clerk, county):
    monkeypatch.setattr(
        "zhijian.web.menu.ENTRIES",
        (
            Entry("单位台账", "organizations", "tree"),
            Entry("审计", "me", "log", may=lambda user: user.office == "audit"),
            Entry("还没有的一页", "no-such-page", "log"),
        ),
    )
    auditor = add_user("shenji", county.office, office=User.Office.AUDIT)

    assert [line.entry.label for line in Menu(clerk, "/").lines] == ["单位台账"]
    assert [line.entry.label for line in Menu(auditor, "/").lines] == ["单位台账", "审计"]


def test_the_menu_marks_the_page_above_this_one(monkeypatch, clerk):
    monkeypatch.setattr(
        "zhijian.web.menu.ENTRIES",
        (Entry("单位", "organizations", "tree"), Entry("我的", "me", "me")),
    )

    lines = Menu(clerk, "/organizations/17/").lines

    assert [line.is_current for line in lines] == [True, False]


def test_counts_of_the_menu_are_not_asked_for_by_a_part(page_of, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "zhijian.web.menu.ENTRIES",
        (Entry("单位", "organizations", "tree", count=lambda user: asked.append(user)),),
    )

    page_of.get("/organizations/", headers={"HX-Request": "true"})
    assert asked == []
    page_of.get("/organizations/")
    assert len(asked) == 1
