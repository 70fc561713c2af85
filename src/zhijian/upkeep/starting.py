"""From a folder to an installation that can be served."""

import sys
from pathlib import Path

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


def first_steps(data_dir: Path) -> None:
    """Appoint the three officers of a new installation and print how they sign in."""
    from zhijian.people.sign_in.officers import appoint_first_officers

    print(f"已在 {data_dir} 建好新的数据。三位管理人员的登录名和首次口令（只显示这一次）：")
    for username, office, password in appoint_first_officers():
        print(f"  {office}  {username}  {password}")
    print("首次登录须改口令，并绑定动态口令。请把这三行分别交给三个人。")
    sys.stdout.flush()
