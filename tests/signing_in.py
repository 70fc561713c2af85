"""People of a made-up county who sign in, and how they do it."""

from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from zhijian.config import clock
from zhijian.people.models import Lineage, Organization, Person, Position, User

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=clock.CHINA)
PASSWORD = "Shan7-Yue-Lin"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FANGXIAN, HAIYAN = "420325", "330424"


def a_unit(
    name: str = "青禾县林业局", parent: Organization | None = None, place: str = FANGXIAN
) -> Organization:
    unit = Organization.objects.create(name=name, parent=parent, place=place)
    Lineage.objects.create(ancestor=unit, descendant=unit, depth=0)
    if parent is not None:
        for row in Lineage.objects.filter(descendant=parent):
            Lineage.objects.create(ancestor=row.ancestor, descendant=unit, depth=row.depth + 1)
    return unit


def a_worker(username: str, unit: Organization, *kinds: str, **fields: object) -> User:
    """A login with PASSWORD that owes nothing, for a person in these positions."""
    person = Person.objects.create(organization=unit, name=str(fields.pop("name", "李明")))
    for kind in kinds:
        Position.objects.create(
            organization=unit, person=person, kind=kind, from_on=date(2024, 1, 1)
        )
    chosen = {"must_change_password": False, "password_changed_at": clock.now(), **fields}
    return User.objects.create_user(username, PASSWORD, person=person, **chosen)


def an_officer(office: str, username: str = "", **fields: object) -> User:
    """One of the three, who owes nothing and has an authenticator app."""
    chosen = {"must_change_password": False, "password_changed_at": clock.now(), **fields}
    user = User.objects.create_user(username or office, PASSWORD, office=office, **chosen)
    with_code(user)
    return user


def with_code(user: User) -> User:
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def code_now(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows, ``steps`` half minutes from now."""
    counter = int(clock.now().timestamp()) // 30 + steps
    return str(format_hotp_value(hotp_value(secret, counter)))


def recovery_codes(user: User) -> list[str]:
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return list(RecoveryCodes(factor).get_unused_codes())


def sign_in(client: Client, username: str, password: str = PASSWORD, **how: object):
    """Send name and password."""
    return client.post("/sign-in/", {"login": username, "password": password}, **how)


def sign_in_fully(client: Client, username: str, **how: object):
    """Send name and password, and the code if it is asked for."""
    answer = sign_in(client, username, **how)
    if answer.status_code == 302 and answer.url == "/sign-in/code/":
        answer = client.post("/sign-in/code/", {"code": code_now()}, **how)
    return answer


def is_in(client: Client) -> bool:
    """Whether this browser may open a page of its own."""
    return client.get("/me/sign-ins/").status_code == 200
