"""The demonstration's units, people and logins, made by the same actions as real ones."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction

from zhijian.cli.demo_ledger import enter_ledgers
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.facts.codes import credit_code_holds, org_code_holds
from zhijian.core.law import Law
from zhijian.core.refused import Refused
from zhijian.demo.build import build, moved
from zhijian.demo.county import County
from zhijian.demo.scenario import AS_OF, GOVERNMENT, OFFICE
from zhijian.packaged import default_rulebooks
from zhijian.people.actions.oversight import appoint_office
from zhijian.people.actions.persons import add_person
from zhijian.people.actions.positions import appoint
from zhijian.people.importing.loading import load_facts
from zhijian.people.models import Organization, Oversight, Person, Position, User
from zhijian.signin import actions as signin
from zhijian.signin import law as signin_law
from zhijian.signin.passwords import one_time_password
from zhijian.signin.second_factor import PERIOD
from zhijian.web.views.demo import FILE

PLACE = "420325"
DAYS_BEFORE = 45
SEED, ACCOUNTS = 1, 126

OFFICERS = {
    "system": "系统管理员",
    "security": "安全管理员",
    "audit": "审计员",
}
CAST: tuple[tuple[str, str, str], ...] = (
    ("clerk", "青禾县林业局", "EDITOR"),
    ("admin", "青禾县林业局", "ADMIN"),
    ("reviewer", "青禾县林业局", "REVIEWER"),
    ("deputy", "青禾县林业局", "DEPUTY"),
    ("principal", "青禾县林业局", "PRINCIPAL"),
    ("office", OFFICE, "CONTACT"),
    ("leader", OFFICE, "DEPUTY"),
    ("lead", OFFICE, "LEAD"),
    ("edu", "青禾县教育局", "EDITOR"),
    ("edu-lead", "青禾县教育局", "DEPUTY"),
    ("liuwan", "青禾县柳湾镇人民政府", "EDITOR"),
    ("liuwan-lead", "青禾县柳湾镇人民政府", "DEPUTY"),
    ("finance", "青禾县财政局", "ADMIN"),
    ("finance-lead", "青禾县财政局", "DEPUTY"),
)
"""Login, unit, post. Those of other units are there so that cases have somebody to come from."""


@dataclass(frozen=True)
class SignIn:
    """Who may sign in, and with what."""

    username: str
    who: str
    password: str
    secret: str = ""


@dataclass
class Cast:
    """The logins by name, and the units by name."""

    users: dict[str, User]
    password: str
    units: int
    people: int
    sign_ins: list[SignIn] = field(default_factory=list)

    def unit(self, name: str) -> Organization:
        """A unit by its name."""
        return Organization.objects.get(name=name)


def refuse_if_used() -> None:
    """Raises: Refused, if the installation holds anything already."""
    if Organization.objects.exists() or User.objects.exists():
        raise Refused(
            "这个安装里已经有单位或用户，演示只能建在空的安装里。"
            "请换一个数据文件夹（ZHIJIAN_DATA_DIR），再运行 zhijian demo-web。"
        )


def make_cast() -> Cast:
    """The county's units and staff, loaded, with the officers' and the cast's logins."""
    today = clock.today()
    first = today - timedelta(days=DAYS_BEFORE)
    with clock.set_to(datetime.combine(first, time(9), clock.CHINA)), transaction.atomic():
        system = _officers()
        county = the_county(today)
        place = options().place if options().place != "cn" else PLACE
        loaded = load_facts(
            {name: county.rows[name] for name in ("organizations", "positions")},
            place=place,
            by=system,
        )
        enter_ledgers(county, by=system)
        _oversee(system, first)
        users = {name: _login(name, unit, kind, system, first) for name, unit, kind in CAST}
    users |= {user.username: user for user in User.objects.exclude(office="")}
    return Cast(users, one_time_password(), loaded.units, loaded.people)


def let_in(cast: Cast) -> list[SignIn]:
    """Give everybody of the cast the password and, where the rules ask for one, a code.

    Called after the story, so that the record runs in the order of time. Who may sign in is
    written down, readable by the owner alone.
    """
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    order = [name for name, _, _ in CAST] + list(OFFICERS)
    cast.sign_ins = [ready(cast.users[name], cast.password, secret) for name in order]
    write_down(cast.sign_ins)
    return cast.sign_ins


def _officers() -> User:
    signin.create_first_officers()
    return User.objects.get(office=User.Office.SYSTEM)


def the_county(on: date) -> County:
    """The county of the demonstration, with the faults that checks are to find, as it is on a day.

    It was written down for one day and is moved on by whole weeks, so that it is never stale. Two
    units whose codes are wrong come without them: the platform takes no wrong code.
    """
    county = build(Law.load(default_rulebooks()), seed=SEED, accounts=ACCOUNTS)
    if (weeks := (on - AS_OF).days // 7) > 0:
        moved(county, weeks * 7)
    for unit in county.rows["organizations"]:
        for name, holds in (("credit_code", credit_code_holds), ("org_code", org_code_holds)):
            if unit.get(name) and not holds(str(unit[name])):
                unit[name] = ""
    return county


def _oversee(system: User, since: date) -> None:
    """The office supervises every unit of the county that is not above it.

    It also does the work of the government itself, whose websites it keeps.
    """
    office = Organization.objects.get(name=OFFICE)
    government = Organization.objects.get(name=GOVERNMENT)
    appoint_office(
        government, office=office, role=Oversight.Role.EXECUTES, from_on=since, by=system
    )
    for unit in Organization.objects.exclude(name__in=(GOVERNMENT, OFFICE)).order_by("pk"):
        appoint_office(
            unit, office=office, role=Oversight.Role.SUPERVISES, from_on=since, by=system
        )


def _login(username: str, unit: str, kind: str, system: User, since: date) -> User:
    organization = Organization.objects.get(name=unit)
    held = Position.objects.held_on(since).filter(organization=organization, kind=kind)
    position = held.filter(is_backup=False).select_related("person").order_by("pk").first()
    person: Person
    if position is None:
        person = add_person(organization, by=system, name="禾望舒", title="政务公开科科员")
        appoint(person, kind=kind, from_on=since, by=system)
    else:
        person = position.person
    user, _ = signin.create_login(person, username=username, by=system)
    return user


def ready(user: User, password: str, secret: str) -> SignIn:
    """A login whose first password is changed and whose code is enrolled, where one is needed."""
    user = User.objects.select_related("person__organization").get(pk=user.pk)
    first = one_time_password()
    user.set_password(first)
    user.save(update_fields=("password",))
    signin.change_password(user, first, password)
    user = User.objects.select_related("person__organization").get(pk=user.pk)
    needs = signin_law.must_use_code(user)
    if needs:
        signin.enrol_code(user, secret, code_now(secret)[0], password=password)
    return SignIn(user.username, _who(user), password, secret if needs else "")


def _who(user: User) -> str:
    if user.person is None:
        return OFFICERS.get(user.office, "")
    held = Position.objects.held_on(clock.today()).filter(person=user.person).order_by("pk")
    posts = "、".join(dict.fromkeys(position.get_kind_display() for position in held))
    return f"{user.name}，{user.organization}，{posts}"


def code_now(secret: str) -> tuple[str, int]:
    """The one-time code of this moment, and for how many seconds it stands."""
    seconds = int(clock.now().timestamp())
    code = format_hotp_value(hotp_value(secret, seconds // PERIOD))
    return code, PERIOD - seconds % PERIOD


def write_down(people: list[SignIn]) -> None:
    """Keep who may sign in where the demonstration's door looks; readable by the owner alone."""
    path = _path()
    path.touch(mode=0o600)
    rows: list[dict[str, Any]] = [asdict(one) for one in people]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def kept() -> list[SignIn] | None:
    """Who may sign in, as written down when the county was made; None if it was not."""
    path = _path()
    if not path.is_file() or not User.objects.filter(username=CAST[0][0]).exists():
        return None
    return [SignIn(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def _path() -> Path:
    return options().data_dir / FILE
