"""The round: everything is looked at, and what breaks one look does not stop the next."""

from collections.abc import Callable, Iterator

from zhijian.config.options import Options
from zhijian.core.refused import Refused
from zhijian.upkeep.checkup import data, machine
from zhijian.upkeep.checkup.remarks import Level, Remark, wrong

Look = Callable[[Options], Iterator[Remark]]
MACHINE: tuple[Look, ...] = (
    machine.python,
    machine.data_folder,
    machine.disk,
    machine.keys,
    machine.address,
    machine.hosts,
    machine.fonts,
)
IN_DATABASE: tuple[Look, ...] = (
    data.soundness,
    data.record,
    data.jobs,
    data.calendar,
    data.rulebooks,
    data.static_files,
    data.backups,
    data.officers,
)


def examine(chosen: Options) -> Iterator[Remark]:
    """Every remark, as it is found. Nothing is changed, and no key or database is made."""
    for look in MACHINE:
        yield from _guarded(look, chosen)
    if not (chosen.data_dir / "keys" / "session.key").is_file():
        yield wrong("数据库", "这里还没有安装过", "运行 zhijian serve，它会建好密钥、数据库和三员")
        return
    from zhijian.upkeep.schema import start_django

    start_django()
    remarks = list(_guarded(data.tables, chosen))
    yield from remarks
    if any(remark.level is Level.WRONG for remark in remarks):
        return
    for look in IN_DATABASE:
        yield from _guarded(look, chosen)


def _guarded(look: Look, chosen: Options) -> Iterator[Remark]:
    from django.db import DatabaseError

    try:
        yield from look(chosen)
    except Refused as refusal:
        says, _, cure = str(refusal).rstrip("。").partition("。")
        yield wrong(SUBJECTS.get(look, "数据库"), says, cure.removeprefix("请"))
    except (DatabaseError, OSError) as fault:
        yield wrong(
            SUBJECTS.get(look, "数据库"),
            f"查不出来（{type(fault).__name__}）",
            "先处理上面几条，再运行一次 zhijian doctor",
        )


SUBJECTS: dict[Look, str] = {
    machine.disk: "磁盘空间",
    machine.keys: "密钥",
    machine.fonts: "中文字体",
}
