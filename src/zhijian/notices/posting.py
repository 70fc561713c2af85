"""Posting JSON to one address of the operator's, and understanding the answer.

Source: the public descriptions of DingTalk's and WeCom's group robots, as of 2026.
"""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import quote, urldefrag, urlsplit

from zhijian import jobs
from zhijian.config import clock
from zhijian.core.refused import Refused

SECONDS = 10
MOST_READ = 65_536
ROBOTS = {"dingtalk": "钉钉群机器人", "wecom": "企业微信群机器人"}

BUSY = {-1, 45009, 130101, 130102, 400102}
"""What the robots answer when they are busy or posted to too often; all other codes are final."""

AGAIN = {408, 425, 429, 500, 502, 503, 504}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An answer that sends us elsewhere is an error: nobody but the operator names hosts."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    """An opener that knows http and https alone; proxies as the environment names them."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _NoRedirect(),
    ):
        opener.add_handler(handler)
    return opener


def to_webhook(url: str, facts: Mapping[str, Any]) -> None:
    """POST ``facts``; with a secret behind ``#``, signed.

    ``X-Zhijian-Signature: sha256=`` holds the HMAC-SHA256 of the time in ``X-Zhijian-Timestamp``, a
    dot, and the body; ``Idempotency-Key`` is the same for every attempt.
    """
    plain, secret = urldefrag(url)
    doing = jobs.current()
    key = doing.idempotency_key if doing else ""
    body = json.dumps({**facts, "id": key}, ensure_ascii=False, sort_keys=True).encode()
    sent_at = str(int(clock.now().timestamp()))
    headers = {"X-Zhijian-Timestamp": sent_at, "Idempotency-Key": quote(key)}
    if secret:
        signed = hmac.new(secret.encode(), sent_at.encode() + b"." + body, hashlib.sha256)
        headers["X-Zhijian-Signature"] = f"sha256={signed.hexdigest()}"
    _post(plain, body, headers, "推送网址")


def to_robot(style: str, url: str, title: str, text: str) -> None:
    """Post Markdown to a group's robot; a DingTalk secret behind ``#`` signs the address."""
    plain, secret = urldefrag(url)
    markdown = text.replace("\n", "\n\n")
    if style == "dingtalk":
        content = {"title": title, "text": f"### {title}\n\n{markdown}"}
        plain += _dingtalk_signature(plain, secret) if secret else ""
    else:
        content = {"content": f"### {title}\n{markdown}"}
    body = json.dumps({"msgtype": "markdown", "markdown": content}, ensure_ascii=False).encode()
    name = ROBOTS[style]
    answer = _post(plain, body, {}, name)
    try:
        code = json.loads(answer)["errcode"]
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{name}的回答看不懂，请核对 robot_urls 里的网址。") from None
    if code in BUSY:
        raise jobs.TryLater(f"{name}忙或发送太频繁（{code}），稍后再发。")
    if code != 0:
        raise Refused(f"{name}不收这条消息（{code}）。请核对网址、加签密钥和机器人的安全设置。")


def _dingtalk_signature(url: str, secret: str) -> str:
    """The two parameters that sign a DingTalk address: the milliseconds, and their HMAC."""
    sent_at = str(round(clock.now().timestamp() * 1000))
    signed = hmac.new(secret.encode(), f"{sent_at}\n{secret}".encode(), hashlib.sha256).digest()
    sign = quote(base64.b64encode(signed).decode(), safe="")
    return f"{'&' if urlsplit(url).query else '?'}timestamp={sent_at}&sign={sign}"


def _post(url: str, body: bytes, headers: Mapping[str, str], name: str) -> bytes:
    request = urllib.request.Request(
        url,
        body,
        {"Content-Type": "application/json; charset=utf-8", "User-Agent": "zhijian", **headers},
    )
    try:
        with _opener().open(request, timeout=SECONDS) as answer:
            return bytes(answer.read(MOST_READ))
    except urllib.error.HTTPError as fault:
        fault.close()
        if fault.code in AGAIN:
            raise jobs.TryLater(f"{name}一时不能接收（HTTP {fault.code}），稍后再发。") from None
        if 300 <= fault.code < 400:
            raise Refused(
                f"{name}要我们转到别处（HTTP {fault.code}），没有照办。请写最终的网址。"
            ) from None
        raise Refused(f"{name}不收这条消息（HTTP {fault.code}）。请核对设置中的网址。") from None
    except (OSError, HTTPException) as fault:
        raise jobs.TryLater(
            f"连不上{name}（{type(fault).__name__}），稍后再发。请核对网址和网络。"
        ) from None
