"""A bureau under 衡南's rules with one account, its team and a school below it; a November day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from apps.cases.conftest import FRIDAY, HENGNAN, a_unit
from zhijian.config import clock
from zhijian.law import books
from zhijian.ledger.models import Account, MenuItem
from zhijian.people.actions import seal_person
from zhijian.people.models import Organization, Oversight, Person, Position, User

RARE = "龑䶮"


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings) -> Iterator[None]:
    """One day, an empty store of files, and no calendar left over."""
    books._with_own_years.cache_clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(FRIDAY):
        yield


def a_person(unit: Organization, name: str, *kinds: str, title: str = "", **numbers) -> Person:
    person = Person(organization=unit, name=name, title=title)
    seal_person(person, **numbers)
    person.save()
    for kind in kinds:
        Position.objects.create(
            organization=unit, person=person, kind=kind, title=title, from_on=date(2024, 1, 1)
        )
    return person


@dataclass
class Office:
    """The county office, a bureau with an account, a school below it, and who signs in."""

    government: Organization
    office: Organization
    bureau: Organization
    school: Organization
    account: Account
    keeper: User
    looker: User
    stranger: User


@pytest.fixture
def office(db) -> Office:
    government = a_unit("青禾县人民政府", level="government", place=HENGNAN)
    above = a_unit("青禾县人民政府办公室", government, place=HENGNAN)
    bureau = a_unit("青禾县自然资源局", government, place=HENGNAN)
    school = a_unit("青禾县测绘院", bureau, place=HENGNAN, kind="institution")
    neighbour = a_unit("青禾县林业局", government, place=HENGNAN)
    Oversight.objects.create(
        organization=bureau, office=above, role="supervises", from_on=date(2024, 1, 1)
    )
    a_person(bureau, RARE, "DEPUTY", title="副局长", office_phone="0734-0000000")
    a_person(bureau, "周明", "PRINCIPAL", title="局长", office_phone="0734-0000009")
    contact = a_person(bureau, "王芳", "CONTACT", title="办公室主任", office_phone="0734-0000001")
    a_person(
        bureau,
        "陈芳",
        "ADMIN",
        title="科员",
        office_phone="0734-0000002",
        phone="13800000000",
        qq="100000",
        wechat="cf_0000",
    )
    looker = a_person(bureau, "旁观", "INTERPRETER")
    stranger = a_person(neighbour, "外人", "CONTACT", "ADMIN")
    account = Account.objects.create(
        organization=bureau,
        handle="gh_0000000000ab",
        name="青禾县自然资源局发布",
        platform="wechat",
        account_type="subscription",
        state="operating",
        is_certified=True,
        has_license=False,
        certified_subject="青禾县自然资源局",
        registered_on=date(2023, 2, 16),
        opened_on=date(2023, 3, 1),
        followers=12_560,
        followers_on=date(2026, 11, 1),
        reads=300_000,
        operation_mode="self",
        link="https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzA0MDAwMDAwMA==",
        introduction="发布自然资源领域政策文件、办事指南和便民信息。\n受理群众咨询。",
        tasks="发布、互动、办事",
        budget_per_year=36_000,
        staff_count=2,
        has_dedicated_staff=True,
    )
    for order, path in enumerate((("政务公开", "政策文件", "规范性文件"), ("办事", "不动产", ""))):
        MenuItem.objects.create(
            account=account,
            order=order,
            name=path[0],
            level_1=path[0],
            level_2=path[1],
            level_3=path[2],
            remark="订阅号" if order == 0 else "",
        )
    return Office(
        government,
        above,
        bureau,
        school,
        account,
        User.objects.create_user("keeper", "x", person=contact),
        User.objects.create_user("looker", "x", person=looker),
        User.objects.create_user("stranger", "x", person=stranger),
    )
