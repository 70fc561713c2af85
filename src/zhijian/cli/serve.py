"""``zhijian serve``: the pages, and in the default the jobs, until told to stop."""

import argparse
import socket
import subprocess
import sys

from zhijian.config.option_forms import host_and_port, is_loopback
from zhijian.config.options import Options, options
from zhijian.core.refused import Refused

EXAMPLE = """\
例：
  zhijian serve                     按 zhijian.toml 启动；第一次会建库并给出三员的首次口令
  zhijian serve --migrate           升级版本后第一次启动，同时升级数据库（先 zhijian backup）
  zhijian serve --listen 127.0.0.1:9000

按 Ctrl+C 停止：正在办理的请求办完才退出。
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``serve``."""
    parser = subparsers.add_parser(
        "serve",
        help="启动网页服务（默认带着后台任务）",
        description="启动网页服务。默认只有本机能访问，并同时带起后台任务。",
        epilog=EXAMPLE,
    )
    parser.add_argument("--listen", metavar="地址:端口", help="不用设置里的 listen，用这个")
    parser.add_argument("--migrate", action="store_true", help="先把数据库升级到这个版本")
    parser.add_argument("--only-prepare", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Make the installation ready and serve it; back when the server has stopped."""
    from zhijian.upkeep.occupancy import at_work

    chosen = options()
    if asked.only_prepare:
        _make_ready(chosen, migrate=asked.migrate)
        return 0
    host, port = host_and_port(asked.listen or chosen.listen)
    if not is_loopback(host):
        _warn_of_exposure(host, chosen)
    with at_work(chosen.data_dir):
        _require_free(host, port)
        # In a process of its own, so that what it loads does not stay in memory while we serve.
        words = [sys.executable, "-m", "zhijian.cli", "serve", "--only-prepare"]
        if code := subprocess.run(words + ["--migrate"] * asked.migrate, check=False).returncode:
            return code
        from zhijian.upkeep.serving import serve

        print(f"网页服务：http://{_for_people(host)}:{port}/　按 Ctrl+C 停止。", flush=True)
        return serve(chosen, host, port)


def _make_ready(chosen: Options, *, migrate: bool) -> None:
    from zhijian.upkeep import static_files
    from zhijian.upkeep.schema import start_django
    from zhijian.upkeep.starting import ready_database

    start_django()
    from django.conf import settings
    from django.contrib.auth import get_user_model

    ready_database(may_create=True, may_migrate=migrate)
    if not get_user_model().objects.exists():  # also where the very first start was cut off
        _first_steps(chosen)
    static_files.bring_up_to_date(settings.STATIC_ROOT)


def _first_steps(chosen: Options) -> None:
    """Appoint the three officers of a new installation and print how they sign in."""
    from zhijian.signin.actions import create_first_officers

    officers = create_first_officers()
    print(f"已在 {chosen.data_dir} 建好新的数据。三位管理人员的登录名和首次口令，只显示这一次：")
    for officer in officers:
        print(f"  {officer.office}　{officer.username}　{officer.password}")
    print("首次登录须改口令，并绑定动态口令。请把这三行分别交给三个人。", flush=True)


def _warn_of_exposure(host: str, chosen: Options) -> None:
    if not chosen.exposed:
        raise Refused(
            f"--listen {host} 会让其他电脑直接连进来，口令明文过网。"
            "请改用 127.0.0.1 并由 nginx 转发；网络确实可信的，在设置里写 exposed = true。"
        )
    print(
        f"请注意：正在 {host} 上对外服务，没有加密，口令明文过网。建议改由 nginx 以 https 转发。",
        file=sys.stderr,
    )


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refused(
                f"{host}:{port} 用不了：端口已被占用，或者这个地址不是本机的。"
                "请停掉占用它的程序，或改设置中的 listen。"
            ) from None


def _for_people(host: str) -> str:
    return f"[{host}]" if ":" in host else host
