"""The package of an inspection: what came of it and by what it was judged, provable elsewhere."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from apps.inspection.entered import NINE, Entered, enter
from zhijian.cases.media import Upload, path_of
from zhijian.cases.models import Attachment
from zhijian.config import clock
from zhijian.core.law import Law
from zhijian.demo.build import build
from zhijian.inspection import freezing
from zhijian.inspection.actions.findings import confirm_findings
from zhijian.inspection.actions.inspections import close_inspection
from zhijian.inspection.actions.manual import Proof, add_evidence
from zhijian.inspection.actions.orders import order
from zhijian.inspection.models import Finding, Inspection
from zhijian.journal.package import examine
from zhijian.packaged import default_rulebooks
from zhijian.people.models import User

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(scope="module")
def county():
    return build(Law.load(default_rulebooks()), seed=1, accounts=110)


@pytest.fixture
def entered(db, county, settings, tmp_path) -> Entered:
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(NINE):
        yield enter(county)


@pytest.fixture
def auditor(entered) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("audit", None, office="audit"))
    return client


def closed(entered: Entered) -> Inspection:
    """An inspection with one finding that was confirmed, shown, and ordered to be mended."""
    made = entered.inspect(checks=("accounts.approved", "updates.gap"))
    finding = Finding.objects.exclude(organization=entered.office).first()
    confirm_findings([finding], by=entered.inspector)
    add_evidence(finding, by=entered.inspector, proof=Proof([Upload("截图.pdf", PDF)]))
    order([finding], by=entered.inspector)
    return close_inspection(made, by=entered.inspector)


def test_the_package_holds_all_that_came_of_it_and_every_file_is_named_in_the_record(
    entered, auditor
):
    made = closed(entered)
    other = entered.inspect(checks=("people.required_posts",))
    url = reverse("journal_object", args=("inspection.inspection", made.pk))

    content = b"".join(auditor.post(url).streaming_content)

    says = examine(io.BytesIO(content))
    assert "没有改动" in says[0]
    assert [one for one in says if "请注意" in one] == []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = {name.rpartition("/")[2] for name in package.namelist()}
        entries = package.read("entries.jsonl").decode()
    notice = Attachment.objects.get().digest
    wanted = {made.law_digest, made.facts_digest, made.outcomes_digest, notice}
    assert wanted | set(freezing.digests_in(made.facts_digest)) <= names
    for action in ("inspection.closed", "finding.confirmed", "rectification.ordered"):
        assert f'"{action}"' in entries
    assert other.number not in entries


def test_a_file_that_is_gone_is_said_and_no_package_given(entered, auditor):
    made = closed(entered)
    path_of(made.outcomes_digest).unlink()
    url = reverse("journal_object", args=("inspection.inspection", made.pk))

    answer = auditor.post(url, follow=True)

    assert "文件不在了" in answer.content.decode()
