"""The demonstration's county: made by real actions, in the order of time, once."""

from datetime import timedelta

import pytest

from zhijian.cases.models import Case
from zhijian.cli import demo_cast, demo_life, demo_story
from zhijian.core.refused import Refused
from zhijian.demo.scenario import AS_OF
from zhijian.directory.models import ImpostorReport
from zhijian.journal.models import Entry
from zhijian.keeping.models import Handover, TrainingSession
from zhijian.ledger.models import Announcement, CampaignItem, Stray
from zhijian.people.models import User


@pytest.fixture
def told(db, tmp_path, monkeypatch):
    monkeypatch.setattr(demo_cast, "_path", lambda: tmp_path / demo_cast.FILE)
    cast = demo_cast.make_cast()
    demo_story.tell_story(cast)
    return cast


def test_a_county_is_made_with_cases_in_many_states_and_a_record_in_order(told):
    assert told.units > 40
    assert {name for name, _, _ in demo_cast.CAST} <= set(told.users)
    steps = set(Case.objects.values_list("process", "step"))
    assert len(steps) >= 12
    assert {"closed", "withdrawn", "open"} == set(Case.objects.values_list("state", flat=True))
    assert Case.objects.overdue().exists()
    clerk = User.objects.get(username="clerk")
    assert Case.objects.on_desk_of(clerk).filter(due_on=demo_story.clock.today()).exists()
    moments = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)

    people = demo_cast.let_in(told)

    assert demo_cast.kept() == people
    assert all(one.secret for one in people if one.username in ("leader", "system", "audit"))
    with pytest.raises(Refused, match="空的安装"):
        demo_cast.refuse_if_used()


def test_what_moves_in_the_registers_is_told_too(told):
    stage = demo_story.Stage(told, demo_story.clock.today())

    demo_life.tell(stage)

    steps = set(Case.objects.values_list("process", "step"))
    assert steps >= {("ending", "announce"), ("changing", "endorse"), ("stray", "verify")}
    assert Announcement.objects.filter(posted_on__isnull=False, posted_until_on=None).exists()
    for table in (CampaignItem, Stray, ImpostorReport, Handover, TrainingSession):
        assert table.objects.exists(), table
    assert Case.objects.filter(process="site_offline").exists()


def test_a_demonstration_made_later_is_moved_on_by_whole_weeks():
    made, later = demo_cast.the_county(AS_OF), demo_cast.the_county(AS_OF + timedelta(days=20))

    days, more = (
        [row["published_d"] for row in county.rows["publications"]] for county in (made, later)
    )
    assert more == [day + 14 for day in days]
    assert [row["reviewed_s"] for row in later.rows["reviews"]] == [
        row["reviewed_s"] + 14 * 86_400 for row in made.rows["reviews"]
    ]
    assert later.sights["publications"].as_of_d == made.sights["publications"].as_of_d + 14
    assert not later.truth.fails
