"""The evidence package: it verifies without our software, and no altered one does."""

import ast
import hashlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal_flush import without_triggers
from zhijian.config import clock
from zhijian.config.options import Options
from zhijian.core.refused import Refused
from zhijian.journal import archive, canonical, evidence
from zhijian.journal.models import DailyHead, Entry
from zhijian.journal.package import examine
from zhijian.people.models import Organization

pytestmark = pytest.mark.django_db

STANDALONE = Path(evidence.__file__).with_name("standalone") / "verify.py"
SCAN = b"a scan" * 100
SHA = hashlib.sha256(SCAN).hexdigest()
LOOSE = b"nobody spoke of it"
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def load_standalone():
    spec = importlib.util.spec_from_file_location("standalone_verify", STANDALONE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = load_standalone()


def attachment(name: str, content: bytes, sha256: str = "") -> evidence.Attachment:
    sha256 = sha256 or hashlib.sha256(content).hexdigest()
    return evidence.Attachment(name, sha256, lambda: io.BytesIO(content))


def exported(asked, *files: evidence.Attachment, **how) -> bytes:
    to = io.BytesIO()
    with clock.set_to(NOON):
        evidence.export(asked, to, attachments=files, **how)
    return to.getvalue()


@pytest.fixture(params=["sha256", "sm3"])
def unit_with_record(request, write, unit, monkeypatch):
    """Two objects' entries, mixed; a daily head in the middle; an attachment spoken of."""
    monkeypatch.setattr("zhijian.journal.recording.options", lambda: Options(digest=request.param))
    other = Organization.objects.create(name="青禾县水利局", place="420325")
    for n in range(7):
        write(subject=(unit, other)[n % 2], number=n)
    entry = write("sample.attached", subject=unit, files=[{"sha256": SHA, "name": "扫描件.pdf"}])
    DailyHead.objects.create(
        day=date(2026, 11, 20), seq=8, digest=entry.digest, algorithm=request.param, count=8
    )
    for n in range(5):
        write(subject=(unit, other)[n % 2], number=n)
    return unit


@pytest.fixture
def package(unit_with_record) -> bytes:
    return exported(unit_with_record, attachment("扫描件.pdf", SCAN), attachment("另.txt", LOOSE))


def says(package: bytes, printed=()) -> list[str]:
    """What both verifiers say; they must say the same."""
    ours = list(examine(io.BytesIO(package), printed=dict(printed)))
    theirs = VERIFY.check(io.BytesIO(package), printed)
    assert ours == theirs
    return ours


def refusals(package: bytes, printed=()) -> tuple[str, str]:
    with pytest.raises(Refused) as ours:
        examine(io.BytesIO(package), printed=dict(printed))
    with pytest.raises(VERIFY.Broken) as theirs:
        VERIFY.check(io.BytesIO(package), printed)
    return str(ours.value), str(theirs.value)


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as read:
        return {info.filename: read.read(info) for info in read.infolist()}


def packed(files: list[tuple[str, bytes]]) -> bytes:
    to = io.BytesIO()
    writer = archive.Writer(to)
    for name, content in files:
        writer.add(name, content)
    writer.finish()
    return to.getvalue()


def forged(package: bytes, *, keeps_manifest: bool = False, **changed: bytes) -> bytes:
    """The package with files replaced and the list of digests made to fit."""
    names = {name.partition(".")[0].rpartition("/")[2]: name for name in files_of(package)}
    files = files_of(package) | {names[key]: content for key, content in changed.items()}
    if not keeps_manifest:
        manifest = json.loads(files["manifest.json"])
        manifest["files"] = {
            name: hashlib.sha256(files[name]).hexdigest() for name in manifest["files"]
        }
        files["manifest.json"] = canonical.canonical(manifest)
    return packed(list(files.items()))


def test_a_package_proves_its_entries_and_names_what_it_does_not_prove(package):
    head = Entry.objects.first()

    sentences = says(package)

    assert sentences[0] == "证据包完整：8 条留痕、2 个附件，没有改动。"
    assert f"链头：第 13 条，摘要 {head.digest}" in sentences[1]
    assert "2026-11-20 的日链头第 8 条" in sentences[2]
    assert "证明其中 5 条" in sentences[2]
    assert "“另.txt”的摘要没有写在留痕里" in sentences[3]
    assert len(sentences) == 4


def test_a_package_is_an_ordinary_zip_that_anybody_can_open(package, unit):
    files = files_of(package)

    assert list(files)[:5] == [
        "manifest.json", "entries.jsonl", "links.jsonl", "verify.py", "README.txt",
    ]  # fmt: skip
    assert files[f"attachments/{SHA}"] == SCAN
    assert files["verify.py"] == STANDALONE.read_bytes()
    entries = [json.loads(line) for line in files["entries.jsonl"].splitlines()]
    assert [entry["seq"] for entry in entries] == [1, 3, 5, 7, 8, 9, 11, 13]
    assert {entry["subject_id"] for entry in entries} == {str(unit.pk)}
    assert "水利局" not in files["links.jsonl"].decode() + files["manifest.json"].decode()


def test_the_same_evidence_gives_the_same_bytes(unit_with_record):
    files = [attachment("扫描件.pdf", SCAN), attachment("另.txt", LOOSE)]

    assert exported(unit_with_record, *files) == exported(unit_with_record, *reversed(files))


def test_a_choice_of_entries_may_leave_some_out(unit_with_record):
    package = exported(Entry.objects.filter(seq__in=(2, 3, 12)), scope="抽取")

    assert "3 条留痕、0 个附件" in says(package)[0]
    assert json.loads(files_of(package)["manifest.json"])["scope"] == {
        "kind": "choice",
        "words": "抽取",
    }


def test_a_printed_head_is_compared(package, write):
    head = Entry.objects.get(seq=13)
    daily = Entry.objects.get(seq=8)

    assert "第 13 条）相符，它证明其中 8 条" in says(package, [(13, head.digest[:16])])[-2]
    assert "第 8 条）相符，它证明其中 5 条" in says(package, [(8, daily.digest)])[-2]
    assert "断裂" in refusals(package, [(13, daily.digest)])[0]
    assert "断裂" in refusals(package, [(8, "0" * 16)])[0]
    assert "没有走到第 99 条的路" in refusals(package, [(99, "0" * 16)])[0]


def test_the_only_python_a_third_party_needs_is_its_own(package, tmp_path):
    path = tmp_path / "证据包.zip"
    path.write_bytes(package)
    (tmp_path / "verify.py").write_bytes(files_of(package)["verify.py"])
    command = [sys.executable, "-I", "-S", "verify.py"]
    head = Entry.objects.first()
    env = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [*command, *words], cwd=tmp_path, capture_output=True, env=env, check=False
        )
        return done.returncode, done.stdout.decode()

    assert run(path.name)[0] == 0
    assert run(path.name, "--head", f"13:{head.digest[:16]}")[0] == 0
    assert run("--head", f"13:{'0' * 16}", path.name)[0] == 1
    assert run(path.name, "--head", "13:abc")[0] == 2
    assert run() == (2, VERIFY.USAGE)
    assert run("no.zip")[0] == 2
    path.write_bytes(package[:-1])
    code, said = run(path.name)
    assert code == 1
    assert "不是原样的证据包" in said


def test_the_stand_alone_file_is_small_plain_and_old_enough():
    text = STANDALONE.read_text()
    imported = {line.split()[1] for line in text.splitlines() if line.startswith("import ")}

    assert len(text.splitlines()) < 300
    assert "\nfrom " not in text
    assert imported <= set(sys.stdlib_module_names)
    compile(text, "verify.py", "exec", dont_inherit=True)
    ast.parse(text, feature_version=(3, 8))


def test_every_single_byte_of_a_package_counts(package):
    """Every byte of the headers, of the small files and of the directory; others by sample."""
    program = files_of(package)["verify.py"]
    start = package.index(program) + 200
    dull = range(start, start + len(program) - 400)
    places = [at for at in range(len(package)) if at not in dull or at % 97 == 0]

    for at in places:
        altered = bytearray(package)
        altered[at] ^= 1 << (at % 8)
        for verifier, fault in ((examine, Refused), (VERIFY.check, VERIFY.Broken)):
            with pytest.raises(fault):
                verifier(io.BytesIO(bytes(altered)))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_verifiers_agree_on_any_cut_or_changed_package(package, data):
    start = data.draw(st.integers(0, len(package)))
    end = data.draw(st.integers(start, min(len(package), start + 40)))
    altered = package[:start] + data.draw(st.binary(max_size=20)) + package[end:]
    if altered == package:
        return

    refusals(altered)


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_verifiers_agree_on_any_forged_statement(package, data):
    """A forger changes one value anywhere in one JSON file and makes all outer digests fit."""
    files = files_of(package)
    name = data.draw(st.sampled_from(["manifest.json", "entries.jsonl", "links.jsonl"]))
    lines = files[name].splitlines()
    n = data.draw(st.integers(0, len(lines) - 1))
    value = json.loads(lines[n])
    replace_somewhere(value, data)
    lines[n] = canonical.canonical(value)
    key = name.partition(".")[0]
    content = b"\n".join(lines) + b"\n"
    forgery = forged(package, keeps_manifest=key == "manifest", **{key: content})

    verdicts = [holds(examine, forgery), holds(VERIFY.check, forgery)]

    assert verdicts[0] == verdicts[1]
    if name != "manifest.json" and forgery != package:
        assert not verdicts[0]


def replace_somewhere(value, data) -> None:
    """Replace one value in a JSON object, at any depth."""
    key = data.draw(
        st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value)))
    )
    inner = value[key]
    if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
        replace_somewhere(inner, data)
        return
    other = st.sampled_from([None, True, -1, 0, 1, 8, 13, 2**53, "", "甲", "0" * 64, SHA, [], {}])
    value[key] = data.draw(other.filter(lambda new: new != inner or type(new) is not type(inner)))


def holds(verifier, package: bytes) -> bool:
    try:
        verifier(io.BytesIO(package))
    except (Refused, VERIFY.Broken):
        return False
    return True


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../evil", "不该有的文件“../evil”"),
        ("/etc/passwd", "不该有的文件"),
        ("attachments/../../evil", "不该有的文件"),
        ("attachments/" + "a" * 63, "不该有的文件"),
        ("ENTRIES.JSONL", "不该有的文件"),
        ("manifest.json", "两个同名文件"),
        (f"attachments/{SHA}", "两个同名文件"),
        ("attachments/" + "a" * 64, "与清单列出的不一致"),
    ],
)
def test_files_that_do_not_belong_there_are_named(package, name, words):
    hostile = packed([*files_of(package).items(), (name, b"x")])

    for sentence in refusals(hostile):
        assert words in sentence


def test_a_missing_file_is_named(package):
    for name in ("verify.py", "entries.jsonl"):
        files = [(n, c) for n, c in files_of(package).items() if n != name]
        for sentence in refusals(packed(files)):
            assert f"缺少“{name}”" in sentence


def test_packed_again_by_another_program_it_is_not_the_original(package):
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name, content in files_of(package).items():
            bomb.writestr(name, content)
        bomb.writestr("attachments/" + "b" * 64, b"\0" * 50_000_000)

    for sentence in refusals(to.getvalue()):
        assert "解压后重新打包" in sentence


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\3\4", b"\0" * 1000, b"PK\5\6" + b"\0" * 18])
def test_what_is_no_package_is_said_to_be_none(content):
    for sentence in refusals(content):
        assert "不是原样的证据包" in sentence


def test_an_object_s_package_with_one_entry_left_out_is_refused(package):
    lines = files_of(package)["entries.jsonl"].splitlines(keepends=True)
    forgery = forged(package, entries=b"".join(lines[:2] + lines[3:]))

    for sentence in refusals(forgery):
        assert "少了同一对象的第 5 条" in sentence


def test_an_entry_of_another_object_put_in_is_refused(unit_with_record):
    package = exported(Entry.objects.filter(seq__in=(1, 2)))
    manifest = json.loads(files_of(package)["manifest.json"])
    manifest["scope"] = {
        "kind": "object",
        "subject_type": "people.organization",
        "subject_id": str(unit_with_record.pk),
    }

    for sentence in refusals(forged(package, manifest=canonical.canonical(manifest))):
        assert "第 2 条留痕说的不是清单写明的对象" in sentence


def test_an_altered_attachment_is_named(package):
    forgery = forged(package, **{SHA: b"another scan"})

    for sentence in refusals(forgery):
        assert "“扫描件.pdf”与登记时的摘要不符" in sentence


def test_nothing_is_exported_where_there_is_nothing(unit):
    with pytest.raises(Refused, match="没有符合条件的留痕"):
        exported(unit)


def test_an_attachment_that_changed_on_disk_stops_the_export(unit_with_record):
    with pytest.raises(Refused, match=r"“扫描件\.pdf”与登记时的摘要不符"):
        exported(unit_with_record, attachment("扫描件.pdf", b"changed", SHA))


@pytest.mark.parametrize("seq", [1, 4, 8, 13])
def test_a_broken_chain_gives_no_evidence(unit_with_record, seq):
    with transaction.atomic(), without_triggers(connection):
        Entry.objects.filter(seq=seq).update(remark="改")

    with pytest.raises(Refused, match="可能被改动过"):
        exported(Entry.objects.filter(seq__lte=13))


def test_a_package_of_few_entries_of_a_long_record_stays_small(write, unit):
    other = Organization.objects.create(name="青禾县水利局", place="420325")
    write(subject=unit)
    for _ in range(300):
        write(subject=other)

    links = files_of(exported(unit))["links.jsonl"].splitlines()

    assert len(links) < 45
