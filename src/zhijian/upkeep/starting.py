"""From a folder to an installation that can be served."""

from zhijian.core.refused import Refused
from zhijian.upkeep.schema import Schema, State, migrate, schema

BACK_UP_FIRST = (
    "请先备份（zhijian backup），再执行 zhijian serve --migrate，或 zhijian manage migrate。"
)


def ready_database(*, may_create: bool, may_migrate: bool) -> bool:
    """Leave the database with the tables we want; whether it was empty before.

    Raises:
        Refused: it does not answer, or its tables are of another version and nobody said that
            they may be changed.
    """
    found = schema()
    if found.state is State.CURRENT:
        return False
    if found.state is State.EMPTY:
        if not may_create:
            raise Refused("数据库还是空的。请先运行 zhijian serve，它会建好表和三员的登录名。")
        migrate()
        return True
    if found.state is State.AHEAD or not may_migrate:
        raise Refused(how_it_differs(found))
    migrate()
    return False


def how_it_differs(found: Schema) -> str:
    """What is wrong with the tables and what to do, in two sentences."""
    if found.state is State.AHEAD:
        return (
            f"数据库由更新的版本用过（{found.unknown[-1]}），这个版本不能打开它。"
            "请安装新版本，或恢复升级之前的备份。"
        )
    if found.state is State.EMPTY:
        return "数据库还是空的，没有建表。请运行 zhijian serve，它会建好。"
    return f"数据库还差 {len(found.missing)} 项升级（{found.missing[0]} 等）。{BACK_UP_FIRST}"
