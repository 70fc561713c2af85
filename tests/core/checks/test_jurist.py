"""Who is bound, and how strictly: the clause decides, and where it is open, the reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from core.checks.bench import QuickSqlite
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.facts.collection import Facts, Sight
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.outcomes import STATES, Standing, Verdict

YZ, FX, HN, QD, HY = "211202", "420325", "430422", "370200", "330424"
UNIT = {"organization": "甲局", "kind": "organ", "level": "department"}
ACCOUNT = {
    "account": "甲号",
    "name": "甲发布",
    "organization": "甲局",
    "platform": "wechat",
    "account_type": "subscription",
    "state": "operating",
    "media_form": "text",
    "opened_on": "2020-01-01",
}
ON = date(2026, 6, 30)
Records = Mapping[str, Sequence[Mapping[str, Any]]]


def say(
    law: Law,
    check: str,
    place: str,
    records: Records,
    *,
    on: date = ON,
    sights: Mapping[str, Sight] | None = None,
    told: str = "verdict",
) -> Any:
    """Return the verdicts (WARN for a warning) by subject, or another field of what is told."""
    engine = QuickSqlite()
    given = {"organizations": [UNIT], "accounts": [ACCOUNT], **records}
    found = judge(
        Facts.from_records(given, dict(sights or {})),
        place=place,
        on=on,
        law=law,
        engine=engine,
        checks={check: CHECKS[check]},
    )
    states = dict(engine.fetch("SELECT subject, state FROM outcomes"))
    engine.close()
    if told != "verdict":
        return {outcome.subject: getattr(outcome, told) for outcome in found.outcomes}
    said = {str(key): STATES[int(state or 0)] for key, state in states.items()}
    warned = (Verdict.PASS, Standing.WARNED)
    return {key: "WARN" if pair == warned else str(pair[0]) for key, pair in said.items()}


def event(kind: str, day: str, **more: Any) -> dict[str, Any]:
    return {"event": "变动", "account": "甲号", "kind": kind, "event_on": day, **more}


EMPTY = Sight(declared_empty=True)


# ---- reading 7: no figure, so late only warns until the long stop


@pytest.mark.parametrize(
    ("place", "day", "expected"),
    [
        (HY, "2026-06-23", {}),  # the fifth workday is the day of judging
        (HY, "2026-06-22", "WARN"),
        (HY, "2025-06-30", "WARN"),
        (HY, "2025-06-29", "FAIL"),
        (YZ, "2026-03-02", "WARN"),
        (QD, "2026-03-02", "WARN"),
        (FX, "2026-03-02", "FAIL"),
    ],
)
def test_a_filing_without_a_figure_fails_only_after_a_year(
    law: Law, place: str, day: str, expected: Any
) -> None:
    records: Records = {"life_events": [event("OPEN", day)], "filings": []}

    said = say(law, "filing.recipients", place, records, sights={"filings": EMPTY})

    assert said == (expected and {"变动": expected})


@pytest.mark.parametrize(("day", "expected"), [("2025-06-30", "WARN"), ("2025-06-29", "FAIL")])
def test_a_password_to_be_changed_promptly_fails_only_after_a_year(
    law: Law, day: str, expected: str
) -> None:
    change = {"change": "变", "organization": "甲局", "post": "ADMIN", "handed_over_on": day}
    change["changed_on"] = day

    said = say(law, "staff.password_changed", YZ, {"staff_changes": [change]})

    assert said == {"变": expected}


# ---- who is bound


@pytest.mark.parametrize(
    ("place", "kind", "grade", "expected"),
    [
        (HY, "opinion", "ordinary", "FAIL"),
        (HY, "stolen", "ordinary", None),
        (YZ, "illegal", "ordinary", "FAIL"),
        (YZ, "opinion", "ordinary", None),
        (HN, "opinion", "major", "FAIL"),
        (HN, "opinion", "larger", None),
        (FX, "opinion", "ordinary", "WARN"),
    ],
)
def test_only_incidents_that_the_text_names_must_be_reported(
    law: Law, place: str, kind: str, grade: str, expected: str | None
) -> None:
    incident = {"incident": "事", "organization": "甲局", "kind": kind, "grade": grade}
    incident["detected_at"] = "2026-06-20 09:00"
    records: Records = {"incidents": [incident], "incident_reports": []}

    said = say(law, "incident.recipients", place, records, sights={"incident_reports": EMPTY})

    assert said.get("事") == expected


@pytest.mark.parametrize(
    ("place", "expected"), [(YZ, "FAIL"), (HY, "FAIL"), (HN, "WARN"), (QD, "WARN"), (FX, "WARN")]
)
def test_a_leave_to_outsource_asks_for_no_contract(law: Law, place: str, expected: str) -> None:
    records: Records = {
        "accounts": [ACCOUNT | {"operation_mode": "purchased"}],
        "contracts": [],
    }

    said = say(law, "outsourcing.contract", place, records, sights={"contracts": EMPTY})

    assert said == {"甲号": expected}


@pytest.mark.parametrize(("kind", "expected"), [("CHANGE", "FAIL"), ("CLOSE", "WARN")])
def test_fangxian_asks_for_notice_of_changes_and_deregistrations(
    law: Law, kind: str, expected: str
) -> None:
    records: Records = {"life_events": [event(kind, "2026-06-01")], "announcements": []}

    said = say(law, "filing.announced", FX, records, sights={"announcements": EMPTY})

    assert said == {"变动": expected}


@pytest.mark.parametrize(("place", "expected"), [(YZ, "FAIL"), (HN, "FAIL"), (QD, "WARN")])
def test_qingdao_asks_approval_only_of_special_needs(law: Law, place: str, expected: str) -> None:
    late = {"registered_on": "2024-05-06", "approved_on": "2024-05-07"}

    said = say(law, "accounts.approved_first", place, {"accounts": [ACCOUNT | late]})

    assert said == {"甲号": expected}


@pytest.mark.parametrize(("place", "expected"), [(QD, "WARN"), (HY, "FAIL")])
def test_qingdaos_report_was_asked_once(law: Law, place: str, expected: str) -> None:
    order = {"rectification": "改", "organization": "甲局", "received_on": "2026-06-01"}
    order |= {"done_on": "2026-06-01"}

    said = say(law, "rectification.reported", place, {"rectifications": [order]})

    assert said == {"改": expected}


@pytest.mark.parametrize(
    ("level", "expected"), [("department", {"甲局": "FAIL"}), ("subordinate", {})]
)
def test_only_departments_and_towns_name_a_supervising_office(
    law: Law, level: str, expected: dict[str, str]
) -> None:
    other = UNIT | {"organization": "乙局", "supervising_office": "办公室"}
    records: Records = {"organizations": [UNIT | {"level": level}, other]}

    assert say(law, "accounts.supervising_office", HN, records) == expected


@pytest.mark.parametrize(
    ("state", "expected"), [("deregistered", {"甲号": "FAIL"}), ("closed", {})]
)
def test_fangxian_takes_down_what_is_deregistered(
    law: Law, state: str, expected: dict[str, str]
) -> None:
    app = ACCOUNT | {"platform": "app", "state": state, "store_links_left": 1}

    assert say(law, "accounts.app_takedown", FX, {"accounts": [app]}) == expected


@pytest.mark.parametrize(
    ("managed_by", "expected"), [("local", "FAIL"), ("city", "PASS"), ("province", "PASS")]
)
def test_a_site_managed_from_above_is_none_of_the_countys(
    law: Law, managed_by: str, expected: str
) -> None:
    units = [UNIT, UNIT | {"organization": "垂管局", "managed_by": managed_by}]
    sites = [
        {"site": f"站{n}", "name": "站", "organization": unit["organization"], "state": "operating"}
        for n, unit in enumerate(units)
    ]

    said = say(law, "sites.portal_count", FX, {"organizations": units, "sites": sites})

    assert said == {FX: expected}


@pytest.mark.parametrize(("place", "expected"), [(HY, "FAIL"), (HN, "PASS")])
def test_only_haiyans_clock_starts_with_the_handover(law: Law, place: str, expected: str) -> None:
    change = {"change": "变", "organization": "甲局", "post": "ADMIN", "changed_on": "2026-06-11"}
    change |= {"handed_over_on": "2026-06-01", "refiled_on": "2026-06-15"}

    assert say(law, "staff.refiled", place, {"staff_changes": [change]}) == {"变": expected}


# ---- terms that have not run out


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-06-23", "NOT_APPLICABLE"), ("2026-06-22", "FAIL")]
)
def test_a_new_account_may_be_unfiled_until_the_term_ends(
    law: Law, day: str, expected: str
) -> None:
    new = ACCOUNT | {"opened_on": day, "is_filed": 0}

    assert say(law, "accounts.approved", FX, {"accounts": [new]}) == {"甲号": expected}


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-06-23", {}), ("2026-06-22", {"甲号": "FAIL"})]
)
def test_a_new_account_may_be_in_no_system_until_the_term_ends(
    law: Law, day: str, expected: dict[str, str]
) -> None:
    records: Records = {"accounts": [ACCOUNT | {"opened_on": day}], "receipts": []}

    said = say(law, "accounts.filed_everywhere", FX, records, sights={"receipts": EMPTY})

    assert said == expected


@pytest.mark.parametrize(
    ("place", "last", "on", "expected"),
    [
        (FX, "2026-01-05", "2026-06-30", "PASS"),  # once in each quarter
        (FX, "2026-01-05", "2026-07-01", "FAIL"),
        (HN, "2026-04-02", "2026-05-31", "PASS"),  # once in each month
        (HN, "2026-04-02", "2026-06-01", "FAIL"),
    ],
)
def test_inspections_are_due_by_the_end_of_the_next_whole_period(
    law: Law, place: str, last: str, on: str, expected: str
) -> None:
    records: Records = {"inspections": [{"inspection": "查", "kind": "SWEEP", "closed_on": last}]}

    said = say(law, "inspection.rhythm", place, records, on=date.fromisoformat(on))

    assert said == {place: expected}


def test_an_office_that_never_inspected_is_measured_from_the_first_day_of_its_rule(
    law: Law,
) -> None:
    records: Records = {"inspections": []}

    said = say(law, "inspection.rhythm", FX, records, sights={"inspections": EMPTY})

    assert said == {FX: "FAIL"}


# ---- reading 6: nothing before the day a rule is in force


def published(*days: str) -> list[dict[str, Any]]:
    return [
        {"publication": f"{n}", "account": "甲号", "published_on": day, "form": "text"}
        for n, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("last", "on", "expected"),
    [
        ("2023-08-07", "2023-08-17", "UNDETERMINED"),  # over when the rule began
        ("2023-08-07", "2023-08-18", "FAIL"),
        ("2023-08-08", "2023-08-17", "FAIL"),  # not over when it began
    ],
)
def test_a_silence_over_before_the_rule_began_is_not_held_against_the_account(
    law: Law, last: str, on: str, expected: str
) -> None:
    records: Records = {"publications": published("2023-07-20", last)}

    said = say(law, "updates.gap", FX, records, on=date.fromisoformat(on))

    assert said == {"甲号": expected}


@pytest.mark.parametrize(("on", "expected"), [("2021-05-16", "PASS"), ("2021-05-23", "FAIL")])
def test_only_weeks_after_the_rule_began_are_counted(law: Law, on: str, expected: str) -> None:
    records: Records = {"publications": published("2021-02-01", "2021-05-06", "2021-05-15")}

    said = say(law, "updates.weekly", YZ, records, on=date.fromisoformat(on))

    assert said == {"甲号": expected}


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2024, 6, 30), "NOT_APPLICABLE"), (date(2025, 6, 30), "FAIL")]
)
def test_a_year_in_which_the_rule_began_is_not_counted(law: Law, on: date, expected: str) -> None:
    said = say(law, "training.yearly", HN, {"training": []}, on=on, sights={"training": EMPTY})

    assert said == {"甲局": expected}


# ---- what is not recorded is not known


def test_a_registration_without_its_day_is_not_held_against_anyone(law: Law) -> None:
    everywhere = [
        {"account": "甲号", "system": system, "receipt": "回执1"}
        for system in (
            "全省政务新媒体管理平台",
            "十堰市政务新媒体监管服务平台",
            "全国政务新媒体信息报送系统",
        )
    ]

    said = say(law, "accounts.filed_everywhere", FX, {"receipts": everywhere})
    less = say(law, "accounts.filed_everywhere", FX, {"receipts": everywhere[1:]})

    assert said == {"甲号": "UNDETERMINED"}
    assert less == {"甲号": "FAIL"}


@pytest.mark.parametrize(
    ("outsourced", "complete", "expected"),
    [(1, True, "FAIL"), (1, False, "FAIL"), (0, True, "PASS"), (0, False, "UNDETERMINED")],
)
def test_who_is_seen_at_the_keys_is_enough_to_fail_but_not_to_pass(
    law: Law, outsourced: int, complete: bool, expected: str
) -> None:
    admin = {"organization": "甲局", "post": "ADMIN", "person": "青某", "from_on": "2024-01-01"}
    records: Records = {"positions": [admin | {"is_outsourced": outsourced}]}

    said = say(
        law, "people.admin_outsourced", HY, records, sights={"positions": Sight(complete=complete)}
    )

    assert said == {"甲局": expected}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"registered_subject_kind": "unit", "certified_subject_kind": "unit"}, "PASS"),
        ({"registered_subject_kind": "unit", "certified_subject": "甲局"}, "PASS"),
        ({"registered_subject_kind": "unit", "is_certified": 0}, "PASS"),
        ({"registered_subject_kind": "unit", "certified_subject": "乙某"}, "UNDETERMINED"),
        ({"registered_subject_kind": "internal"}, "FAIL"),
        ({"certified_subject_kind": "internal"}, "FAIL"),
        ({}, "UNDETERMINED"),
    ],
)
def test_a_certifier_of_unknown_kind_is_not_cleared(
    law: Law, more: dict[str, Any], expected: str
) -> None:
    said = say(law, "accounts.internal_subject", YZ, {"accounts": [ACCOUNT | more]})

    assert said == {"甲号": expected}


@pytest.mark.parametrize(
    ("moment", "expected", "observed"),
    [("2026-06-29 09:00", "WARN", 15 * 60), ("2026-06-29 23:30", "UNDETERMINED", 30)],
)
def test_an_incident_not_reported_yet_is_measured_to_the_morning_of_the_day(
    law: Law, moment: str, expected: str, observed: int
) -> None:
    incident = {"incident": "事", "organization": "甲局", "kind": "opinion", "detected_at": moment}
    records: Records = {"incidents": [incident]}

    assert say(law, "incident.report_time", HY, records) == {"事": expected}
    assert say(law, "incident.report_time", HY, records, told="observed") == {"事": observed * 60}


@pytest.mark.parametrize(
    ("filed", "expected"),
    [({"receipt": "回执1"}, "UNDETERMINED"), ({"filed_on": "2026-06-04"}, "PASS")],
)
def test_a_filing_without_its_day_is_neither_late_nor_in_time(
    law: Law, filed: dict[str, Any], expected: str
) -> None:
    recipient = {"event": "变动", "recipient": "全省政务新媒体管理平台"}
    records: Records = {
        "life_events": [event("OPEN", "2026-06-01")],
        "filings": [recipient | filed],
    }

    assert say(law, "filing.in_time", FX, records) == {"变动": expected}


@pytest.mark.parametrize(
    ("hashes", "expected"),
    [(("甲", "甲"), "PASS"), (("", "甲"), "UNDETERMINED"), (("", "乙"), "FAIL")],
)
def test_a_stage_without_its_version_is_not_another_version(
    law: Law, hashes: tuple[str, str], expected: str
) -> None:
    text = {"publication": "稿", "account": "甲号", "published_on": "2026-06-20"}
    reviews = [
        {
            "publication": "稿",
            "stage": n,
            "person": f"青{n}",
            "reviewed_at": f"2026-06-1{n}",
            "revision_hash": version,
        }
        for n, version in enumerate(hashes, start=1)
    ]
    records: Records = {"publications": [text | {"released_hash": "甲"}], "reviews": reviews}

    said = say(law, "review.version", FX, records)

    assert said.get("稿", "PASS") == expected


# ---- readings shown, and both limits of a mixed account


@pytest.mark.parametrize(("silent", "expected"), [(14, "UNDETERMINED"), (15, "FAIL")])
def test_beyond_both_its_limits_a_mixed_account_of_haiyan_fails(
    law: Law, silent: int, expected: str
) -> None:
    said = [
        {"publication": f"{n}/{form}", "account": "甲号", "published_on": day, "form": form}
        for n, day in enumerate(
            date.fromordinal(ON.toordinal() - silent - 7 * k) for k in range(20)
        )
        for form in ("text", "video")
    ]
    records: Records = {"accounts": [ACCOUNT | {"media_form": ""}], "publications": said}

    assert say(law, "updates.gap", HY, records) == {"甲号": expected}
    if expected == "FAIL":
        assert say(law, "updates.gap", HY, records, told="clause") == {"甲号": "haiyan-sys-8c"}


@pytest.mark.parametrize(("kind", "reading"), [("news", "r03"), ("budget", "r12"), ("other", "")])
def test_a_column_shows_the_reading_of_its_own_kind(law: Law, kind: str, reading: str) -> None:
    records: Records = {
        "sites": [{"site": "站", "name": "站", "organization": "甲局", "state": "operating"}],
        "site_columns": [{"site_column": "栏", "site": "站", "name": "栏", "column_class": kind}],
        "column_items": [{"item": "条", "site_column": "栏", "published_on": "2024-01-02"}],
    }

    assert say(law, "columns.gap", FX, records, told="reading") == {"栏": reading}


def test_a_column_that_no_row_fills_is_not_held_against_anyone(law: Law) -> None:
    records: Records = {"accounts": [ACCOUNT, ACCOUNT | {"account": "乙号", "name": "乙"}]}

    assert set(say(law, "accounts.section", HY, records).values()) == {"UNDETERMINED"}


def test_a_column_that_some_row_fills_is_missed_where_it_is_blank(law: Law) -> None:
    filled = ACCOUNT | {"account": "乙号", "name": "乙", "section": "宣教科"}
    records: Records = {"accounts": [ACCOUNT | {"section": ""}, filled]}

    found = say(law, "accounts.section", HY, records)

    assert found == {"甲号": "FAIL", "乙号": "PASS"}


def test_the_registrations_yes_to_a_licence_is_a_licence(law: Law) -> None:
    licensed = ACCOUNT | {"provides_news": 1, "has_license": 1, "license_until_on": "2099-01-01"}
    records: Records = {"accounts": [licensed]}

    assert say(law, "accounts.licence", HN, records) == {"甲号": "PASS"}


def test_two_wechat_accounts_of_unsaid_type_are_not_two_of_one_type(law: Law) -> None:
    two = [ACCOUNT | {"account": name, "platform": "wechat", "account_type": ""} for name in "甲乙"]

    assert "FAIL" not in say(law, "accounts.one_per_platform", FX, {"accounts": two}).values()
