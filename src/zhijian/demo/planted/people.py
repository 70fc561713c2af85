"""Posts vacant, papers missing or lapsed, trainings not held, contracts run out."""

from __future__ import annotations

from zhijian.demo.county import County, Row, ago
from zhijian.demo.people import contract
from zhijian.demo.scenario import ALL, AS_OF_D, FX, HN, HY, NOBODY, PLACES, QD, YZ, Places


def plant(county: County) -> None:
    """Plant in posts, papers, trainings and contracts."""
    _vacancies(county)
    _numbers(county)
    _persons(county)
    _papers(county)
    _trainings(county)
    _contracts(county)


def _vacancies(county: County) -> None:
    for post, places in (
        ("PRINCIPAL", YZ | FX),
        ("DEPUTY", YZ | FX | HN | QD),
        ("LEAD", HY),
        ("INTERPRETER", HY),
        ("REVIEWER", YZ | QD),
        ("TECHNICAL", YZ),
    ):
        unit = county.unit("posts")
        _leave(county, unit, post, AS_OF_D - 1)
        county.truth.expect("people.required_posts", unit["organization"], fails=places)
    _leave(county, county.unit("posts"), "DEPUTY", AS_OF_D)  # in post on the day of judging


def _numbers(county: County) -> None:
    unit = county.unit("posts")  # the only editor left is the backup: enough in number, not in rank
    _leave(county, unit, "EDITOR", AS_OF_D - 1, is_backup=0)
    county.truth.expect("people.required_posts", unit["organization"], fails=YZ | HY)

    unit = county.unit("posts")
    _leave(county, unit, "EDITOR", AS_OF_D - 1)
    _expect(county, unit, "people.min_editors", HY, ALL - HY)
    _expect(county, unit, "people.required_posts", YZ | HY)
    _expect(county, unit, "people.backup", NOBODY, HY)

    unit = county.unit("posts")
    _leave(county, unit, "MONITOR", AS_OF_D - 1)
    _expect(county, unit, "people.min_monitors", HY)
    _expect(county, unit, "people.required_posts", HY)

    township = county.take(
        "organizations",
        lambda row: row["level"] == "township" and _keeps(county, row),
    )
    _leave(county, township, "MONITOR", AS_OF_D - 1)  # the minimum is for departments only
    _expect(county, township, "people.required_posts", HY)

    unit = county.unit("posts")
    _leave(county, unit, "EDITOR", AS_OF_D - 1, is_backup=1)
    _expect(county, unit, "people.backup", NOBODY, HY)

    unit = county.unit("posts")
    for row in _posts(county, unit, "MAINTAINER"):
        row["is_full_time"] = 0
    _expect(county, unit, "people.full_time", FX | HN)

    unit = county.unit("posts")
    _leave(county, unit, "MAINTAINER", AS_OF_D - 1)
    _expect(county, unit, "people.full_time", FX | HN)
    _expect(county, unit, "people.required_posts", FX | HN | QD)

    unit = county.take("organizations", lambda row: row["managed_by"] == "city")
    _leave(county, unit, "DEPUTY", AS_OF_D - 1)  # judged by the city's rules, which 青岛's are
    _expect(county, unit, "people.required_posts", QD)


def _persons(county: County) -> None:
    unit = county.unit("posts")
    editor = _posts(county, unit, "EDITOR")[0]
    _posts(county, unit, "MONITOR")[0]["person"] = editor["person"]
    _expect(county, unit, "people.separation", NOBODY, HN | HY)

    unit = county.unit("posts")  # whoever monitors now had edited before: no conflict
    editor = _posts(county, unit, "EDITOR")[0]
    county.add(
        "positions",
        **{
            **editor,
            "person": _posts(county, unit, "MONITOR")[0]["person"],
            "from_d": ago(900),
            "until_d": AS_OF_D - 1,
        },
    )

    unit = county.unit("posts")
    _posts(county, unit, "ADMIN")[0]["is_outsourced"] = 1
    _expect(county, unit, "people.admin_outsourced", HY, ALL - HY)


def _papers(county: County) -> None:
    for rule, check in (
        ("people.host_rules", "people.host_rules"),
        ("security.documents", "security.documents"),
    ):
        for place in PLACES:
            alone = _only_in(county, rule, place)
            if alone:
                unit = county.unit("papers")
                _drop_paper(county, unit, alone)
                _expect(county, unit, check, frozenset({place}))
    unit = county.unit("papers")
    safety = next(iter(county.listed("security.documents", "420325")))
    _lapse(county, unit, safety, AS_OF_D - 1)
    _expect(county, unit, "security.documents", YZ | FX | HN)
    _expect(county, unit, "people.host_rules", _where(county, "people.host_rules", safety))
    _lapse(county, county.unit("papers"), safety, AS_OF_D)  # good to the end of the day of judging

    matter = next(iter(county.listed("security.annual_attestations", "420325")))
    places = _where(county, "security.annual_attestations", matter)
    for signed_d, warns in ((ago(366), places), (ago(365), NOBODY)):
        unit = county.unit("papers")
        for row in _attested(county, unit, matter):
            row["signed_d"] = signed_d
        _expect(county, unit, "people.annual_attestations", NOBODY, warns)


def _trainings(county: County) -> None:
    unit = county.unit("training")  # no training in the last whole year
    for row in county.rows["training"]:
        if row["organization"] == unit["organization"] and int(row["held_d"] or 0) < ago(330):
            row["held_d"] = ago(300)
    _expect(county, unit, "training.yearly", HN, ALL - HN)

    for place in ("430422", "370200"):
        area = _only_in(county, "training.areas", place)
        for held_d, warns in ((ago(366), frozenset({place})), (ago(365), NOBODY)):
            unit = county.unit("training")
            for row in county.rows["training"]:
                if row["organization"] == unit["organization"] and row["area"] == area:
                    row["held_d"] = held_d
            _expect(county, unit, "training.areas", NOBODY, warns)


def _contracts(county: County) -> None:
    # Two notices want the contract itself; the others only allow putting work out.
    for until_d, fails, warns in (
        (AS_OF_D - 1, YZ | HY, ALL - YZ - HY),
        (AS_OF_D, NOBODY, NOBODY),
    ):
        account = county.account()
        contract(county, account, until_d=until_d)
        county.truth.expect("outsourcing.contract", account["account"], fails=fails, warns=warns)
    for place in ("211202", "330424"):
        paper = county.listed("outsourcing.documents", place)[-1]
        row = contract(county, county.account())
        county.rows["contract_papers"] = [
            held
            for held in county.rows["contract_papers"]
            if held["contract"] != row["contract"] or held["paper"] != paper
        ]
        county.truth.expect("outsourcing.documents", row["contract"], fails=frozenset({place}))
    for until_d, fails in ((AS_OF_D - 1, YZ), (AS_OF_D, NOBODY)):
        row = contract(county, county.account(), qualified_until_d=until_d)
        county.truth.expect("outsourcing.qualification", row["contract"], fails=fails)


def _expect(county: County, unit: Row, check: str, fails: Places, warns: Places = NOBODY) -> None:
    county.truth.expect(check, unit["organization"], fails=fails, warns=warns)


def _posts(county: County, unit: Row, post: str) -> list[Row]:
    return [
        row
        for row in county.rows["positions"]
        if row["organization"] == unit["organization"] and row["post"] == post
    ]


def _leave(
    county: County, unit: Row, post: str, until_d: int, is_backup: int | None = None
) -> None:
    for row in _posts(county, unit, post):
        if is_backup in (None, row["is_backup"]):
            row["until_d"] = until_d


def _attested(county: County, unit: Row, matter: str) -> list[Row]:
    return [
        row
        for row in county.rows["attestations"]
        if row["organization"] == unit["organization"] and row["matter"] == matter
    ]


def _drop_paper(county: County, unit: Row, matter: str) -> None:
    gone = _attested(county, unit, matter)
    county.rows["attestations"] = [row for row in county.rows["attestations"] if row not in gone]


def _lapse(county: County, unit: Row, matter: str, until_d: int) -> None:
    for row in _attested(county, unit, matter):
        row["until_d"] = until_d


def _only_in(county: County, rule: str, place: str) -> str:
    """Return an item that ``place`` alone lists under any rule on papers, or ''."""
    rules = {rule, "people.host_rules", "security.documents", "security.annual_attestations"}
    others = {
        item
        for one in rules
        for other in PLACES
        if other != place
        for item in county.listed(one, other)
    } | {item for one in rules - {rule} for item in county.listed(one, place)}
    return next((item for item in county.listed(rule, place) if item not in others), "")


def _where(county: County, rule: str, item: str) -> Places:
    return frozenset(place for place in PLACES if item in county.listed(rule, place))


def _keeps(county: County, unit: Row) -> bool:
    return any(row["organization"] == unit["organization"] for row in county.rows["positions"])
