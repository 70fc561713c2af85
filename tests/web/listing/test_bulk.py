"""Bulk actions: asked first, done without script, refused in words, never for strangers."""

import pytest
from django import forms

from web.listing.conftest import rename, units
from zhijian.people.models import Organization
from zhijian.web.listing import Bulk

pytestmark = pytest.mark.django_db


def stopped() -> int:
    return Organization.objects.filter(supervising_section="已停用").count()


def test_a_bulk_action_asks_and_then_does(ask, county):
    ids = [county.units[0].pk, county.units[1].pk]

    asked = ask(units(), post={"bulk": "stop", "id": ids})
    text = asked.content.decode()
    assert "确认停用这 2 个单位？" in text
    assert "青禾县林业局" in text
    assert text.count('name="id"') == 2
    assert stopped() == 0

    done = ask(units(), "q=x", post={"bulk": "stop", "id": ids, "confirmed": "1"})
    assert done.said == ["已停用 2 个单位。"]
    assert done["Location"] == "/units/?q=x"
    assert stopped() == 2


def test_a_refusal_is_told_and_nothing_changes(ask, county):
    response = ask(units(), post={"bulk": "stop", "id": [county.units[2].pk], "confirmed": "1"})

    assert response.said == ["青禾县水利局正在变更，不能停用。请先办结变更。"]
    assert stopped() == 0


@pytest.mark.parametrize(
    "ids", [[], ["x"], ["-1"], ["99999999999999999999"], ["٣"], ["1e3"], ["0"]]
)
def test_nothing_ticked_is_told(ask, county, ids):
    response = ask(units(), post={"bulk": "stop", "id": ids, "confirmed": "1"})

    assert "没有选中任何一个" in response.said[0]


def test_rows_of_another_county_cannot_be_ticked(ask, county):
    response = ask(units(), post={"bulk": "stop", "id": [county.stranger.pk], "confirmed": "1"})

    assert "没有选中" in response.said[0]
    assert stopped() == 0


@pytest.mark.parametrize("key", ["quiet", "no-such", ""])
def test_what_is_not_offered_is_not_done(ask, county, key):
    response = ask(units(), post={"bulk": key, "id": [county.units[0].pk], "confirmed": "1"})

    assert "不在您可以办理的范围内" in response.said[0]
    assert stopped() == 0


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", min_length=2)


def test_a_bulk_action_may_ask_for_a_reason(ask, county):
    given = []

    def run(request, rows, *, reason):
        given.append(reason)
        return rename(request, rows)

    listing = units(bulk=(Bulk("stop", "停用", run, form=ReasonForm),))
    ids = [county.units[0].pk]

    short = ask(listing, post={"bulk": "stop", "id": ids, "confirmed": "1", "reason": "撤"})
    assert short.status_code == 422
    assert 'aria-invalid="true"' in short.content.decode()
    ask(listing, post={"bulk": "stop", "id": ids, "confirmed": "1", "reason": "机构撤并"})
    assert given == ["机构撤并"]


def test_a_form_of_ticked_rows_works_without_script(ask, county):
    text = ask(units()).content.decode()

    assert '<button name="bulk" value="stop">停用</button>' in text
    assert 'value="quiet"' not in text
    assert f'name="id" value="{county.units[0].pk}"' in text
