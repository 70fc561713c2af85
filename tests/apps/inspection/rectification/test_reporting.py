"""Reports: filled from the items, and passed on where a text names who gets them."""

import io

import docx
import pytest

from apps.inspection.rectifying import HAIYAN, County, rows_of
from zhijian.cases import actions as cases
from zhijian.cases.media import opened
from zhijian.core.refused import Refused
from zhijian.exchange.models import Task
from zhijian.inspection.actions.rechecking import mend_item, recheck_item
from zhijian.inspection.actions.reporting import TOLD, draft_report, report_upward
from zhijian.ledger.actions.files import files_of


def text_of(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in file.paragraphs] + cells)


def looked_at(county):
    case = county.mended(county.finding(), county.finding())
    first, second = rows_of(case)
    recheck_item(first, by=county.inspector, is_passed=True, says="已补发")
    recheck_item(second, by=county.inspector, is_passed=False, says="仍然空着")
    return case


def test_the_report_is_filled_from_the_items_and_lets_the_case_go_on(county):
    case = cases.act(county.ordered(county.finding()), "sign", by=county.clerk)
    with pytest.raises(Refused, match="还有 1 项没有登记整改情况"):
        draft_report(case, by=county.clerk)
    mend_item(rows_of(case)[0], by=county.clerk, done="补发三条，逐条核对")
    case = cases.act(case, "mended", by=county.clerk, opinion="整改完毕")

    case = draft_report(case, by=county.head)

    told = text_of(opened(case.attachments.get(kind="report").digest))
    for words in ("整改情况报告", "青禾县政务公开办：", case.number, "补发三条，逐条核对"):
        assert words in told
    assert cases.act(case, "report", by=county.head).step == "recheck"


def test_in_haiyan_the_city_office_gets_the_result_as_a_task_with_the_document(db):
    county = County(HAIYAN)
    case = looked_at(county)

    told = report_upward([case], by=county.inspector)

    assert told.recipient == "市政府办"
    task = Task.objects.get()
    assert (task.organization, task.recipient) == (county.office, "市政府办")
    assert "制度" in task.basis or "海盐" in task.basis
    (file,) = files_of(task)
    words = text_of(opened(file.digest))
    assert "共复查整改事项2项，其中合格1项" in words
    case.refresh_from_db()
    assert case.data[TOLD] == "2026-11-20 报市政府办"
    with pytest.raises(Refused, match="已经上报过"):
        report_upward([case], by=county.inspector)


def test_where_no_text_names_a_recipient_there_is_a_document_and_no_task(county):
    told = report_upward([looked_at(county)], by=county.inspector)

    assert (told.recipient, told.task) == ("", None)
    assert "仍然空着" in text_of(told.content)
    assert not Task.objects.exists()


def test_what_was_not_looked_at_is_not_reported(county):
    with pytest.raises(Refused, match="还没有复查的不能上报"):
        report_upward([county.ordered(county.finding())], by=county.inspector)


def test_the_unit_does_not_report_in_the_offices_name(county):
    with pytest.raises(Refused, match="上报复查情况由"):
        report_upward([looked_at(county)], by=county.head)
