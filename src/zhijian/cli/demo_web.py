"""``zhijian demo-web``: an invented county in an empty installation, ready to be signed in to."""

import argparse
from typing import Any

EXAMPLE = """\
例：
  zhijian demo-web            在空的安装里建好青禾县的单位、人员和办件，打印谁可以登录
  zhijian demo-web --codes    只打印此刻的动态口令

单位、人员、办件都是虚构的。登录名和密码记在数据文件夹的 demo-sign-in.json 里，只供演示；
已经有单位的安装不会被改动。再运行一次不重复建立，只把登录名再打印一遍。
"""


def add_parser(subparsers: Any) -> None:
    """Add ``demo-web``."""
    parser = subparsers.add_parser(
        "demo-web",
        help="在空的安装里造一个演示县，打印谁可以登录",
        description="在空的安装里造一个虚构的县：单位、人员、岗位、登录、各种状态的办件。",
        epilog=EXAMPLE,
    )
    parser.add_argument("--codes", action="store_true", help="只打印此刻的动态口令")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Fill the installation if it is empty, and print who may sign in."""
    from zhijian.upkeep.schema import start_django
    from zhijian.upkeep.starting import ready_database

    start_django()
    ready_database(may_create=True, may_migrate=False)
    from zhijian.cli.demo_cast import kept, let_in, make_cast, refuse_if_used
    from zhijian.cli.demo_exchange import tell as tell_of_reporting
    from zhijian.cli.demo_life import tell as tell_of_accounts
    from zhijian.cli.demo_story import Stage, tell_story
    from zhijian.config import clock

    people = kept()
    if people is None:
        refuse_if_used()
        cast = make_cast()
        told = tell_story(cast)
        stage = Stage(cast, clock.today())
        tell_of_reporting(stage)
        tell_of_accounts(stage)
        people = let_in(cast)
        print(f"已建好青禾县：{cast.units} 个单位，{cast.people} 人，{told} 个办件。")
    if not asked.codes:
        print(f"\n可以登录的人（密码都是 {people[0].password}）：")
        for person in people:
            code = f"，动态口令密钥 {person.secret}" if person.secret else ""
            print(f"  {person.username:<14}{person.who}{code}")
    _print_codes(people)
    return 0


def _print_codes(people: Any) -> None:
    from zhijian.cli.demo_cast import code_now

    with_code = [person for person in people if person.secret]
    if with_code:
        names = "、".join(person.username for person in with_code)
        code, left = code_now(with_code[0].secret)
        print(f"\n此刻的动态口令：{code}（还有 {left} 秒；{names} 登录时要用）")
        print("过后再看：zhijian demo-web --codes")
