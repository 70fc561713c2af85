"""The list of cases shows what one may see, by light and by whose turn it is."""

from django.urls import reverse

from zhijian.cases import actions


def titles_in(client, **asked) -> str:
    answer = client.get(reverse("cases"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_quick_set_holds_what_its_name_says(browser, cast, case):
    reviewer, editor = browser(cast.reviewer), browser(cast.editor)

    assert case.title in titles_in(reviewer, set="mine")
    assert case.title not in titles_in(reviewer, set="started")
    assert case.title in titles_in(editor, set="started")
    assert case.title in titles_in(editor, set="done")
    assert case.title in titles_in(editor, set="desk")
    assert case.title not in titles_in(editor, set="late")


def test_the_light_narrows_the_list(browser, cast, case):
    from datetime import timedelta

    from apps.cases.conftest import FRIDAY
    from zhijian.config import clock

    client = browser(cast.editor)
    assert case.title not in titles_in(client, light="late")

    with clock.set_to(FRIDAY + timedelta(days=10)):
        client = browser(cast.editor)
        assert case.title in titles_in(client, light="late")
        assert case.title not in titles_in(client, light="calm")


def test_a_sibling_unit_sees_none_of_it(browser, cast, case):
    assert case.title not in titles_in(browser(cast.stranger))


def test_the_office_above_sees_it_and_exports_it(browser, cast, case):
    client = browser(cast.above)

    assert case.title in titles_in(client)
    answer = client.get(reverse("cases"), {"export": "xlsx"})
    assert answer.status_code == 200
    assert "spreadsheet" in answer["Content-Type"]
    answer.close()


def test_words_find_title_and_number(browser, cast, case):
    actions.open_case("review", organization=cast.bureau, title="水库水位提示", by=cast.editor)
    client = browser(cast.editor)

    page = titles_in(client, q="防火")

    assert case.title in page
    assert "水库水位提示" not in page
    assert case.title in titles_in(client, q=case.number)
