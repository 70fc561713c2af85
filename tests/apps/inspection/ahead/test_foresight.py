"""What is about to end, who is about to be missing, and what turns red if nothing is done."""

from datetime import date, timedelta

from django.db import transaction

from apps.cases.conftest import County
from apps.inspection.ahead.conftest import an_account
from zhijian import journal
from zhijian.config import clock
from zhijian.core.checks.catalogue import CHECKS
from zhijian.inspection import foresight, worked_out
from zhijian.inspection.absences import absences, single_holders
from zhijian.inspection.endings import endings, kinds
from zhijian.inspection.jobs_ahead import look_ahead, look_ahead_daily
from zhijian.inspection.models import Watch
from zhijian.jobs.models import Job
from zhijian.keeping.models import Attestation, Contract
from zhijian.ledger.models import Certification
from zhijian.people.models import Organization, Position

TODAY = date(2026, 11, 20)


def units(county: County):
    return Organization.objects.filter(pk__in=(county.bureau.pk, county.sibling.pk))


def paper(county: County, matter: str, until: date, signed: date = date(2025, 12, 1)):
    return Attestation.objects.create(
        organization=county.bureau, matter=matter, signed_on=signed, until_on=until
    )


def test_an_account_at_its_limit_is_listed_with_day_clause_and_what_is_left(county, monkeypatch):
    account = an_account(county.bureau, "近限", TODAY - timedelta(days=9))
    elsewhere = an_account(county.government, "别处", TODAY)
    monkeypatch.setattr(foresight, "CHECKS", {"updates.gap": CHECKS["updates.gap"]})

    foresight.work_out(county.office)

    rows = foresight.coming(county.office).told["rows"]
    assert elsewhere.name not in {row["subject"] for row in rows}
    (gap,) = [row for row in rows if row["check"] == "updates.gap"]
    assert (gap["on"], gap["left"], gap["account"]) == ("2026-11-22", 1, account.pk)
    assert gap["unit"] == county.bureau.pk
    assert gap["limit"] == "10天"
    assert "房政办发〔2023〕16号" in gap["cited"]


def test_what_was_worked_out_says_when_the_registers_changed_since(county):
    worked_out.put({"what": "x"}, {"rows": []})
    assert worked_out.get({"what": "x"}).is_current

    with transaction.atomic():
        journal.record("register.edited", county.bureau, by=county.editor)

    assert not worked_out.get({"what": "x"}).is_current


def test_what_was_worked_out_is_gone_after_a_day(county):
    worked_out.put({"what": "x"}, {"rows": []}, b"book")

    assert worked_out.sweep(TODAY + timedelta(days=1)) == 0
    assert worked_out.sweep(TODAY + timedelta(days=2)) == 1
    assert worked_out.get({"what": "x"}) is None


def test_every_morning_those_who_watch_are_looked_ahead_for_once(county, monkeypatch):
    Watch.objects.create(office=county.office, place="420325", by=county.above, changed_on=TODAY)
    Watch.objects.create(
        office=county.bureau, place="420325", by=county.above, changed_on=TODAY, is_on=False
    )

    look_ahead_daily({})
    look_ahead_daily({})

    (job,) = Job.objects.filter(kind=foresight.JOB)
    worked_for = []
    monkeypatch.setattr(foresight, "work_out", worked_for.append)
    look_ahead(job.payload)
    assert worked_for == [county.office]


def test_what_ends_within_the_days_is_one_dated_list(county):
    inside, outside = TODAY + timedelta(days=7), TODAY + timedelta(days=8)
    paper(county, "应急预案", inside)
    paper(county, "保密审查制度", outside)
    Contract.objects.create(
        number="HT-1", organization=county.sibling, operator="青禾传媒", from_on=date(2025, 1, 1),
        until_on=TODAY, qualified_until_on=TODAY - timedelta(days=1),
    )  # fmt: skip
    account = an_account(county.bureau, "认证", TODAY)
    Certification.objects.create(
        account=account, seen_on=date(2026, 1, 1), subject="青禾县林业局", expires_on=inside
    )

    found = endings(units(county), TODAY, inside)

    told = [(one.on, one.kind, one.unit_name) for one in found]
    assert told == [
        (TODAY, "委托合同", "青禾县水利局"),
        (inside, "制度与承诺", "青禾县林业局"),
        (inside, "账号认证", "青禾县林业局"),
    ]
    assert len(set(kinds())) == len(kinds())


def test_a_paper_that_was_renewed_does_not_end(county):
    paper(county, "应急预案", TODAY + timedelta(days=3))
    paper(county, "应急预案", TODAY + timedelta(days=300), signed=TODAY)

    assert not endings(units(county), TODAY, TODAY + timedelta(days=7))


def test_an_older_certification_says_nothing_once_there_is_a_newer_one(county):
    account = an_account(county.bureau, "认证", TODAY)
    for seen, ends in ((date(2025, 1, 1), TODAY), (date(2026, 1, 1), date(2027, 1, 1))):
        Certification.objects.create(account=account, seen_on=seen, subject="林", expires_on=ends)

    assert not endings(units(county), TODAY, TODAY + timedelta(days=7))


def test_a_post_that_ends_is_vacant_from_the_next_day_unless_somebody_else_holds_it(county):
    for user in (county.reviewer, county.editor):
        Position.objects.filter(person=user.person).update(until_on=TODAY + timedelta(days=2))

    found = absences(units(county), TODAY, TODAY + timedelta(days=7))

    day = TODAY + timedelta(days=3)
    assert {(one.on, one.person_name) for one in found} == {(day, "审核"), (day, "采编")}
    editor = next(one for one in found if one.person_name == "采编")
    assert not editor.is_vacant  # 采编乙 stays
    assert editor.why == "任期到 2026-11-22"


def test_somebody_who_leaves_beyond_the_days_is_not_missing_yet(county):
    person = county.lead.person
    person.left_on = TODAY + timedelta(days=9)
    person.save()

    assert not absences(units(county), TODAY, TODAY + timedelta(days=7))
    (one,) = absences(units(county), TODAY, TODAY + timedelta(days=8))
    assert (one.on, one.why) == (TODAY + timedelta(days=9), "离岗 2026-11-28")


def test_a_required_post_that_one_person_holds_is_named_with_its_clause(county):
    found = single_holders(units(county), clock.today())

    mine = {one.post: one for one in found if one.unit == county.bureau.pk}
    assert all(one.cited for one in found)
    assert not any("采编" in post for post in mine)  # two hold it
    assert any(one.person_name in ("局长", "指挥长", "审核", "监督") for one in mine.values())
