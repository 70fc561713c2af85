"""What a unit must state, how a statement stands, and what becomes of an untrue one."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.cases.conftest import County
from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection import duties
from zhijian.inspection.actions.duties import look_at_statement, sign_duties, withdraw_statement
from zhijian.inspection.duties import ENDING, GOOD, LAPSED, MISSING, UNTRUE, lists, unit_list
from zhijian.inspection.models import Finding, Fulfilment, Inspection, SpotLook
from zhijian.journal.models import Entry
from zhijian.keeping.models import Attestation
from zhijian.ledger.actions.files import files_of
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, Position

TODAY = date(2026, 11, 20)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SECRECY, PII, HARM = "secrecy", "pii-minimisation", "no-user-harm"


@pytest.fixture
def bureau(county):
    """A bureau that keeps an account."""
    Account.objects.create(
        organization=county.bureau, handle="qh-ly", name="青禾林业", platform="weibo",
        media_form="text", state="operating", opened_on=date(2023, 1, 1),
    )  # fmt: skip
    return county.bureau


def sign(county: County, *controls: str, **more) -> list[Fulfilment]:
    how = {
        "by": county.editor,
        "statement": "发布前由保密员核对，附核对记录",
        "signer": "局长",
        "files": [Upload("承诺书.pdf", PDF)],
        **more,
    }
    return sign_duties(county.bureau, controls or (SECRECY,), **how)


def state(unit, control: str = SECRECY, on: date = TODAY) -> str:
    return unit_list(unit, on).of(control).state


def an_inspection(county: County, **more) -> Inspection:
    values = {"number": "JC-2026-0001", "office": county.office, "kind": "MONITOR",
              "title": "监督员检查", "place": "420325", "on": TODAY, "by": county.above}  # fmt: skip
    return Inspection.objects.create(**{**values, **more})


def look(county: County, row: Fulfilment, verdict: str, **more):
    how = {"by": county.above, "office": county.office, "says": "现场看了记录", **more}
    return look_at_statement(row, verdict=verdict, **how)


def test_a_unit_owes_the_duties_of_its_place_and_lacks_them_all(county, bureau):
    found = unit_list(bureau, TODAY)

    assert {SECRECY, PII, HARM} <= {one.control for one in found.items}
    assert {one.state for one in found.items} == {MISSING}
    assert not any(one.is_met for one in found.items)
    assert all(one.clauses for one in found.items)
    assert found.of(SECRECY).clauses[0].id == "fangxian-7-1a"


def test_a_unit_without_account_or_site_owes_no_duty_of_sponsors(county):
    assert unit_list(county.bureau, TODAY).items == ()
    assert {one.control for one in unit_list(county.office, TODAY).items} == {"joint-disposal"}


def test_an_enterprise_owes_nothing_here(county, bureau):
    bureau.kind = Organization.Kind.ENTERPRISE
    bureau.save()

    assert unit_list(bureau, TODAY).items == ()


def test_several_duties_are_signed_in_one_go_with_the_same_proof(county, bureau):
    rows = sign(county, SECRECY, PII)

    assert [row.control for row in rows] == [SECRECY, PII]
    assert {row.until_on for row in rows} == {date(2027, 11, 20)}
    assert [files_of(row).count() for row in rows] == [1, 1]
    assert (state(bureau), state(bureau, PII), state(bureau, HARM)) == (GOOD, GOOD, MISSING)
    assert Entry.objects.filter(action="duty.signed").count() == 2


def test_the_period_is_marked_as_ours_where_no_clause_names_one(county, bureau):
    item = unit_list(bureau, TODAY).of(SECRECY)

    assert (item.months, item.is_proposed) == (12, True)


def test_a_statement_ends_on_its_last_day_and_has_lapsed_the_day_after(county, bureau):
    (row,) = sign(county)
    last = row.until_on

    assert state(bureau, on=last - timedelta(days=31)) == GOOD
    assert state(bureau, on=last - timedelta(days=30)) == ENDING
    assert state(bureau, on=last) == ENDING
    assert state(bureau, on=last + timedelta(days=1)) == LAPSED
    assert not unit_list(bureau, last + timedelta(days=1)).of(SECRECY).is_met


def test_nobody_is_asked_again_while_a_statement_holds_but_may_renew_before_it_ends(county, bureau):
    (row,) = sign(county)
    with pytest.raises(Refused, match="有效至 2027-11-20"):
        sign(county)

    soon = row.until_on - timedelta(days=30)
    with clock.set_to(datetime(soon.year, soon.month, soon.day, 9, tzinfo=clock.CHINA)):
        (again,) = sign(county)

    assert again.until_on == date(2028, 10, 21)
    assert state(bureau, on=soon) == GOOD


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"statement": "  "}, "做了什么"),
        ({"signer": ""}, "签字人"),
        ({"files": []}, "佐证"),
        ({"signed_on": TODAY + timedelta(days=1)}, "还没有到"),
        ({"signed_on": date(2025, 11, 19)}, "就到期了"),
        ({"until_on": TODAY - timedelta(days=1)}, "就到期了"),
    ],
)
def test_a_statement_without_words_name_or_proof_is_refused(county, bureau, more, says):
    with pytest.raises(Refused, match=says):
        sign(county, **more)

    assert not Fulfilment.objects.exists()


def test_half_of_a_choice_is_never_signed(county, bureau):
    with pytest.raises(Refused, match="没有"):
        sign(county, SECRECY, "security-check")

    assert not Fulfilment.objects.exists()


def test_strangers_sign_nothing_for_a_unit(county, bureau):
    with pytest.raises(Refused, match="您不在这些岗位上"):
        sign(county, by=county.stranger)


def test_a_paper_on_file_answers_and_is_not_asked_for_again(county, bureau):
    def system() -> duties.Item:
        return unit_list(bureau, TODAY).of("security-system")

    assert (system().state, system().may_sign) == (MISSING, False)
    with pytest.raises(Refused, match="制度与承诺"):
        sign(county, "security-system")

    for paper in system().papers:
        Attestation.objects.create(
            organization=bureau, matter=paper.matter, signed_on=date(2026, 1, 1)
        )
    assert system().state == GOOD


def test_what_was_taken_back_is_missing_again_and_stays_on_record(county, bureau):
    (row,) = sign(county)

    withdraw_statement(row, by=county.editor, reason="人员变了")

    assert state(bureau) == MISSING
    assert Fulfilment.objects.get().withdrawn_on == TODAY
    with pytest.raises(Refused, match="已于"):
        withdraw_statement(row, by=county.editor, reason="再撤")


def test_an_untrue_statement_is_a_finding_by_the_dutys_clause(county, bureau):
    (row,) = sign(county)
    inspection = an_inspection(county)

    _, finding = look(county, row, "FAIL", inspection=inspection, says="没有核对记录")

    assert (finding.clause, finding.source) == ("fangxian-7-1a", Finding.Source.MANUAL)
    assert finding.organization == bureau
    assert state(bureau) == UNTRUE
    assert not unit_list(bureau, TODAY).of(SECRECY).is_met
    assert "声明" in finding.evidence.get(kind="text").text
    sign(county, statement="补齐了核对记录")
    assert state(bureau) == GOOD


def test_a_true_one_stands_and_what_could_not_be_seen_changes_nothing(county, bureau):
    (row,) = sign(county)

    look(county, row, "UNDETERMINED")
    assert state(bureau) == GOOD
    assert unit_list(bureau, TODAY).of(SECRECY).look.verdict == "UNDETERMINED"
    look(county, row, "PASS")

    assert unit_list(bureau, TODAY).of(SECRECY).look.verdict == "PASS"
    assert SpotLook.objects.count() == 2
    assert not Finding.objects.exists()


def test_without_an_inspection_nothing_is_called_untrue(county, bureau):
    (row,) = sign(county)

    with pytest.raises(Refused, match="先安排一次检查"):
        look(county, row, "FAIL")

    assert not SpotLook.objects.exists()


def test_nobody_looks_at_the_own_units_statement(county, bureau):
    (row,) = sign(county)
    Position.objects.create(
        organization=county.office, person=county.editor.person, kind="MONITOR",
        from_on=date(2024, 1, 1),
    )  # fmt: skip

    with pytest.raises(Refused, match="不能核实"):
        look(county, row, "PASS", by=county.editor)
    with pytest.raises(Refused):
        look(county, row, "PASS", by=county.stranger)


def test_many_units_cost_as_many_queries_as_one(county, bureau):
    def asked(*units) -> int:
        with CaptureQueriesContext(connection) as made:
            lists(units, TODAY)
        return len(made)

    several = asked(bureau, county.sibling, county.office, county.government)

    assert several == asked(bureau) < 10


def test_the_counts_add_up_to_the_lines(county, bureau):
    sign(county, SECRECY)
    found = lists([bureau, county.office], TODAY)

    counted = duties.totals(found)

    assert sum(counted.values()) == sum(len(one.items) for one in found)
    assert counted[GOOD] == 1
