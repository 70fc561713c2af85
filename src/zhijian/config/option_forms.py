"""How the value of an option must look, beyond its kind."""

import ipaddress
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from zhijian.core.refused import Refused

if TYPE_CHECKING:
    from zhijian.config.options import Options

CHOICES = {
    "cipher": ("aes", "sm4"),
    "digest": ("sha256", "sm3"),
    "log_level": ("DEBUG", "INFO", "WARNING", "ERROR"),
    "log_addresses": ("masked", "full", "none"),
}
RANGES = {
    "attachment_max_mb": (1, 1024),
    "web_workers": (1, 64),
    "web_threads": (1, 256),
    "backup_keep": (1, 3650),
    "job_lease_seconds": (1, 3600),
    "job_threads": (1, 64),
    "job_keep_days": (1, 3650),
    "idle_minutes": (1, 480),
    "absolute_hours": (1, 24),
    "sessions_per_user": (1, 20),
    "lock_minutes": (1, 1440),
}
SCHEMES = {
    "database_url": ("sqlite", "postgresql", "postgres"),
    "broker_url": ("redis", "rediss", "unix", "amqp", "amqps"),
    "mail_url": ("smtp", "smtps"),
    "webhook_url": ("http", "https"),
    "robot_urls": ("dingtalk+https", "dingtalk+http", "wecom+https", "wecom+http"),
    "site_url": ("http", "https"),
    "trusted_origins": ("http", "https"),
}
HOUR = r"([01]\d|2[0-3]):[0-5]\d"


def check(chosen: "Options") -> None:
    """Nothing, if every value has its form.

    Raises:
        Refused: the first value that has not, and what it may be.
    """
    for name, allowed in CHOICES.items():
        value = getattr(chosen, name)
        if value not in allowed:
            raise Refused(f"{name} 写作“{value}”，只能是 {'、'.join(allowed)}，请改正。")
    for name, (least, most) in RANGES.items():
        value = getattr(chosen, name)
        if not least <= value <= most:
            raise Refused(f"{name} 写作 {value}，应当在 {least} 到 {most} 之间，请改正。")
    for name, schemes in SCHEMES.items():
        value = getattr(chosen, name)
        for one in (value,) if isinstance(value, str) else value:
            _check_address(name, one, schemes)
    _check_form(chosen, "quiet_hours", f"({HOUR}-{HOUR})?", "21:00-08:00 这样的起止时刻，或空着")
    _check_form(chosen, "digest_at", HOUR, "08:30 这样的时刻")
    _check_form(chosen, "broker_queue", r"[A-Za-z0-9_.-]{1,60}", "字母、数字、点和横线")
    _check_form(chosen, "place", r"cn|\d{6}", "六位行政区划代码，或 cn")
    for network in chosen.trusted_proxies:
        _check_network("trusted_proxies", network)
    _check_listen(chosen)
    if chosen.demo and not is_loopback(host_and_port(chosen.listen)[0]):
        raise Refused(
            f"demo 开着，listen 却写作“{chosen.listen}”：演示不核对密码，只能由本机访问。"
            "请关掉 demo，或把 listen 改回 127.0.0.1:8000 这样的本机地址。"
        )


def host_and_port(listen: str) -> tuple[str, int]:
    """The two halves of ``listen``.

    Raises:
        Refused: it is not of the form 127.0.0.1:8000 or [::1]:8000.
    """
    match = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})", listen)
    if match is None or not 0 < int(match[2]) < 65_536:
        raise Refused(f"listen 写作“{listen}”，应当是 127.0.0.1:8000 这样的地址和端口，请改正。")
    return match[1].strip("[]"), int(match[2])


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_listen(chosen: "Options") -> None:
    host, _ = host_and_port(chosen.listen)
    if not is_loopback(host) and not chosen.exposed:
        raise Refused(
            f"listen 写作“{chosen.listen}”，会让其他电脑直接连进来，口令明文过网。"
            "请改回 127.0.0.1 并由 nginx 转发；网络确实可信的，另写 exposed = true。"
        )


def _check_address(name: str, value: str, schemes: tuple[str, ...]) -> None:
    if value and urlsplit(value).scheme not in schemes:
        # The address may carry a password, so it is not repeated here.
        starts = "、".join(f"{scheme}://" for scheme in schemes)
        raise Refused(f"{name} 的写法不对，应当以 {starts} 开头，请改正。")


def _check_form(chosen: Any, name: str, form: str, wanted: str) -> None:
    value = getattr(chosen, name)
    if re.fullmatch(form, value) is None:
        raise Refused(f"{name} 写作“{value}”，应当是{wanted}，请改正。")


def _check_network(name: str, text: str) -> None:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        raise Refused(
            f"{name} 里的“{text}”不是地址或网段，应当像 127.0.0.1 或 10.1.2.0/24，请改正。"
        ) from None
