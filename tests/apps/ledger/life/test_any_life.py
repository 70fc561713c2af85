"""Whatever is asked for and moved in whatever order, an account agrees with its finished events."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.ledger.life.conftest import FANGXIAN, HAIYAN
from zhijian.cases import actions as cases
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger.actions import announcements, life, steps
from zhijian.ledger.life.matters import CHANGES, ENDINGS, MATTERS, Detail
from zhijian.ledger.life.standing import cases_about
from zhijian.ledger.models import Account, LifeEvent

acts = st.tuples(
    st.sampled_from(("ask", *["move"] * 6, "note", "post", "down", "withdraw")),
    st.integers(0, 9),
    st.integers(0, 9),
)


def ask(place, account, case, pick):
    details = [*ENDINGS, *CHANGES]
    detail = details[pick % len(details)]
    told = {"by": place.clerk, "reason": "事由", "caused_on": clock.today()}
    if detail in CHANGES:
        after = {
            Detail.RENAME: {"name": f"青禾林业{pick}"},
            Detail.SPONSOR: {"organization": place.unit("水利局").pk},
            Detail.OTHER: {"section": f"科室{pick}"},
        }[detail]
        life.ask_change(account, detail, after=after, **told)
    else:
        successor = Account.objects.get(handle="main") if detail == Detail.MERGE else None
        life.ask_ending(account, detail, successor=successor, **told)


def move(place, account, case, pick):
    if case is None:
        return
    if case.step == "file":
        place.filed(case)
        return
    moves = case.present.moves
    place.move(case, moves[pick % len(moves)].verb)


def note(place, account, case, pick):
    if case is None:
        return
    if pick % 2:
        steps.note_carried_out(case, by=place.clerk, event_on=clock.today())
    else:
        by = place.others["水局长"]
        steps.answer_receiving(case, by=by, is_agreed=pick < 8, opinion="意见")


def notice_of(case):
    event = LifeEvent.objects.filter(case=case).first() if case else None
    return event.announcements.first() if event else None


def post(place, account, case, pick):
    if (notice := notice_of(case)) is not None:
        link, today = "https://www.qinghe.gov.cn/1.html", clock.today()
        announcements.post_announcement(
            notice, by=place.clerk, place="门户", posted_on=today, link=link
        )


def down(place, account, case, pick):
    notice = notice_of(case)
    if notice is not None and (posting := notice.postings.first()) is not None:
        is_down, today = bool(pick % 2), clock.today()
        announcements.take_down(
            posting, by=place.clerk, removed_on=today, is_down_already=is_down, reason="误删"
        )


def withdraw(place, account, case, pick):
    if case is not None:
        cases.withdraw(case, by=place.clerk, reason="不办了")


DO = {f.__name__: f for f in (ask, move, note, post, down, withdraw)}


def check(place, pk):
    """The account is what its finished events, one after the other, have made of it."""
    account = Account.objects.get(pk=pk)
    state, name, unit = "operating", "青禾林业", place.unit("林业局").pk
    for event in LifeEvent.objects.filter(done_on__isnull=False).order_by("pk"):
        assert event.event_on is not None
        assert event.case.step == "done"
        state = MATTERS[event.detail].to or state
        name = event.after.get("name", name)
        unit = event.after.get("organization", unit)
    assert (account.state, account.name, account.organization_id) == (state, name, unit)
    assert cases_about(account).open().count() <= 1
    for event in LifeEvent.objects.filter(case__state__in=("closed", "withdrawn")):
        assert (event.done_on is not None) is (event.case.step == "done")


@pytest.mark.django_db
@pytest.mark.parametrize("code", [FANGXIAN, HAIYAN])
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(acts, min_size=15, max_size=40))
def test_no_sequence_leaves_an_account_at_odds_with_its_events(code, at, sequence):
    with transaction.atomic():
        walk(at(code), sequence)
        transaction.set_rollback(True)


def walk(place, sequence):
    account = place.account()
    place.account("水利局", name="青禾水利", handle="main")
    moment = clock.now()
    for what, pick, days in sequence:
        moment += timedelta(days=days)
        case = Case.objects.open().order_by("-pk").first()
        with clock.set_to(moment), suppress(Refused):
            DO[what](place, Account.objects.get(pk=account.pk), case, pick)
        check(place, account.pk)
