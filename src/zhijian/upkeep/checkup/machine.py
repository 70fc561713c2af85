"""The machine and the data folder: what can be seen without the database."""

import os
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from zhijian.config.keys import KEY_BYTES, NAMES
from zhijian.config.option_forms import host_and_port, is_loopback
from zhijian.config.options import Options
from zhijian.upkeep.checkup.remarks import Remark, good, notice, wrong
from zhijian.upkeep.occupancy import UNFINISHED

OLDEST = (3, 11)
LITTLE_MB, TOO_LITTLE_MB = 2048, 256
"""Our own proposals for when a disk is nearly full."""


def python(chosen: Options) -> Iterator[Remark]:
    """The interpreter."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST:
        yield wrong("Python", f"版本 {found} 太旧", "安装 Python 3.11 或更高版本后重新安装本程序")
    else:
        yield good("Python", found)


def data_folder(chosen: Options) -> Iterator[Remark]:
    """Whether it is there, can be written, and is nobody else's."""
    folder = chosen.data_dir
    if not folder.is_dir():
        yield wrong(
            "数据文件夹",
            f"{folder} 不存在",
            "在安装目录里执行，或核对 data_dir；新安装的先运行 zhijian serve",
        )
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        yield wrong(
            "数据文件夹", f"{folder} 写不进去（{fault.strerror}）", "把它的属主改为运行服务的用户"
        )
        return
    if os.name == "posix" and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield notice("数据文件夹", f"{folder} 其他用户也能进入", f"执行 chmod 700 {folder}")
    else:
        yield good("数据文件夹", str(folder))
    if (folder / UNFINISHED).exists():
        yield wrong("数据文件夹", "上一次恢复没有做完", "重新执行 zhijian restore 备份文件 --force")


def disk(chosen: Options) -> Iterator[Remark]:
    """Free room, and what takes it."""
    if not chosen.data_dir.is_dir():
        return
    free = shutil.disk_usage(chosen.data_dir).free >> 20
    used = _megabytes(chosen.data_dir)
    says = f"剩余 {free} MB，本程序的数据占 {used} MB"
    if free < TOO_LITTLE_MB:
        yield wrong("磁盘空间", says, "马上腾出空间：删除不要的文件，或换大些的磁盘")
    elif free < max(LITTLE_MB, used):
        yield notice("磁盘空间", says, "尽快腾出空间；备份和升级都要临时占用与数据库同样大的空间")
    else:
        yield good("磁盘空间", says)
    aside = sorted(chosen.data_dir.glob("before-*"))
    if aside:
        yield notice(
            "磁盘空间",
            f"有 {len(aside)} 份恢复前的旧数据（{aside[0].name} 等）",
            "确认恢复无误后删除",
        )


def keys(chosen: Options) -> Iterator[Remark]:
    """Whether each key is whole and private."""
    folder = chosen.data_dir / "keys"
    missing = [name for name in NAMES if not (folder / f"{name}.key").is_file()]
    if (sealing := {"fields", "index"} & set(missing)) and any(folder.glob("*.key")):
        yield notice(
            "密钥",
            f"还没有 {'、'.join(sorted(sealing))}.key",
            "新安装会在第一次用到时生成；用过的，从备份里取回，不要让程序另造一把",
        )
    broken = [name for name in NAMES if name not in missing and not _is_key(folder / f"{name}.key")]
    if broken:
        yield wrong("密钥", f"{'、'.join(broken)}.key 不完整或读不出", "从备份中取回原来的密钥文件")
        return
    if os.name == "posix" and any(path.stat().st_mode & 0o077 for path in folder.glob("*.key")):
        yield wrong("密钥", "其他用户能读到密钥", f"执行 chmod 600 {folder}/*.key")
        return
    if len(missing) < len(NAMES):
        yield good("密钥", f"{len(NAMES) - len(missing)} 把，只有本用户能读")


def address(chosen: Options) -> Iterator[Remark]:
    """Where it listens, and whether that is free or ours."""
    host, port = host_and_port(chosen.listen)
    if not is_loopback(host):
        yield notice(
            "监听地址",
            f"{chosen.listen} 对外开放，没有加密",
            "改回 127.0.0.1，由 nginx 以 https 转发",
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            yield _taken(chosen)
        else:
            yield good("端口", f"{chosen.listen} 空闲，服务没有在运行")


def _taken(chosen: Options) -> Remark:
    from http.client import HTTPConnection, HTTPException

    host, port = host_and_port(chosen.listen)
    connection = HTTPConnection(host, port, timeout=3)
    try:
        connection.request("GET", "/healthz")
        if connection.getresponse().read(100) == b'{"status": "ok"}':
            return good("端口", f"{chosen.listen} 上是本程序的服务，运行正常")
    except (OSError, HTTPException):
        pass
    finally:
        connection.close()
    return wrong("端口", f"{chosen.listen} 被别的程序占用", "停掉那个程序，或改设置中的 listen")


def hosts(chosen: Options) -> Iterator[Remark]:
    """Whether those who come through a proxy can sign in."""
    if chosen.debug:
        yield wrong("设置", "debug 开着，出错时会把内部细节给用户看", "从设置中去掉 debug")
    only_here = all(is_loopback(name.strip("[]")) for name in chosen.allowed_hosts)
    if chosen.behind_proxy and only_here:
        yield wrong("访问域名", "allowed_hosts 里只有本机", "写上用户在浏览器里输入的主机名或地址")
    if chosen.https and not chosen.trusted_origins:
        yield wrong(
            "https",
            "没有写 trusted_origins，提交表单会被拒绝",
            "写上对外的完整网址，如 https://主机名",
        )
    elif chosen.https:
        yield good("https", "、".join(chosen.trusted_origins))
    elif not only_here:
        yield notice("https", "没有启用，口令明文过网", "按《安装》中“以 https 对外”一节配置 nginx")
    else:
        yield good("访问域名", "只有本机")


def fonts(chosen: Options) -> Iterator[Remark]:
    """Documents name fonts; whoever prints them here should have some for Chinese."""
    if os.name != "posix" or shutil.which("fc-list") is None:
        return
    import subprocess

    listed = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=20
    )
    if listed.stdout.strip():
        yield good("中文字体", "已安装")
    else:
        yield notice(
            "中文字体",
            "没有安装，只影响在这台机器上打印文书",
            "安装 fonts-noto-cjk 或方正、仿宋等字体",
        )


def _is_key(path: Path) -> bool:
    try:
        return len(bytes.fromhex(path.read_text(encoding="ascii").strip())) == KEY_BYTES
    except (OSError, ValueError):
        return False


def _megabytes(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) >> 20
