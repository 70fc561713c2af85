"""A backup holds everything of one moment, opens for nobody else, and goes live whole or not."""

import sqlite3

import pytest
from django.apps import apps

from zhijian.upkeep import scratch
from zhijian.upkeep.occupancy import UNFINISHED, alone, at_work
from zhijian.upkeep.restoring import INDEX


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def live(request):
    return request.getfixturevalue(f"on_{request.param}")


def test_a_backup_made_while_others_write_is_sound_and_of_one_moment(live):
    content = live.add_media(b"scan")
    writers = [live.writer(), live.writer()]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"

    made = live.zhijian("backup")
    written = 3 + sum(int(writer.communicate()[0]) for writer in writers)
    (backup,) = live.backups()
    content.unlink()
    restored = live.zhijian("restore", str(backup), "--force")

    assert made.returncode == 0, made.stderr
    assert "首尾相接" in made.stdout
    assert [writer.returncode for writer in writers] == [0, 0]
    assert restored.returncode == 0, restored.stderr
    assert live.asked("verify().is_sound") == "True"
    units, entries = (
        int(live.asked("Organization.objects.exclude(parent=None).count()")),
        int(live.asked("Entry.objects.filter(action='unit.added').count()")),
    )
    assert 3 <= units < written
    assert units == entries
    assert live.asked("Entry.objects.latest('seq').action") == "installation.restored"
    assert content.read_bytes() == b"scan"


def test_a_backup_on_a_new_machine_brings_keys_and_rows_with_the_passphrase(on_sqlite, empty):
    there = empty()
    words = {"ZHIJIAN_BACKUP_PASSPHRASE": "青禾县 四个 词语 连写 起来"}
    on_sqlite.zhijian("backup", **words)
    (backup,) = on_sqlite.backups()

    restored = there.zhijian("restore", str(backup), **words)

    assert restored.returncode == 0, restored.stderr
    assert there.asked("Organization.objects.count()") == "4"
    for name in ("session", "fields", "index", "backup"):
        one, other = (place.folder / "keys" / f"{name}.key" for place in (on_sqlite, there))
        assert one.read_text() == other.read_text()
        assert other.stat().st_mode & 0o077 == 0


def test_a_new_machine_opens_it_with_the_key_that_was_kept_elsewhere(on_sqlite, empty, tmp_path):
    there = empty()
    on_sqlite.zhijian("backup")
    (backup,) = on_sqlite.backups()

    without = there.zhijian("restore", str(backup))
    with_key = there.zhijian(
        "restore", str(backup), "--key", str(on_sqlite.folder / "keys" / "backup.key")
    )

    assert (without.returncode, with_key.returncode) == (1, 0)
    assert "--key" in without.stderr


def test_the_wrong_passphrase_changes_nothing(on_sqlite, empty):
    there = empty()
    on_sqlite.zhijian("backup", ZHIJIAN_BACKUP_PASSPHRASE="the right passphrase")
    (backup,) = on_sqlite.backups()

    refused = there.zhijian(
        "restore", str(backup), ZHIJIAN_BACKUP_PASSPHRASE="the wrong passphrase"
    )

    assert refused.returncode == 1
    assert "口令或密钥不对" in refused.stderr
    assert not (there.folder / "zhijian.sqlite3").exists()


def test_a_short_passphrase_is_refused(on_sqlite):
    refused = on_sqlite.zhijian("backup", ZHIJIAN_BACKUP_PASSPHRASE="12345678901")

    assert refused.returncode == 1
    assert "至少要 12 个" in refused.stderr
    assert not on_sqlite.backups()


@pytest.mark.parametrize("harm", ["flip", "cut", "add"])
def test_a_harmed_backup_is_refused_and_the_live_data_stay(harm, on_sqlite):
    on_sqlite.zhijian("backup", "--no-verify")
    (backup,) = on_sqlite.backups()
    content = bytearray(backup.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 0x40
    elif harm == "cut":
        del content[-1000:]
    else:
        content += b"\0"
    backup.write_bytes(content)
    before = (on_sqlite.folder / "zhijian.sqlite3").read_bytes()

    refused = on_sqlite.zhijian("restore", str(backup), "--force")

    assert refused.returncode == 1
    assert "请换一份备份" in refused.stderr or "已被改动" in refused.stderr
    assert (on_sqlite.folder / "zhijian.sqlite3").read_bytes() == before
    assert not list(on_sqlite.folder.glob(".restoring-*"))


def test_an_installation_is_not_overwritten_unless_somebody_says_so(live):
    live.zhijian("backup", "--no-verify")
    (backup,) = live.backups()

    refused = live.zhijian("restore", str(backup))

    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert live.asked("Entry.objects.filter(action='installation.restored').count()") == "0"


def test_what_was_replaced_is_kept_aside(on_sqlite):
    on_sqlite.zhijian("backup", "--no-verify")
    (backup,) = on_sqlite.backups()
    on_sqlite.write(2)

    on_sqlite.zhijian("restore", str(backup), "--force")

    (aside,) = on_sqlite.folder.glob("before-*")
    with sqlite3.connect(aside / "zhijian.sqlite3") as old:
        assert old.execute("SELECT count(*) FROM people_organization").fetchone() == (6,)
    old.close()
    assert on_sqlite.asked("Organization.objects.count()") == "4"


def test_nothing_is_restored_under_a_running_server(on_sqlite):
    on_sqlite.zhijian("backup", "--no-verify")
    (backup,) = on_sqlite.backups()

    with at_work(on_sqlite.folder):
        refused = on_sqlite.zhijian("restore", str(backup), "--force")

    assert refused.returncode == 1
    assert "请先停止" in refused.stderr


def test_no_server_starts_while_a_restore_goes_on_or_after_one_was_cut_off(on_sqlite):
    with alone(on_sqlite.folder):
        during = on_sqlite.zhijian("worker")
    (on_sqlite.folder / UNFINISHED).touch()
    after = on_sqlite.zhijian("worker")

    assert "正在恢复备份" in during.stderr
    assert "没有做完" in after.stderr
    assert (during.returncode, after.returncode) == (1, 1)


def test_an_attachment_whose_content_is_not_in_the_backup_is_counted(monkeypatch, tmp_path):
    class Named(list):
        """Stands for the digests that rows name, whatever is asked of them on the way."""

        objects = property(lambda self: self)

        def __getattr__(self, name):
            return lambda *asked, **more: iter(self) if name == "iterator" else self

    monkeypatch.setattr(apps, "get_model", lambda *name: Named(["a" * 64, "b" * 64]))
    (tmp_path / INDEX).write_text("b" * 64 + "\n")

    assert scratch._missing(tmp_path / INDEX) == 1


def test_a_file_whose_content_is_not_its_name_is_told(on_sqlite):
    on_sqlite.add_media(b"sound")
    on_sqlite.add_media(b"harmed").write_bytes(b"other")

    told = on_sqlite.zhijian("backup")

    assert told.returncode == 1
    assert "1 个附件的内容与登记的摘要不符" in told.stderr
    assert on_sqlite.backups()


def test_a_backup_of_one_engine_is_not_forced_into_another(on_sqlite, empty):
    on_sqlite.zhijian("backup", "--no-verify")
    (backup,) = on_sqlite.backups()
    there = empty()
    there.database = "postgresql://nobody@127.0.0.1:1/none"

    refused = there.zhijian(
        "restore", str(backup), "--check", "--key", str(on_sqlite.folder / "keys/backup.key")
    )

    assert refused.returncode == 1
    assert "不能直接恢复" in refused.stderr


def test_a_backup_of_a_newer_version_is_refused(on_sqlite):
    with sqlite3.connect(on_sqlite.folder / "zhijian.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '0999_x', '2026-01-01')"
        )
    database.close()
    on_sqlite.zhijian("backup", "--no-verify")
    (backup,) = on_sqlite.backups()

    refused = on_sqlite.zhijian("restore", str(backup), "--check")

    assert refused.returncode == 1
    assert "请先安装新版本" in refused.stderr


def test_old_backups_go_once_the_new_one_is_proven(on_sqlite):
    folder = on_sqlite.folder / "backups"
    folder.mkdir()
    for day in range(1, 4):
        (folder / f"zhijian-2020010{day}-000000.zjbackup").touch()

    on_sqlite.zhijian("backup", ZHIJIAN_BACKUP_KEEP="2")

    assert [path.name[8:16] for path in on_sqlite.backups()][:-1] == ["20200103"]


def test_nothing_plain_is_left_behind(on_sqlite):
    on_sqlite.zhijian("backup")
    (backup,) = on_sqlite.backups()

    assert "青禾县".encode() not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0
    assert not [*on_sqlite.folder.glob(".backup-*"), *on_sqlite.folder.glob(".restoring-*")]
