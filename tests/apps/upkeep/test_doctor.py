"""The doctor finds what is wrong, says how to mend it, and changes nothing."""

import json
import socket
import sqlite3
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from zhijian.config import clock
from zhijian.config.keys import NAMES, key
from zhijian.config.options import Options
from zhijian.upkeep.backup_log import Made, drop_old, newest_verified, note
from zhijian.upkeep.checkup import Level, data, machine
from zhijian.upkeep.occupancy import UNFINISHED


@pytest.fixture
def chosen(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    for name in NAMES:
        key(name, folder)
    return Options(data_dir=folder, listen=f"127.0.0.1:{free_port()}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def worst(remarks):
    order = list(Level)
    return max((remark.level for remark in remarks), key=order.index)


def said(remarks):
    return " ".join(f"{remark.says} {remark.cure}" for remark in remarks)


def test_a_sound_machine_is_called_good(chosen):
    for look in (machine.python, machine.data_folder, machine.keys, machine.address, machine.hosts):
        assert worst(look(chosen)) is Level.GOOD


def test_every_remark_that_is_not_good_says_what_to_do(chosen):
    chosen = Options(data_dir=chosen.data_dir / "none", debug=True, https=True)

    remarks = [*machine.data_folder(chosen), *machine.hosts(chosen)]

    assert all(remark.cure for remark in remarks if remark.level is not Level.GOOD)
    assert worst(remarks) is Level.WRONG


def test_a_folder_that_others_may_enter_is_noticed(chosen):
    chosen.data_dir.chmod(0o755)

    assert "chmod 700" in said(machine.data_folder(chosen))


def test_a_restore_that_was_cut_off_is_wrong(chosen):
    (chosen.data_dir / UNFINISHED).touch()

    assert worst(machine.data_folder(chosen)) is Level.WRONG


@pytest.mark.parametrize(
    ("free", "level"),
    [(255, Level.WRONG), (256, Level.NOTICE), (2047, Level.NOTICE), (2048, Level.GOOD)],
)
def test_a_disk_is_judged_by_what_is_left(free, level, chosen, monkeypatch):
    monkeypatch.setattr(
        machine.shutil, "disk_usage", lambda folder: SimpleNamespace(free=free << 20)
    )

    assert worst(machine.disk(chosen)) is level


def test_a_key_that_others_can_read_is_wrong(chosen):
    (chosen.data_dir / "keys" / "fields.key").chmod(0o644)

    assert "chmod 600" in said(machine.keys(chosen))


def test_a_key_that_was_cut_short_is_wrong(chosen):
    (chosen.data_dir / "keys" / "index.key").write_text("ab" * 31)

    assert "index.key" in said(machine.keys(chosen))
    assert worst(machine.keys(chosen)) is Level.WRONG


def test_a_lost_key_is_not_to_be_made_anew(chosen):
    (chosen.data_dir / "keys" / "fields.key").unlink()

    assert "从备份里取回" in said(machine.keys(chosen))


def test_a_port_that_another_program_holds_is_wrong(chosen):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.1)
        taken = Options(data_dir=chosen.data_dir, listen=f"127.0.0.1:{other.getsockname()[1]}")
        other.listen(0)
        import threading

        threading.Thread(target=_hang_up, args=(other,), daemon=True).start()
        remarks = list(machine.address(taken))

    assert worst(remarks) is Level.WRONG
    assert "别的程序" in said(remarks)


def _hang_up(server):
    server.settimeout(5)
    try:
        connection, _ = server.accept()
    except OSError:
        return
    connection.close()


@pytest.mark.parametrize(
    ("options", "level"),
    [
        ({"behind_proxy": True}, Level.WRONG),
        ({"https": True, "allowed_hosts": ("a.example",)}, Level.WRONG),
        ({"https": True, "trusted_origins": ("https://a.example",)}, Level.GOOD),
        ({"allowed_hosts": ("a.example",)}, Level.NOTICE),
        ({"debug": True}, Level.WRONG),
    ],
)
def test_hosts_and_https_must_agree(options, level):
    assert worst(machine.hosts(Options(**options))) is level


def made(chosen, age, *, verified=True, name="one.zjbackup"):
    path = chosen.data_dir / name
    path.touch()
    moment = clock.now() - age
    return Made(moment.isoformat(timespec="seconds"), str(path), 1, verified)


@pytest.mark.parametrize(
    ("age", "level"),
    [(timedelta(days=3, minutes=-1), Level.NOTICE), (timedelta(days=3, minutes=1), Level.WRONG)],
)
def test_a_backup_counts_for_three_days(age, level, chosen):
    note(chosen, made(chosen, age))

    assert worst(data.backups(chosen)) is level


def test_a_backup_that_was_not_tried_out_does_not_count(chosen):
    note(chosen, made(chosen, timedelta(0), verified=False))

    assert newest_verified(chosen) is None
    assert worst(data.backups(chosen)) is Level.WRONG


def test_a_backup_that_somebody_deleted_does_not_count(chosen):
    note(chosen, made(chosen, timedelta(days=1), name="kept.zjbackup"))
    gone = made(chosen, timedelta(0), name="gone.zjbackup")
    note(chosen, gone)
    Path(gone.path).unlink()

    assert newest_verified(chosen).path.endswith("kept.zjbackup")


def test_a_line_cut_short_does_not_hide_the_others(chosen):
    note(chosen, made(chosen, timedelta(0)))
    with (chosen.data_dir / "backups.jsonl").open("a") as file:
        file.write('{"at": "2026-')

    assert newest_verified(chosen) is not None


def test_the_newest_backups_stay(chosen):
    folder = chosen.data_dir / "backups"
    folder.mkdir()
    for day in range(1, 17):
        (folder / f"zhijian-202601{day:02d}-000000.zjbackup").touch()

    gone = drop_old(chosen)

    assert [path.name[14:16] for path in gone] == ["01", "02"]


@pytest.mark.django_db
def test_a_clock_that_runs_before_the_record_is_wrong(chosen):
    from zhijian import journal
    from zhijian.people.models import Organization

    journal_time = clock.now() + timedelta(days=1)
    from django.db import transaction

    with clock.set_to(journal_time), transaction.atomic():
        unit = Organization.objects.create(name="青禾县人民政府", place="420325")
        journal.record("unit.added", unit, by=None)

    remarks = list(data.record(chosen))
    with clock.set_to(journal_time):
        in_time = list(data.record(chosen))

    assert "校准系统时间" in said(remarks)
    assert worst(in_time) is Level.GOOD


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "level"),
    [("2026-11-30", Level.GOOD), ("2026-12-01", Level.NOTICE), ("2027-01-01", Level.WRONG)],
)
def test_a_year_without_a_calendar_is_told_in_time(day, level, chosen):
    from datetime import datetime

    with clock.set_to(datetime.fromisoformat(f"{day}T09:00:00")):
        assert worst(data.calendar(chosen)) is level


@pytest.mark.django_db
def test_work_that_failed_or_that_nobody_does_is_told(chosen):
    from zhijian.jobs.models import Job

    now = clock.now()
    assert worst(data.jobs(chosen)) is Level.GOOD
    job = Job.objects.create(kind="sample", state=Job.State.FAILED, run_at=now, created_at=now)
    assert worst(data.jobs(chosen)) is Level.NOTICE
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, run_at=now - timedelta(hours=1))
    assert worst(data.jobs(chosen)) is Level.WRONG


@pytest.mark.django_db
def test_each_vacant_office_is_named(chosen):
    from zhijian.people.models import User

    User.objects.create_user("one", office=User.Office.SYSTEM)

    (remark,) = data.officers(chosen)

    assert remark.says == "安全管理员、审计员没有人"


def test_the_command_says_the_same_to_people_and_to_programs(on_sqlite):
    people = on_sqlite.zhijian("doctor", ZHIJIAN_LISTEN=f"127.0.0.1:{free_port()}")
    programs = on_sqlite.zhijian("doctor", "--json", ZHIJIAN_LISTEN=f"127.0.0.1:{free_port()}")

    told = json.loads(programs.stdout)
    assert people.returncode == programs.returncode == 1
    assert any(remark["subject"] == "备份" and remark["level"] == "WRONG" for remark in told)
    assert people.stdout.count("【") == len(told)


def test_where_nothing_is_installed_nothing_is_made(empty):
    place = empty()

    done = place.zhijian("doctor", ZHIJIAN_LISTEN=f"127.0.0.1:{free_port()}")

    assert done.returncode == 1
    assert "还没有安装过" in done.stdout
    assert not place.folder.exists()


def test_options_that_cannot_be_read_are_a_remark_too(on_sqlite):
    done = on_sqlite.zhijian("doctor", ZHIJIAN_CIPHER="des")

    assert done.returncode == 1
    assert done.stdout.startswith("【有误】设置：cipher 写作“des”")


def test_an_entry_that_was_altered_lately_is_found(on_sqlite):
    with sqlite3.connect(on_sqlite.folder / "zhijian.sqlite3") as database:
        triggers = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'"
        ).fetchall()
        for (name,) in triggers:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE journal_entry SET remark = 'x' WHERE seq = 2")
    database.close()

    done = on_sqlite.zhijian("doctor", ZHIJIAN_LISTEN=f"127.0.0.1:{free_port()}")

    assert triggers
    assert "【有误】留痕：第 2 条处断裂" in done.stdout
