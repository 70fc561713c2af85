"""The whole list is signed: whoever has the key proves it without us."""

import csv
import io
import json
from datetime import date

from zhijian.directory.lists import CSV, JSON, KEY, SIGNATURE, make_lists, write_lists
from zhijian.directory.published import publish, published
from zhijian.directory.signing import holds

ON = date(2026, 11, 20)


def test_a_list_is_proved_by_its_key_and_one_byte_undoes_it(listed):
    listed("青禾教育")
    files = make_lists(ON).files

    for name in (JSON, CSV):
        signature = files[f"{name}{SIGNATURE}"].decode().strip()
        assert holds(files[name], signature, files[KEY].decode())
        assert not holds(files[name] + b" ", signature, files[KEY].decode())


def test_nonsense_is_no_proof(listed):
    files = make_lists(ON).files

    assert not holds(files[JSON], "not base64!", files[KEY].decode())
    assert not holds(files[JSON], "", "no key")


def test_both_forms_tell_the_same(listed):
    listed("青禾教育", handle="1000000001", link="https://weibo.com/u/1000000001")
    listed("青禾林业", unit="林业局", state="closed")
    files = make_lists(ON).files

    told = json.loads(files[JSON])["accounts"]
    rows = list(csv.DictReader(io.StringIO(files[CSV].decode("utf-8-sig"))))

    assert [one["name"] for one in told] == [row["账号名称"] for row in rows]
    assert told[1]["state"] == rows[1]["状态"] == "关停"


def test_a_name_is_no_formula_in_the_sheet(listed):
    listed("=cmd()")

    assert "'=cmd()" in make_lists(ON).files[CSV].decode("utf-8-sig")


def test_the_same_register_gives_the_same_bytes(listed):
    listed("青禾教育")

    assert make_lists(ON).files == make_lists(ON).files


def test_files_are_written_whole_and_only_when_something_changed(listed, tmp_path, monkeypatch):
    listed("青禾教育")
    monkeypatch.setattr("zhijian.directory.published._folder", lambda: tmp_path / "public")

    first = publish()
    again = publish()

    assert first.at == again.at
    assert published().read(JSON) == first.read(JSON)
    assert not list((tmp_path / "public").glob(".*"))


def test_a_folder_can_be_written_for_another_host(listed, tmp_path):
    listed("青禾教育")

    write_lists(tmp_path / "out", ON)

    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        JSON, CSV, KEY, f"{JSON}{SIGNATURE}", f"{CSV}{SIGNATURE}",
    }  # fmt: skip
