"""Five more invented counties, one under each policy of opening, beside the demonstration's own.

Run as a program in an installation that ``zhijian demo-web`` has made: units, people, posts and
logins come by the real actions, and whoever may sign in is written where the demonstration's door
looks for them.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import date

SINCE = date(2024, 3, 1)
BUREAU, OTHER, OFFICE = "林业局", "水利局", "人民政府办公室"


@dataclass(frozen=True)
class County:
    """An invented county, and the place by whose rules it goes."""

    key: str
    name: str
    place: str

    @property
    def bureau(self) -> str:
        """The unit that wants an account."""
        return f"{self.name}{BUREAU}"

    @property
    def other(self) -> str:
        """The unit that takes it over."""
        return f"{self.name}{OTHER}"

    def login(self, part: str) -> str:
        """Who plays a part of the cast below."""
        return f"{self.key}-{part}"


COUNTIES = (
    County("yinzhou", "云桦区", "211202"),
    County("fangxian", "柏溪县", "420325"),
    County("hengnan", "栗塘县", "430422"),
    County("qingdao", "鸥屿市", "370200"),
    County("haiyan", "望潮县", "330424"),
)
CAST = (
    ("clerk", BUREAU, "林采编", ("EDITOR", "ADMIN", "CONTACT")),
    ("head", BUREAU, "林局长", ("PRINCIPAL",)),
    ("other", OTHER, "水采编", ("EDITOR", "ADMIN")),
    ("other-head", OTHER, "水局长", ("PRINCIPAL",)),
    ("above", OFFICE, "府主任", ("LEAD",)),
    ("above-b", OFFICE, "府联系", ("CONTACT", "REVIEWER")),
)


def main() -> None:
    """Make the counties and write down who may sign in.

    They come in by the demonstration's door and never type a password, so its hash is a cheap one.
    """
    from django.conf import settings
    from django.db import transaction

    from zhijian.upkeep.schema import start_django

    start_django()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from zhijian.cli import demo_cast
    from zhijian.people.models import User

    known = demo_cast.kept()
    assert known is not None, "run zhijian demo-web first"
    system, security = (User.objects.get(username=name) for name in ("system", "security"))
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    with transaction.atomic():
        logins = [user for county in COUNTIES for user in _people_of(county, system, security)]
    people = [demo_cast.ready(user, known[0].password, secret) for user in logins]
    demo_cast.write_down([*known, *people])


def _people_of(county: County, system, security):
    """Its units and people, whose dedicated equipment (海盐 asks for it) stands at this machine."""
    from zhijian.people.actions.organizations import add_organization
    from zhijian.people.actions.oversight import appoint_office
    from zhijian.people.actions.persons import add_person
    from zhijian.people.actions.positions import appoint
    from zhijian.signin import actions as signin

    top = add_organization(
        None,
        by=system,
        name=f"{county.name}人民政府",
        level="government",
        place=county.place,
    )
    signin.add_range(top, "127.0.0.1/32", by=security)
    told = {"level": "department", "kind": "organ", "place": county.place}
    units = {
        name: add_organization(top, by=system, name=f"{county.name}{name}", **told)
        for name in (OFFICE, BUREAU, OTHER)
    }
    for name in (BUREAU, OTHER):
        appoint_office(
            units[name], office=units[OFFICE], role="supervises", from_on=SINCE, by=system
        )
    for part, where, name, posts in CAST:
        person = add_person(units[where], by=system, name=name)
        for kind in posts:
            appoint(person, kind=kind, from_on=SINCE, by=system)
        yield signin.create_login(person, username=county.login(part), by=system)[0]


if __name__ == "__main__":
    main()
