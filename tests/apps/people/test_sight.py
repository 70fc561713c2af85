"""What somebody sees is decided once, and each way of saying it binds a list alike."""

from datetime import date

import pytest
from django.test import RequestFactory

from zhijian.config.once import OnceMiddleware
from zhijian.people.models import Organization, Person, seen_by, sight
from zhijian.people.models.tree import Lineage

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)


def units_of(user):
    return set(Organization.objects.visible_to(user, DAY).values_list("pk", flat=True))


def staff_of(user):
    found = seen_by(user, DAY).within(Person.objects.all(), "organization")
    return set(found.values_list("organization", flat=True))


def test_who_stands_at_the_only_top_sees_everything(county):
    top = county.user("戊", "政府", "LEAD")

    assert seen_by(top, DAY).is_everything
    assert units_of(top) == {unit.pk for unit in county.units.values()}
    assert staff_of(top) == set(Person.objects.values_list("organization", flat=True))


def test_another_top_unit_ends_that(county):
    top = county.user("戊", "政府", "LEAD")
    other = county.unit("人民法院")

    assert not seen_by(top, DAY).is_everything
    assert other.pk not in units_of(top)


def test_both_tops_seen_are_everything_again_but_not_a_top_seen_alone(county):
    top = county.user("戊", "政府", "LEAD")
    county.unit("人民法院")
    county.unit("法庭", "人民法院")
    row = county.oversee("政府", "人民法院", "inspects")

    assert not seen_by(top, DAY).is_everything
    assert county.units["法庭"].pk not in units_of(top)

    row.role = "supervises"
    row.save()

    assert seen_by(top, DAY).is_everything


def test_everything_leaves_out_what_belongs_to_no_unit(county):
    top = county.user("戊", "政府", "LEAD")
    below = seen_by(top, DAY).within(Organization.objects.all(), "parent")

    assert set(below) == {unit for unit in county.units.values() if unit.parent}


@pytest.mark.parametrize(("listed", "named"), [(1_000, 60), (1_000, 1), (1, 60), (2, 2), (0, 0)])
def test_ids_or_closure_bind_a_list_alike(county, monkeypatch, listed, named):
    monkeypatch.setattr(sight, "MOST_LISTED", listed)
    monkeypatch.setattr(sight, "MOST_NAMED", named)
    county.user("己", "实验小学", "EDITOR")
    county.oversee("林业局", "教育局", "inspects")
    user = county.users["丙"]
    expected = {county.units["林业局"].pk, county.units["教育局"].pk}

    assert units_of(user) == staff_of(user) == expected
    assert units_of(county.users["乙"]) == {
        county.units[name].pk for name in ("教育局", "实验小学")
    }


@pytest.mark.parametrize(("method", "is_kept"), [("get", True), ("head", True), ("post", False)])
def test_a_request_that_reads_asks_once_and_one_that_writes_asks_anew(county, method, is_kept):
    user = county.users["丙"]
    seen = []

    def view(request):
        seen.append(units_of(user))
        county.hold(user.person, "MONITOR", organization=county.units["教育局"])
        seen.append(units_of(user))

    OnceMiddleware(view)(getattr(RequestFactory(), method)("/"))

    assert (seen[0] == seen[1]) is is_kept
    assert len(units_of(user)) == 3


def test_one_request_keeps_two_people_apart(county):
    found = []

    def view(request):
        found.extend(units_of(county.users[name]) for name in ("甲", "乙", "丙"))

    OnceMiddleware(view)(RequestFactory().get("/"))

    assert [len(units) for units in found] == [1, 2, 1]
    assert not found[0] & found[1]
    assert Lineage.objects.count() > 5
