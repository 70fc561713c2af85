"""What an installation chooses: one TOML file, and the environment over it.

The file is ``zhijian.toml`` in the working folder, or the one that ``ZHIJIAN_CONFIG`` names. The
environment variable of an option is its name in capitals after ``ZHIJIAN_``; the database may also
be named by ``DATABASE_URL``. What each option means stands beside it, and the sample file in
``deploy/`` is written from here.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from zhijian.config import option_forms as forms
from zhijian.core.refused import Refused

CONFIG_NAME = "zhijian.toml"
_ANSWERS = {"1": True, "true": True, "yes": True, "是": True} | dict.fromkeys(
    ("0", "false", "no", "否", ""), False
)


class Says(NamedTuple):
    """What an option means; ``group`` opens a new part of the sample file."""

    text: str
    group: str = ""


@dataclass(frozen=True)
class Options:
    """Every option with its meaning and its default."""

    data_dir: Annotated[
        Path,
        Says(
            "数据文件夹：密钥、附件、静态文件和默认的数据库都在里面。"
            "只有运行本程序的系统用户需要读写它。",
            "数据",
        ),
    ] = Path("data")
    database_url: Annotated[
        str,
        Says(
            "数据库地址。不写则用数据文件夹里的 SQLite；"
            "多台机器或人数很多时用 PostgreSQL，"
            "如 postgresql://zhijian:口令@127.0.0.1/zhij"
            "ian。环境变量 DATABASE_URL 也可以。"
        ),
    ] = ""
    listen: Annotated[
        str, Says("网页服务的地址和端口。默认只有本机能连，对外由 nginx 等转发。", "网页服务")
    ] = "127.0.0.1:8000"
    exposed: Annotated[
        bool,
        Says(
            "是否允许 listen 写本机以外的地址，让其他电脑不经转发直接连接。"
            "口令将明文过网，只在确认网络可信时开启。"
        ),
    ] = False
    allowed_hosts: Annotated[
        tuple[str, ...], Says("用户在浏览器里可以用哪些主机名或地址访问。")
    ] = ("127.0.0.1", "localhost", "[::1]")
    trusted_origins: Annotated[
        tuple[str, ...],
        Says(
            "经 https 转发时，写对外的完整网址，"
            "如 https://xmt.qinghe.example；否则提交表单会被拒绝。"
        ),
    ] = ()
    https: Annotated[bool, Says("用户是否经 https 访问。开启后登录状态只在 https 下传送。")] = False
    behind_proxy: Annotated[
        bool, Says("前面是否有本单位的转发服务器（nginx 等）。开启后以它写明的来源地址和协议为准。")
    ] = False
    trusted_proxies: Annotated[
        tuple[str, ...],
        Says(
            "转发服务器自己的地址或网段；只有从这些地址来的请求，才采信其中写明的来源地址。"
            "转发服务器不在本机时改写。"
        ),
    ] = ("127.0.0.1", "::1")
    web_workers: Annotated[
        int, Says("网页服务的进程数。一个进程够一个县用；用 SQLite 时不要多于 2。")
    ] = 1
    web_threads: Annotated[int, Says("每个网页进程同时办理的请求数。")] = 8
    embedded_worker: Annotated[
        bool, Says("zhijian serve 是否同时带起后台任务。另用 zhijian worker 或 Celery 时关闭。")
    ] = True
    debug: Annotated[bool, Says("只供开发：出错时把内部细节显示在网页上。正式使用必须关闭。")] = (
        False
    )
    demo: Annotated[
        bool,
        Says(
            "只供演示：登录页列出 zhijian demo-web 造的演示人物，点一下就进入，不核对密码。"
            "正式使用必须关闭；listen 只能写本机地址。"
        ),
    ] = False
    office_name: Annotated[str, Says("本单位名称，显示在页面和文书上。", "单位")] = ""
    place: Annotated[
        str, Says("本地的行政区划代码（六位），决定适用哪一地的规定；cn 只用全国一级。")
    ] = "cn"
    rulebooks: Annotated[tuple[str, ...], Says("叠加本单位规则的文件夹，后写的优先。")] = ()
    cipher: Annotated[str, Says("手机号码等加密入库的算法：aes（AES-256-GCM）或 sm4。", "密码")] = (
        "aes"
    )
    digest: Annotated[str, Says("留痕链的摘要算法：sha256 或 sm3。")] = "sha256"
    idle_minutes: Annotated[int, Says("多少分钟没有操作就自动退出登录。", "登录")] = 30
    absolute_hours: Annotated[int, Says("一次登录最长几小时，到时须重新登录。")] = 8
    sessions_per_user: Annotated[int, Says("一个人可以同时登录几处；再登录时退出最早的一处。")] = 1
    lock_minutes: Annotated[int, Says("连续登录失败被锁定后，多少分钟自动解除。")] = 30
    broker_url: Annotated[
        str,
        Says(
            "多台机器跑后台任务时用的消息服务，如 redis://127.0.0.1/0；"
            "不写则由本机后台任务自行领取。",
            "后台任务和通知",
        ),
    ] = ""
    broker_queue: Annotated[str, Says("消息队列的名称；几套系统合用一个消息服务时各写各的。")] = (
        "zhijian"
    )
    job_lease_seconds: Annotated[
        int, Says("后台任务的执行者中断多少秒后，任务交给别的执行者。")
    ] = 60
    job_threads: Annotated[int, Says("一个后台任务进程同时办几件任务。")] = 2
    job_keep_days: Annotated[int, Says("办完的后台任务保留多少天。")] = 30
    mail_url: Annotated[
        str,
        Says(
            "发邮件的服务器，如 smtps://用户:口令@mail.qinghe.example:465，"
            "或 smtp://…:25（末尾加 ?starttls=yes 则先转为加密）；不写则不发邮件。"
        ),
    ] = ""
    mail_from: Annotated[str, Says("发件人地址。")] = ""
    webhook_url: Annotated[
        str,
        Says(
            "通知同时推送到的网址，内容只有类别、数量、办件号和链接；不写则不推送。"
            "末尾加 #密钥 则带签名。"
        ),
    ] = ""
    robot_urls: Annotated[
        tuple[str, ...],
        Says(
            "群机器人的推送网址，前面写明是哪一种：dingtalk+https://…#加签密钥，或 wecom+https://…。"
        ),
    ] = ()
    site_url: Annotated[
        str, Says("用户访问本系统的网址，用在邮件和群消息的链接里；不写则不带链接。")
    ] = ""
    quiet_hours: Annotated[str, Says("这段时间内只发红色通知，其余留到摘要。")] = "21:00-08:00"
    digest_at: Annotated[str, Says("每天几点发摘要。")] = "08:30"
    attachment_max_mb: Annotated[int, Says("单个附件的大小上限（MB）。", "附件、日志和备份")] = 20
    metrics_token: Annotated[
        str, Says("读取 /metrics 要出示的令牌（Authorization: Bearer 令牌）；不写则只有本机可读。")
    ] = ""
    log_level: Annotated[str, Says("日志详细程度：DEBUG、INFO、WARNING、ERROR。")] = "INFO"
    log_addresses: Annotated[
        str, Says("日志中的来源地址：masked（抹去末段）、full（完整）、none（不记）。")
    ] = "masked"
    backup_dir: Annotated[
        str, Says("备份放在哪个文件夹。不写则在数据文件夹的 backups 里；最好写另一块磁盘。")
    ] = ""
    backup_keep: Annotated[
        int, Says("备份文件夹里保留最近几份，更早的在新备份验证通过后删除。")
    ] = 14

    def __post_init__(self) -> None:
        forms.check(self)


@dataclass(frozen=True)
class Described:
    """An option as the manual and the sample show it."""

    name: str
    variable: str
    default: Any
    says: str
    group: str


def describe_options() -> tuple[Described, ...]:
    """Every option in order; ``group`` is empty where it continues the group above."""
    return tuple(
        Described(known.name, _variable(known.name), known.default, *_says(known.type))
        for known in fields(Options)
    )


def read_options(environment: Mapping[str, str], folder: Path) -> Options:
    """The options of an installation whose working folder is ``folder``.

    Raises:
        Refused: the file cannot be read, or an option is unknown, of the wrong kind or out of
            range.
    """
    path, named = config_path(environment, folder)
    chosen = _from_file(path, must_exist=named)
    for known in fields(Options):
        variable = _variable(known.name)
        if variable in environment:
            chosen[known.name] = _from_text(environment[variable], known.default, variable)
    if "DATABASE_URL" in environment and "ZHIJIAN_DATABASE_URL" not in environment:
        chosen["database_url"] = environment["DATABASE_URL"]
    chosen["data_dir"] = folder.absolute() / chosen.get("data_dir", Options.data_dir)
    return Options(**chosen)


def config_path(environment: Mapping[str, str], folder: Path) -> tuple[Path, bool]:
    """Where the file of options lies or would lie, and whether somebody named it."""
    named = environment.get("ZHIJIAN_CONFIG", "")
    return (Path(named), True) if named else (folder / CONFIG_NAME, False)


@cache
def options() -> Options:
    """The options of this process, read once."""
    return read_options(os.environ, Path.cwd())


def _says(annotation: Any) -> Says:
    return next(part for part in annotation.__metadata__ if isinstance(part, Says))


def _variable(name: str) -> str:
    return f"ZHIJIAN_{name.upper()}"


def _from_file(path: Path, *, must_exist: bool) -> dict[str, Any]:
    if not path.is_file():
        if must_exist:
            raise Refused(f"找不到设置文件 {path}。请核对 ZHIJIAN_CONFIG，或去掉它用默认设置。")
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused(
            f"{path}：这不是一份正确的 TOML 文件（{fault}）。请用 UTF-8 保存并核对引号和等号。"
        ) from None
    except OSError:
        raise Refused(f"{path}：没有读它的权限。请让运行本程序的用户能读这个文件。") from None
    return {name: _from_toml(value, name, str(path)) for name, value in table.items()}


def _from_toml(value: Any, name: str, where: str) -> Any:
    defaults = {known.name: known.default for known in fields(Options)}
    if name not in defaults:
        raise Refused(f"{where}：不认识的设置“{name}”。可用的有：{'、'.join(defaults)}。")
    default = defaults[name]
    wanted = str if isinstance(default, Path) else type(default)
    if wanted is tuple and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if type(value) is not wanted:
        kinds = {bool: "true 或 false", int: "整数", str: "带引号的文字", tuple: "文字的列表"}
        raise Refused(f"{where}：{name} 的值“{value}”不对，应当是{kinds[wanted]}，请改正。")
    return value


def _from_text(text: str, default: Any, variable: str) -> Any:
    if isinstance(default, bool):
        answer = _ANSWERS.get(text.strip().lower())
        if answer is None:
            raise Refused(f"环境变量 {variable} 的值“{text}”不对，应当是 true 或 false，请改正。")
        return answer
    if isinstance(default, int):
        if not (text.strip().isascii() and text.strip().isdecimal()):
            raise Refused(f"环境变量 {variable} 的值“{text}”不对，应当是整数，请改正。")
        return int(text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
