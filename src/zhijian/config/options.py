"""What an installation chooses: one TOML file, and the environment over it.

The file is ``zhijian.toml`` in the working folder, or the one that ``ZHIJIAN_CONFIG`` names. The
environment variable of an option is its name in capitals after ``ZHIJIAN_``; the database may also
be named by ``DATABASE_URL``.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from zhijian.core.refused import Refused

CONFIG_NAME = "zhijian.toml"
_YES = {"1": True, "true": True, "yes": True, "是": True}
_NO = {"0": False, "false": False, "no": False, "否": False, "": False}


@dataclass(frozen=True)
class Options:
    """Every option with its default. ``describe_options`` says what each means."""

    data_dir: Path = Path("data")
    database_url: str = ""
    listen: str = "127.0.0.1:8000"
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    trusted_origins: tuple[str, ...] = ()
    https: bool = False
    behind_proxy: bool = False
    debug: bool = False
    office_name: str = ""
    place: str = "cn"
    rulebooks: tuple[str, ...] = ()
    cipher: str = "aes"
    digest: str = "sha256"
    embedded_worker: bool = True
    broker_url: str = ""
    attachment_max_mb: int = 20
    mail_url: str = ""
    mail_from: str = ""
    webhook_url: str = ""
    robot_urls: tuple[str, ...] = ()
    quiet_hours: str = "21:00-08:00"
    digest_at: str = "08:30"
    metrics_token: str = ""
    log_level: str = "INFO"

    def __post_init__(self) -> None:
        if self.cipher not in ("aes", "sm4"):
            raise Refused(f"cipher 写作“{self.cipher}”，只能是 aes 或 sm4，请改正。")
        if self.digest not in ("sha256", "sm3"):
            raise Refused(f"digest 写作“{self.digest}”，只能是 sha256 或 sm3，请改正。")


def read_options(environment: Mapping[str, str], folder: Path) -> Options:
    """The options of an installation whose working folder is ``folder``.

    Raises:
        Refused: the file cannot be read, or an option is unknown or of the wrong kind.
    """
    named = environment.get("ZHIJIAN_CONFIG", "")
    path = Path(named) if named else folder / CONFIG_NAME
    chosen = _from_file(path, must_exist=bool(named))
    for field in fields(Options):
        variable = f"ZHIJIAN_{field.name.upper()}"
        if variable in environment:
            chosen[field.name] = _from_text(environment[variable], field.name, variable)
    if "DATABASE_URL" in environment and "ZHIJIAN_DATABASE_URL" not in environment:
        chosen["database_url"] = environment["DATABASE_URL"]
    if "data_dir" in chosen:
        chosen["data_dir"] = Path(chosen["data_dir"])
    return Options(**chosen)


@cache
def options() -> Options:
    """The options of this process, read once."""
    return read_options(os.environ, Path.cwd())


def _defaults() -> dict[str, Any]:
    return {f.name: f.default for f in fields(Options) if f.default is not MISSING}


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
    return {name: _checked(value, name, str(path)) for name, value in table.items()}


def _checked(value: Any, name: str, where: str) -> Any:
    default = _known(name, where)
    wanted = (
        tuple if isinstance(default, tuple) else str if isinstance(default, Path) else type(default)
    )
    if wanted is tuple and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    if type(value) is not wanted:
        kinds = {bool: "true 或 false", int: "整数", str: "带引号的文字", tuple: "文字的列表"}
        raise Refused(f"{where}：{name} 的值“{value}”不对，应当是{kinds[wanted]}，请改正。")
    return value


def _from_text(text: str, name: str, where: str) -> Any:
    default = _known(name, where)
    if isinstance(default, bool):
        answer = {**_YES, **_NO}.get(text.strip().lower())
        if answer is None:
            raise Refused(f"环境变量 {where} 的值“{text}”不对，应当是 true 或 false，请改正。")
        return answer
    if isinstance(default, int):
        if not text.strip().isdecimal():
            raise Refused(f"环境变量 {where} 的值“{text}”不对，应当是整数，请改正。")
        return int(text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _known(name: str, where: str) -> Any:
    defaults = _defaults()
    if name not in defaults:
        raise Refused(f"{where}：不认识的设置“{name}”。可用的有：{'、'.join(defaults)}。")
    return defaults[name]
