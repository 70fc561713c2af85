"""人员台账: the staff of the units a person may see. Numbers are not shown here."""

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import path

from zhijian.config import clock
from zhijian.people.encryption import blind_index
from zhijian.people.importing import may_import
from zhijian.people.models import Person, Position, User
from zhijian.web.listing import (
    Cell,
    Choice,
    Column,
    Dates,
    HeadAction,
    Listing,
    Quick,
    RowAction,
    Subtree,
    Text,
)
from zhijian.web.menu import address, keeping


def detail_url(person: Person) -> str:
    """The person's own page, "" while there is none."""
    return address("person", person.pk)


def _rows(request: HttpRequest) -> QuerySet[Person]:
    held = Position.objects.held_on(clock.today()).select_related("organization")
    return (
        Person.objects.known_to(request.user)
        .without_numbers()
        .select_related("organization")
        .prefetch_related(Prefetch("positions", queryset=held, to_attr="held_now"))
    )


def _name(person: Person) -> Cell:
    return Cell(person.name, note=person.title, url=detail_url(person))


def _positions(person: Person) -> str:
    names = (
        f"{position.get_kind_display()}{'（B 岗）' * position.is_backup}"
        for position in person.held_now  # type: ignore[attr-defined]
    )
    return "、".join(dict.fromkeys(names))


def _state(person: Person) -> Cell:
    if person.left_on and person.left_on <= clock.today():
        return Cell("已离岗", tag="", note=f"{person.left_on:%Y-%m-%d}")
    return Cell("在岗", tag="green")


def _holding(rows: QuerySet[Person], kind: str) -> QuerySet[Person]:
    held = Position.objects.held_on(clock.today()).filter(kind=kind)
    return rows.filter(pk__in=held.values("person"))


def _by_number(word: str) -> Q:
    """A whole number finds its owner without being opened."""
    digest = blind_index(word)
    numbers = Q(phone_index=digest) | Q(qq_index=digest) | Q(wechat_index=digest)
    return numbers | Q(id_number_index=digest)


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    """Import, for who keeps the staff of any unit."""
    user: User = request.user  # type: ignore[assignment]
    return (HeadAction("批量导入", address("people_import"), ""),) if may_import(user) else ()


PEOPLE = Listing(
    name="people",
    title="人员台账",
    unit="人",
    model=Person,
    rows=_rows,
    columns=(
        Column("name", "姓名及职务", _name, sort="name", phone="name", is_fixed=True),
        Column("unit", "单位", lambda person: person.organization.name),
        Column("positions", "现任岗位", _positions, wraps=True),
        Column("state", "状态", _state),
        Column("joined", "到岗日期", lambda person: person.joined_on, sort="joined_on"),
        Column("left", "离岗日期", lambda person: person.left_on, sort="left_on", is_hidden=True),
        Column("title", "职务", lambda person: person.title, is_hidden=True, phone="hide"),
    ),
    filters=(
        Text("q", "姓名、职务、完整号码", ("name__contains", "title__contains"), also=_by_number),
        Subtree("unit", "单位"),
        Choice("position", "岗位", Position.Kind.choices, condition=_holding),
        Dates("joined", "到岗日期", "joined_on"),
    ),
    quick=(
        Quick("serving", "在岗", lambda rows, request: rows.serving(clock.today())),
        Quick(
            "left",
            "已离岗",
            lambda rows, request: rows.filter(left_on__lte=clock.today()),
            is_rare=True,
        ),
        Quick(
            "idle",
            "没有岗位",
            lambda rows, request: rows.serving(clock.today()).exclude(
                pk__in=Position.objects.held_on(clock.today()).values("person")
            ),
        ),
    ),
    order="-pk",
    actions=(RowAction("详情", detail_url),),
    head=_head,
    may=keeping,
    empty="这里还没有人员。可以从人员导入或逐个登记开始。",
)

urlpatterns = [path("people/", PEOPLE.view, name="people")]
